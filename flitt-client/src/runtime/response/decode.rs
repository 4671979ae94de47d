//! From the bytes of a response to a [`RawResponse`]: parsed, classified, verified, and rejected where a valid signature
//! alone does not protect.

use flitt_schema::{Endpoint, Format, Key, Origin, Parameter, Protocol, SEPARATOR, Shape, Signed, Table, is_currency};

use super::protocol_v2;
use super::raw::{RawResponse, Verification};
use super::verification_error::VerificationError;
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::Fields;
use crate::runtime::signature::verify;
use crate::runtime::wire_names::{ERROR_CODE, FAILURE, RESPONSE, RESPONSE_STATUS};

/// A response, classified.
pub(crate) enum Classified {
    /// The gateway processed the request. The number is that of the response's variant.
    Response(RawResponse, usize),
    /// The gateway did not process the request.
    Failure(Fields),
}

/// A response that was rejected, with the fields that could be parsed.
#[derive(Debug)]
pub(crate) struct Rejected {
    pub(crate) error: VerificationError,
    pub(crate) fields: Option<Fields>,
}

impl Rejected {
    fn without_fields(error: VerificationError) -> Self {
        Self { error, fields: None }
    }
}

/// Parses, classifies and verifies the body of a response of this endpoint.
pub(crate) fn decode(endpoint: &Endpoint, body: &[u8], credentials: &Credentials) -> Result<Classified, Rejected> {
    let envelope = (endpoint.protocol != Protocol::Plain).then_some(RESPONSE);
    let mut fields = parse(body, envelope, endpoint.response.shape).map_err(Rejected::without_fields)?;
    let is_v2 = protocol_v2::is_data(&fields);
    if is_v2 {
        fields = match protocol_v2::verified(&fields, endpoint.key, credentials) {
            Ok(fields) => fields,
            Err(error) => return Err(Rejected { error, fields: Some(fields) }),
        };
    }
    if is_failure(endpoint, &fields) {
        return Ok(Classified::Failure(fields));
    }
    if endpoint.response.shape != Shape::Object {
        return decode_items(endpoint, fields, credentials);
    }
    let variants = &endpoint.response.variants;
    let is_present = |name: &str| fields.text(name).is_some();
    let chosen = variants.iter().position(|variant| variant.when.as_deref().is_none_or(is_present));
    let Some((number, variant)) = chosen.and_then(|number| Some((number, variants.get(number)?))) else {
        return Err(Rejected { error: VerificationError::UnexpectedShape, fields: Some(fields) });
    };
    let signed = match endpoint.response.signed {
        Signed::Final if number + 1 == variants.len() => Signed::Always,
        Signed::Final => Signed::Never,
        signed => signed,
    };
    let accepted = if is_v2 {
        accept_verified(fields, &variant.table, credentials)
    } else {
        accept(fields, &variant.table, signed, endpoint.key, credentials)
    };
    accepted.map(|response| Classified::Response(response, number))
}

/// Whether the gateway did not process the request. A response without an envelope has no status: its code says so.
fn is_failure(endpoint: &Endpoint, fields: &Fields) -> bool {
    let is_set = |name: &str| fields.text(name).is_some();
    let declared = endpoint.response.failure.as_ref();
    let is_declared =
        declared.is_some_and(|fields| is_set(&fields.message) || fields.code.as_deref().is_some_and(is_set));
    let is_plain = endpoint.protocol == Protocol::Plain && is_set(ERROR_CODE);
    is_declared || is_plain || fields.text(RESPONSE_STATUS) == Some(FAILURE)
}

/// Takes a response with many objects, each of which must conform to the table.
fn decode_items(endpoint: &Endpoint, fields: Fields, credentials: &Credentials) -> Result<Classified, Rejected> {
    let is_list = endpoint.response.shape == Shape::List;
    let Some(variant) = endpoint.response.variants.first().filter(|_| fields.is_list() == is_list) else {
        return Err(Rejected { error: VerificationError::UnexpectedShape, fields: Some(fields) });
    };
    let rejected = fields.iter().filter(|field| is_list || field.is_nested()).find_map(|field| {
        let error = match Fields::from_json(field.text()) {
            Ok(item) => violation(&item, &item.positions(&variant.table), &variant.table, credentials)?,
            Err(error) => VerificationError::Unreadable(error),
        };
        Some(VerificationError::Item(field.name().to_owned(), Box::new(error)))
    });
    match rejected {
        None => Ok(Classified::Response(RawResponse::new(fields, &variant.table, Verification::Unsigned), 0)),
        Some(error) => Err(Rejected { error, fields: Some(fields) }),
    }
}

/// Takes fields that were verified as a whole, in protocol 2.0.
pub(crate) fn accept_verified(
    fields: Fields,
    table: &Table,
    credentials: &Credentials,
) -> Result<RawResponse, Rejected> {
    check_and_wrap(fields, table, Verification::Verified, credentials)
}

/// Parses the fields of a body, in an envelope or bare: of an object or, where the endpoint responds with one, of a list.
fn parse(body: &[u8], envelope: Option<&str>, shape: Shape) -> Result<Fields, VerificationError> {
    let text = std::str::from_utf8(body).map_err(|_| VerificationError::NotUtf8)?;
    let fields = match (envelope, shape) {
        (None, Shape::List) => Fields::from_list_or_object(text),
        (None, Shape::Object | Shape::Map) => Fields::from_json(text),
        (Some(name), Shape::List) => Fields::from_enveloped_list_or_object(text, name),
        (Some(name), Shape::Object | Shape::Map) => Fields::from_envelope(text, name),
    };
    fields.map_err(VerificationError::Unreadable)
}

/// Verifies fields, and rejects tampering that leaves the signature valid: names are not signed, so values can be moved.
pub(crate) fn accept(
    fields: Fields,
    table: &Table,
    signed: Signed,
    key: Key,
    credentials: &Credentials,
) -> Result<RawResponse, Rejected> {
    match verification(&fields, signed, key, credentials) {
        Ok(verification) => check_and_wrap(fields, table, verification, credentials),
        Err(error) => Err(Rejected { error, fields: Some(fields) }),
    }
}

fn check_and_wrap(
    fields: Fields,
    table: &Table,
    verification: Verification,
    credentials: &Credentials,
) -> Result<RawResponse, Rejected> {
    let rows = fields.positions(table);
    match violation(&fields, &rows, table, credentials) {
        None => Ok(RawResponse::with_positions(fields, rows, table, verification)),
        Some(error) => Err(Rejected { error, fields: Some(fields) }),
    }
}

fn verification(
    fields: &Fields,
    signed: Signed,
    key: Key,
    credentials: &Credentials,
) -> Result<Verification, VerificationError> {
    if signed == Signed::Never {
        return Ok(Verification::Unsigned);
    }
    let secret = credentials.key(key).ok_or(VerificationError::MissingKey(key))?;
    match verify(fields, secret) {
        Ok(()) => Ok(Verification::Verified),
        Err(_) if signed == Signed::Unproven => Ok(Verification::Unproven),
        Err(error) => Err(VerificationError::Signature(error)),
    }
}

/// The first rule of the table that the fields violate. `rows` has the position of each parameter's field.
fn violation(
    fields: &Fields,
    rows: &[Option<u16>],
    table: &Table,
    credentials: &Credentials,
) -> Option<VerificationError> {
    table.rows.iter().zip(rows).find_map(|(row, position)| {
        let name = || row.name.clone().into_owned();
        let text = position.and_then(|position| fields.text_at(position));
        match text.filter(|text| !text.is_empty()) {
            None if row.always => Some(VerificationError::Missing(name())),
            None => None,
            Some(text) => violation_of_value(row, text, credentials, name),
        }
    })
}

fn violation_of_value(
    row: &Parameter,
    text: &str,
    credentials: &Credentials,
    name: impl Fn() -> String,
) -> Option<VerificationError> {
    if row.origin == Origin::Signature {
        return None;
    }
    let is_digits = || text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok();
    if text.contains(SEPARATOR) && !row.separator {
        Some(VerificationError::Separator(name()))
    } else if row.is_digits() && !is_digits() {
        Some(VerificationError::NotDigits(name()))
    } else if row.origin == Origin::Credentials && text != credentials.merchant_id() {
        Some(VerificationError::OtherMerchant)
    } else if row.format == Some(Format::Currency) && !is_currency(text) {
        Some(VerificationError::NotACurrency(name()))
    } else if row.format == Some(Format::Json) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        Some(VerificationError::NotJson(name()))
    } else {
        None
    }
}

/// Checks the parameters that repeat those of the request, as the table says.
pub(crate) fn check_echoed<'v>(
    response: &RawResponse,
    table: &Table,
    sent: impl Fn(&str) -> Option<&'v str>,
) -> Result<(), VerificationError> {
    let differs = |row: &&Parameter| {
        row.echo
            && match (sent(&row.name), response.get(&row.name)) {
                (Some(sent), Some(received)) => sent != received,
                _ => false,
            }
    };
    match table.rows.iter().find(differs) {
        Some(row) => Err(VerificationError::OtherRequest(row.name.clone().into_owned())),
        None => Ok(()),
    }
}
