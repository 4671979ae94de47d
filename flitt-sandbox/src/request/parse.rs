//! Parses the body of a request into parameters.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::error::FieldsError;
use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_schema::{Endpoint, Protocol};
use percent_encoding::percent_decode;

use super::ReceivedRequest;
use crate::http::wire::{DATA, Format, ORDER, SIGNATURE, VERSION};
use crate::model::error::GatewayError;

const ENVELOPE: &str = "request";

/// Parses the body of a request: `{"request": {..}}`, the object alone where the endpoint has no envelope, or a form; and the
/// data of protocol 2.0.
pub(crate) fn parse(endpoint: &Endpoint, format: Format, body: &[u8]) -> Result<ReceivedRequest, GatewayError> {
    let fields = match format {
        Format::Json => json(body, (endpoint.protocol != Protocol::Plain).then_some(ENVELOPE))?,
        Format::Form => form(body)?,
    };
    if fields.iter().next().is_none() {
        return Err(GatewayError::new(ResponseCode::RequestEmpty));
    }
    // Some clients send the version as a number, without its zero.
    let is_version_2 = matches!(fields.text(VERSION), Some("2.0" | "2"));
    match (is_version_2, format) {
        (_, _) if endpoint.protocol == Protocol::Plain => Ok(ReceivedRequest::new(format, fields, None)),
        (true, Format::Json) => decode_data(fields),
        (true, Format::Form) => Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, VERSION)
            .with_details("protocol 2.0 requires JSON")),
        (false, _) if endpoint.protocol == Protocol::Data => {
            Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, VERSION)
                .with_details("this endpoint requires protocol 2.0"))
        }
        (false, _) => Ok(ReceivedRequest::new(format, fields, None)),
    }
}

fn json(body: &[u8], envelope: Option<&str>) -> Result<Fields, GatewayError> {
    let text = std::str::from_utf8(body).map_err(|_| GatewayError::new(ResponseCode::NotUtf8))?;
    if text.trim().is_empty() {
        return Err(GatewayError::new(ResponseCode::RequestEmpty));
    }
    match envelope {
        Some(envelope) => envelope_fields(text, envelope),
        None => Fields::from_json(text).map_err(|error| unreadable(&error)),
    }
}

fn form(body: &[u8]) -> Result<Fields, GatewayError> {
    let text = std::str::from_utf8(body).map_err(|_| GatewayError::new(ResponseCode::NotUtf8))?;
    // The parser of forms would replace invalid UTF-8.
    percent_decode(body).decode_utf8().map_err(|_| GatewayError::new(ResponseCode::NotUtf8))?;
    Fields::from_form(text).map_err(|error| unreadable(&error))
}

/// The fields of an object in an envelope.
fn envelope_fields(text: &str, envelope: &str) -> Result<Fields, GatewayError> {
    let inner = Fields::in_envelope(text, envelope).map_err(|error| unreadable(&error))?;
    if inner == "null" {
        return Err(GatewayError::new(ResponseCode::RequestEmpty));
    }
    Fields::from_json(inner).map_err(|error| unreadable(&error))
}

/// Decodes the data of protocol 2.0. This comes before the check of the signature, because the data name the merchant.
fn decode_data(outer: Fields) -> Result<ReceivedRequest, GatewayError> {
    for name in [DATA, SIGNATURE] {
        match outer.get(name) {
            None => return Err(GatewayError::parameter(ResponseCode::ParameterMissing, name)),
            Some(field) if field.text().is_empty() => {
                return Err(GatewayError::parameter(ResponseCode::ParameterEmpty, name));
            }
            Some(_) => {}
        }
    }
    let incorrect = |details| GatewayError::parameter(ResponseCode::ParameterIncorrect, DATA).with_details(details);
    let bytes = BASE64_STANDARD.decode(outer.text(DATA).unwrap_or_default());
    let bytes = bytes.map_err(|_| incorrect("it is not base64"))?;
    let text = String::from_utf8(bytes).map_err(|_| GatewayError::new(ResponseCode::NotUtf8))?;
    let fields = envelope_fields(&text, ORDER)?;
    if fields.iter().next().is_none() {
        return Err(GatewayError::new(ResponseCode::RequestEmpty));
    }
    Ok(ReceivedRequest::new(Format::Json, fields, Some(outer)))
}

fn unreadable(error: &FieldsError) -> GatewayError {
    match error {
        FieldsError::NoEnvelope(_) => GatewayError::new(ResponseCode::RequestEmpty),
        FieldsError::Duplicate(name) => GatewayError::unknown_parameter(ResponseCode::ParameterIncorrect, name),
        _ => GatewayError::new(ResponseCode::InvalidFormat),
    }
}
