use std::borrow::Cow;
use std::ops::Deref;

use flitt_schema::{Parameter, ValueType};
use serde_core::ser::{Serialize, SerializeMap as _, Serializer};

use crate::runtime::redact::shown_value;
use crate::runtime::request::{Endpoint, Request};
use crate::runtime::response::{RawResponse, TableResponse};

/// A request or a response. Only this crate implements it.
pub trait Stored {
    /// Its parameters, in the order of the table or as they were received.
    #[doc(hidden)]
    fn entries(&self, is_redacted: bool) -> Vec<Entry<'_>>;
}

/// The name of a parameter, its text, and whether that is an integer.
#[doc(hidden)]
pub(super) type Entry<'v> = (Cow<'v, str>, Cow<'v, str>, bool);

/// Serializes a request or a response as it is, as a map of its parameters. Integers of requests are numbers; of responses,
/// everything is as it was received.
pub struct Whole<'v, T>(pub &'v T);

/// Serializes a request or a response as a map of its parameters, with `[redacted]` for what is sensitive, or was received
/// without being in the table. Its texts are without card numbers.
pub struct Redacted<'v, T>(pub &'v T);

impl<T: Stored> Serialize for Whole<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(self.0.entries(false), serializer)
    }
}

impl<T: Stored> Serialize for Redacted<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(self.0.entries(true), serializer)
    }
}

fn map<S: Serializer>(entries: Vec<Entry<'_>>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(entries.len()))?;
    for (name, text, is_integer) in entries {
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
    fn entries(&self, is_redacted: bool) -> Vec<Entry<'_>> {
        let entry = |(parameter, text): (&'static Parameter, _)| {
            let shown = match (is_redacted, parameter.contains_sensitive()) {
                (false, _) => Cow::Borrowed(text),
                (true, true) => REDACTED,
                (true, false) => shown_value(parameter, text),
            };
            (Cow::Borrowed(parameter.name.as_ref()), shown, parameter.value_type == ValueType::Integer)
        };
        self.set().map(entry).collect()
    }
}

impl Stored for RawResponse {
    fn entries(&self, is_redacted: bool) -> Vec<Entry<'_>> {
        let fields = self.fields().iter().filter(|field| !field.text().is_empty());
        if !is_redacted {
            return fields.map(|field| (field.name().into(), field.text().into(), !field.is_string())).collect();
        }
        let text = |text: Option<String>| text.map_or(REDACTED, Cow::Owned);
        let shown = self.shown_fields().map(|shown| (shown.name.into(), text(shown.text)));
        fields.zip(shown).map(|(field, (name, text))| (name, text, !field.is_string())).collect()
    }
}

impl<T: TableResponse + Deref<Target = RawResponse>> Stored for T {
    fn entries(&self, is_redacted: bool) -> Vec<Entry<'_>> {
        (**self).entries(is_redacted)
    }
}
