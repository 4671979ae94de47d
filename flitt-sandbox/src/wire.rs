//! How requests and answers are written: as JSON, as JSON in protocol 2.0, or as a form.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::{ResponseCode, sign};
use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::failure::Failure;

/// The names that belong to protocol 2.0.
pub(crate) const VERSION: &str = "version";
pub(crate) const DATA: &str = "data";
pub(crate) const ORDER: &str = "order";
pub(crate) const SIGNATURE: &str = "signature";

/// How a request was written, and its answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A JSON object.
    Json,
    /// A form, which has neither an envelope nor nested values.
    Form,
}

impl Format {
    /// The format of a content type; the type as it was received is refused otherwise.
    pub(crate) fn of(content_type: &str) -> Result<Self, Failure> {
        let essence = content_type.split(';').next().unwrap_or_default();
        // The gateway's Node package repeats the header's name in its value.
        let essence = essence.rsplit(':').next().unwrap_or_default().trim();
        [Self::Json, Self::Form]
            .into_iter()
            .find(|format| essence.eq_ignore_ascii_case(format.content_type()))
            .ok_or_else(|| Failure::filled(ResponseCode::UnsupportedContentType, &[("content_type", content_type)]))
    }

    /// The content type of what is written so.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }

    /// The body of an answer: in the envelope `response`, or a form, which has none.
    pub(crate) fn body(self, fields: &[(&str, Value)]) -> String {
        match self {
            Self::Json => format!(r#"{{"response":{}}}"#, object(fields)),
            Self::Form => {
                let pairs = fields.iter().map(|(name, value)| (*name, value.text()));
                form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
            }
        }
    }
}

/// The fields of protocol 2.0: what is said in base64, and the signature over that.
pub(crate) fn data(fields: &[(&str, Value)], key: &str) -> [(&'static str, Value); 3] {
    let data = BASE64_STANDARD.encode(format!(r#"{{"{ORDER}":{}}}"#, object(fields)));
    let signature = sign(key, [(DATA, data.as_str())]);
    [(VERSION, Value::from("2.0")), (DATA, Value::from(data)), (SIGNATURE, Value::from(signature))]
}

/// A value of an answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A JSON string.
    Text(String),
    /// A JSON number.
    Number(u64),
    /// JSON as it is written: a list, a decimal, null.
    Json(String),
}

impl Value {
    /// A number, or the empty text that stands for none.
    pub(crate) fn number_or_nothing(number: Option<u64>) -> Self {
        number.map_or_else(|| Self::from(""), Self::Number)
    }

    /// Nothing, where JSON says so.
    pub(crate) fn null() -> Self {
        Self::Json("null".to_owned())
    }

    /// The text that is signed.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Json(text) => text.into(),
            Self::Number(number) => number.to_string().into(),
        }
    }
}

/// The value as JSON.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Json(json) => serde_json::from_str::<&RawValue>(json).map_err(Error::custom)?.serialize(serializer),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A JSON object, its fields in the order given.
pub(crate) fn object(fields: &[(&str, Value)]) -> String {
    struct Object<'f>(&'f [(&'f str, Value)]);
    impl Serialize for Object<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
        }
    }
    written(&Object(fields))
}

/// Texts, numbers and JSON as JSON: there is none that cannot be written.
fn written(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
