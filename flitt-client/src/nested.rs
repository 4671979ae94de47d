//! Values that are tables themselves: objects, lists and maps of them, and such as travel as JSON text or in base64.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::answer::{Answer, Record, Rows};
use crate::fields::{Field, Fields};
use crate::schema::compiled::LazyTable;
use crate::schema::{Format, Parameter, Table, Text, ValueType, quoted};
use crate::values::Values;

/// A value of a nested table, as requests take it. Generated; not meant to be written by hand.
pub trait Nested {
    /// The table.
    const TABLE: &'static LazyTable;

    /// The texts of its rows.
    fn values(&self) -> &Values;

    /// The value as JSON, in the order of the table.
    #[must_use]
    fn to_json(&self) -> String {
        object(Self::TABLE, self.values())
    }
}

/// A nested value that travels as text: the value of its table, or the text itself, as it was made elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Packed<T> {
    content: Content,
    value: PhantomData<fn() -> T>,
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    /// JSON that is not packed yet.
    Json(String),
    /// The text as it travels.
    Text(String),
}

impl<T> Packed<T> {
    fn new(content: Content) -> Self {
        Self { content, value: PhantomData }
    }

    fn text(self, pack: impl Fn(String) -> String) -> String {
        match self.content {
            Content::Json(json) => pack(json),
            Content::Text(text) => text,
        }
    }
}

impl<T: Nested> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Self::new(Content::Json(value.to_json()))
    }
}

impl<T: Nested> From<&str> for Packed<T> {
    fn from(text: &str) -> Self {
        Self::new(Content::Text(text.to_owned()))
    }
}

impl<T: Nested> From<&String> for Packed<T> {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<T: Nested> From<String> for Packed<T> {
    fn from(text: String) -> Self {
        Self::new(Content::Text(text))
    }
}

/// Shows no value: it can be sensitive.
impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Packed")
    }
}

impl Values {
    /// Sets an object.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "setters give their argument away")]
    pub fn nested<T: Nested>(self, row: usize, value: T) -> Self {
        self.text(row, value.to_json())
    }

    /// Sets a list of objects.
    #[must_use]
    pub fn nested_list<T: Nested>(self, row: usize, values: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<String> = values.into_iter().map(|value| value.to_json()).collect();
        self.text(row, format!("[{}]", items.join(",")))
    }

    /// Sets a map of objects.
    #[must_use]
    pub fn nested_map<T: Nested>(self, row: usize, values: impl IntoIterator<Item = (String, T)>) -> Self {
        let items: Vec<String> =
            values.into_iter().map(|(key, value)| format!("{}:{}", quoted(&key), value.to_json())).collect();
        self.text(row, format!("{{{}}}", items.join(",")))
    }

    /// Sets a list of texts.
    #[must_use]
    pub fn texts<T: Into<String>>(self, row: usize, texts: impl IntoIterator<Item = T>) -> Self {
        let texts: Vec<String> = texts.into_iter().map(|text| quoted(&text.into())).collect();
        self.text(row, format!("[{}]", texts.join(",")))
    }

    /// Sets JSON as text.
    #[must_use]
    pub fn packed_json<T>(self, row: usize, value: Packed<T>) -> Self {
        self.text(row, value.text(|json| json))
    }

    /// Sets JSON in base64.
    #[must_use]
    pub fn packed_base64<T>(self, row: usize, value: Packed<T>) -> Self {
        self.text(row, value.text(|json| STANDARD.encode(json)))
    }
}

impl Rows {
    /// The object of a row, or of the JSON text in it; `None` where there is none, or it cannot be read.
    #[must_use]
    pub fn nested<T: Record>(&self, row: usize) -> Option<T> {
        self.record(self.text(row)?)
    }

    /// The objects of a row that is a list; those that cannot be read are left out.
    #[must_use]
    pub fn nested_list<T: Record>(&self, row: usize) -> Vec<T> {
        let text = self.text(row).unwrap_or_default();
        let items: Vec<&serde_json::value::RawValue> = serde_json::from_str(text).unwrap_or_default();
        items.into_iter().filter_map(|item| self.record(item.get())).collect()
    }

    /// The texts of a row that is a list of them; of other values, what is written.
    #[must_use]
    pub fn texts(&self, row: usize) -> Vec<String> {
        plain_values(self.text(row).unwrap_or_default()).iter().map(|value| value.text().to_owned()).collect()
    }

    /// The rows of a table that came as a list of lists, with the names of its columns in another row. Those that
    /// cannot be read are left out; where a name stands twice, the first of its values counts.
    #[must_use]
    pub fn column_list<T: Record>(&self, row: usize, columns: usize) -> Vec<T> {
        let columns = self.texts(columns);
        let lines: Vec<&serde_json::value::RawValue> =
            serde_json::from_str(self.text(row).unwrap_or_default()).unwrap_or_default();
        let line = |line: &serde_json::value::RawValue| {
            let values = plain_values(line.get());
            let fields = columns.iter().zip(values.iter()).map(|(name, value)| value.named(name));
            let fields = Fields::of_first_of_each(fields).ok()?;
            Some(T::from_rows(Answer::new(fields, T::TABLE, self.verification()).into()))
        };
        lines.into_iter().filter_map(line).collect()
    }

    /// The objects of a row that is a map, in the order received; those that cannot be read are left out.
    #[must_use]
    pub fn nested_map<T: Record>(&self, row: usize) -> Vec<(String, T)> {
        let fields = Fields::from_json(self.text(row).unwrap_or_default()).unwrap_or_default();
        let read = |field: Field<'_>| Some((field.name().to_owned(), self.record(field.text())?));
        fields.iter().filter_map(read).collect()
    }

    /// The object of a row that holds JSON in base64.
    #[must_use]
    pub fn packed_base64<T: Record>(&self, row: usize) -> Option<T> {
        let bytes = STANDARD.decode(self.text(row)?).ok()?;
        self.record(std::str::from_utf8(&bytes).ok()?)
    }

    fn record<T: Record>(&self, json: &str) -> Option<T> {
        let fields = Fields::from_json(json).ok()?;
        Some(T::from_rows(Answer::new(fields, T::TABLE, self.verification()).into()))
    }
}

/// The values of a JSON list.
fn plain_values(list: &str) -> Fields {
    Fields::from_json_list(list).unwrap_or_default()
}

/// The values of a table as a JSON object.
pub(crate) fn object(table: &Table, values: &Values) -> String {
    let mut text = String::from("{");
    for (row, parameter) in table.rows.iter().enumerate() {
        let value = values.get(row).or(parameter.details.fixed.as_deref()).filter(|value| !value.is_empty());
        let Some(value) = value else { continue };
        if text.len() > 1 {
            text.push(',');
        }
        push_member(&mut text, &parameter.name, value, parameter.value_type);
    }
    text.push('}');
    text
}

/// The sensitive values within a nested one, each behind its name.
pub(crate) fn sensitive(row: &Parameter, text: &str) -> Vec<(Text, String)> {
    let Some(table) = row.details.table.as_ref().filter(|table| table.holds_sensitive()) else { return Vec::new() };
    let unpacked = || STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let json = match row.format {
        Some(Format::Base64Json) => Cow::Owned(unpacked().unwrap_or_default()),
        _ => Cow::Borrowed(text),
    };
    if row.value_type == ValueType::Map {
        return members(&json).iter().flat_map(|member| of_object(table, member.text())).collect();
    }
    of_value(table, &json)
}

/// Those of an object of the table, or of each in a list.
fn of_value(table: &Table, json: &str) -> Vec<(Text, String)> {
    match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(json) {
        Ok(items) => items.iter().flat_map(|item| of_object(table, item.get())).collect(),
        Err(_) => of_object(table, json),
    }
}

fn of_object(table: &Table, json: &str) -> Vec<(Text, String)> {
    let of_field = |field: Field<'_>| match table.row(field.name()) {
        Some(row) if row.sensitive => vec![(row.name.clone(), field.text().to_owned())],
        Some(row) => sensitive(row, field.text()),
        // JSON that was made elsewhere can be of another shape.
        None => of_value(table, field.text()),
    };
    members(json).iter().filter(|field| !field.text().is_empty()).flat_map(of_field).collect()
}

fn members(json: &str) -> Fields {
    Fields::from_json(json).unwrap_or_default()
}

/// Writes `"name":value`.
pub(crate) fn push_member(text: &mut String, name: &str, value: &str, value_type: ValueType) {
    text.push_str(&quoted(name));
    text.push(':');
    match value_type {
        ValueType::String => text.push_str(&quoted(value)),
        _ => text.push_str(value),
    }
}
