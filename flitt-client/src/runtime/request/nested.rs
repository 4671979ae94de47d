//! Nested values of requests: objects, lists and maps of them, and JSON that is embedded in a string or in base64.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::embedded::LazyTable;
use flitt_schema::quoted;

use super::argument::{Embedded, Optional, OptionalEmbedded, Text};
use super::json::object;
use super::values::Values;

/// A value of a nested table in a request. Implemented by generated types only.
pub trait Nested {
    /// The table.
    const TABLE: &'static LazyTable;

    /// The values of its parameters.
    fn values(&self) -> &Values;

    /// The value as JSON, in the order of the table.
    #[must_use]
    fn to_json(&self) -> String {
        object(Self::TABLE, self.values())
    }
}

/// JSON that is embedded in a string: a value of the nested table, or the text itself, made elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct EmbeddedJson<T> {
    content: Content,
    value: PhantomData<fn() -> T>,
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    /// JSON that is not encoded yet.
    Json(String),
    /// The text as it is sent.
    Text(String),
}

impl<T> EmbeddedJson<T> {
    fn new(content: Content) -> Self {
        Self { content, value: PhantomData }
    }

    /// The text as it is sent.
    pub(super) fn from_text(text: impl AsRef<str>) -> Self {
        Self::new(Content::Text(text.as_ref().to_owned()))
    }

    fn into_text(self, encode: impl Fn(String) -> String) -> String {
        match self.content {
            Content::Json(json) => encode(json),
            Content::Text(text) => text,
        }
    }
}

impl<T: Nested> From<T> for EmbeddedJson<T> {
    fn from(value: T) -> Self {
        Self::new(Content::Json(value.to_json()))
    }
}

impl<T: Nested> From<&str> for EmbeddedJson<T> {
    fn from(text: &str) -> Self {
        Self::from_text(text)
    }
}

impl<T: Nested> From<&String> for EmbeddedJson<T> {
    fn from(text: &String) -> Self {
        Self::from_text(text)
    }
}

impl<T: Nested> From<String> for EmbeddedJson<T> {
    fn from(text: String) -> Self {
        Self::new(Content::Text(text))
    }
}

/// Shows no value: it can be sensitive.
impl<T> fmt::Debug for EmbeddedJson<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EmbeddedJson")
    }
}

impl Values {
    /// Sets an object.
    #[must_use]
    pub fn set_nested<T: Nested>(self, row: usize, value: impl Optional<T>) -> Self {
        self.set_text(row, value.into_optional().map(|value| value.to_json()))
    }

    /// Sets a list of objects.
    #[must_use]
    pub fn set_nested_list<T: Nested>(self, row: usize, values: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<String> = values.into_iter().map(|value| value.to_json()).collect();
        self.set_text(row, joined('[', &items, ']'))
    }

    /// Sets a list of objects. An empty one changes nothing, as an empty text counts as absent.
    #[must_use]
    pub fn set_optional_nested_list<T: Nested>(self, row: usize, values: impl IntoIterator<Item = T>) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_some() { self.set_nested_list(row, values) } else { self }
    }

    /// Sets a map of objects.
    #[must_use]
    pub fn set_nested_map<T: Nested>(self, row: usize, values: impl IntoIterator<Item = (impl Text, T)>) -> Self {
        let items: Vec<String> =
            values.into_iter().map(|(key, value)| format!("{}:{}", quoted(key.as_text()), value.to_json())).collect();
        self.set_text(row, joined('{', &items, '}'))
    }

    /// Sets a map of objects. An empty one changes nothing.
    #[must_use]
    pub fn set_optional_nested_map<T: Nested>(
        self,
        row: usize,
        values: impl IntoIterator<Item = (impl Text, T)>,
    ) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_some() { self.set_nested_map(row, values) } else { self }
    }

    /// Sets a list of texts. An empty one changes nothing.
    #[must_use]
    pub fn set_optional_texts(self, row: usize, texts: impl IntoIterator<Item = impl Text>) -> Self {
        let mut texts = texts.into_iter().peekable();
        if texts.peek().is_some() { self.set_texts(row, texts) } else { self }
    }

    /// Sets a list of texts.
    #[must_use]
    pub fn set_texts(self, row: usize, texts: impl IntoIterator<Item = impl Text>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(|text| quoted(text.as_text())).collect();
        self.set_text(row, joined('[', &texts, ']'))
    }

    /// Sets JSON as text.
    #[must_use]
    pub fn set_json<T>(self, row: usize, value: impl Embedded<T>) -> Self {
        self.set_text(row, value.into_embedded().into_text(|json| json))
    }

    /// Sets JSON as text, if there is some.
    #[must_use]
    pub fn set_optional_json<T>(self, row: usize, value: impl OptionalEmbedded<T>) -> Self {
        self.set_text(row, value.into_optional_embedded().map(|value| value.into_text(|json| json)))
    }

    /// Sets JSON in base64.
    #[must_use]
    pub fn set_base64<T>(self, row: usize, value: impl Embedded<T>) -> Self {
        self.set_text(row, value.into_embedded().into_text(|json| STANDARD.encode(json)))
    }

    /// Sets JSON in base64, if there is some.
    #[must_use]
    pub fn set_optional_base64<T>(self, row: usize, value: impl OptionalEmbedded<T>) -> Self {
        self.set_text(row, value.into_optional_embedded().map(|value| value.into_text(|json| STANDARD.encode(json))))
    }
}

fn joined(opening: char, items: &[String], closing: char) -> String {
    format!("{opening}{}{closing}", items.join(","))
}
