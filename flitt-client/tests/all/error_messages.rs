//! What errors say to people, of those that no other test meets.

use std::error::Error as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use flitt_client::api::reference::ResponseCode;
use flitt_client::api::{CardPayout, FinalOrder};
use flitt_client::config::ConfigError;
use flitt_client::error::{EncodeError, FieldsError, NotSentError, VerificationError};
use flitt_client::explain::Cause;
use flitt_client::order::{FullAmountError, MergeError, SavedCardError};
use flitt_client::reference::ResponsibleParty;
use flitt_client::response::Decline;
use flitt_client::transport::MockTransport;
use flitt_client::value::WireEnum;
use flitt_client::{Client, Credentials, Currency, Error, callback};
use flitt_schema::Key;

#[test]
fn a_missing_key_is_an_error_before_anything_is_sent() {
    let transport = std::sync::Arc::new(MockTransport::default());
    let client = Client::builder(Credentials::new(1, "key")).transport(transport.clone()).build().unwrap();
    let payout = CardPayout::request().order_id("1").order_desc("Prize").amount(1).currency(Currency::GEL);
    let payout = payout.receiver_rectoken("a card").build().unwrap();
    let Poll::Ready(result) = pin!(client.send(&payout)).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing is waited for");
    };
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), "nothing was sent: the credentials have no payout key, which signs this request");
    assert!(matches!(error, Error::NotSent(NotSentError::Encode(EncodeError::MissingKey(Key::Payout)))));
    assert!(error.source().is_none(), "its message is complete");
    assert!(transport.sent().is_empty());
}

#[test]
fn verification_errors_say_what_is_wrong() {
    for (refusal, words) in [
        (
            VerificationError::UnexpectedShape,
            "the body has a shape that its endpoint does not document, such as an object instead of a list",
        ),
        (VerificationError::MissingKey(Key::Company), "the credentials have no company key to verify it"),
        (VerificationError::NotBase64, "the data is not canonical base64"),
        (VerificationError::NotUtf8, "not UTF-8"),
        (VerificationError::Unreadable(FieldsError::TooMany), "more than 65,535 fields"),
    ] {
        assert_eq!(refusal.to_string(), words);
    }
    let nested = "a form cannot carry nested values: send the request as JSON";
    assert_eq!(EncodeError::NestedInForm.to_string(), nested);
    let http = ConfigError::Http("no certificates".into());
    assert_eq!(http.to_string(), "the HTTP client could not be built");
    assert_eq!(http.source().unwrap().to_string(), "no certificates");
}

#[test]
fn errors_of_uncertain_amounts_say_what_to_do() {
    let all = [
        (FullAmountError::NotVerified, "the status was not verified: send a status request, and use its response"),
        (FullAmountError::NotFromGateway, "ask for the status of the order"),
        (FullAmountError::OtherCurrency, "in one that is not known: set the amount yourself"),
        (FullAmountError::ClientFee, "the payer paid a fee on top: set the amount yourself"),
        (FullAmountError::Captured, "the order was captured, perhaps in part: set the amount yourself"),
        (FullAmountError::NothingLeft, "everything was reversed already"),
        (FullAmountError::Unreadable, "`additional_info` of the order cannot be parsed: set the amount yourself"),
    ];
    for (doubt, words) in all {
        assert!(doubt.to_string().ends_with(words), "{doubt}");
    }
    let not_verified = SavedCardError::Rejected(MergeError::NotVerified).to_string();
    assert_eq!(not_verified, "the card is not saved: update rejected: it is not verified");
    assert!(SavedCardError::FromBrowser.to_string().ends_with("wait for the callback, or ask for its status"));
    assert!(SavedCardError::NoToken.to_string().contains("`required_rectoken`"));
}

#[test]
fn declines_say_why() {
    let decline = |code: &str, words: &str| {
        let credentials = Credentials::test();
        let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_status", "declined");
        let body = sample.set("response_code", code).set("response_description", words).json();
        callback::verify::<FinalOrder>(&credentials, body.as_bytes()).unwrap().decline()
    };
    let result = decline("1003", "Invalid CVV2 code").unwrap();
    assert_eq!(result.to_string(), "code 1003: Invalid CVV2 code");
    assert_eq!((result.code(), result.description()), ("1003", "Invalid CVV2 code"));
    assert_eq!(decline("1003", "").unwrap().to_string(), "code 1003");
    assert_eq!(decline("", "words alone"), None);
    assert_eq!(Decline::default().to_string(), "no reason given");
    let solvers = [ResponseCode::ApplicationError, ResponseCode::InvalidCvv, ResponseCode::InvalidSignature];
    assert_eq!(
        solvers.map(ResponseCode::responsible_party),
        [Some(ResponsibleParty::Flitt), Some(ResponsibleParty::Bank), Some(ResponsibleParty::Merchant)]
    );
    assert!(
        ResponseCode::VALUES.iter().any(|code| code.responsible_party().is_none()),
        "of some, the table does not say"
    );
}

#[test]
fn different_keys_are_distinguished() {
    for (cause, words, advice) in [
        (Cause::SpaceAroundKey, "a space or a line end", "trim the key"),
        (Cause::KeyOfOtherPurpose, "another purpose", "payouts are signed with the payout key"),
    ] {
        assert!(cause.description().contains(words) && cause.advice().contains(advice), "{cause:?}");
    }
}

#[test]
fn amounts_say_what_is_wrong() {
    for (text, words) in [
        ("", "an amount is digits with at most one point, such as 10.20"),
        ("1,5", "an amount is digits with at most one point, such as 10.20"),
        ("1.", "an amount is digits with at most one point, such as 10.20"),
        ("1.234", "the amount has more decimal places than its currency, which has 2"),
        ("999999999999999999999", "the amount is too large"),
    ] {
        assert_eq!(Currency::GEL.parse_minor(text).unwrap_err().to_string(), words, "{text}");
    }
    assert_eq!(Currency::GEL.parse_minor("184467440737095516.15"), Ok(u64::MAX));
    assert!(Currency::GEL.parse_minor("184467440737095516.16").is_err());
}
