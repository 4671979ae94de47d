//! One pass over the table: takes each value, signs it, writes it.

use std::fmt;

use crate::credentials::Credentials;
use crate::data;
use crate::schema::{Body, Digest, Endpoint, Key, Origin, Protocol, Table, ValueType};
use crate::signature::{LENGTH, Signer};
use crate::values::Values;

/// Why a request could not be written. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The credentials lack the key that signs this endpoint.
    MissingKey(Key),
    /// This version of the client cannot write what the schema asks for.
    Unsupported(&'static str),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey(key) => {
                write!(formatter, "the credentials have no {} key, which signs this request", key.word())
            }
            Self::Unsupported(what) => write!(formatter, "this version of the client does not write {what}"),
        }
    }
}

impl std::error::Error for EncodeError {}

/// The text of a row, whoever gives it; `None` where nothing is sent.
pub(crate) fn value_of<'v>(
    table: &'v Table,
    row: usize,
    values: &'v Values,
    credentials: &'v Credentials,
) -> Option<&'v str> {
    let parameter = &table.rows[row];
    let text = match parameter.origin {
        Origin::Caller => values.get(row).or(parameter.details.fixed.as_deref()),
        Origin::Credentials => Some(credentials.merchant_id()),
        Origin::Protocol if values.has_protocol() => {
            parameter.details.fixed.as_deref().or(parameter.details.default.as_deref())
        }
        Origin::Protocol | Origin::Signature => None,
    };
    text.filter(|text| !text.is_empty())
}

/// Writes and signs the body of a request.
pub(crate) fn encode(endpoint: &Endpoint, values: &Values, credentials: &Credentials) -> Result<Vec<u8>, EncodeError> {
    is_supported(endpoint)?;
    let key = credentials.key(endpoint.key).ok_or(EncodeError::MissingKey(endpoint.key))?;
    if data::is_needed(endpoint, values) {
        return Ok(data::encode(endpoint, values, credentials, key));
    }
    let mut signer = Signer::new(key);
    let mut body = Vec::with_capacity(512);
    body.extend_from_slice(br#"{"request":{"#);
    let mut signature_name = None;
    for (row, parameter) in endpoint.request.in_signature_order() {
        if parameter.origin == Origin::Signature {
            signature_name = Some(parameter.name.as_ref());
            continue;
        }
        let Some(text) = value_of(&endpoint.request, row, values, credentials) else { continue };
        signer.add(text);
        write_text(&mut body, &parameter.name);
        body.push(b':');
        match parameter.value_type {
            ValueType::String => write_text(&mut body, text),
            _ => body.extend_from_slice(text.as_bytes()),
        }
        body.push(b',');
    }
    if let Some(name) = signature_name
        && endpoint.key != Key::None
    {
        write_signature(&mut body, name, signer.finish());
    } else if body.last() == Some(&b',') {
        body.pop();
    }
    body.extend_from_slice(b"}}");
    Ok(body)
}

fn is_supported(endpoint: &Endpoint) -> Result<(), EncodeError> {
    let unsupported = if endpoint.protocol == Protocol::Plain {
        "requests without an envelope"
    } else if endpoint.digest != Digest::Sha1 {
        "signatures with this digest"
    } else if endpoint.body != Body::Json {
        "form bodies"
    } else {
        return Ok(());
    };
    Err(EncodeError::Unsupported(unsupported))
}

fn write_signature(body: &mut Vec<u8>, name: &str, signature: [u8; LENGTH]) {
    write_text(body, name);
    body.extend_from_slice(b":\"");
    body.extend_from_slice(&signature);
    body.push(b'"');
}

fn write_text(body: &mut Vec<u8>, text: &str) {
    // Writing a text into memory has no way to fail.
    let _ = serde_json::to_writer(body, text);
}
