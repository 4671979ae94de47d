//! Protocol 2.0: the parameters travel as base64 of JSON, `{"order": {..}}`, and are signed as a whole: SHA-1 over the
//! key, `|` and that text (<https://docs.flitt.com/api/split/>). Values may be nested.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::credentials::Credentials;
use crate::decode::Refusal;
use crate::encode::value_of;
use crate::fields::{Fields, FieldsError};
use crate::names::{DATA, ORDER, REQUEST, VERSION};
use crate::nested::push_member;
use crate::schema::{Endpoint, Key, Origin, Parameter, Protocol, Text};
use crate::signature::{Signer, compare, given};
use crate::values::Values;

/// The version that stands in the envelope.
const VERSION_2: &str = "2.0";

/// Whether a request goes out in this protocol: its endpoint knows no other, or a row is set that needs it.
pub(crate) fn is_needed(endpoint: &Endpoint, values: &Values) -> bool {
    let is_set = |name: &Text| endpoint.request.position(name).is_some_and(|row| values.is_set(row));
    endpoint.protocol == Protocol::Data || endpoint.data_when.iter().any(is_set)
}

/// Writes and signs the body of a request. Neither version nor signature stand among the parameters.
pub(crate) fn encode(endpoint: &Endpoint, values: &Values, credentials: &Credentials, key: &str) -> Vec<u8> {
    let mut order = String::from("{");
    let rows = endpoint.request.rows.iter().enumerate();
    for (row, parameter) in rows.filter(|(_, row)| is_in_data(row)) {
        let Some(text) = value_of(&endpoint.request, row, values, credentials) else { continue };
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

/// What is signed of a body that [`encode`] wrote.
pub(crate) fn signed_field(body: &[u8]) -> Vec<(String, String)> {
    let data = std::str::from_utf8(body)
        .ok()
        .and_then(|text| Fields::from_json(Fields::in_envelope(text, REQUEST).ok()?).ok())
        .and_then(|fields| fields.text(DATA).map(str::to_owned));
    data.into_iter().map(|data| (DATA.to_owned(), data)).collect()
}

/// Whether the fields of an answer are those of this protocol. Failures come without it.
pub(crate) fn is_data(fields: &Fields) -> bool {
    fields.text(DATA).is_some() && fields.text(VERSION).is_some_and(|version| version == VERSION_2)
}

/// Verifies the data of an answer, and gives the parameters in it.
pub(crate) fn verified(fields: &Fields, key: Key, credentials: &Credentials) -> Result<Fields, Refusal> {
    let secret = credentials.key(key).ok_or(Refusal::MissingKey(key))?;
    let given = given(fields).map_err(Refusal::Signature)?;
    let mut signer: Signer = Signer::new(secret);
    signer.add(fields.text(DATA).unwrap_or_default());
    compare(given, &signer.finish()).map_err(Refusal::Signature)?;
    parameters(fields)
}

/// The parameters in the data of an answer. Nothing is verified.
pub(crate) fn parameters(fields: &Fields) -> Result<Fields, Refusal> {
    // Only canonical base64 is read: two spellings of one text would be two signed texts.
    let bytes = STANDARD.decode(fields.text(DATA).unwrap_or_default()).map_err(|_| Refusal::NotBase64)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Refusal::NotUtf8)?;
    let order = Fields::in_envelope(text, ORDER).map_err(Refusal::Unreadable)?;
    let read: Result<Fields, FieldsError> = Fields::from_json(order);
    read.map_err(Refusal::Unreadable)
}
