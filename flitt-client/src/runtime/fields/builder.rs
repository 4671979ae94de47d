//! Collects fields as parts of one text, then sorts them by name.

use std::cmp::Ordering;
use std::collections::HashSet;

use flitt_schema::NameKey;

use super::{Extent, Field, Fields, FieldsError, Kind, MAX_DEPTH, Span, offset};
use crate::runtime::redact::shown_name;

/// The initial capacity, in fields: a response of the gateway has about forty.
const USUAL_FIELDS: usize = 48;

/// Fields that are being collected.
pub(super) struct FieldsBuilder<'r> {
    received: &'r str,
    /// Begins with what was received.
    text: String,
    list: Vec<Extent>,
}

impl<'r> FieldsBuilder<'r> {
    /// Takes the text that was received, of which most names and values are parts.
    pub(super) fn new(received: &'r str) -> Self {
        Self { received, text: received.to_owned(), list: Vec::with_capacity(USUAL_FIELDS) }
    }

    /// Adds a field.
    pub(super) fn add(&mut self, name: &str, text: Span, kind: Kind) {
        let extent = Extent { key: NameKey::of(name), name: self.span(name), text, kind };
        self.list.push(extent);
    }

    /// Where a text is within that of all fields. One that is not part of the text received is copied to its end.
    pub(super) fn span(&mut self, part: &str) -> Span {
        let start = offset(self.received, part).unwrap_or_else(|| {
            self.text.push_str(part);
            self.text.len() - part.len()
        });
        Span { start, end: start + part.len() }
    }

    /// The fields, unless a name occurs twice, a value is nested too deeply, or there are too many.
    pub(super) fn finish(self) -> Result<Fields, FieldsError> {
        let count = u16::try_from(self.list.len()).map_err(|_| FieldsError::TooMany)?;
        let mut fields = Fields { text: self.text, list: self.list, by_name: Box::default(), is_list: false };
        if let Some(field) = fields.nested().find(|field| depth(field.text) > MAX_DEPTH) {
            return Err(FieldsError::TooDeep(shown_name(field.name).into_owned()));
        }
        let order =
            |left: u16, right: u16| match (fields.list.get(usize::from(left)), fields.list.get(usize::from(right))) {
                (Some(left), Some(right)) => fields.compare(left, right.key, || fields.name(right)),
                _ => Ordering::Less,
            };
        let mut by_name: Box<[u16]> = (0..count).collect();
        by_name.sort_unstable_by(|left, right| order(*left, *right));
        if let Some(pair) = by_name.windows(2).find(|pair| order(pair[0], pair[1]).is_eq()) {
            let name = fields.at(pair[0]).map(|field| field.name).unwrap_or_default();
            return Err(FieldsError::Duplicate(shown_name(name).into_owned()));
        }
        fields.by_name = by_name;
        Ok(fields)
    }
}

impl Fields {
    /// Takes fields as they are. A duplicate name is an error.
    pub(crate) fn from_fields<'f>(fields: impl IntoIterator<Item = Field<'f>>) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::new("");
        for field in fields {
            let text = builder.span(field.text);
            builder.add(field.name, text, field.kind);
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
        let mut builder = FieldsBuilder::new(text);
        for (name, value) in form_urlencoded::parse(text.trim().as_bytes()) {
            let value = builder.span(&value);
            builder.add(&name, value, Kind::String);
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
