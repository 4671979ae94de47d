//! Nested values of responses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use super::raw::RawResponse;
use super::table::{Rows, TableResponse};
use crate::runtime::fields::{Field, Fields};

impl Rows {
    /// The object of a parameter, or of the JSON embedded in it; `None` where it is missing or cannot be parsed.
    #[must_use]
    pub fn nested<T: TableResponse>(&self, row: usize) -> Option<T> {
        self.parse(self.text(row)?)
    }

    /// The objects of a parameter that is a list, without those that cannot be parsed.
    #[must_use]
    pub fn nested_list<T: TableResponse>(&self, row: usize) -> Vec<T> {
        let text = self.text(row).unwrap_or_default();
        let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
        items.into_iter().filter_map(|item| self.parse(item.get())).collect()
    }

    /// The texts of a parameter that is a list; of other values, the JSON as written.
    #[must_use]
    pub fn texts(&self, row: usize) -> Vec<String> {
        plain_values(self.text(row).unwrap_or_default()).iter().map(|value| value.text().to_owned()).collect()
    }

    /// The rows of a table that was received as a list of lists, with the names of its columns in another parameter.
    /// Rows that cannot be parsed are left out; of a duplicate column, the first value counts.
    #[must_use]
    pub fn column_list<T: TableResponse>(&self, row: usize, columns: usize) -> Vec<T> {
        let columns = self.texts(columns);
        let lines: Vec<&RawValue> = serde_json::from_str(self.text(row).unwrap_or_default()).unwrap_or_default();
        let line = |line: &RawValue| {
            let values = plain_values(line.get());
            let fields = columns.iter().zip(values.iter()).map(|(name, value)| value.named(name));
            let fields = Fields::from_first_fields(fields).ok()?;
            Some(T::from_rows(RawResponse::new(fields, &T::TABLE.shared(), self.verification()).into()))
        };
        lines.into_iter().filter_map(line).collect()
    }

    /// The objects of a parameter that is a map, in the order received, without those that cannot be parsed.
    #[must_use]
    pub fn nested_map<T: TableResponse>(&self, row: usize) -> Vec<(String, T)> {
        let fields = Fields::from_json(self.text(row).unwrap_or_default()).unwrap_or_default();
        let read = |field: Field<'_>| Some((field.name().to_owned(), self.parse(field.text())?));
        fields.iter().filter_map(read).collect()
    }

    /// The object of a parameter that holds JSON in base64.
    #[must_use]
    pub fn embedded_base64<T: TableResponse>(&self, row: usize) -> Option<T> {
        let bytes = STANDARD.decode(self.text(row)?).ok()?;
        self.parse(std::str::from_utf8(&bytes).ok()?)
    }

    fn parse<T: TableResponse>(&self, json: &str) -> Option<T> {
        let fields = Fields::from_json(json).ok()?;
        Some(T::from_rows(RawResponse::new(fields, &T::TABLE.shared(), self.verification()).into()))
    }
}

/// The values of a JSON list.
fn plain_values(list: &str) -> Fields {
    Fields::from_json_list(list).unwrap_or_default()
}
