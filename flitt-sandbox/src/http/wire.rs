//! The formats of requests and responses: JSON, JSON in protocol 2.0, or a form.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::reference::ResponseCode;
use flitt_client::signature::sign;
use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::model::error::{GatewayError, code_number};

/// The parameter names of protocol 2.0.
pub(crate) const VERSION: &str = "version";
pub(crate) const DATA: &str = "data";
pub(crate) const ORDER: &str = "order";
pub(crate) const SIGNATURE: &str = "signature";

/// The format of a request and of its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A JSON object.
    Json,
    /// A form, without an envelope and without nested values.
    Form,
}

impl Format {
    /// The format of a content type; an error if it is not supported.
    pub(crate) fn from_content_type(content_type: &str) -> Result<Self, GatewayError> {
        let essence = content_type.split(';').next().unwrap_or_default();
        // The gateway's Node package repeats the header's name in its value.
        let essence = essence.rsplit(':').next().unwrap_or_default().trim();
        [Self::Json, Self::Form]
            .into_iter()
            .find(|format| essence.eq_ignore_ascii_case(format.content_type()))
            .ok_or_else(|| {
                GatewayError::filled(ResponseCode::UnsupportedContentType, &[("content_type", content_type)])
            })
    }

    /// The content type of bodies in this format.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }

    /// The body of a response that reports an error. Such responses are never signed, and never in protocol 2.0.
    pub(crate) fn error_body(self, error: &GatewayError, request_id: &str) -> String {
        self.failure_body(code_number(error.code()), error.message(), request_id)
    }

    /// The same with any code and message.
    pub(crate) fn failure_body(self, code: u64, message: &str, request_id: &str) -> String {
        self.body(&[
            ("error_code", Value::Number(code)),
            ("error_message", Value::from(message)),
            ("request_id", Value::from(request_id)),
            ("response_status", Value::from("failure")),
        ])
    }

    /// The body of a failure without an envelope and without `response_status`.
    pub(crate) fn bare_failure_body(self, code: u64, message: &str, request_id: &str) -> String {
        let fields = [
            ("error_code", Value::Number(code)),
            ("error_message", Value::from(message)),
            ("request_id", Value::from(request_id)),
        ];
        match self {
            Self::Json => object(&fields),
            Self::Form => self.body(&fields),
        }
    }

    /// The body of a response. JSON has the envelope `response`, a form has none.
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

/// The fields of protocol 2.0: the data in base64, and the signature over it.
pub(crate) fn protocol_2_fields(fields: &[(&str, Value)], key: &str) -> [(&'static str, Value); 3] {
    let data = BASE64_STANDARD.encode(format!(r#"{{"{ORDER}":{}}}"#, object(fields)));
    let signature = sign(key, [(DATA, data.as_str())]);
    [(VERSION, Value::from("2.0")), (DATA, Value::from(data)), (SIGNATURE, Value::from(signature))]
}

/// A value in a response.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A JSON string.
    Text(String),
    /// A JSON number.
    Number(u64),
    /// Serialized JSON: a list, a decimal number, null.
    Json(String),
}

impl Value {
    /// A number, or the empty text for `None`.
    pub(crate) fn number_or_empty(number: Option<u64>) -> Self {
        number.map_or_else(|| Self::from(""), Self::Number)
    }

    /// The JSON value `null`.
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

/// A JSON object with the fields in this order.
pub(crate) fn object(fields: &[(&str, Value)]) -> String {
    struct Object<'f>(&'f [(&'f str, Value)]);
    impl Serialize for Object<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
        }
    }
    serialize(&Object(fields))
}

/// Serializes texts, numbers and JSON, which cannot fail.
fn serialize(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
