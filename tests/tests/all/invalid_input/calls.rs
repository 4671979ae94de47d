//! Calls that come to nothing: faulty requests, addresses, transports.

use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, Flitt, GetOrderStatus, ReverseOrder};
use flitt_client::config::ConfigError;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::{NotSentError, UnknownReason};
use flitt_client::transport::{HttpRequest, HttpResponse, MockTransport, ResponseFuture, Transport, TransportError};
use flitt_client::{Api, Client, Error};
use flitt_schema::Rule;

use super::{Draft, credentials, ready};

#[test]
fn requests_report_all_errors_at_once() {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").expect("it is shipped");
    let invalid = DynamicRequest::builder(Arc::new(endpoint.get().clone()))
        .set("ordr_id", "1")
        .set("merchant_id", "7")
        .set("signature", "canary")
        .set("amount", "1e3")
        .set("currency", "canary-value")
        .set("preauth", "yes")
        .set("order_desc", "a|b")
        .set("rectoken", "canary|token")
        .set("", "")
        .build()
        .expect_err("it is not valid");
    let text = invalid.to_string();
    assert_eq!(invalid.endpoint(), "checkout_url");
    let count = |wanted: fn(&Rule) -> bool| invalid.violations().iter().filter(|one| wanted(&one.rule)).count();
    assert_eq!(count(|rule| matches!(rule, Rule::Unknown { .. })), 2, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::NotFromCaller)), 2, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::Missing)), 1, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::NotAnInteger)), 1, "{text}");
    assert_eq!(count(|rule| matches!(rule, Rule::Separator)), 2, "{text}");
    assert_eq!(text.lines().count(), invalid.violations().len() + 1, "{text}");
    assert!(!text.contains("canary") && !format!("{invalid:?}").contains("canary"), "{text}");
    assert!(text.contains("did you mean `order_id`?"), "{text}");
    // The same by types.
    let invalid = CheckoutUrl::request()
        .order_id("1|")
        .order_desc("")
        .amount(u64::MAX)
        .currency("canary")
        .lifetime(0)
        .rectoken("canary|")
        .payment_systems("installments")
        .build()
        .expect_err("it is not valid");
    assert!(invalid.violations().len() >= 7, "{invalid}");
    assert!(!format!("{invalid}{invalid:?}").contains("canary"), "{invalid}");
}

#[test]
fn addresses_of_clients() {
    for address in
        ["", "pay.flitt.com", "ftp://x", "http://pay.flitt.com", "https://", "https://a b", "https://u@h", "\u{0}"]
    {
        let result = Client::builder(credentials()).base_url(address).transport(MockTransport::default()).build();
        assert!(matches!(result, Err(ConfigError::BaseUrl { .. })), "{address:?}");
    }
}

/// The paths are those of the schema files.
#[test]
fn addresses_with_the_path_of_an_endpoint() {
    let built =
        |address: &str| Client::builder(credentials()).base_url(address).transport(MockTransport::default()).build();
    for (address, kept) in [
        ("https://pay.hutko.org/api/", "https://pay.hutko.org"),
        ("https://pay.flitt.com/api", "https://pay.flitt.com"),
        ("https://pay.flitt.com/api/checkout/url", "https://pay.flitt.com"),
        ("https://pay.flitt.com/api/status", "https://pay.flitt.com"),
        ("https://portal.flitt.com/authorizer/token", "https://portal.flitt.com"),
        ("http://127.0.0.1:8080/flitt/api", "http://127.0.0.1:8080/flitt"),
    ] {
        let error = built(address).expect_err(address);
        assert!(matches!(&error, ConfigError::RepeatedPath { base_url, .. } if base_url == kept), "{error}");
        assert!(error.to_string().ends_with(&format!("; write `{kept}`")), "{error}");
        assert!(built(kept).is_ok(), "{kept}");
    }
    for address in ["https://proxy.example/flitt", "https://proxy.example/api/flitt", "https://api.flitt.com"] {
        assert!(built(address).is_ok(), "{address}");
    }
}

/// A transport that always fails in one way.
struct Failing(TransportError);

impl Transport for Failing {
    fn post<'t>(&'t self, _: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(async { Err(self.0.clone()) })
    }
}

#[test]
fn transports_that_fail() {
    let reverse = ReverseOrder::request().order_id("order-1").amount(1).currency("GEL").build().expect("it is valid");
    let send = |error: TransportError| {
        let client = Client::builder(credentials()).transport(Failing(error)).build().expect("a client");
        ready(client.send(&reverse)).expect_err("it fails")
    };
    let error = send(TransportError::Connect("rejected".into()));
    assert!(
        matches!(&error, Error::NotSent(NotSentError::Connect(cause)) if cause.to_string() == "rejected"),
        "{error:?}"
    );
    for (transport_error, reason) in [
        (TransportError::Timeout(None), UnknownReason::Timeout(None)),
        (TransportError::Interrupted("reset".into()), UnknownReason::Interrupted("reset".into())),
        (TransportError::TooLarge, UnknownReason::TooLarge(flitt_client::config::DEFAULT_RESPONSE_LIMIT)),
    ] {
        let Error::Unknown(unknown) = send(transport_error) else { panic!("{reason:?} is unknown") };
        assert_eq!(unknown.reason(), &reason);
        assert_eq!(unknown.confirm_with(), Some("order_status"));
        assert!(!unknown.is_retryable(), "a reverse without its `reverse_id` is not repeated");
        assert!(unknown.to_string().contains("ask `order_status`"), "{unknown}");
    }
}

/// A transport may not keep to the limit.
#[test]
fn a_response_may_be_exactly_as_long_as_the_limit() {
    let response = Draft::order().signed().body();
    let ask = GetOrderStatus::request().order_id("order-1").build().expect("it is valid");
    let send = |limit: usize| {
        let responses = MockTransport::new([Ok(HttpResponse::ok(response.clone()))]);
        let client =
            Client::builder(credentials()).transport(responses).response_limit(limit).build().expect("a client");
        ready(client.send(&ask))
    };
    assert!(send(response.len()).is_ok());
    let Err(Error::Unknown(unknown)) = send(response.len() - 1) else { panic!("it is too long") };
    assert_eq!(unknown.reason(), &UnknownReason::TooLarge(response.len() - 1));
}
