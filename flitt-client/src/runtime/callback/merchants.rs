//! Callbacks of several merchants at one address.

use std::collections::BTreeMap;
use std::fmt;
use std::hint::black_box;
use std::sync::Arc;

use flitt_schema::{Origin, Table};

use super::error::CallbackError;
use super::rejection::CallbackRejection;
use super::{http, in_data, parse_fields, verify_parsed};
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::Fields;
use crate::runtime::response::{Source, TableResponse, VerificationError};

/// The merchants of one server. A callback is verified with the keys of the merchant that it names, and never with those of
/// another; the name counts only because the signature covers it.
///
/// The rules for one merchant hold for each. By the tables of the gateway, the payout key verifies callbacks of payouts only,
/// and the payment key verifies every callback. A previous key ([`Credentials::with_previous_payment_key`]) verifies, and
/// never signs. A callback of an unknown merchant takes as much work as a wrong signature, and gets the same response.
/// Cloning is cheap.
///
/// With axum, use it as the router's state, or as a part of it, and take
#[cfg_attr(feature = "axum", doc = "[`VerifiedFor`](super::VerifiedFor)")]
#[cfg_attr(not(feature = "axum"), doc = "`VerifiedFor`")]
/// as an argument.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::callback::{self, Merchants};
/// use flitt_client::Credentials;
///
/// let tea = Credentials::new(1549901, "key of the tea shop");
/// let books = Credentials::new(1549902, "new key of the book shop").with_previous_payment_key("old key of the book shop");
/// let merchants = Merchants::from_iter([tea, books]);
///
/// # let body = callback::test_callback::<FinalOrder>(&Credentials::new(1549902, "old key of the book shop")).json();
/// let (credentials, update) = merchants.verify::<FinalOrder>(body.as_bytes())?;
/// assert_eq!(credentials.merchant_id(), "1549902");
/// # let _ = update;
/// # Ok::<(), callback::CallbackError>(())
/// ```
#[derive(Clone, Default)]
pub struct Merchants(Arc<BTreeMap<Box<str>, Credentials>>);

impl Merchants {
    /// The credentials of a merchant, by its number; `None` where it is not one of these.
    #[must_use]
    pub fn get(&self, merchant_id: &str) -> Option<&Credentials> {
        self.0.get(merchant_id)
    }

    /// The credentials of each merchant, in the order of their numbers as texts.
    pub fn iter(&self) -> impl Iterator<Item = &Credentials> {
        self.0.values()
    }

    /// Verifies and parses the body of a callback, as [`verify`](super::verify) does for one merchant. Returns the
    /// credentials of the merchant, too.
    pub fn verify<T: TableResponse>(&self, body: &[u8]) -> Result<(&Credentials, T), CallbackError> {
        self.verify_from(Source::Callback, body)
    }

    /// Verifies what a payer's browser brought to `response_url`, as [`verify_payer_return`](super::verify_payer_return) does for
    /// one merchant: for the page that the payer sees.
    pub fn verify_payer_return<T: TableResponse>(&self, form: &[u8]) -> Result<(&Credentials, T), CallbackError> {
        self.verify_from(Source::Browser, form)
    }

    /// Verifies a callback from the parts of an HTTP request, as [`verify_http`](super::verify_http) does for one merchant.
    pub fn verify_http<T: TableResponse>(
        &self,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<(&Credentials, T), CallbackRejection> {
        http::check(content_type, body)?;
        self.verify(body).map_err(CallbackRejection::Invalid)
    }

    fn verify_from<T: TableResponse>(&self, source: Source, body: &[u8]) -> Result<(&Credentials, T), CallbackError> {
        let fields = parse_fields(body).map_err(|error| CallbackError::new(error, None))?;
        let named = named_merchant(T::TABLE, &fields);
        match named.as_deref().and_then(|named| self.get(named)) {
            Some(credentials) => verify_parsed(source, credentials, fields).map(|update| (credentials, update)),
            None => {
                // Whether a merchant is known is not to be measured: the same work is done for it.
                let _ = black_box(verify_parsed::<T>(source, &nobody(), fields.clone()));
                Err(CallbackError::new(VerificationError::OtherMerchant, Some(fields)))
            }
        }
    }
}

/// The number of the merchant that a callback names, for a server that looks up the credentials of each merchant when it needs
/// them; `None` where it names none. Nothing is verified by this: verify the callback with these credentials.
///
/// ```
/// use std::collections::HashMap;
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, callback};
///
/// # let merchants = HashMap::from([("1549901".to_owned(), Credentials::test())]);
/// # let body = callback::test_callback::<FinalOrder>(&Credentials::test()).json();
/// # let body = body.as_bytes();
/// let merchant_id = callback::merchant_id::<FinalOrder>(body)?.unwrap_or_default();
/// if let Some(credentials) = merchants.get(&merchant_id) { // in your server, a query
///     let update = callback::verify::<FinalOrder>(credentials, body)?;
///     # let _ = update;
/// }
/// # Ok::<(), callback::CallbackError>(())
/// ```
pub fn merchant_id<T: TableResponse>(body: &[u8]) -> Result<Option<String>, CallbackError> {
    let fields = parse_fields(body).map_err(|error| CallbackError::new(error, None))?;
    Ok(named_merchant(T::TABLE, &fields))
}

/// The merchant that fields name, by the parameter of the table that the credentials set.
fn named_merchant(table: &Table, fields: &Fields) -> Option<String> {
    let parameter = table.rows.iter().find(|row| row.origin == Origin::Credentials)?;
    let data = in_data(fields);
    data.as_ref().unwrap_or(fields).text(&parameter.name).map(str::to_owned)
}

/// Credentials that belong to no merchant.
fn nobody() -> Credentials {
    const KEY: &str = "of no merchant, and never compared with a result";
    Credentials::new(0, KEY).with_payout_key(KEY)
}

/// The last of several credentials of one merchant counts.
impl FromIterator<Credentials> for Merchants {
    fn from_iter<I: IntoIterator<Item = Credentials>>(merchants: I) -> Self {
        let by_id = merchants.into_iter().map(|credentials| (credentials.merchant_id().into(), credentials));
        Self(Arc::new(by_id.collect()))
    }
}

impl From<Credentials> for Merchants {
    fn from(credentials: Credentials) -> Self {
        Self::from_iter([credentials])
    }
}

/// Shows which merchants there are, and which keys each of them has, but no key.
impl fmt::Debug for Merchants {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Merchants")?;
        formatter.debug_list().entries(self.iter()).finish()
    }
}
