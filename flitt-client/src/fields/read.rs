//! Fields out of JSON, in one pass: names and texts are copied once, into the text of all.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::collect::Collected;
use super::{Fields, FieldsError, Kind};

impl Fields {
    /// Reads a JSON object. A name that stands in it twice is refused.
    pub fn from_json(text: &str) -> Result<Self, FieldsError> {
        let mut collected = Collected::with_room(text.len());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read =
            Object { text, collected: &mut collected }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
        read.map_err(not_an_object)?;
        collected.finish()
    }

    /// Reads the object in an envelope: of `{"response": {..}}`, what stands inside.
    pub(crate) fn from_envelope(text: &str, name: &str) -> Result<Self, FieldsError> {
        let mut collected = Collected::with_room(text.len());
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let envelope = Envelope { name, inner: Object { text, collected: &mut collected } };
        let found = deserializer.deserialize_map(envelope).and_then(|found| deserializer.end().map(|()| found));
        only(found.map_err(not_an_object)?, name)?;
        collected.finish()
    }

    /// Reads a JSON list. The fields are named by their place, from 0.
    pub(crate) fn from_json_list(text: &str) -> Result<Self, FieldsError> {
        let mut collected = Collected::with_room(text.len());
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(not_an_object)?;
        for (place, item) in items.into_iter().enumerate() {
            collected.name(&place.to_string());
            value(&mut collected, item).map_err(|error| not_an_object(error).within(text, item.get()))?;
        }
        Ok(Self { is_list: true, ..collected.finish()? })
    }

    /// The text of the value of an envelope: of `{"response": {..}}`, what stands inside.
    pub fn in_envelope<'a>(text: &'a str, name: &str) -> Result<&'a str, FieldsError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let envelope = Envelope { name, inner: PhantomData::<&RawValue> };
        let found = deserializer.deserialize_map(envelope).and_then(|found| deserializer.end().map(|()| found));
        only(found.map_err(not_an_object)?, name).map(RawValue::get)
    }
}

/// The one value of an envelope's name, which stands there so many times.
fn only<T>((first, times): (Option<T>, usize), name: &str) -> Result<T, FieldsError> {
    match first {
        Some(inner) if times == 1 => Ok(inner),
        Some(_) => Err(FieldsError::Duplicate(name.to_owned())),
        None => Err(FieldsError::NoEnvelope(name.to_owned())),
    }
}

/// The parser's own words can quote a value, which can be secret: only the place is kept.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn not_an_object(error: serde_json::Error) -> FieldsError {
    FieldsError::NotAnObject { line: error.line(), column: error.column() }
}

/// Takes a value as it is written; of a string, what it says.
fn value(collected: &mut Collected, value: &RawValue) -> Result<(), serde_json::Error> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => collected.value(&serde_json::from_str::<String>(raw)?, Kind::String),
        Some(b'{' | b'[') => collected.value(raw, Kind::Nested),
        Some(b'n') => collected.value("", Kind::Null),
        _ => collected.value(raw, Kind::Literal),
    }
    Ok(())
}

/// An object, in this text, whose fields are collected.
struct Object<'c, 't> {
    text: &'t str,
    collected: &'c mut Collected,
}

impl Object<'_, '_> {
    /// Whether a string stands behind a name that ends at this address. Most values are: such need not be taken raw.
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
        while let Some(name_end) = members.next_key_seed(Text(|name: &str| self.collected.name(name)))? {
            if name_end.is_some_and(|end| self.is_string_behind(end)) {
                members.next_value_seed(Text(|text: &str| self.collected.value(text, Kind::String)))?;
            } else {
                value(self.collected, members.next_value()?).map_err(|_| A::Error::custom("a string that is none"))?;
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
