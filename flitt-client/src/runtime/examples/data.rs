//! The data of protocol 2.0 in examples: base64 of JSON, `{"order": {..}}`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{Example, ExampleKind, ExampleValue};

use crate::runtime::fields::Fields;
use crate::runtime::wire_names::ORDER;

pub(super) const HELP: &str = "the data is standard base64 with padding of { \"order\": { .. } }";

/// The parameters in the data.
pub(super) fn decode(data: &str) -> Result<Fields, String> {
    let bytes = STANDARD.decode(data).map_err(|_| "it is not canonical base64".to_owned())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let order = Fields::in_envelope(&text, ORDER).map_err(|error| error.to_string())?;
    Fields::from_json(order).map_err(|error| error.to_string())
}

/// The data of these values.
pub(super) fn encode(members: &str) -> String {
    STANDARD.encode(format!("{{\"{ORDER}\":{{{members}}}}}"))
}

/// The first value that differs from the data, and how; without a value where the data has more.
pub(super) fn difference<'e>(example: &'e Example, order: &Fields) -> Option<(Option<&'e ExampleValue>, String)> {
    let differs = |value: &&ExampleValue| match order.get(&value.name) {
        None => !value.text.is_empty(),
        Some(field) => !is_equal(value, field.text()),
    };
    if let Some(value) = example.values.iter().find(differs) {
        return Some((Some(value), format!("the signed data has another value of `{}`", value.name)));
    }
    let more = order.iter().find(|field| !field.text().is_empty() && example.value(field.name()).is_none())?;
    Some((None, format!("the signed data has a value of `{}`, and the example has none", more.name())))
}

/// Whether a value is the same as a text: of nested values, whatever the white space.
pub(super) fn is_equal(value: &ExampleValue, text: &str) -> bool {
    if value.kind != ExampleKind::Nested {
        return value.text == text;
    }
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    value.text == text || parsed(&value.text).is_some_and(|value| Some(value) == parsed(text))
}
