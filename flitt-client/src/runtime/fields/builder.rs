//! Collects fields into one text, then sorts them by name.

use std::collections::HashSet;

use super::{Extent, Field, Fields, FieldsError, Kind, MAX_DEPTH};
use crate::runtime::redact::shown_name;

/// The initial capacity, in fields: a response of the gateway has about forty.
const USUAL_FIELDS: usize = 48;

/// Fields that are being builder.
pub(super) struct FieldsBuilder {
    text: String,
    list: Vec<Extent>,
}

impl FieldsBuilder {
    /// Reserves room for this many bytes of names and values.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), list: Vec::with_capacity(USUAL_FIELDS) }
    }

    /// Starts a field.
    pub(super) fn name(&mut self, name: &str) {
        let start = self.text.len();
        self.text.push_str(name);
        self.list.push(Extent { name: start, text: self.text.len(), end: self.text.len(), kind: Kind::Null });
    }

    /// Sets the value of the field that was started last.
    pub(super) fn value(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        if let Some(extent) = self.list.last_mut() {
            (extent.end, extent.kind) = (self.text.len(), kind);
        }
    }

    /// The fields, unless a name occurs twice, a value is nested too deeply, or there are too many.
    pub(super) fn finish(self) -> Result<Fields, FieldsError> {
        let count = u16::try_from(self.list.len()).map_err(|_| FieldsError::TooMany)?;
        let mut fields = Fields { text: self.text, list: self.list, by_name: Box::default(), is_list: false };
        if let Some(field) = fields.nested().find(|field| depth(field.text) > MAX_DEPTH) {
            return Err(FieldsError::TooDeep(shown_name(field.name).into_owned()));
        }
        let mut names: Vec<(&str, u16)> = fields.iter().map(|field| field.name).zip(0..count).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(FieldsError::Duplicate(shown_name(pair[0].0).into_owned()));
        }
        fields.by_name = names.into_iter().map(|(_, position)| position).collect();
        Ok(fields)
    }
}

impl Fields {
    /// Takes fields as they are. A duplicate name is an error.
    pub(crate) fn from_fields<'f>(fields: impl IntoIterator<Item = Field<'f>>) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::with_capacity(0);
        for field in fields {
            builder.name(field.name);
            builder.value(field.text, field.kind);
        }
        builder.finish()
    }

    /// Takes fields as they are. Of fields with the same name, the first is kept.
    pub(crate) fn from_first_fields<'f>(fields: impl IntoIterator<Item = Field<'f>>) -> Result<Self, FieldsError> {
        let mut names = HashSet::new();
        Self::from_fields(fields.into_iter().filter(|field| names.insert(field.name)))
    }

    /// Parses a form (`application/x-www-form-urlencoded`). All values are strings. A duplicate name is an error.
    pub fn from_form(text: &str) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::with_capacity(text.len());
        for (name, value) in form_urlencoded::parse(text.trim().as_bytes()) {
            builder.name(&name);
            builder.value(&value, Kind::String);
        }
        builder.finish()
    }
}

/// The nesting depth of objects and lists in a JSON value.
fn depth(value: &str) -> usize {
    let (mut depth, mut deepest): (usize, usize) = (0, 0);
    let mut bytes = value.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}
