//! What errors say to people, of those that no other test meets.

use std::error::Error as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use flitt_client::api::reference::ResponseCode;
use flitt_client::api::{FinalOrder, P2pcredit};
use flitt_client::explain::Cause;
use flitt_client::schema::Key;
use flitt_client::transport::Prepared;
use flitt_client::{
    Client, ConfigError, Credentials, Currency, Decline, EncodeError, Error, FieldsError, List, NotSaved, NotSent,
    Refusal, Solver, Uncertain, callback,
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

#[test]
fn declines_say_why() {
    let decline = |code: &str, words: &str| {
        let credentials = Credentials::test();
        let sample = callback::sample::<FinalOrder>(&credentials).set("order_status", "declined");
        let body = sample.set("response_code", code).set("response_description", words).json();
        callback::verify::<FinalOrder>(&credentials, body.as_bytes()).unwrap().decline()
    };
    let told = decline("1003", "Invalid CVV2 code").unwrap();
    assert_eq!(told.to_string(), "code 1003: Invalid CVV2 code");
    assert_eq!((told.code().as_str(), told.description()), ("1003", "Invalid CVV2 code"));
    assert_eq!(decline("1003", "").unwrap().to_string(), "code 1003");
    assert_eq!(decline("", "words alone"), None);
    assert_eq!(Decline::default().to_string(), "no reason given");
    let solvers = [ResponseCode::ApplicationError, ResponseCode::InvalidCvv, ResponseCode::InvalidSignature];
    assert_eq!(solvers.map(ResponseCode::solver), [Some(Solver::Flitt), Some(Solver::Bank), Some(Solver::Merchant)]);
    assert!(ResponseCode::VALUES.iter().any(|code| code.solver().is_none()), "of some, the table does not say");
}

#[test]
fn keys_that_differ_are_told_apart() {
    for (cause, words, advice) in [
        (Cause::SpaceAroundKey, "a space or a line end", "trim the key"),
        (Cause::KeyOfOtherPurpose, "another purpose", "payouts are signed with the payout key"),
    ] {
        assert!(cause.words().contains(words) && cause.advice().contains(advice), "{cause:?}");
    }
}

#[test]
fn amounts_say_what_is_wrong() {
    for (text, words) in [
        ("", "an amount is digits, with a point if need be, such as 10.20"),
        ("1,5", "an amount is digits, with a point if need be, such as 10.20"),
        ("1.", "an amount is digits, with a point if need be, such as 10.20"),
        ("1.234", "the currency has 2 digits behind the point"),
        ("999999999999999999999", "the amount is too large"),
    ] {
        assert_eq!(Currency::GEL.parse_minor(text).unwrap_err().to_string(), words, "{text}");
    }
    assert_eq!(Currency::GEL.parse_minor("184467440737095516.15"), Ok(u64::MAX));
    assert!(Currency::GEL.parse_minor("184467440737095516.16").is_err());
}
