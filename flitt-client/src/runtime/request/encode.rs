//! Signs and writes a request in one pass over its table.

use std::borrow::Cow;
use std::fmt;

use sha1::Sha1;
use sha2::Sha512;

use super::json::is_string;
use super::protocol_v2;
use super::values::Values;
use crate::runtime::credentials::Credentials;
use crate::runtime::signature::{DictTextError, Signature, Signer, dict_text};
use flitt_schema::{Body, Digest, Endpoint, Key, Origin, Parameter, Protocol, SigningEntry, contains_byte};

/// Why a request could not be encoded. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The credentials have no key of this kind, which signs requests to this endpoint.
    MissingKey(Key),
    /// A nested value is set, which forms cannot carry.
    NestedInForm,
    /// A nested value is set that cannot be signed in protocol 1, which the caller chose.
    NestedInProtocol1 {
        /// Its parameter.
        parameter: String,
        /// Why its signed text is not known.
        reason: DictTextError,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey(key) => {
                write!(formatter, "the credentials have no {} key, which signs this request", key.as_str())
            }
            Self::NestedInForm => formatter.write_str("a form cannot carry nested values: send the request as JSON"),
            Self::NestedInProtocol1 { parameter, reason } => write!(
                formatter,
                "it is not known how protocol 1 signs this `{parameter}`: {reason}; send the request in protocol 2.0, which \
                 is the default for nested values"
            ),
        }
    }
}

impl std::error::Error for EncodeError {}

/// The initial capacity for names, signature and punctuation, in bytes.
const USUAL_OVERHEAD: usize = 512;

/// The signed body of a request.
pub(crate) fn encode(endpoint: &Endpoint, values: &Values, credentials: &Credentials) -> Result<Vec<u8>, EncodeError> {
    let key = credentials.key(endpoint.key).ok_or(EncodeError::MissingKey(endpoint.key))?;
    if protocol_v2::is_used(endpoint, values) {
        if endpoint.body == Body::Form {
            return Err(EncodeError::NestedInForm);
        }
        return Ok(protocol_v2::encode(endpoint, values, credentials, key));
    }
    check_nested(endpoint, values)?;
    if endpoint.body == Body::Form {
        if has_nested(endpoint, values) {
            return Err(EncodeError::NestedInForm);
        }
        return Ok(form(&signed_fields(endpoint, values, credentials, key)));
    }
    let (opening, closing) = match endpoint.protocol {
        Protocol::Plain => (&b"{"[..], &b"}"[..]),
        Protocol::Flat | Protocol::Data => (&br#"{"request":{"#[..], &b"}}"[..]),
    };
    let mut body = Vec::with_capacity(USUAL_OVERHEAD + values.all().len());
    body.extend_from_slice(opening);
    let is_plain = is_plain(values.all());
    let signature = each_signed(endpoint, values, credentials, key, |entry, parameter, text| {
        body.extend_from_slice(entry.label.as_bytes());
        if is_string(text, parameter.value_type) {
            write_text(&mut body, text, entry.is_set_by_caller && is_plain);
        } else {
            body.extend_from_slice(text.as_bytes());
        }
        body.push(b',');
    });
    if let Some((entry, _, signature)) = signature {
        body.extend_from_slice(entry.label.as_bytes());
        body.push(b'"');
        body.extend_from_slice(signature.as_bytes());
        body.push(b'"');
    } else if body.last() == Some(&b',') {
        body.pop();
    }
    body.extend_from_slice(closing);
    Ok(body)
}

/// Whether nested values of a request are signed by themselves, as [`dict_text`] writes them. A request with nested values is
/// sent in protocol 2.0 unless its caller chose protocol 1.
fn has_dicts(endpoint: &Endpoint, values: &Values) -> bool {
    values.is_protocol_1() && endpoint.protocol == Protocol::Flat && endpoint.key != Key::None
}

/// The nested values of a request of protocol 1, with their parameters.
fn nested<'v>(endpoint: &'v Endpoint, values: &'v Values) -> impl Iterator<Item = (&'v Parameter, &'v str)> {
    let rows = if has_dicts(endpoint, values) { &endpoint.request.rows[..] } else { &[] };
    let is_set = |(row, parameter): &(usize, &Parameter)| parameter.is_nested() && values.is_set(*row);
    rows.iter().enumerate().filter(is_set).filter_map(|(row, parameter)| Some((parameter, values.get(row)?)))
}

/// Whether a nested value is set in a request of protocol 1.
pub(crate) fn has_nested(endpoint: &Endpoint, values: &Values) -> bool {
    nested(endpoint, values).next().is_some()
}

/// Checks that each nested value of a request of protocol 1 can be signed.
fn check_nested(endpoint: &Endpoint, values: &Values) -> Result<(), EncodeError> {
    nested(endpoint, values).try_for_each(|(parameter, json)| match dict_text(json) {
        Ok(_) => Ok(()),
        Err(reason) => Err(EncodeError::NestedInProtocol1 { parameter: parameter.name.clone().into_owned(), reason }),
    })
}

/// The text of a value that is signed. [`check_nested`] has found that there is one.
fn signed_text<'t>(has_dicts: bool, parameter: &Parameter, text: &'t str) -> Cow<'t, str> {
    match (has_dicts && parameter.is_nested()).then(|| dict_text(text)) {
        Some(Ok(dict)) => Cow::Owned(dict),
        Some(Err(_)) | None => Cow::Borrowed(text),
    }
}

/// Calls `each` for every parameter that is sent, in signing order. Returns the signature with its parameter.
fn each_signed<'e>(
    endpoint: &'e Endpoint,
    values: &Values,
    credentials: &Credentials,
    key: &str,
    each: impl FnMut(&SigningEntry, &'e Parameter, &str),
) -> Option<(&'e SigningEntry, &'e Parameter, Signature)> {
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
    mut each: impl FnMut(&SigningEntry, &'e Parameter, &str),
) -> Option<(&'e SigningEntry, &'e Parameter, Signature)> {
    let mut signer = Signer::<D>::new(key);
    let mut signature_entry = None;
    let has_dicts = has_dicts(endpoint, values);
    // Most parameters are not set: skip them first.
    let may_be_sent = |entry: &&SigningEntry| !entry.is_set_by_caller || values.is_set(usize::from(entry.row));
    for entry in endpoint.request.signature_order.iter().filter(may_be_sent) {
        let row = usize::from(entry.row);
        let Some(parameter) = endpoint.request.rows.get(row) else { continue };
        if parameter.origin == Origin::Signature {
            signature_entry = Some((entry, parameter));
        } else if let Some(text) = values.sent(&endpoint.request, row, credentials)
            && parameter.details.header.is_none()
        {
            signer.add(&signed_text(has_dicts, parameter, text));
            each(entry, parameter, text);
        }
    }
    let (entry, parameter) = signature_entry.filter(|_| endpoint.key != Key::None)?;
    Some((entry, parameter, signer.finish()))
}

/// The names and signed texts of the values that are sent, the signature last.
pub(crate) fn signed_fields(
    endpoint: &Endpoint,
    values: &Values,
    credentials: &Credentials,
    key: &str,
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let signature = each_signed(endpoint, values, credentials, key, |_, parameter, text| {
        let signed = signed_text(has_dicts(endpoint, values), parameter, text).into_owned();
        fields.push((parameter.name.clone().into_owned(), signed));
    });
    fields.extend(
        signature.map(|(_, parameter, signature)| (parameter.name.clone().into_owned(), signature.into_text())),
    );
    fields
}

fn form(fields: &[(String, String)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

/// Writes a JSON string. A text that is known to need no escapes is copied.
fn write_text(body: &mut Vec<u8>, text: &str, is_known_plain: bool) {
    if !is_known_plain && !is_plain(text) {
        // Writing a string to memory cannot fail.
        let _ = serde_json::to_writer(body, text);
        return;
    }
    body.push(b'"');
    body.extend_from_slice(text.as_bytes());
    body.push(b'"');
}

/// Whether a text needs no escapes in JSON.
fn is_plain(text: &str) -> bool {
    !contains_byte(text, |byte| matches!(byte, 0..b' ' | b'"' | b'\\'))
}
