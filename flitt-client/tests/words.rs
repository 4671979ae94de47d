//! What errors say to people, of those that no other test meets.

use std::error::Error as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use flitt_client::api::P2pcredit;
use flitt_client::schema::Key;
use flitt_client::transport::Prepared;
use flitt_client::{
    Client, ConfigError, Credentials, Currency, EncodeError, Error, FieldsError, NotSaved, NotSent, Refusal, Uncertain,
};

#[test]
fn a_missing_key_is_told_before_anything_is_sent() {
    let transport = std::sync::Arc::new(Prepared::default());
    let client = Client::builder(Credentials::new(1, "key")).transport(transport.clone()).build().unwrap();
    let payout = P2pcredit::request().order_id("1").order_desc("Prize").amount(1).currency(Currency::GEL);
    let payout = payout.receiver_rectoken("a card").build().unwrap();
    let Poll::Ready(told) = pin!(client.send(&payout)).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing is waited for");
    };
    let error = told.unwrap_err();
    assert_eq!(error.to_string(), "nothing was sent: the credentials have no payout key, which signs this request");
    assert!(matches!(error, Error::NotSent(NotSent::Encode(EncodeError::MissingKey(Key::Payout)))));
    assert_eq!(error.source().unwrap().to_string(), EncodeError::MissingKey(Key::Payout).to_string());
    assert!(transport.sent().is_empty());
}

#[test]
fn refusals_say_what_is_wrong() {
    for (refusal, words) in [
        (Refusal::OtherShape, "it is of another shape than the answers of its endpoint"),
        (Refusal::MissingKey(Key::Company), "the credentials have no company key to verify it"),
        (Refusal::NotBase64, "its data are not canonical base64"),
        (Refusal::NotUtf8, "it is not UTF-8"),
        (Refusal::Unreadable(FieldsError::TooMany), "it has more than 65,535 fields"),
    ] {
        assert_eq!(refusal.to_string(), words);
    }
    let nested = "a form carries no nested values: send the order as JSON, by `checkout_url`";
    assert_eq!(EncodeError::NestedInForm.to_string(), nested);
    let http = ConfigError::Http("no certificates".to_owned());
    assert_eq!(http.to_string(), "the HTTP client could not be made: no certificates");
    assert!(http.source().is_none());
}

#[test]
fn doubts_say_what_to_do() {
    let all = [
        (Uncertain::NotVerified, "the status was not verified"),
        (Uncertain::OtherCurrency, "the order was paid in another currency than it was created in"),
        (Uncertain::ClientFee, "the payer paid a fee on top: say the sum yourself"),
        (Uncertain::Captured, "the order was captured, perhaps in part: say the sum yourself"),
        (Uncertain::NothingLeft, "everything was given back already"),
        (Uncertain::Unreadable, "the additional information of the order cannot be read"),
    ];
    for (doubt, words) in all {
        assert!(doubt.to_string().ends_with(words), "{doubt}");
    }
    assert!(NotSaved::NotVerified.to_string().ends_with("the order was not verified"));
    assert!(NotSaved::NoToken.to_string().contains("`required_rectoken`"));
}
