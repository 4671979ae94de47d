//! Callbacks: bodies that the gateway posts to the merchant's server, and what a payer's browser brings back, verified.

mod body;
mod error;
#[cfg(feature = "axum")]
pub(crate) mod extract;
mod http;
mod merchants;
mod rejection;
mod test_callback;

pub use body::parse_fields;
pub use error::CallbackError;
#[cfg(feature = "axum")]
pub use extract::{PayerReturn, PayerReturnFor, Verified, VerifiedFor};
pub use http::verify_http;
pub use merchants::{Merchants, merchant_id};
pub use rejection::{CallbackRejection, MAX_CALLBACK_SIZE};
pub use test_callback::{TestCallback, test_callback};

use flitt_schema::{Key, KeyRule, Shared, Signed, Table};

use super::credentials::Credentials;
use super::fields::Fields;
use super::response::{
    RawResponse, Source, TableResponse, Verification, VerificationError, accept, accept_verified, protocol_v2,
};
use super::signature::SignatureError;
use super::wire_names::{FAILURE, RESPONSE_STATUS};

/// Verifies and parses the body of a callback, exactly as it was received: JSON (bare or in the envelope `response`), or a
/// form, as browsers post it to `response_url`. The query of a URL is parsed like a form.
///
/// The signature must be valid over all fields, the merchant must be that of the credentials, and every parameter that is
/// always present must be there. Callbacks can arrive twice and out of order: accept every copy.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, callback};
///
/// let body = br#"{"order_id":"1","merchant_id":1549901,"amount":"100","currency":"GEL","order_status":"approved",
///     "response_status":"success","signature":"00000000000000000000000000000000000000ff"}"#;
/// let error = callback::verify::<FinalOrder>(&Credentials::test(), body).unwrap_err();
/// assert!(error.to_string().contains("wrong signature"));
/// ```
pub fn verify<T: TableResponse>(credentials: &Credentials, body: &[u8]) -> Result<T, CallbackError> {
    verify_from(Source::Callback, credentials, body)
}

/// Verifies what a payer's browser brought to `response_url`: the body of a form, or the query of a GET. It is for the page that
/// the payer sees: an order is not paid by it.
pub fn verify_payer_return<T: TableResponse>(credentials: &Credentials, form: &[u8]) -> Result<T, CallbackError> {
    verify_from(Source::Browser, credentials, form)
}

/// Verifies the body of a message that arrived in this way.
fn verify_from<T: TableResponse>(source: Source, credentials: &Credentials, body: &[u8]) -> Result<T, CallbackError> {
    let fields = parse_fields(body).map_err(|error| CallbackError::new(error, None))?;
    verify_parsed(source, credentials, fields)
}

/// Verifies fields that arrived in this way. Where the table names several keys for them, one of them is enough.
fn verify_parsed<T: TableResponse>(
    source: Source,
    credentials: &Credentials,
    fields: Fields,
) -> Result<T, CallbackError> {
    let keys = signing_keys(T::TABLE, &fields);
    let first = keys.first().copied().unwrap_or(Key::Payment);
    let verify = |key, fields| verify_fields(credentials, &T::TABLE.shared(), key, fields);
    let other = keys.iter().skip(1).find_map(|key| verify(*key, fields.clone()).ok());
    let verified = match verify(first, fields) {
        Err(error) => other.ok_or(error),
        verified => verified,
    };
    verified.map(|response| T::from_rows(response.arrived_by(source).into()))
}

/// Verifies fields that were parsed already, by a table that was read at run time and with the given key, also those of
/// protocol 2.0.
pub fn verify_fields(
    credentials: &Credentials,
    table: &Shared<Table>,
    key: Key,
    fields: Fields,
) -> Result<RawResponse, CallbackError> {
    let is_v2 = protocol_v2::is_data(&fields);
    let fields = if is_v2 {
        protocol_v2::verified(&fields, key, credentials).map_err(|error| CallbackError::new(error, Some(fields)))?
    } else {
        fields
    };
    if fields.text(RESPONSE_STATUS) == Some(FAILURE) {
        return Err(CallbackError::new(VerificationError::Failure, Some(fields)));
    }
    let accepted = if is_v2 {
        accept_verified(fields, table, credentials)
    } else {
        accept(fields, table, Signed::Always, key, credentials)
    };
    match accepted.map_err(|rejected| CallbackError::new(rejected.error, rejected.fields))? {
        // A handler takes what is accepted for verified.
        response if response.verification() != Verification::Verified => {
            let error = VerificationError::Signature(SignatureError::Unproven);
            Err(CallbackError::new(error, Some(response.fields().clone())))
        }
        response => Ok(response.arrived_by(Source::Callback).signed_with(key)),
    }
}

/// The parameters in the data of protocol 2.0; `None` where the fields are of another protocol. Nothing is verified.
#[must_use]
pub fn parse_data(fields: &Fields) -> Option<Result<Fields, VerificationError>> {
    protocol_v2::is_data(fields).then(|| protocol_v2::parameters(fields))
}

/// The first key of [`signing_keys`]; the payment key if that list is empty.
#[must_use]
pub fn signing_key(table: &Table, fields: &Fields) -> Key {
    signing_keys(table, fields).first().copied().unwrap_or(Key::Payment)
}

/// The keys that can sign a callback: those of all rules of its table that apply to it, in the order of the table. The list
/// is empty if no rule applies. If the data of protocol 2.0 cannot be parsed, only rules without a condition apply.
#[must_use]
pub fn signing_keys(table: &Table, fields: &Fields) -> Vec<Key> {
    let in_data = in_data(fields);
    let fields = in_data.as_ref().unwrap_or(fields);
    let applies =
        |rule: &&KeyRule| rule.when.as_ref().is_none_or(|condition| condition.holds(fields.text(&condition.parameter)));
    table.callback.iter().filter(applies).map(|rule| rule.key).collect()
}

/// The parameters in the data of protocol 2.0, none where it cannot be parsed; `None` for another protocol.
fn in_data(fields: &Fields) -> Option<Fields> {
    parse_data(fields).map(Result::unwrap_or_default)
}
