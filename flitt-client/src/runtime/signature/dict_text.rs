//! The signed text of a nested value in protocol 1: that of a Python dictionary.

use std::fmt;

use crate::runtime::fields::{Field, Fields, FieldsError};

/// Why it is not known how protocol 1 signs a nested value. Protocol 2.0 signs any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DictTextError {
    /// It is not a JSON object.
    NotAnObject,
    /// A name occurs twice.
    Duplicate,
    /// It is empty, or a text in it is.
    Empty,
    /// An object or a list is nested in it.
    Nested,
    /// A value in it is null.
    Null,
    /// A value in it is neither a text nor an integer.
    NotAText,
    /// A name or a text in it has a quote, a backslash, `|`, a control character, or one that is not ASCII.
    Character,
}

impl fmt::Display for DictTextError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotAnObject => "it is not a JSON object",
            Self::Duplicate => "it has a duplicate name",
            Self::Empty => "it is empty, or a text in it is",
            Self::Nested => "an object or a list is nested in it",
            Self::Null => "a value in it is null",
            Self::NotAText => "a value in it is neither a text nor an integer",
            Self::Character => "a text in it has a quote, a backslash, `|`, a control character, or one outside ASCII",
        })
    }
}

impl std::error::Error for DictTextError {}

/// The signed text of a nested value in protocol 1, from its JSON: the text of a Python dictionary with the names in the order
/// in which they are sent and every value as text. One signature of the documentation proves it
/// (<https://docs.flitt.com/api/subscriptions/>), so only values of its kind have one; how others are signed is not known.
///
/// ```
/// use flitt_client::signature::{DictTextError, dict_text};
///
/// assert_eq!(dict_text(r#"{"every": 5, "period": "day"}"#).as_deref(), Ok("{'every': '5', 'period': 'day'}"));
/// assert_eq!(dict_text(r#"{"period": null}"#), Err(DictTextError::Null));
/// ```
pub fn dict_text(json: &str) -> Result<String, DictTextError> {
    let fields = Fields::from_json(json).map_err(|error| match error {
        FieldsError::Duplicate(_) => DictTextError::Duplicate,
        FieldsError::TooDeep(_) => DictTextError::Nested,
        _ => DictTextError::NotAnObject,
    })?;
    let members: Vec<String> = fields.iter().map(member).collect::<Result<_, _>>()?;
    if members.is_empty() { Err(DictTextError::Empty) } else { Ok(format!("{{{}}}", members.join(", "))) }
}

fn member(field: Field<'_>) -> Result<String, DictTextError> {
    let (name, text) = (field.name(), field.text());
    if field.is_nested() {
        return Err(DictTextError::Nested);
    }
    if !field.is_string() && text.is_empty() {
        return Err(DictTextError::Null);
    }
    if !field.is_string() && !is_integer(text) {
        return Err(DictTextError::NotAText);
    }
    if name.is_empty() || text.is_empty() {
        return Err(DictTextError::Empty);
    }
    if !is_plain(name) || !is_plain(text) {
        return Err(DictTextError::Character);
    }
    Ok(format!("'{name}': '{text}'"))
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').filter(|digits| *digits != "0").unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether Python writes the text between single quotes as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'"' | b'\\' | b'|'))
}
