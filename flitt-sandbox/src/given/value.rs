//! What a response says where nobody decided it: what the request said, what an example has, what the table lists, else a value
//! of the type.

use std::time::Duration;

use flitt_schema::{Example, ExampleKind, Format, Origin, Outcome, Parameter, Table, Unit, ValueType};
use serde_json::{Map, Value as Json};

use crate::clock::date_time;
use crate::http::wire::{Value, object};
use crate::request::CheckedRequest;

/// The length of `DD.MM.YYYY`.
const DATE_LENGTH: usize = 10;

/// What values are made of.
pub(super) struct Source<'s> {
    pub(super) request: &'s CheckedRequest<'s>,
    /// An example of the response, in the schema file.
    pub(super) example: Option<&'s Example>,
    /// Since 1970-01-01 UTC.
    pub(super) now: Duration,
}

/// The value of a parameter of the response: the planned one, else a plausible one.
pub(super) fn value(parameter: &Parameter, planned: &Map<String, Json>, source: &Source<'_>) -> Value {
    of_plan(parameter, planned, source)
        .or_else(|| of_request(parameter, source))
        .or_else(|| of_example(parameter, source))
        .unwrap_or_else(|| plausible(parameter, source))
}

/// An object of a response that is a list or a map of them.
pub(super) fn item(table: &Table, planned: &Map<String, Json>, source: &Source<'_>) -> String {
    object_of(table, |parameter| value(parameter, planned, source))
}

/// A nested object with every parameter of its table. Its names mean something else than those of request and response.
fn nested(table: &Table, planned: &Map<String, Json>, source: &Source<'_>) -> String {
    object_of(table, |parameter| of_plan(parameter, planned, source).unwrap_or_else(|| plausible(parameter, source)))
}

fn object_of(table: &Table, value: impl Fn(&Parameter) -> Value) -> String {
    let fields: Vec<_> = table.rows.iter().map(|parameter| (parameter.name.as_ref(), value(parameter))).collect();
    object(&fields)
}

fn of_plan(parameter: &Parameter, planned: &Map<String, Json>, source: &Source<'_>) -> Option<Value> {
    let is_object = parameter.value_type == ValueType::Object;
    let table = parameter.details.table.as_deref().filter(|_| is_object);
    Some(match (planned.get(&*parameter.name)?, table) {
        (Json::String(text), _) => Value::from(text.as_str()),
        (Json::Object(values), Some(table)) => Value::Json(nested(table, values, source)),
        (json, _) => Value::Json(json.to_string()),
    })
}

/// The merchant, or the value of the parameter of the same name in the request.
fn of_request(parameter: &Parameter, source: &Source<'_>) -> Option<Value> {
    if parameter.origin == Origin::Credentials {
        return Some(typed(parameter, source.request.merchant.id().to_string()));
    }
    let is_single = !parameter.is_nested() && parameter.value_type != ValueType::Texts;
    let sent = source.request.value(&parameter.name).filter(|text| is_single && !text.is_empty())?;
    Some(typed(parameter, sent.to_owned()))
}

/// The value of the outermost parameters in the example.
fn of_example(parameter: &Parameter, source: &Source<'_>) -> Option<Value> {
    let value = source.example?.value(&parameter.name)?;
    Some(match value.kind {
        ExampleKind::Text => Value::from(value.text.as_str()),
        _ => Value::Json(value.to_json()),
    })
}

/// A text as a value of the parameter's type.
fn typed(parameter: &Parameter, text: String) -> Value {
    match parameter.value_type {
        ValueType::Integer => text.parse().map_or(Value::Text(text), Value::Number),
        ValueType::Boolean | ValueType::Decimal => Value::Json(text),
        _ => Value::Text(text),
    }
}

/// A fixed or default value, a listed one, or one of the type.
fn plausible(parameter: &Parameter, source: &Source<'_>) -> Value {
    let details = &parameter.details;
    let assumed = || details.fixed.as_deref().or(details.default.as_deref());
    let listed = || {
        let approved = details.values.iter().find(|value| value.outcome == Some(Outcome::Approved));
        approved.or(details.values.first()).map(|value| value.value.as_ref())
    };
    let known = assumed().or_else(listed).map(|text| typed(parameter, text.to_owned()));
    match parameter.value_type {
        ValueType::Object => Value::Json(inner(parameter, source)),
        ValueType::List if details.columns.is_some() => Value::Json("[]".to_owned()),
        ValueType::List => Value::Json(format!("[{}]", inner(parameter, source))),
        ValueType::Map => Value::Json(format!(r#"{{"1":{}}}"#, inner(parameter, source))),
        ValueType::Texts => Value::Json("[]".to_owned()),
        ValueType::Boolean => known.unwrap_or_else(|| Value::Json("true".to_owned())),
        ValueType::Decimal => known.unwrap_or_else(|| Value::Json("1.5".to_owned())),
        ValueType::Integer => known.unwrap_or_else(|| Value::Number(integer(parameter))),
        ValueType::String | ValueType::StringOrInteger => known.unwrap_or_else(|| text(parameter, source).into()),
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
