//! Requests in protocol 2.0: the parameters are sent as base64 of JSON, `{"order": {..}}`, and signed as a whole: SHA-1 of
//! the key, `|` and that text (<https://docs.flitt.com/api/split/>). Values may be nested.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{CowStr, Endpoint, Origin, Parameter, Protocol};

use super::json::push_member;
use super::values::Values;
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::Fields;
use crate::runtime::signature::Signer;
use crate::runtime::wire_names::{DATA, ORDER, REQUEST, VERSION_2};

/// Whether a request is sent in this protocol: its endpoint has no other, or a parameter is set that is sent in it unless
/// the caller chose protocol 1.
pub(crate) fn is_used(endpoint: &Endpoint, values: &Values) -> bool {
    let is_set = |name: &CowStr| endpoint.request.position(name).is_some_and(|row| values.is_set(row));
    endpoint.protocol == Protocol::Data || (!values.is_protocol_1() && endpoint.data_when.iter().any(is_set))
}

/// The signed body of a request. Version and signature are in the envelope, not among the parameters.
pub(crate) fn encode(endpoint: &Endpoint, values: &Values, credentials: &Credentials, key: &str) -> Vec<u8> {
    let mut order = String::from("{");
    let rows = endpoint.request.rows.iter().enumerate();
    for (row, parameter) in rows.filter(|(_, row)| is_in_data(row)) {
        let Some(text) = values.sent(&endpoint.request, row, credentials) else { continue };
        if order.len() > 1 {
            order.push(',');
        }
        push_member(&mut order, &parameter.name, text, parameter.value_type);
    }
    let data = STANDARD.encode(format!("{{\"{ORDER}\":{order}}}}}"));
    let mut signer: Signer = Signer::new(key);
    signer.add(&data);
    let signature = signer.finish().into_text();
    format!("{{\"{REQUEST}\":{{\"version\":\"{VERSION_2}\",\"data\":\"{data}\",\"signature\":\"{signature}\"}}}}")
        .into_bytes()
}

fn is_in_data(row: &Parameter) -> bool {
    matches!(row.origin, Origin::Caller | Origin::Credentials) && row.details.header.is_none()
}

/// The signed field of a body that [`encode`] made.
pub(crate) fn signed_field(body: &[u8]) -> Vec<(String, String)> {
    let data = std::str::from_utf8(body)
        .ok()
        .and_then(|text| Fields::from_json(Fields::in_envelope(text, REQUEST).ok()?).ok())
        .and_then(|fields| fields.text(DATA).map(str::to_owned));
    data.into_iter().map(|data| (DATA.to_owned(), data)).collect()
}
