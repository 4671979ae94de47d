//! Real responses and callbacks, which verify.

use std::collections::BTreeMap;

use flitt_client::__private::v1::TableResponse;
use flitt_client::api::{FinalOrder, Reversal, ReverseOrder};
use flitt_client::error::{UnknownReason, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::RawResponse;
use flitt_client::{Credentials, Error, callback};
use flitt_schema::Table;
use serde_json::Value;

use crate::vectors::{Vector, verified_responses};

/// A response that verifies, as its fields.
#[derive(Clone)]
pub struct DocumentedResponse {
    /// A short name.
    pub id: String,
    /// Its fields.
    pub fields: BTreeMap<String, Value>,
    /// Its body, as it was printed.
    pub body: String,
    /// The credentials that it was signed for.
    pub credentials: Credentials,
    /// Whether it is the state of an order; otherwise it is the response to a reversal.
    pub reads_as_order: bool,
    order_id: String,
}

/// What an accepted body reads as.
pub enum Accepted {
    /// The state of an order.
    Order(Box<FinalOrder>),
    /// The response to a reversal.
    Reversal(Box<Reversal>),
}

/// All of them.
#[must_use]
pub fn documented_responses() -> Vec<DocumentedResponse> {
    verified_responses().iter().map(DocumentedResponse::of).collect()
}

impl DocumentedResponse {
    /// One printed response.
    ///
    /// # Panics
    ///
    /// If it is no object.
    #[must_use]
    pub fn of(vector: &Vector) -> Self {
        let credentials = match vector.key.as_str() {
            "testcredit" => Credentials::new(vector.merchant(), "other").with_payout_key("testcredit"),
            key => Credentials::new(vector.merchant(), key),
        };
        Self {
            id: vector.id.clone(),
            fields: serde_json::from_str(&vector.body()).expect("an object"),
            body: vector.body(),
            credentials,
            reads_as_order: vector.path.as_deref() != Some("/api/reverse/order_id"),
            order_id: vector.parameter("order_id"),
        }
    }

    /// The table of its rows.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        if self.reads_as_order { FinalOrder::TABLE } else { Reversal::TABLE }
    }

    /// Why these fields are rejected; `None` where they are accepted.
    ///
    /// # Panics
    ///
    /// If they are neither accepted nor rejected.
    #[must_use]
    pub fn rejection(&self, fields: &BTreeMap<String, Value>) -> Option<VerificationError> {
        self.text_error(&serde_json::to_string(fields).expect("JSON"))
    }

    /// Why this body is rejected; `None` where it is accepted.
    ///
    /// # Panics
    ///
    /// If it is neither accepted nor rejected.
    #[must_use]
    pub fn text_error(&self, body: &str) -> Option<VerificationError> {
        self.read(body.as_bytes()).err()
    }

    /// Reads a body as what this response is.
    ///
    /// # Panics
    ///
    /// If it is neither accepted nor rejected.
    pub fn read(&self, body: &[u8]) -> Result<Accepted, VerificationError> {
        if self.reads_as_order {
            let result = callback::verify::<FinalOrder>(&self.credentials, body);
            return result.map(|order| Accepted::Order(Box::new(order))).map_err(|rejected| rejected.error().clone());
        }
        let request = ReverseOrder::request().order_id(&self.order_id).amount(16).currency("GEL").build();
        let request = request.expect("it is valid");
        let exchange = Exchange::new(&request, &self.credentials).expect("it is signed");
        match exchange.parse_response(200, &[b"{\"response\":", body, b"}"].concat()) {
            Ok(reversal) => Ok(Accepted::Reversal(Box::new(reversal))),
            Err(Error::Unknown(unknown)) => match unknown.reason() {
                UnknownReason::Rejected(rejection) => Err(rejection.clone()),
                // Not signed, and not taken for a response.
                UnknownReason::Failure { .. } | UnknownReason::Exists { .. } => Err(VerificationError::Failure),
                other => panic!("another reason: {other:?}"),
            },
            // Not signed, and not taken for a response.
            Err(Error::Failure(_)) => Err(VerificationError::Failure),
            Err(other) => panic!("another error: {other:?}"),
        }
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        as_text(&self.fields[name])
    }

    /// Whether a field is signed.
    #[must_use]
    pub fn is_signed(&self, name: &str) -> bool {
        is_signed(name) && !self.text(name).is_empty()
    }
}

impl Accepted {
    /// Its fields.
    #[must_use]
    pub fn response(&self) -> &RawResponse {
        match self {
            Self::Order(order) => order,
            Self::Reversal(reversal) => reversal,
        }
    }
}

/// Whether a field of this name is signed where it has a value.
#[must_use]
pub fn is_signed(name: &str) -> bool {
    !matches!(name, "signature" | "response_signature_string")
}

/// The text of a value, as it is signed.
#[must_use]
pub fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
