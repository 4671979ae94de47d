//! Responses that can be read, and cannot be used.

use flitt_client::api::three_ds_step1::Response;
use flitt_client::api::{FinalOrder, GetOrderStatus, ThreeDsStep1};
use flitt_client::error::{EncodeError, SignatureError, UnknownReason, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::{Credentials, Error, Outcome, callback};
use flitt_schema::Key;

use super::{Draft, KEY, MERCHANT, both_reject, credentials, read, rejected, rejected_callback, unknown};

#[test]
fn invalid_signatures() {
    let draft = Draft::order().signed();
    let valid = draft.0.iter().find(|(name, _)| name == "signature").expect("it is signed").1.clone();
    let missing = VerificationError::Signature(SignatureError::Missing);
    both_reject(&Draft::order(), &missing);
    for value in ["null", r#""""#] {
        both_reject(&draft.clone().with("signature", value), &missing);
    }
    let digits = valid.trim_matches('"').to_owned();
    let malformed = [
        "true".to_owned(),
        "false".to_owned(),
        "0".to_owned(),
        "7e9".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        format!("[{valid}]"),
        format!("{{\"signature\":{valid}}}"),
        valid.to_uppercase(),
        format!("\"{}\"", &digits[..39]),
        format!("\"{digits}0\""),
        format!("\" {}\"", &digits[..39]),
        format!("\"{}g\"", &digits[..39]),
        format!("\"{}\"", "ა".repeat(40)),
        format!("\"{}\"", "ა".repeat(13) + "0"),
        r#""\u0000""#.to_owned(),
        "1234567890123456789012345678901234567890".to_owned(),
    ];
    for value in malformed {
        both_reject(&draft.clone().with("signature", &value), &VerificationError::Signature(SignatureError::Malformed));
    }
    let wrong = VerificationError::Signature(SignatureError::Wrong);
    both_reject(&draft.clone().with("signature", &format!("\"{}\"", "0".repeat(40))), &wrong);
    both_reject(&draft.with("amount", "999"), &wrong);
    both_reject(&Draft::order().signed_with("canary-payout-key"), &wrong);
    both_reject(&Draft::order().signed_with(""), &wrong);
}

/// Of the responses to the first step with a card, the check of the payer is not signed, and the order is.
#[test]
fn of_several_forms_the_last_one_is_signed() {
    let request = ThreeDsStep1::request().order_id("order-1").order_desc("Tea").amount(1000).currency("GEL");
    let request = request.card_number("4444555566661111").expiry_date("1230").cvv2("123").build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let check = r#"{"response":{"response_status":"success","acs_url":"https://bank.example","pareq":"p","md":"m"}}"#;
    match exchange.parse_response(200, check.as_bytes()).expect("it needs no signature") {
        Response::AcsUrl(check) => assert_eq!(check.verification(), Verification::Unsigned),
        other => panic!("{other:?}"),
    }
    let order = |draft: &Draft| exchange.parse_response(200, draft.body().as_bytes());
    match order(&Draft::order().signed()).expect("it is signed") {
        Response::FinalOrder(order) => assert_eq!(order.verification(), Verification::Verified),
        other => panic!("{other:?}"),
    }
    for draft in [Draft::order(), Draft::order().signed_with("another")] {
        assert!(matches!(order(&draft), Err(Error::Unknown(_))), "{}", draft.bare());
    }
}

#[test]
fn a_response_without_a_required_parameter_is_rejected() {
    for name in ["order_id", "merchant_id", "amount", "currency", "order_status", "response_status"] {
        let expected = VerificationError::Missing(name.to_owned());
        both_reject(&Draft::order().without(name).signed(), &expected);
        for value in ["null", r#""""#] {
            both_reject(&Draft::order().with(name, value).signed(), &expected);
        }
    }
}

#[test]
fn values_that_cannot_be() {
    for value in ["1549902", r#""1549902""#, r#""01549901""#, "0"] {
        both_reject(&Draft::order().with("merchant_id", value).signed(), &VerificationError::OtherMerchant);
    }
    for name in ["amount", "actual_amount", "reversal_amount", "payment_id", "merchant_id"] {
        let huge = "9".repeat(400);
        for value in [
            r#""1e3""#,
            "1e3",
            "1.0",
            "-1",
            r#""-1""#,
            r#""+1""#,
            r#"" 100""#,
            r#""100 ""#,
            r#""٣""#,
            r#""１""#,
            r#""0x10""#,
            r#""1,000""#,
            r#""1_000""#,
            r#""ten""#,
            "true",
            "1e999999",
            "18446744073709551616",
            &huge,
        ] {
            both_reject(&Draft::order().with(name, value).signed(), &VerificationError::NotDigits(name.to_owned()));
        }
    }
    for name in ["currency", "actual_currency"] {
        for value in [r#""GE1""#, r#""GELL""#, r#""GE""#, r#""ლარ""#, r#"" GEL""#, "981", r#""€€€""#] {
            both_reject(&Draft::order().with(name, value).signed(), &VerificationError::NotACurrency(name.to_owned()));
        }
    }
    for value in [r#""{""#, r#""{'a': 1}""#, r#""{\"a\": None}""#, r#""{} x""#, r#""card""#, r#""01""#] {
        let expected = VerificationError::NotJson("additional_info".to_owned());
        both_reject(&Draft::order().with("additional_info", value).signed(), &expected);
    }
    for name in
        ["order_id", "order_status", "merchant_data", "product_id", "rrn", "order_time", "payment_system", "fee"]
    {
        let expected = VerificationError::Separator(name.to_owned());
        both_reject(&Draft::order().with(name, r#""a|b""#).signed(), &expected);
        both_reject(&Draft::order().with(name, r#""a\u007cb""#).signed(), &expected);
    }
    // A nested value can neither be said in a flat table nor hide the separator.
    both_reject(&Draft::order().with("amount", "[1000]").signed(), &VerificationError::NotDigits("amount".to_owned()));
}

/// Only the response to a request can be for another request: a callback belongs to none.
#[test]
fn the_response_to_another_request() {
    let draft = Draft::order().with("order_id", r#""order-2""#).signed();
    let (rejection, fields) = rejected(draft.body().as_bytes());
    assert_eq!(rejection, VerificationError::OtherRequest("order_id".to_owned()));
    assert_eq!(fields.expect("they are kept").text("order_id"), Some("order-2"));
    assert!(callback::verify::<FinalOrder>(&credentials(), draft.bare().as_bytes()).is_ok());
}

/// What is odd but seen in real responses is read all the same, as the text that it is.
#[test]
fn unusual_responses_are_accepted() {
    let draft = Draft::order()
        .with("response_code", r#"" ""#)
        .with("order_time", r#""07/02/2016 15:21:39""#)
        .with("settlement_date", r#""never""#)
        .with("order_status", r#""invented""#)
        .with("card_bin", r#""44xx""#)
        .with("rectoken", &format!("\"{}\"", "x".repeat(4_000)))
        .with("response_description", r#""a|b""#)
        .with("additional_info", r#""{\"a\": \"b|c\"}""#)
        .with("actual_amount", r#""""#)
        .with("fee", "null")
        .with("unknown_object", r#"{"a":[1,2]}"#)
        .signed();
    let order = read(200, draft.body().as_bytes()).expect("it is read");
    assert_eq!(order.outcome(), Outcome::Pending(None), "an unknown status is not the end");
    assert_eq!((order.order_time(), order.get("order_time")), (None, Some("07/02/2016 15:21:39")));
    assert_eq!(order.card_bin(), None);
    assert_eq!(order.get("card_bin"), Some("44xx"));
    assert_eq!(order.actual_amount(), None);
    assert_eq!(order.fee(), None);
    assert_eq!(order.get("unknown_object"), Some(r#"{"a":[1,2]}"#));
}

#[test]
fn a_status_of_http_says_less_than_the_gateway() {
    let html = b"<html><body>502 Bad Gateway</body></html>";
    for status in [100, 204, 301, 302, 400, 403, 404, 429, 500, 502, 503, 504, 0, 65_535] {
        let unknown = unknown(read(status, html));
        assert_eq!(unknown.reason(), &UnknownReason::Status(status));
        assert_eq!(unknown.fields(), None);
        // A response under such a status is not believed, valid or not. Its fields are kept.
        for draft in [Draft::order().signed(), Draft::order()] {
            let Err(Error::Unknown(unknown)) = read(status, draft.body().as_bytes()) else { panic!("{status}") };
            assert_eq!(unknown.reason(), &UnknownReason::Status(status));
            assert_eq!(unknown.fields().and_then(|fields| fields.text("order_id")), Some("order-1"));
        }
    }
    let failure = br#"{"response":{"response_status":"failure","error_code":1018,"error_message":"Order not found",
        "request_id":"abc"}}"#;
    for status in [200, 400, 500] {
        let Err(Error::Failure(failure)) = read(status, failure) else { panic!("{status} is a failure") };
        assert_eq!(failure.code(), "1018");
        assert!(failure.response_code().known().is_some());
        assert_eq!(failure.message(), "Order not found");
        assert_eq!(failure.request_id(), Some("abc"));
        let words = Error::Failure(failure).to_string();
        assert!(words.contains("1018") && words.contains("Order not found") && words.contains("abc"), "{words}");
    }
    // A failure without any reason is one all the same, and so is one with values of other types.
    for body in [
        r#"{"response":{"response_status":"failure"}}"#,
        r#"{"response":{"response_status":"failure","error_code":null,"error_message":null,"request_id":""}}"#,
        r#"{"response":{"response_status":"failure","error_code":"nine","error_message":["x"],"request_id":{}}}"#,
        r#"{"response":{"response_status":"failure","error_code":true,"signature":7}}"#,
    ] {
        assert!(matches!(read(200, body.as_bytes()), Err(Error::Failure(_))), "{body}");
    }
    // Nobody signs a failure: as a callback it proves nothing.
    let draft = Draft::order().with("response_status", r#""failure""#).signed();
    let (rejection, fields) = rejected_callback(draft.bare().as_bytes());
    assert_eq!(rejection, VerificationError::Failure);
    assert!(fields.is_some());
}

#[test]
fn keys_that_are_missing() {
    let request = GetOrderStatus::request().order_id("order-1").build().expect("it is valid");
    let without = Credentials::new(MERCHANT, "");
    let error = Exchange::new(&request, &without).map(|_| ()).expect_err("there is no key");
    assert_eq!(error, EncodeError::MissingKey(Key::Payment));
    let draft = Draft::order().signed();
    let rejected = callback::verify::<FinalOrder>(&without, draft.bare().as_bytes()).expect_err("there is no key");
    assert_eq!(rejected.error(), &VerificationError::MissingKey(Key::Payment));
    assert!(rejected.fields().is_some());
    // Which key signs callbacks of payouts is not documented: the payout key or the payment key, and no other.
    let draft = Draft::order().with("tran_type", r#""p2p credit""#);
    let only_payment = Credentials::new(MERCHANT, KEY);
    let body = draft.clone().signed_with("canary-payout-key").bare();
    let rejected = callback::verify::<FinalOrder>(&only_payment, body.as_bytes()).expect_err("there is no key");
    assert_eq!(rejected.error(), &VerificationError::MissingKey(Key::Payout));
    assert!(callback::verify::<FinalOrder>(&credentials(), body.as_bytes()).is_ok());
    let body = draft.clone().signed().bare();
    assert!(callback::verify::<FinalOrder>(&only_payment, body.as_bytes()).is_ok());
    let (rejection, _) = rejected_callback(draft.signed_with("another key").bare().as_bytes());
    assert_eq!(rejection, VerificationError::Signature(SignatureError::Wrong));
}
