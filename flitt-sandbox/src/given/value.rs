//! What a response says where nobody decided it: what the request said, what the table lists, else a value of the type.

use std::time::Duration;

use flitt_schema::{Format, Origin, Outcome, Parameter, Table, Unit, ValueType};
use serde_json::{Map, Value as Json};

use crate::clock::date_time;
use crate::http::wire::{Value, object};
use crate::request::CheckedRequest;

/// The length of `DD.MM.YYYY`.
const DATE_LENGTH: usize = 10;

/// What values are made of.
pub(super) struct Source<'s> {
    pub(super) request: &'s CheckedRequest<'s>,
    /// Since 1970-01-01 UTC.
    pub(super) now: Duration,
}

/// The value of a parameter: the planned one, else a plausible one.
pub(super) fn value(parameter: &Parameter, planned: &Map<String, Json>, source: &Source<'_>) -> Value {
    match (planned.get(&*parameter.name), table_of(parameter, ValueType::Object)) {
        (Some(Json::String(text)), _) => Value::from(text.as_str()),
        (Some(Json::Object(values)), Some(table)) => Value::Json(nested(table, values, source)),
        (Some(json), _) => Value::Json(json.to_string()),
        (None, _) => plausible(parameter, source),
    }
}

/// An object with every parameter of a table.
pub(super) fn nested(table: &Table, planned: &Map<String, Json>, source: &Source<'_>) -> String {
    let fields: Vec<_> =
        table.rows.iter().map(|parameter| (parameter.name.as_ref(), value(parameter, planned, source))).collect();
    object(&fields)
}

fn table_of(parameter: &Parameter, value_type: ValueType) -> Option<&Table> {
    parameter.details.table.as_deref().filter(|_| parameter.value_type == value_type)
}

fn plausible(parameter: &Parameter, source: &Source<'_>) -> Value {
    let known = || {
        if parameter.origin == Origin::Credentials {
            return Some(source.request.merchant.id().to_string());
        }
        let listed = &parameter.details.values;
        let approved = listed.iter().find(|value| value.outcome == Some(Outcome::Approved)).or(listed.first());
        let sent = source.request.value(&parameter.name).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        let details = &parameter.details;
        let assumed = [&details.fixed, &details.default].into_iter().flatten().next().map(ToString::to_string);
        sent.or(assumed).or_else(|| approved.map(|value| value.value.to_string()))
    };
    let plain = |text: String| match parameter.value_type {
        ValueType::Integer => text.parse().map_or(Value::Text(text), Value::Number),
        ValueType::Boolean | ValueType::Decimal => Value::Json(text),
        _ => Value::Text(text),
    };
    match parameter.value_type {
        ValueType::Object => Value::Json(inner(parameter, source)),
        ValueType::List if parameter.details.columns.is_some() => Value::Json("[]".to_owned()),
        ValueType::List => Value::Json(format!("[{}]", inner(parameter, source))),
        ValueType::Map => Value::Json(format!(r#"{{"1":{}}}"#, inner(parameter, source))),
        ValueType::Texts => Value::Json("[]".to_owned()),
        ValueType::Boolean => Value::Json(known().unwrap_or_else(|| "true".to_owned())),
        ValueType::Decimal => Value::Json(known().unwrap_or_else(|| "1.5".to_owned())),
        ValueType::Integer => known().map_or_else(|| Value::Number(integer(parameter)), plain),
        ValueType::String | ValueType::StringOrInteger => known().map_or_else(|| text(parameter, source).into(), plain),
    }
}

fn inner(parameter: &Parameter, source: &Source<'_>) -> String {
    parameter.details.table.as_ref().map_or_else(|| "{}".to_owned(), |table| nested(table, &Map::new(), source))
}

/// An integer within the bounds of the table.
fn integer(parameter: &Parameter) -> u64 {
    let usual: i64 = if parameter.unit == Some(Unit::Minor) { 100 } else { 1 };
    let smallest = parameter.details.smallest.unwrap_or_default().max(0);
    let largest = parameter.details.largest.unwrap_or(i64::MAX).max(smallest);
    usual.clamp(smallest, largest).unsigned_abs()
}

/// A text of the format. One without a format is the name of the parameter, where a response always has one; else it is
/// empty, as the gateway sends what it has no value for.
fn text(parameter: &Parameter, source: &Source<'_>) -> String {
    let formatted = match parameter.format {
        Some(Format::Currency) => "GEL",
        Some(Format::Flag) => "N",
        Some(Format::Url | Format::CallbackUrl | Format::ReturnUrl) => "https://shop.example/",
        Some(Format::Email) => "payer@shop.example",
        Some(Format::Ip) => "127.0.0.1",
        Some(Format::Expiry) => "1230",
        Some(Format::CardNumber) => "444455XXXXXX1111",
        Some(Format::Json) => "{}",
        Some(Format::Base64Json) => "e30=",
        Some(Format::DateTime) => return date_time(source.now),
        Some(Format::Date) => return date_time(source.now).chars().take(DATE_LENGTH).collect(),
        None => "",
    };
    if !formatted.is_empty() || !parameter.always {
        return formatted.to_owned();
    }
    let length = parameter.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    parameter.name.chars().take(length).collect()
}
