//! Any bytes as a response.

use std::sync::{Arc, OnceLock};

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::response::{RawResponse, Verification};
use flitt_client::{Api as _, Error};
use flitt_schema::{Endpoint, Key, Protocol};

use super::{COMPANY_KEY, PAYMENT_KEY, PAYOUT_KEY, credentials, headed, holds_key, shows_no_key, signed_members};
use crate::minimal_request;

/// Reads the bytes as a response of an endpoint, whose name is the first line. With a `+` before the name, what
/// follows is signed and put in its envelope first.
///
/// # Panics
///
/// If a response is taken for verified that nobody signed, or something is shown that may not be.
pub fn response(bytes: &[u8]) {
    if holds_key(bytes) {
        return;
    }
    let (head, body) = headed(bytes);
    super::fields(body);
    let (is_signed, name) = head.strip_prefix('+').map_or((false, head), |name| (true, name));
    let request = requests().iter().find(|request| request.endpoint().name == name).unwrap_or(&requests()[0]);
    let endpoint = request.endpoint();
    let body = match std::str::from_utf8(body) {
        Ok(text) if is_signed => enveloped(endpoint, &signed_members(text, key_of(endpoint.key))).into_bytes(),
        _ => body.to_vec(),
    };
    let credentials = credentials();
    let exchange = Exchange::dynamic(request, &credentials).expect("it is signed");
    let result = exchange.parse_dynamic_response(200, &body);
    match &result {
        Ok(response) => accepted(response, is_signed),
        Err(error) => rejected(error),
    }
    shows_no_key(&format!("{result:?}"));
    // Under another status a response is never believed.
    assert!(exchange.parse_dynamic_response(502, &body).is_err());
}

fn accepted(response: &RawResponse, is_signed: bool) {
    assert!(is_signed || response.verification() != Verification::Verified, "nobody signed {response:?}");
    let _ = (response.outcome(), response.decline());
    let written = response.to_json();
    assert!(serde_json::from_str::<&serde_json::value::RawValue>(&written).is_ok(), "no JSON: {written}");
}

fn rejected(error: &Error) {
    shows_no_key(&error.to_string());
    if let Some(failure) = error.failure() {
        let _ = (failure.code(), failure.message(), failure.request_id());
    }
}

fn enveloped(endpoint: &Endpoint, members: &str) -> String {
    if endpoint.protocol == Protocol::Plain { members.to_owned() } else { format!("{{\"response\":{members}}}") }
}

fn key_of(key: Key) -> &'static str {
    match key {
        Key::Payment => PAYMENT_KEY,
        Key::Payout => PAYOUT_KEY,
        Key::Company => COMPANY_KEY,
        Key::None => "",
    }
}

/// A request to each endpoint.
fn requests() -> &'static [DynamicRequest] {
    static REQUESTS: OnceLock<Vec<DynamicRequest>> = OnceLock::new();
    REQUESTS.get_or_init(|| {
        let of = |endpoint: &Endpoint| {
            let values = minimal_request(endpoint);
            let builder = DynamicRequest::builder(Arc::new(endpoint.clone()));
            let builder = values.iter().fold(builder, |builder, (name, text)| builder.set(name, text.as_str()));
            builder.build().expect("it is complete")
        };
        Flitt::ENDPOINTS.iter().map(|endpoint| of(endpoint.get())).collect()
    })
}
