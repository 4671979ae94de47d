use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{CowStr, Format, Parameter, Table, ValueType};
use serde_json::value::RawValue;

use crate::runtime::fields::{Field, Fields};

/// The sensitive values within a nested value of a request, with their names.
pub(super) fn sensitive_values(row: &Parameter, text: &str) -> Vec<(CowStr, String)> {
    let Some(table) = row.details.table.as_ref().filter(|table| table.contains_sensitive()) else { return Vec::new() };
    let decoded = || STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let json = match row.format {
        Some(Format::Base64Json) => Cow::Owned(decoded().unwrap_or_default()),
        _ => Cow::Borrowed(text),
    };
    if row.value_type == ValueType::Map {
        return members(&json).iter().flat_map(|member| of_object(table, member.text())).collect();
    }
    of_value(table, &json)
}

/// Those of an object of the table, or of each object in a list.
fn of_value(table: &Table, json: &str) -> Vec<(CowStr, String)> {
    match serde_json::from_str::<Vec<&RawValue>>(json) {
        Ok(items) => items.iter().flat_map(|item| of_object(table, item.get())).collect(),
        Err(_) => of_object(table, json),
    }
}

fn of_object(table: &Table, json: &str) -> Vec<(CowStr, String)> {
    let of_field = |field: Field<'_>| match table.row(field.name()) {
        Some(row) if row.sensitive => vec![(row.name.clone(), field.text().to_owned())],
        Some(row) => sensitive_values(row, field.text()),
        // JSON that was made elsewhere can be nested in another way.
        None => of_value(table, field.text()),
    };
    members(json).iter().filter(|field| !field.text().is_empty()).flat_map(of_field).collect()
}

fn members(json: &str) -> Fields {
    Fields::from_json(json).unwrap_or_default()
}
