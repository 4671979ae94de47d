//! Responses and callbacks: read by generated types, and verified.

use flitt_client::api::{
    CardPayout, ChargeSavedCard, FinalOrder, GetOrderStatus, Reversal, ReverseOrder, Subscription,
};
use flitt_client::error::{SignatureError, UnknownReason, ValidationError, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::{RawResponse, Verification};
use flitt_client::signature::masked_signed_text;
use flitt_client::value::OpenEnum;
use flitt_client::{Endpoint, Error, Request, callback};
use flitt_tests::{Kind, Vector, vectors, verified_responses};

use super::credentials_of;

/// Every field has the text that was received, under its name and, where it is a number, as a number.
fn holds_every_field(response: &RawResponse, vector: &Vector) {
    for (name, text) in vector.parameters() {
        let expected = Some(text.as_str()).filter(|text| !text.is_empty());
        assert_eq!(response.get(&name), expected, "{}: `{name}`", vector.id);
        let field = response.fields().get(&name).expect("the raw field is kept");
        assert_eq!(field.text(), text, "{}: `{name}`", vector.id);
    }
    assert_eq!(
        response.fields().iter().count(),
        vector.parameters().len() + 1,
        "{}: the fields and the signature",
        vector.id
    );
}

fn holds_what_was_received(response: &RawResponse, vector: &Vector) {
    holds_every_field(response, vector);
    assert_eq!(response.verification(), Verification::Verified, "{}", vector.id);
}

/// Compares typed values with the texts that were received: of a getter that always has a value, and of one that may
/// have none. A number or a date is written as it was received.
macro_rules! typed {
    ($response:ident, $parameters:ident: always $($always:ident)*, text $($text:ident)*, written $($written:ident)*,
     open $($open:ident)*) => {{
        let text = |name: &str| $parameters.get(name).map(String::as_str).filter(|text| !text.is_empty());
        $(assert_eq!(Some($response.$always().to_string().as_str()), text(stringify!($always)));)*
        $(assert_eq!($response.$text(), text(stringify!($text)));)*
        $(assert_eq!($response.$written().map(|value| value.to_string()).as_deref(), text(stringify!($written)));)*
        $(assert_eq!($response.$open().as_ref().map(OpenEnum::as_str), text(stringify!($open)));)*
    }};
}

fn typed_order(order: &FinalOrder, vector: &Vector) {
    holds_what_was_received(order, vector);
    let parameters = vector.parameters();
    typed!(order, parameters:
        always order_id merchant_id amount currency order_status response_status,
        text sender_cell_phone sender_account masked_card rrn approval_code response_description
            sender_email product_id merchant_data rectoken
            parent_order_id fee_oplata response_signature_string,
        written card_bin reversal_amount settlement_amount fee payment_id actual_amount order_time
            settlement_date rectoken_lifetime,
        open tran_type card_type response_code settlement_currency eci payment_system actual_currency
            verification_status
    );
}

fn typed_reversal(reversal: &Reversal, vector: &Vector) {
    holds_what_was_received(reversal, vector);
    let parameters = vector.parameters();
    typed!(reversal, parameters:
        always order_id merchant_id reverse_status response_status,
        text reverse_id transaction_id response_description comment,
        written reversal_amount,
        open currency response_code
    );
}

fn in_envelope(body: &str) -> String {
    format!("{{\"response\": {body}}}")
}

/// Reads a body as the response to a request.
fn read<E: Endpoint>(
    request: Result<Request<E>, ValidationError>,
    vector: &Vector,
    merchant: u64,
    body: &str,
) -> Result<E::Response, Error> {
    let (request, credentials) = (request.expect("a request"), credentials_of(vector, merchant));
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    assert!(vector.path.is_none() || vector.path.as_deref() == Some(exchange.path()), "{}", vector.id);
    exchange.parse_response(200, in_envelope(body).as_bytes())
}

fn read_as_order(vector: &Vector, merchant: u64, body: &str) -> Result<FinalOrder, Error> {
    let id = vector.parameter("order_id");
    match vector.path.as_deref() {
        Some("/api/recurring") => {
            let request =
                ChargeSavedCard::request().order_id(id).order_desc("x").amount(1).currency("GEL").rectoken("x");
            read(request.build(), vector, merchant, body)
        }
        Some("/api/p2pcredit") => {
            let request = CardPayout::request().order_id(id).order_desc("x").amount(1).currency("GEL");
            read(request.receiver_rectoken("x").build(), vector, merchant, body)
        }
        // Callbacks read like the response of this endpoint, too.
        Some("/api/status/order_id") | None => {
            read(GetOrderStatus::request().order_id(id).build(), vector, merchant, body)
        }
        other => panic!("{}: no type is known for {other:?}", vector.id),
    }
}

fn read_as_reversal(vector: &Vector, merchant: u64, body: &str) -> Result<Reversal, Error> {
    let request = ReverseOrder::request().order_id(vector.parameter("order_id")).amount(16).currency("GEL");
    read(request.build(), vector, merchant, body)
}

fn is_reversal(vector: &Vector) -> bool {
    vector.path.as_deref() == Some("/api/reverse/order_id")
}

#[test]
fn signed_responses_are_parsed_and_verified() {
    let (mut responses, mut callbacks) = (0, 0);
    for vector in verified_responses() {
        let (merchant, body) = (vector.merchant(), vector.body());
        responses += 1;
        if is_reversal(&vector) {
            typed_reversal(&read_as_reversal(&vector, merchant, &body).expect("a valid response"), &vector);
            continue;
        }
        typed_order(&read_as_order(&vector, merchant, &body).expect("a valid response"), &vector);
        let credentials = credentials_of(&vector, merchant);
        typed_order(&callback::verify::<FinalOrder>(&credentials, body.as_bytes()).expect("a valid callback"), &vector);
        callbacks += 1;
    }
    assert_eq!((responses, callbacks), (10, 8), "verified responses, and those that are callbacks too");
}

/// The responses of this endpoint print the signature of the request: they are read, and taken for unproven.
#[test]
fn unverified_responses_are_unproven() {
    let mut states = Vec::new();
    for vector in vectors().iter().filter(|vector| !vector.verified && vector.kind != Kind::Request) {
        assert!(vector.note.is_some(), "{} says why", vector.id);
        let request = Subscription::request().order_id(vector.parameter("order_id")).action("stop").build();
        let response = read(request, vector, vector.merchant(), &vector.body()).expect("it is read");
        holds_every_field(&response, vector);
        assert_eq!(response.verification(), Verification::Unproven, "{}", vector.id);
        assert_eq!(response.order_id(), "test_subscription11");
        assert_eq!(response.get("signature"), Some(vector.signature.as_str()), "{}", vector.id);
        states.push(response.status().as_str().to_owned());
        // The order is that of the request, whether the signature is known or not.
        let request = Subscription::request().order_id("another").action("stop").build();
        let error = read(request, vector, vector.merchant(), &vector.body()).expect_err("it is rejected");
        assert_eq!(rejection_of(&error), &VerificationError::OtherRequest("order_id".to_owned()), "{}", vector.id);
    }
    assert_eq!(states, ["active", "disabled"]);
}

fn rejection_of(error: &Error) -> &VerificationError {
    match error {
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Rejected(rejection) => {
                assert!(unknown.fields().is_some(), "the raw fields are kept: {error}");
                rejection
            }
            other => panic!("another reason: {other:?}"),
        },
        other => panic!("another error: {other:?}"),
    }
}

/// The documentation was edited after it was signed: what it prints does not verify, and is never taken for verified.
#[test]
fn edited_responses_are_rejected() {
    let wrong = VerificationError::Signature(SignatureError::Wrong);
    let mut count = 0;
    for vector in verified_responses().iter().filter(|vector| vector.was_edited()) {
        let merchant = vector.printed()["merchant_id"].parse().expect("digits");
        let body = vector.printed_body();
        let error = if is_reversal(vector) {
            read_as_reversal(vector, merchant, &body).expect_err("it is rejected")
        } else {
            let credentials = credentials_of(vector, merchant);
            let rejected = callback::verify::<FinalOrder>(&credentials, body.as_bytes()).expect_err("it is rejected");
            assert_eq!(rejected.error(), &wrong, "{}", vector.id);
            assert!(rejected.fields().is_some(), "{}", vector.id);
            read_as_order(vector, merchant, &body).expect_err("it is rejected")
        };
        assert_eq!(rejection_of(&error), &wrong, "{}", vector.id);
        count += 1;
    }
    assert_eq!(count, 8, "edited responses");
}

#[test]
fn another_key_verifies_nothing() {
    let wrong = VerificationError::Signature(SignatureError::Wrong);
    for mut vector in verified_responses() {
        "another".clone_into(&mut vector.key);
        let (merchant, body) = (vector.merchant(), vector.body());
        let error = if is_reversal(&vector) {
            read_as_reversal(&vector, merchant, &body).expect_err("it is rejected")
        } else {
            read_as_order(&vector, merchant, &body).expect_err("it is rejected")
        };
        assert_eq!(rejection_of(&error), &wrong, "{}", vector.id);
    }
}

/// The gateway shows merchants in test mode what it signed; the documentation edited that text with the values.
#[test]
fn the_masked_signed_text_is_that_of_the_gateway() {
    let mut count = 0;
    for vector in verified_responses() {
        let printed = vector.printed();
        let Some(shown) = printed.get("response_signature_string") else { continue };
        let all = printed.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_eq!(&masked_signed_text(&vector.key, all), shown, "{}", vector.id);
        count += 1;
    }
    assert_eq!(count, 7, "responses with their signed text");
}
