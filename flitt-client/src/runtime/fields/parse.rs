//! Parses fields from JSON in one pass. Names and values are parts of the text received.

use serde_json::value::RawValue;

use super::builder::FieldsBuilder;
use super::reader::{Reader, Value};
use super::{Fields, FieldsError, Kind, Span};

impl Fields {
    /// Parses a JSON object. A duplicate name is an error.
    pub fn from_json(text: &str) -> Result<Self, FieldsError> {
        let (mut reader, mut builder) = (Reader::new(text), FieldsBuilder::new(text));
        add_object(&mut builder, &mut reader)?;
        reader.end()?;
        builder.finish()
    }

    /// Parses the object in an envelope: of `{"response": {..}}`, the inner object.
    pub(crate) fn from_envelope(text: &str, name: &str) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::new(text);
        in_envelope(text, name, |reader| add_object(&mut builder, reader))?;
        builder.finish()
    }

    /// Parses a JSON list. The fields are named by their position, from 0.
    pub(crate) fn from_json_list(text: &str) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::new(text);
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| FieldsError::of_json(&error))?;
        for (place, item) in items.into_iter().enumerate() {
            let value = Reader::new(item.get()).value().map_err(|error| error.within(text, item.get()))?;
            add(&mut builder, &place.to_string(), &value);
        }
        Ok(Self { is_list: true, ..builder.finish()? })
    }

    /// Parses a JSON list, or an object where the text is none.
    pub(crate) fn from_list_or_object(text: &str) -> Result<Self, FieldsError> {
        if text.trim_start().starts_with('[') { Self::from_json_list(text) } else { Self::from_json(text) }
    }

    /// Parses the list in an envelope, or the object where it contains none.
    pub(crate) fn from_enveloped_list_or_object(text: &str, name: &str) -> Result<Self, FieldsError> {
        let inner = Self::in_envelope(text, name)?;
        Self::from_list_or_object(inner).map_err(|error| error.within(text, inner))
    }

    /// The text of the value in an envelope: of `{"response": {..}}`, the text of the inner object.
    pub fn in_envelope<'a>(text: &'a str, name: &str) -> Result<&'a str, FieldsError> {
        in_envelope(text, name, Reader::raw)
    }
}

/// Reads the value of a name in an object, which must occur exactly once. Other members are passed over.
fn in_envelope<'t, T>(
    text: &'t str,
    name: &str,
    read: impl FnOnce(&mut Reader<'t>) -> Result<T, FieldsError>,
) -> Result<T, FieldsError> {
    let (mut read, mut inner, mut times) = (Some(read), None, 0);
    let mut reader = Reader::new(text);
    reader.object(|reader, member| {
        let is_it = member == name;
        times += usize::from(is_it);
        match read.take_if(|_| is_it) {
            Some(read) => inner = Some(read(reader)?),
            None => reader.skip()?,
        }
        Ok(())
    })?;
    reader.end()?;
    match inner {
        Some(inner) if times == 1 => Ok(inner),
        Some(_) => Err(FieldsError::Duplicate(name.to_owned())),
        None => Err(FieldsError::NoEnvelope(name.to_owned())),
    }
}

/// Adds the members of the object that is next.
fn add_object<'t>(builder: &mut FieldsBuilder<'t>, reader: &mut Reader<'t>) -> Result<(), FieldsError> {
    reader.object(|reader, name| {
        let value = reader.value()?;
        add(builder, &name, &value);
        Ok(())
    })
}

#[inline]
fn add(builder: &mut FieldsBuilder<'_>, name: &str, value: &Value<'_>) {
    let (text, kind) = match value {
        Value::Text(text) => (builder.span(text), Kind::String),
        Value::Other(raw) => match raw.as_bytes().first() {
            Some(b'{' | b'[') => (builder.span(raw), Kind::Nested),
            Some(b'n') => (Span::default(), Kind::Null),
            _ => (builder.span(raw), Kind::Literal),
        },
    };
    builder.add(name, text, kind);
}
