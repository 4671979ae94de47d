//! Callbacks: what the gateway tells a merchant's server (<https://docs.flitt.com/api/callbacks/>), and what a payer's
//! browser brings back to the merchant's page.
//!
//! # What comes
//!
//! The gateway posts the state of an order, signed, to `server_callback_url`: for each try to pay while `delayed` is on,
//! else once; when money goes back; when a payout ends. Scheduled charges go to `subscription_callback_url`. Each comes
//! until it is answered with HTTP 200, so it comes again when that answer is lost, late ones overtake early ones, and two
//! can arrive at once. [`Kind`] says what one is about, as far as its fields tell.
//!
//! # What to do with it
//!
//! 1. [`verify`] the bytes as they were received, or let the extractor `Verified` do that in axum. The signature covers
//!    every value, but no name, so a valid signature alone does not prove that the news is about your order.
//! 2. Give it to the [`OrderState`](crate::OrderState) of the order that you created. It refuses another order, merchant,
//!    amount or currency, comes to the same result in whatever order the news arrive, and says what changed.
//! 3. Store that state in the transaction in which it was read, and do what the change asks for once.
//! 4. Answer with 200 when it is stored, and also for repeats. An error makes the gateway come again, after 2, 60, 300,
//!    600, 3600 and 86400 seconds.
//!
//! Where much depends on it, or nothing has come for long, ask: [`OrderStatus`](crate::api::OrderStatus) gives an order of
//! the same type, for the same `OrderState`.
//!
//! # What browsers bring
//!
//! The payer's browser comes back to `response_url` with the same fields, signed alike, by a form or by a query: for the
//! page that the payer sees (`Returned` in axum). With `delayed`, it may never come.
//!
//! From the page of the card's bank (3-D Secure) it brings what nobody signs: [`BankReturn`], which the second step sends
//! to the gateway. The form that leads to that page makes
//! [`AcsUrl::to_bank_form`](crate::api::secure_step1::acs_url::AcsUrl::to_bank_form).
//!
//! # Tests of one's own
//!
//! [`sample`] makes signed callbacks.

mod bank;
mod body;
#[cfg(feature = "axum")]
mod extract;
mod kind;
mod sample;

pub use bank::{BankReturn, BankReturnError, NoBankPage};
pub use body::read as read_fields;
#[cfg(feature = "axum")]
pub use extract::{CALLBACK_LIMIT, CallbackRejection, Returned, Verified};
pub use kind::Kind;
pub use sample::{Sample, sample};

use crate::answer::{Answer, Record};
use crate::credentials::Credentials;
use crate::data;
use crate::decode::{Refusal, accept, accept_verified};
use crate::fields::Fields;
use crate::names::{FAILURE, RESPONSE_STATUS};
use crate::schema::{Key, Signed, Table};

/// A callback that was not accepted, with the fields that could be read.
///
/// Answer it with an error status: the gateway repeats a callback until it gets HTTP 200. Nothing in it is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCallback {
    refusal: Refusal,
    fields: Option<Fields>,
}

impl RefusedCallback {
    /// Why.
    #[must_use]
    pub fn refusal(&self) -> &Refusal {
        &self.refusal
    }

    /// What could be read; none of it can be trusted.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.fields.as_ref()
    }
}

impl std::fmt::Display for RefusedCallback {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the callback is refused: {}", self.refusal)
    }
}

impl std::error::Error for RefusedCallback {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.refusal)
    }
}

/// Verifies and reads the body of a callback, exactly as it was received: JSON (bare or in the envelope `response`), or
/// a form, as browsers post it to `response_url`. The query of an address reads like a form, too.
///
/// The signature must be valid over all fields, the merchant must be the one of the credentials, and what every callback
/// of this table has must be there. Callbacks repeat and overtake each other: accept each as often as it comes.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, callback};
///
/// let body = br#"{"order_id":"1","merchant_id":1549901,"amount":"100","currency":"GEL","order_status":"approved",
///     "response_status":"success","signature":"00000000000000000000000000000000000000ff"}"#;
/// let refused = callback::verify::<FinalOrder>(&Credentials::test(), body).unwrap_err();
/// assert!(refused.to_string().contains("its signature is wrong"));
/// ```
pub fn verify<T: Record>(credentials: &Credentials, body: &[u8]) -> Result<T, RefusedCallback> {
    let fields = body::read(body).map_err(|refusal| RefusedCallback { refusal, fields: None })?;
    let key = signing_key(T::TABLE, &fields);
    verify_fields(credentials, T::TABLE, key, fields).map(|answer| T::from_rows(answer.into()))
}

/// Verifies fields that were read already, by a table that was read at run time and with a key of one's choice; those of
/// protocol 2.0 too.
pub fn verify_fields(
    credentials: &Credentials,
    table: &Table,
    key: Key,
    fields: Fields,
) -> Result<Answer, RefusedCallback> {
    let is_data = data::is_data(&fields);
    let fields = if is_data {
        data::verified(&fields, key, credentials)
            .map_err(|refusal| RefusedCallback { refusal, fields: Some(fields) })?
    } else {
        fields
    };
    if fields.text(RESPONSE_STATUS) == Some(FAILURE) {
        return Err(RefusedCallback { refusal: Refusal::Failure, fields: Some(fields) });
    }
    let accepted = if is_data {
        accept_verified(fields, table, credentials)
    } else {
        accept(fields, table, Signed::Always, key, credentials)
    };
    accepted.map_err(|refused| RefusedCallback { refusal: refused.refusal, fields: refused.fields })
}

/// The parameters in the data of protocol 2.0; `None`, where the fields are of another protocol. Nothing is verified.
#[must_use]
pub fn read_data(fields: &Fields) -> Option<Result<Fields, Refusal>> {
    data::is_data(fields).then(|| data::parameters(fields))
}

/// The key that signs a callback, by the rules of its table; the payment key where there are none, and where data of
/// protocol 2.0 cannot be read.
#[must_use]
pub fn signing_key(table: &Table, fields: &Fields) -> Key {
    let in_data = read_data(fields).map(Result::unwrap_or_default);
    let fields = in_data.as_ref().unwrap_or(fields);
    let applies = |rule: &&crate::schema::KeyRule| {
        rule.when.as_ref().is_none_or(|condition| condition.holds(fields.text(&condition.parameter)))
    };
    table.callback.iter().find(applies).map_or(Key::Payment, |rule| rule.key)
}
