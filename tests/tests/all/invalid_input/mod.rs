//! Wrong input to every public entry ends in a typed error and loses nothing: what could be read is in the error, and no
//! secret is in its words.

mod bodies;
mod calls;
mod requests;
mod responses;
mod secrets;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use flitt_client::api::{FinalOrder, GetOrderStatus};
use flitt_client::error::{UnknownOutcomeError, UnknownReason, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::{Fields, Verification};
use flitt_client::signature::sign;
use flitt_client::{Credentials, Error, Outcome, callback};

const KEY: &str = "canary-payment-key";
const MERCHANT: u64 = 1_549_901;

fn credentials() -> Credentials {
    Credentials::new(MERCHANT, KEY).with_payout_key("canary-payout-key").with_company_key("canary-company-key")
}

fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a prepared response is ready"),
    }
}

/// A response in the making: names with values as they are written in JSON.
#[derive(Clone)]
struct Draft(Vec<(String, String)>);

impl Draft {
    /// The state of an order, complete and not signed yet.
    fn order() -> Self {
        let fields = [
            ("order_id", r#""order-1""#),
            ("merchant_id", "1549901"),
            ("amount", r#""1000""#),
            ("currency", r#""GEL""#),
            ("order_status", r#""approved""#),
            ("response_status", r#""success""#),
            ("rectoken", r#""canary-token""#),
            ("additional_info", r#""{\"card\": \"canary-info\"}""#),
            ("new_field", r#""canary-new""#),
            ("payment_id", "7"),
        ];
        Self(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    /// Sets a field; the value is written as in JSON.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self
    }

    fn signed(self) -> Self {
        self.signed_with(KEY)
    }

    fn signed_with(self, key: &str) -> Self {
        let texts: Vec<(String, String)> = self
            .0
            .iter()
            .map(|(name, value)| {
                let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| value.clone());
                (name.clone(), if text == "null" { String::new() } else { text })
            })
            .collect();
        let signature = sign(key, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        self.with("signature", &format!("\"{signature}\""))
    }

    fn bare(&self) -> String {
        let fields: Vec<String> = self.0.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
        format!("{{{}}}", fields.join(", "))
    }

    fn body(&self) -> String {
        format!("{{\"response\": {}}}", self.bare())
    }
}

/// Reads a response to a status request for `order-1`.
fn read(status: u16, body: &[u8]) -> Result<FinalOrder, Error> {
    let request = GetOrderStatus::request().order_id("order-1").build().expect("it is valid");
    let credentials = credentials();
    Exchange::new(&request, &credentials).expect("it is signed").parse_response(status, body)
}

fn unknown(result: Result<FinalOrder, Error>) -> UnknownOutcomeError {
    match result {
        Err(Error::Unknown(unknown)) => *unknown,
        other => panic!("not unknown: {other:?}"),
    }
}

fn rejected(body: &[u8]) -> (VerificationError, Option<Fields>) {
    let unknown = unknown(read(200, body));
    assert_eq!(unknown.endpoint(), "order_status");
    assert!(unknown.is_retryable(), "asking for the status changes nothing");
    match unknown.reason() {
        UnknownReason::Rejected(rejection) => (rejection.clone(), unknown.fields().cloned()),
        other => panic!("another reason: {other:?}"),
    }
}

/// The same as a callback: bare.
fn rejected_callback(body: &[u8]) -> (VerificationError, Option<Fields>) {
    let rejected = callback::verify::<FinalOrder>(&credentials(), body).expect_err("it is rejected");
    (rejected.error().clone(), rejected.fields().cloned())
}

/// A draft is rejected as a response and as a callback alike, and its fields are kept.
fn both_reject(draft: &Draft, expected: &VerificationError) {
    for (rejection, fields) in [rejected(draft.body().as_bytes()), rejected_callback(draft.bare().as_bytes())] {
        assert_eq!(&rejection, expected, "{}", draft.bare());
        let fields = fields.expect("the raw fields are kept");
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        let expected: Vec<&str> = draft.0.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected, "none is lost");
    }
}

#[test]
fn the_complete_response_is_accepted() {
    let draft = Draft::order().signed();
    let order = read(200, draft.body().as_bytes()).expect("it is valid");
    assert_eq!(order.verification(), Verification::Verified);
    assert_eq!(order.outcome(), Outcome::Approved);
    let order = read(201, draft.body().as_bytes()).expect("it is valid");
    assert_eq!(order.get("new_field"), Some("canary-new"));
    let called = callback::verify::<FinalOrder>(&credentials(), draft.bare().as_bytes()).expect("it is valid");
    assert_eq!(called, order);
}
