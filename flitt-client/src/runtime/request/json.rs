//! Writes values as JSON.

use flitt_schema::{Table, ValueType, quoted};

use super::values::Values;

/// The values of a table as a JSON object.
pub(super) fn object(table: &Table, values: &Values) -> String {
    let mut text = String::from("{");
    for (row, parameter) in table.rows.iter().enumerate() {
        let value = values.given(table, row).filter(|value| !value.is_empty());
        let Some(value) = value else { continue };
        if text.len() > 1 {
            text.push(',');
        }
        push_member(&mut text, &parameter.name, value, parameter.value_type);
    }
    text.push('}');
    text
}

/// Writes `"name":value`.
pub(super) fn push_member(text: &mut String, name: &str, value: &str, value_type: ValueType) {
    text.push_str(&quoted(name));
    text.push(':');
    if is_string(value, value_type) {
        text.push_str(&quoted(value));
    } else {
        text.push_str(value);
    }
}

/// Whether a value is written as a JSON string. The others are written as they are: their checks allow only JSON.
pub(super) fn is_string(value: &str, value_type: ValueType) -> bool {
    match value_type {
        ValueType::String => true,
        ValueType::StringOrInteger => !is_integer(value),
        ValueType::Integer
        | ValueType::Boolean
        | ValueType::Decimal
        | ValueType::Object
        | ValueType::List
        | ValueType::Map
        | ValueType::Texts => false,
    }
}

/// Whether it is an integer of 64 bits as JSON writes it: `007` and `+7` are strings.
fn is_integer(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
}
