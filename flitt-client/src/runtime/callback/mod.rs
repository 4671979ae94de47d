//! Callbacks: bodies that the gateway posts to the merchant's server, and what a payer's browser brings back, verified.

mod body;
mod error;
#[cfg(feature = "axum")]
pub(crate) mod extract;
mod test_callback;

pub use body::parse_fields;
pub use error::CallbackError;
#[cfg(feature = "axum")]
pub use extract::{CALLBACK_LIMIT, CallbackRejection, PayerReturn, Verified};
pub use test_callback::{TestCallback, test_callback};

use flitt_schema::{Key, KeyRule, Signed, Table};

use super::credentials::Credentials;
use super::fields::Fields;
use super::response::{RawResponse, TableResponse, VerificationError, accept, accept_verified, protocol_v2};
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
    let fields = parse_fields(body).map_err(|error| CallbackError::new(error, None))?;
    let key = signing_key(T::TABLE, &fields);
    verify_fields(credentials, T::TABLE, key, fields).map(|response| T::from_rows(response.into()))
}

/// Verifies fields that were parsed already, by a table that was read at run time and with the given key, also those of
/// protocol 2.0.
pub fn verify_fields(
    credentials: &Credentials,
    table: &Table,
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
    accepted.map_err(|rejected| CallbackError::new(rejected.error, rejected.fields))
}

/// The parameters in the data of protocol 2.0; `None` where the fields are of another protocol. Nothing is verified.
#[must_use]
pub fn parse_data(fields: &Fields) -> Option<Result<Fields, VerificationError>> {
    protocol_v2::is_data(fields).then(|| protocol_v2::parameters(fields))
}

/// The key that signs a callback, by the rules of its table; the payment key where there are none, or where the data of
/// protocol 2.0 cannot be parsed.
#[must_use]
pub fn signing_key(table: &Table, fields: &Fields) -> Key {
    let in_data = parse_data(fields).map(Result::unwrap_or_default);
    let fields = in_data.as_ref().unwrap_or(fields);
    let applies =
        |rule: &&KeyRule| rule.when.as_ref().is_none_or(|condition| condition.holds(fields.text(&condition.parameter)));
    table.callback.iter().find(applies).map_or(Key::Payment, |rule| rule.key)
}
