//! Parses fields from JSON in one pass: names and values are copied once, into the text of all fields.

use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::builder::FieldsBuilder;
use super::{Fields, FieldsError, Kind};

impl Fields {
    /// Parses a JSON object. A duplicate name is an error.
    pub fn from_json(text: &str) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::with_capacity(text.len());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read =
            Object { text, builder: &mut builder }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
        read.map_err(not_an_object)?;
        builder.finish()
    }

    /// Parses the object in an envelope: of `{"response": {..}}`, the inner object.
    pub(crate) fn from_envelope(text: &str, name: &str) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::with_capacity(text.len());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let envelope = Envelope { name, inner: Object { text, builder: &mut builder } };
        let found = deserializer.deserialize_map(envelope).and_then(|found| deserializer.end().map(|()| found));
        only(found.map_err(not_an_object)?, name)?;
        builder.finish()
    }

    /// Parses a JSON list. The fields are named by their position, from 0.
    pub(crate) fn from_json_list(text: &str) -> Result<Self, FieldsError> {
        let mut builder = FieldsBuilder::with_capacity(text.len());
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(not_an_object)?;
        for (place, item) in items.into_iter().enumerate() {
            builder.name(&place.to_string());
            value(&mut builder, item).map_err(|error| not_an_object(error).within(text, item.get()))?;
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
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let envelope = Envelope { name, inner: PhantomData::<&RawValue> };
        let found = deserializer.deserialize_map(envelope).and_then(|found| deserializer.end().map(|()| found));
        only(found.map_err(not_an_object)?, name).map(RawValue::get)
    }
}

/// The value of an envelope's name, which must occur exactly once.
fn only<T>((first, times): (Option<T>, usize), name: &str) -> Result<T, FieldsError> {
    match first {
        Some(inner) if times == 1 => Ok(inner),
        Some(_) => Err(FieldsError::Duplicate(name.to_owned())),
        None => Err(FieldsError::NoEnvelope(name.to_owned())),
    }
}

/// Messages of the parser can quote a value, which can be secret: only the position is kept.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn not_an_object(error: serde_json::Error) -> FieldsError {
    FieldsError::NotAnObject { line: error.line(), column: error.column() }
}

/// Adds a value as it is written; of a string, with its escapes resolved.
fn value(builder: &mut FieldsBuilder, value: &RawValue) -> Result<(), serde_json::Error> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => builder.value(&serde_json::from_str::<String>(raw)?, Kind::String),
        Some(b'{' | b'[') => builder.value(raw, Kind::Nested),
        Some(b'n') => builder.value("", Kind::Null),
        _ => builder.value(raw, Kind::Literal),
    }
    Ok(())
}

/// An object, in this text, whose fields are builder.
struct Object<'c, 't> {
    text: &'t str,
    builder: &'c mut FieldsBuilder,
}

impl Object<'_, '_> {
    /// Whether a string follows a name that ends at this address. Most values are strings, which need not be taken raw.
    fn is_string_behind(&self, name_end: usize) -> bool {
        let after_quote = name_end.wrapping_sub(self.text.as_ptr() as usize).wrapping_add(1);
        let rest = self.text.as_bytes().get(after_quote..).unwrap_or_default();
        let mut rest = rest.iter().filter(|byte| !byte.is_ascii_whitespace());
        (rest.next(), rest.next()) == (Some(&b':'), Some(&b'"'))
    }
}

impl<'a> DeserializeSeed<'a> for Object<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name_end) = members.next_key_seed(Text(|name: &str| self.builder.name(name)))? {
            if name_end.is_some_and(|end| self.is_string_behind(end)) {
                members.next_value_seed(Text(|text: &str| self.builder.value(text, Kind::String)))?;
            } else {
                value(self.builder, members.next_value()?).map_err(|_| A::Error::custom("a string that is none"))?;
            }
        }
        Ok(())
    }
}

/// A string, and what is done with its text. Gives the address of its end, where it is in the text as it is.
struct Text<F>(F);

impl<'a, F: FnOnce(&str)> DeserializeSeed<'a> for Text<F> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a, F: FnOnce(&str)> Visitor<'a> for Text<F> {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        (self.0)(text);
        Ok(Some(text.as_ptr() as usize + text.len()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        (self.0)(text);
        Ok(None)
    }
}

/// The first value of a name in an object, read by `inner`, and how many there are.
struct Envelope<'n, S> {
    name: &'n str,
    inner: S,
}

impl<'a, S: DeserializeSeed<'a>> Visitor<'a> for Envelope<'_, S> {
    type Value = (Option<S::Value>, usize);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut inner, mut first, mut times) = (Some(self.inner), None, 0);
        let mut is_it = false;
        while members.next_key_seed(Text(|name: &str| is_it = name == self.name))?.is_some() {
            times += usize::from(is_it);
            match inner.take_if(|_| is_it) {
                Some(inner) => first = Some(members.next_value_seed(inner)?),
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok((first, times))
    }
}
