//! From the bytes of a response to a [`RawResponse`]: parsed, classified, verified, and rejected where a valid signature
//! alone does not protect.

use flitt_schema::{
    Endpoint, Format, Key, Origin, Parameter, Protocol, SEPARATOR, Shape, Shared, Signed, Table, contains_byte,
    is_currency,
};

use super::other_body;
use super::protocol_v2;
use super::raw::{RawResponse, Verification};
use super::verification_error::VerificationError;
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::{Fields, FieldsError};
use crate::runtime::redact::shown_name;
use crate::runtime::signature::{SignatureError, verify, verify_dict_texts};
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

/// Parses, classifies and verifies the body of a response of this endpoint. `redact` replaces secrets in a text from outside
/// that a rejection shows.
pub(crate) fn decode(
    endpoint: &Endpoint,
    body: &[u8],
    credentials: &Credentials,
    redact: &dyn Fn(&str) -> String,
) -> Result<Classified, Rejected> {
    let envelope = (endpoint.protocol != Protocol::Plain).then_some(RESPONSE);
    let classified = match parse(body, envelope, endpoint.response.shape) {
        Ok(fields) => classify(endpoint, fields, credentials),
        Err(error) => Err(without_envelope(body, error, redact)),
    };
    classified.map_err(|rejected| {
        match rejected.fields.as_ref().and_then(|fields| other_body::error_of(fields, redact)) {
            Some(error) => Rejected { error, ..rejected },
            None => rejected,
        }
    })
}

/// Rejects a body whose fields could not be parsed. An object without the envelope keeps its fields.
fn without_envelope(body: &[u8], error: VerificationError, redact: &dyn Fn(&str) -> String) -> Rejected {
    let has_no_envelope = matches!(error, VerificationError::Unreadable(FieldsError::NoEnvelope(_)));
    let fields = parse(body, None, Shape::Object).ok().filter(|_| has_no_envelope);
    Rejected { error: other_body::unreadable(body, error, redact), fields }
}

/// Classifies and verifies the fields of a response.
fn classify(endpoint: &Endpoint, mut fields: Fields, credentials: &Credentials) -> Result<Classified, Rejected> {
    let is_data = protocol_v2::is_data(&fields);
    // Without a key, nothing is verified.
    let is_verified = is_data && endpoint.key != Key::None;
    if is_data {
        let parameters = if is_verified {
            protocol_v2::verified(&fields, endpoint.key, credentials)
        } else {
            protocol_v2::parameters(&fields)
        };
        fields = match parameters {
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
    let accepted = if is_verified {
        accept_verified(fields, &variant.table, credentials)
    } else {
        accept(fields, &variant.table, signed, endpoint.key, credentials)
    };
    accepted.map(|response| Classified::Response(response.signed_with(endpoint.key), number))
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
        let name = if is_list { field.name().into() } else { shown_name(field.name()) };
        Some(VerificationError::Item(name.into_owned(), Box::new(error)))
    });
    match rejected {
        None => Ok(Classified::Response(RawResponse::new(fields, &variant.table, Verification::Unsigned), 0)),
        Some(error) => Err(Rejected { error, fields: Some(fields) }),
    }
}

/// Takes fields that were verified as a whole, in protocol 2.0.
pub(crate) fn accept_verified(
    fields: Fields,
    table: &Shared<Table>,
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
    table: &Shared<Table>,
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
    table: &Shared<Table>,
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
    let current = credentials.verification_keys(key).next().ok_or(VerificationError::MissingKey(key))?;
    match verify(fields, current) {
        Ok(()) => Ok(Verification::Verified),
        Err(_) if credentials.verification_keys(key).skip(1).any(|previous| verify(fields, previous).is_ok()) => {
            Ok(Verification::Verified)
        }
        Err(_) if signed == Signed::Unproven => Ok(Verification::Unproven),
        // How protocol 1 signs nested values is proven for requests only.
        Err(SignatureError::Wrong) if verify_dict_texts(fields, current).is_ok() => Ok(Verification::Unproven),
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
        let text = position.and_then(|position| fields.text_at(position));
        match text.filter(|text| !text.is_empty()) {
            None if row.always => Some(VerificationError::Missing(row.name.clone().into_owned())),
            None => None,
            Some(text) => violation_of_value(row, text, credentials),
        }
    })
}

fn violation_of_value(row: &Parameter, text: &str, credentials: &Credentials) -> Option<VerificationError> {
    if row.origin == Origin::Signature {
        return None;
    }
    let name = || row.name.clone().into_owned();
    // An informational value rejects nothing by its format.
    let has_format = |format: Format| row.format == Some(format) && !row.details.informational;
    if !row.separator && contains_byte(text, |byte| byte == SEPARATOR as u8) {
        Some(VerificationError::Separator(name()))
    } else if !row.accepts_integer(text) {
        Some(VerificationError::NotDigits(name()))
    } else if row.origin == Origin::Credentials && text != credentials.merchant_id() {
        Some(VerificationError::OtherMerchant)
    } else if has_format(Format::Currency) && !is_currency(text) {
        Some(VerificationError::NotACurrency(name()))
    } else if has_format(Format::Json) && serde_json::from_str::<serde_core::de::IgnoredAny>(text).is_err() {
        Some(VerificationError::NotJson(name()))
    } else {
        None
    }
}

/// Checks the parameters that repeat those of the request, as the table of the response says.
pub(crate) fn check_echoed<'v>(
    response: &RawResponse,
    table: &Table,
    sent: impl Fn(&str) -> Option<&'v str>,
) -> Result<(), VerificationError> {
    let differs = |(position, row): &(usize, &Parameter)| {
        row.echo
            && match (response.text_at(*position), sent(&row.name)) {
                (Some(received), Some(sent)) => sent != received,
                _ => false,
            }
    };
    match table.rows.iter().enumerate().find(differs) {
        Some((_, row)) => Err(VerificationError::OtherRequest(row.name.clone().into_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use flitt_schema::{InMemory, Library};

    use super::{Classified, decode};
    use crate::runtime::credentials::Credentials;
    use crate::runtime::response::Verification;
    use crate::runtime::signature::sign;

    /// Anybody can make its signature, which is that of an empty key.
    #[test]
    fn data_of_an_endpoint_without_a_key_is_not_verified() {
        let schema = r#"{ "endpoint": "look", "path": "/look", "key": "none", "request": [],
            "response": { "rows": [{ "name": "sum", "type": "string", "max_length": 9 }], "signed": "never" } }"#;
        let library = Library::read_folder(&InMemory::from_iter([("look.json", schema)]));
        assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
        let data = STANDARD.encode(r#"{"order":{"sum":"5"}}"#);
        for signature in [sign("", [("data", data.as_str())]), "0".repeat(40)] {
            let body = format!(r#"{{"response":{{"version":"2.0","data":"{data}","signature":"{signature}"}}}}"#);
            let endpoint = &library.endpoints[0].model;
            let response = match decode(endpoint, body.as_bytes(), &Credentials::test(), &str::to_owned) {
                Ok(Classified::Response(response, _)) => response,
                Ok(Classified::Failure(_)) => panic!("it is no failure"),
                Err(rejected) => panic!("{rejected:?}"),
            };
            assert_eq!(response.verification(), Verification::Unsigned);
            assert_eq!(response.fields().text("sum"), Some("5"));
        }
    }
}
