//! Signed callbacks for tests.

use std::marker::PhantomData;

use super::signing_key;
use crate::runtime::credentials::Credentials;
use crate::runtime::fields::{Field, Fields};
use crate::runtime::response::TableResponse;
use crate::runtime::signature::sign;
use crate::runtime::wire_names::SIGNATURE;
use flitt_schema::{Format, Origin, Outcome, Parameter, ValueType, quoted};

/// A signed callback for tests of a handler. It starts with the parameters that every callback of the table has, for an
/// approved operation.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, Outcome, callback};
///
/// let credentials = Credentials::test();
/// let body = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "2500").json();
/// let order = callback::verify::<FinalOrder>(&credentials, body.as_bytes())?;
/// assert_eq!((order.order_id(), order.amount(), order.outcome()), ("1001", 2500, Outcome::Approved));
/// # Ok::<(), callback::CallbackError>(())
/// ```
pub fn test_callback<T: TableResponse>(credentials: &Credentials) -> TestCallback<'_, T> {
    let always = T::TABLE.rows.iter().filter(|row| row.always && row.origin != Origin::Signature);
    let values = always.map(|row| (row.name.clone().into_owned(), value(row, credentials))).collect();
    TestCallback { credentials, values, table: PhantomData }
}

/// Builds a signed callback; see [`test_callback`].
#[must_use = "a test callback does nothing before `json` or `form`"]
pub struct TestCallback<'c, T> {
    credentials: &'c Credentials,
    values: Vec<(String, String)>,
    table: PhantomData<fn() -> T>,
}

impl<T: TableResponse> TestCallback<'_, T> {
    /// Sets a field by its name on the wire, in the table or not.
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// The signed body as the gateway posts it: JSON with strings only.
    #[must_use]
    pub fn json(self) -> String {
        let members: Vec<String> =
            self.signed().into_iter().map(|(name, value)| format!("{}:{}", quoted(&name), quoted(&value))).collect();
        format!("{{{}}}", members.join(","))
    }

    /// The signed body as a browser posts it.
    #[must_use]
    pub fn form(self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.signed()).finish()
    }

    fn signed(mut self) -> Vec<(String, String)> {
        let fields = Fields::from_fields(self.values.iter().map(|(name, value)| Field::of_text(name, value)));
        // Without the key, the signature is not valid, and the callback is rejected like a real one.
        let key = self.credentials.key(signing_key(T::TABLE, &fields.unwrap_or_default())).unwrap_or_default();
        let signature = sign(key, self.values.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        self.values.push((SIGNATURE.to_owned(), signature));
        self.values
    }
}

/// A value that the parameter accepts.
fn value(row: &Parameter, credentials: &Credentials) -> String {
    let listed = &row.details.values;
    let approved = listed.iter().find(|listed| listed.outcome == Some(Outcome::Approved)).or(listed.first());
    match (approved, row.origin, row.format) {
        (Some(listed), ..) => listed.value.clone().into_owned(),
        (None, Origin::Credentials, _) => credentials.merchant_id().to_owned(),
        (None, _, Some(Format::Currency)) => "GEL".to_owned(),
        (None, ..) if row.value_type == ValueType::Integer => "100".to_owned(),
        (None, ..) => "success".to_owned(),
    }
}
