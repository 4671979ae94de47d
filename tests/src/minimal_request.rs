//! The smallest request to an endpoint.

use flitt_schema::{Endpoint, Format, GroupRule, Parameter, ValueType};

/// Values for all mandatory rows of a request, and for the first alternative of each group that asks for one.
#[must_use]
pub fn minimal_request(endpoint: &Endpoint) -> Vec<(String, String)> {
    let table = &endpoint.request;
    let mandatory = table.mandatory_from_caller().map(|row| &table.rows[row]);
    let asked = table
        .groups
        .iter()
        .filter(|group| group.when.is_none() && matches!(group.rule, GroupRule::ExactlyOne | GroupRule::AtLeastOne));
    let chosen = asked.flat_map(|group| group.of[0].iter()).filter_map(|name| table.row(name));
    mandatory.chain(chosen).map(|row| (row.name.to_string(), simple_value(row))).collect()
}

pub(crate) fn simple_value(row: &Parameter) -> String {
    match (row.value_type, row.format) {
        _ if row.closed => row.details.values[0].value.to_string(),
        (ValueType::Object, _) => minimal_object(row),
        (ValueType::List, _) => format!("[{}]", minimal_object(row)),
        (ValueType::Map, _) => format!("{{\"x\":{}}}", minimal_object(row)),
        (ValueType::Integer, _) => row.details.smallest.unwrap_or(1).max(1).to_string(),
        (_, Some(Format::Currency)) => "GEL".to_owned(),
        (_, Some(Format::Flag)) => "Y".to_owned(),
        (_, Some(Format::Expiry)) => "1230".to_owned(),
        (_, Some(Format::CardNumber)) => "4444555566661111".to_owned(),
        (_, Some(Format::CallbackUrl | Format::ReturnUrl)) => "https://shop.example/".to_owned(),
        (_, Some(Format::Json)) => "{}".to_owned(),
        (_, Some(Format::Base64Json)) => "e30=".to_owned(),
        _ => "x".to_owned(),
    }
}

/// A nested value with its mandatory rows, as JSON.
fn minimal_object(row: &Parameter) -> String {
    let table = row.details.table.as_ref().expect("nested values have a table");
    let members = table.rows.iter().filter(|row| row.mandatory).map(|row| {
        let value = simple_value(row);
        let is_text = row.value_type == ValueType::String;
        if is_text { format!("\"{}\":\"{value}\"", row.name) } else { format!("\"{}\":{value}", row.name) }
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
