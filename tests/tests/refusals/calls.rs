//! Calls that come to nothing: faulty requests, addresses, transports.

use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, Flitt, OrderStatus, ReverseOrder};
use flitt_client::schema::Rule;
use flitt_client::transport::{Message, Pending, Prepared, Reply, Transport, TransportError};
use flitt_client::{Api, Client, ConfigError, DynamicRequest, Error, NotSent, UnknownReason};

use crate::{Draft, credentials, ready};

#[test]
fn requests_tell_all_their_faults_at_once() {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").expect("it is shipped");
    let invalid = DynamicRequest::new(Arc::new(endpoint.get().clone()))
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
        let result = Client::builder(credentials()).base_url(address).transport(Prepared::default()).build();
        assert!(matches!(result, Err(ConfigError::Address { .. })), "{address:?}");
    }
}

/// A transport that always fails in one way.
struct Failing(TransportError);

impl Transport for Failing {
    fn post<'t>(&'t self, _: Message<'t>) -> Pending<'t> {
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
    let error = send(TransportError::NoConnection("refused".to_owned()));
    assert!(matches!(&error, Error::NotSent(NotSent::NoConnection(why)) if why == "refused"), "{error:?}");
    for (fault, reason) in [
        (TransportError::Timeout(None), UnknownReason::Timeout(None)),
        (TransportError::Interrupted("reset".to_owned()), UnknownReason::Interrupted("reset".to_owned())),
        (TransportError::TooLarge, UnknownReason::TooLarge(flitt_client::RESPONSE_LIMIT)),
    ] {
        let Error::Unknown(unknown) = send(fault) else { panic!("{reason:?} is unknown") };
        assert_eq!(unknown.reason(), &reason);
        assert_eq!(unknown.confirm_with(), Some("order_status"));
        assert!(!unknown.is_repeatable(), "a reverse without its `reverse_id` is not repeated");
        assert!(unknown.to_string().contains("ask `order_status`"), "{unknown}");
    }
}

/// A transport may not keep to the limit.
#[test]
fn an_answer_is_as_long_as_the_limit_and_no_longer() {
    let answer = Draft::order().signed().body();
    let ask = OrderStatus::request().order_id("order-1").build().expect("it is valid");
    let send = |limit: usize| {
        let answers = Prepared::new([Ok(Reply::ok(answer.clone()))]);
        let client = Client::builder(credentials()).transport(answers).response_limit(limit).build().expect("a client");
        ready(client.send(&ask))
    };
    assert!(send(answer.len()).is_ok());
    let Err(Error::Unknown(unknown)) = send(answer.len() - 1) else { panic!("it is too long") };
    assert_eq!(unknown.reason(), &UnknownReason::TooLarge(answer.len() - 1));
}
