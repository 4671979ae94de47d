//! One pass over the table: takes each value, signs it, writes it.

use std::fmt;

use sha1::Sha1;
use sha2::Sha512;

use crate::credentials::Credentials;
use crate::data;
use crate::schema::{Body, Digest, Endpoint, Key, Origin, Parameter, Protocol, Table, Turn, ValueType, holds_byte};
use crate::signature::{Signature, Signer};
use crate::values::Values;

/// Why a request could not be written. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The credentials lack the key that signs this endpoint.
    MissingKey(Key),
    /// A row is set that needs protocol 2.0, which forms do not carry.
    NestedInForm,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey(key) => {
                write!(formatter, "the credentials have no {} key, which signs this request", key.word())
            }
            Self::NestedInForm => {
                formatter.write_str("a form carries no nested values: send the order as JSON, by `checkout_url`")
            }
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
    let parameter = table.rows.get(row)?;
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

/// Room for the names of a request, for its signature and for what stands between.
const ROOM: usize = 512;

/// Writes and signs the body of a request.
pub(crate) fn encode(endpoint: &Endpoint, values: &Values, credentials: &Credentials) -> Result<Vec<u8>, EncodeError> {
    let key = credentials.key(endpoint.key).ok_or(EncodeError::MissingKey(endpoint.key))?;
    if data::is_needed(endpoint, values) {
        if endpoint.body == Body::Form {
            return Err(EncodeError::NestedInForm);
        }
        return Ok(data::encode(endpoint, values, credentials, key));
    }
    if endpoint.body == Body::Form {
        return Ok(form(&signed_fields(endpoint, values, credentials, key)));
    }
    let (opening, closing) = match endpoint.protocol {
        Protocol::Plain => (&b"{"[..], &b"}"[..]),
        Protocol::Flat | Protocol::Data => (&br#"{"request":{"#[..], &b"}}"[..]),
    };
    let mut body = Vec::with_capacity(ROOM + values.all().len());
    body.extend_from_slice(opening);
    let is_plain = is_plain(values.all());
    let signature = each_signed(endpoint, values, credentials, key, |turn, parameter, text| {
        body.extend_from_slice(turn.label.as_bytes());
        match parameter.value_type {
            ValueType::String => write_text(&mut body, text, turn.is_set_by_caller && is_plain),
            _ => body.extend_from_slice(text.as_bytes()),
        }
        body.push(b',');
    });
    if let Some((turn, _, signature)) = signature {
        body.extend_from_slice(turn.label.as_bytes());
        body.push(b'"');
        body.extend_from_slice(signature.as_bytes());
        body.push(b'"');
    } else if body.last() == Some(&b',') {
        body.pop();
    }
    body.extend_from_slice(closing);
    Ok(body)
}

/// Goes over what is sent, in the order in which it is signed; gives the signature, with its turn and its row.
fn each_signed<'e>(
    endpoint: &'e Endpoint,
    values: &Values,
    credentials: &Credentials,
    key: &str,
    each: impl FnMut(&Turn, &'e Parameter, &str),
) -> Option<(&'e Turn, &'e Parameter, Signature)> {
    match endpoint.digest {
        Digest::Sha1 => each_hashed::<Sha1>(endpoint, values, credentials, key, each),
        Digest::Sha512 => each_hashed::<Sha512>(endpoint, values, credentials, key, each),
    }
}

fn each_hashed<'e, D: sha2::Digest>(
    endpoint: &'e Endpoint,
    values: &Values,
    credentials: &Credentials,
    key: &str,
    mut each: impl FnMut(&Turn, &'e Parameter, &str),
) -> Option<(&'e Turn, &'e Parameter, Signature)> {
    let mut signer = Signer::<D>::new(key);
    let mut of_signature = None;
    // Most rows are not set: nothing else of them is looked at.
    let is_due = |turn: &&Turn| !turn.is_set_by_caller || values.is_set(usize::from(turn.row));
    for turn in endpoint.request.signature_order.iter().filter(is_due) {
        let row = usize::from(turn.row);
        let Some(parameter) = endpoint.request.rows.get(row) else { continue };
        if parameter.origin == Origin::Signature {
            of_signature = Some((turn, parameter));
        } else if let Some(text) = value_of(&endpoint.request, row, values, credentials)
            && parameter.details.header.is_none()
        {
            signer.add(text);
            each(turn, parameter, text);
        }
    }
    let (turn, parameter) = of_signature.filter(|_| endpoint.key != Key::None)?;
    Some((turn, parameter, signer.finish()))
}

/// What is sent, by names, the signature last.
pub(crate) fn signed_fields(
    endpoint: &Endpoint,
    values: &Values,
    credentials: &Credentials,
    key: &str,
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let signature = each_signed(endpoint, values, credentials, key, |_, parameter, text| {
        fields.push((parameter.name.clone().into_owned(), text.to_owned()));
    });
    fields.extend(
        signature.map(|(_, parameter, signature)| (parameter.name.clone().into_owned(), signature.into_text())),
    );
    fields
}

fn form(fields: &[(String, String)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

/// Writes a JSON string, of a text of which it may be known that it stands there as it is.
fn write_text(body: &mut Vec<u8>, text: &str, is_known_plain: bool) {
    if !is_known_plain && !is_plain(text) {
        // Writing a text into memory has no way to fail.
        let _ = serde_json::to_writer(body, text);
        return;
    }
    body.push(b'"');
    body.extend_from_slice(text.as_bytes());
    body.push(b'"');
}

/// Whether nothing in a text is escaped in JSON.
fn is_plain(text: &str) -> bool {
    !holds_byte(text, |byte| matches!(byte, 0..b' ' | b'"' | b'\\'))
}
