use std::borrow::Cow;
use std::ops::Deref;

use flitt_schema::ValueType;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::runtime::fields::Field;
use crate::runtime::redact::{shown_name, shown_text, shown_value};
use crate::runtime::request::{Endpoint, Request};
use crate::runtime::response::{RawResponse, TableResponse};

/// A request or a response. Only this crate implements it.
pub trait Stored {
    /// Its parameters, in the order of the table or as they were received.
    #[doc(hidden)]
    fn entries(&self, show: Show) -> Vec<Entry<'_>>;
}

/// Which values are shown.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// All of them.
    Whole,
    /// Those that are not sensitive.
    Redacted,
}

/// One parameter.
#[doc(hidden)]
pub struct Entry<'v> {
    name: Cow<'v, str>,
    text: Cow<'v, str>,
    is_integer: bool,
}

/// Serializes a request or a response as it is, as a map of its parameters. Integers are numbers, everything else is its exact
/// text.
pub struct Whole<'v, T>(pub &'v T);

/// Serializes a request or a response as a map of its parameters, with `[redacted]` for what is sensitive, or was received
/// without being in the table. Its texts are without card numbers.
pub struct Redacted<'v, T>(pub &'v T);

impl<T: Stored> Serialize for Whole<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(self.0.entries(Show::Whole), serializer)
    }
}

impl<T: Stored> Serialize for Redacted<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(self.0.entries(Show::Redacted), serializer)
    }
}

fn map<S: Serializer>(entries: Vec<Entry<'_>>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for Entry { name, text, is_integer } in entries {
        match text.parse::<i64>() {
            Ok(number) if is_integer && number.to_string() == text => map.serialize_entry(&name, &number)?,
            _ => map.serialize_entry(&name, &text)?,
        }
    }
    map.end()
}

/// What is shown of a sensitive value.
const REDACTED: Cow<'static, str> = Cow::Borrowed("[redacted]");

impl<E: Endpoint> Stored for Request<E> {
    fn entries(&self, show: Show) -> Vec<Entry<'_>> {
        let entry = |(parameter, text): (&'static flitt_schema::Parameter, _)| Entry {
            name: Cow::Borrowed(parameter.name.as_ref()),
            text: match show {
                Show::Whole => Cow::Borrowed(text),
                Show::Redacted if parameter.contains_sensitive() => REDACTED,
                Show::Redacted => shown_value(parameter, text),
            },
            is_integer: parameter.value_type == ValueType::Integer,
        };
        self.set().map(entry).collect()
    }
}

impl Stored for RawResponse {
    fn entries(&self, show: Show) -> Vec<Entry<'_>> {
        self.shown_fields().map(|field| of_field(field, show)).collect()
    }
}

/// A field of a response, with whether it is in the table, and whether it is sensitive.
fn of_field((field, is_known, is_sensitive): (Field<'_>, bool, bool), show: Show) -> Entry<'_> {
    let (name, text) = match (show, is_known, is_sensitive) {
        (Show::Whole, ..) => (field.name().into(), field.text().into()),
        (Show::Redacted, true, false) => (field.name().into(), shown_text(field.text())),
        (Show::Redacted, true, true) => (field.name().into(), REDACTED),
        (Show::Redacted, false, _) => (shown_name(field.name()), REDACTED),
    };
    Entry { name, text, is_integer: !field.is_string() }
}

impl<T: TableResponse + Deref<Target = RawResponse>> Stored for T {
    fn entries(&self, show: Show) -> Vec<Entry<'_>> {
        (**self).entries(show)
    }
}
