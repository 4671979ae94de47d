//! No secret is in the words of an error, or in any other that people see.

use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, FinalOrder};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::response::RawResponse;
use flitt_client::signature::mask;
use flitt_client::transport::{HttpResponse, MockTransport};
use flitt_client::{Client, Credentials, Error, callback};
use flitt_schema::{Endpoint, InMemory, Library};

use super::{Draft, MERCHANT, credentials, read, ready};

const CARD: &str = "4444555566661111";
const CVV: &str = "847";
const TOKEN: &str = "canary-test-token";

/// An endpoint that takes a card.
fn card_endpoint() -> Arc<Endpoint> {
    let file = r#"{ "endpoint": "charge", "path": "/api/charge",
        "request": [
            { "name": "order_id", "type": "string", "max_length": 1024, "mandatory": true },
            { "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials", "unit": "identifier" },
            { "name": "amount", "type": "integer", "max_length": 12, "unit": "minor" },
            { "name": "card_number", "type": "string", "max_length": 19, "format": "card_number", "sensitive": true },
            { "name": "cvv2", "type": "string", "max_length": 4, "sensitive": true },
            { "name": "rectoken", "type": "string", "max_length": 100, "sensitive": true },
            { "name": "signature", "type": "string", "max_length": 40, "from": "signature" }
        ],
        "response": { "rows": [{ "name": "order_id", "type": "string", "max_length": 1024 }], "signed": "never" } }"#;
    let library = Library::read_folder(&InMemory::from_iter([("charge.json", file)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    Arc::new(library.endpoints[0].model.clone())
}

fn charge(message: &str) -> (Error, DynamicRequest) {
    let request = DynamicRequest::builder(card_endpoint())
        .set("order_id", "my-test-order")
        .set("amount", "100")
        .set("card_number", CARD)
        .set("cvv2", CVV)
        .set("rectoken", TOKEN)
        .build()
        .expect("it is valid");
    let message = serde_json::to_string(message).expect("JSON");
    let body = format!(
        r#"{{"response":{{"response_status":"failure","error_code":1014,"error_message":{message},"request_id":{message}}}}}"#
    );
    let transport = MockTransport::new([Ok(HttpResponse::ok(body))]);
    let credentials = Credentials::new(MERCHANT, "test").with_payout_key("testcredit");
    let client = Client::builder(credentials).transport(transport).build().expect("a client");
    (ready(client.send_dynamic(&request)).expect_err("it fails"), request)
}

/// Everything that an error shows, its causes included.
fn everything(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        let _ = write!(text, "\n{inner}\n{inner:?}");
        cause = inner.source();
    }
    text
}

/// Error 1014 repeats the whole signed text, with the key masked everywhere.
#[test]
fn error_1014_shows_no_card() {
    let values = ["100", CARD, CVV, "1549901", "my-test-order", TOKEN].join("|");
    let masked = mask(&format!("test|{values}"), "test");
    assert!(masked.contains("canary-**********-token"), "the gateway's form: {masked}");
    let signature = "0".repeat(40);
    let messages = [
        format!("Invalid signature signature: {signature}; response_signature_string: {masked}"),
        // An implementation that masks nothing, or only in the front.
        format!("Invalid signature signature: {signature}; response_signature_string: test|{values}"),
        format!("Invalid signature: **********|{values}"),
        format!("Invalid card {CARD}, code {CVV}, token {TOKEN} or canary-**********-token, key test"),
        // Another encoding of the card within the signed text.
        "Invalid signature: **********|100|4444 5555 6666 1111|8 4 7|1549901|my-test-order|canary-%74est-token"
            .to_owned(),
        format!("{CARD}{CVV}{TOKEN}{CARD}"),
        format!("{CARD}|{CARD}|{CVV}"),
    ];
    for message in messages {
        let (error, request) = charge(&message);
        let text = everything(&error) + &format!("{request:?}");
        for secret in [CARD, "4444 5555", CVV, "8 4 7", "canary"] {
            assert!(!text.contains(secret), "`{secret}` in {text}");
        }
        // The key is an unusual word: it could be in the order's name, which the gateway would mask.
        assert!(!text.contains("test|") && !text.contains("key test"), "{text}");
        assert!(text.contains("1014"), "{text}");
    }
}

/// What is harmless in such a message stays readable.
#[test]
fn error_1014_shows_what_was_signed() {
    let masked = mask(&format!("test|100|{CARD}|{CVV}|1549901|my-test-order|{TOKEN}"), "test");
    let (error, _) = charge(&format!("Invalid signature; response_signature_string: {masked}"));
    let Error::Failure(failure) = &error else { panic!("{error:?}") };
    for part in ["Invalid signature", "|100|", "|1549901|", "my-**********-order"] {
        assert!(failure.message().contains(part), "`{part}` in {}", failure.message());
    }
}

#[test]
fn no_output_contains_a_canary() {
    let credentials = credentials();
    let request = CheckoutUrl::request()
        .order_id("order-1")
        .order_desc("x")
        .amount(1)
        .currency("GEL")
        .rectoken("canary-token")
        .receiver_rectoken("canary-receiver")
        .build()
        .expect("it is valid");
    let dynamic = DynamicRequest::builder(card_endpoint()).set("order_id", "1").set("rectoken", "canary-token");
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    let transport = Arc::new(MockTransport::new([Ok(HttpResponse::ok("canary-body"))]));
    let client_builder = Client::builder(credentials.clone()).transport(Arc::clone(&transport));
    let mut shown = vec![
        format!("{credentials:?} {credentials:#?}"),
        format!("{request:?} {request:#?}"),
        format!("{dynamic:?} {:?}", dynamic.clone().build()),
        format!("{exchange:?}"),
        format!("{client_builder:?}"),
        format!("{:?}", HttpResponse::ok("canary-body")),
    ];
    let client = client_builder.build().expect("a client");
    shown.push(format!("{client:?} {:?}", client.credentials()));
    shown.push(everything(&ready(client.send(&request)).expect_err("it is no response")));

    let draft = Draft::order().signed();
    let order = read(200, draft.body().as_bytes()).expect("it is valid");
    let response: &RawResponse = &order;
    assert_eq!(order.rectoken(), Some("canary-token"), "programs see it");
    shown.push(format!("{order:?} {order:#?} {response:?} {:?}", order.fields()));
    shown.push(format!("{:?}", order.fields().iter().collect::<Vec<_>>()));
    // Rejected for each reason, with the fields in the error.
    for draft in [
        draft.clone().with("amount", "7"),
        draft.clone().without("signature"),
        Draft::order().with("amount", r#""canary-amount""#).signed(),
        Draft::order().with("currency", r#""canary-currency""#).signed(),
        Draft::order().with("order_id", r#""canary-id""#).signed(),
        Draft::order().with("additional_info", r#""canary-info""#).signed(),
        Draft::order().with("rrn", r#""canary|rrn""#).signed(),
    ] {
        shown.push(everything(&read(200, draft.body().as_bytes()).expect_err("it is rejected")));
        if let Err(rejected) = callback::verify::<FinalOrder>(&credentials, draft.bare().as_bytes()) {
            shown.push(format!("{rejected} {rejected:?} {:?} {:?}", rejected.source(), rejected.fields()));
        }
    }
    for body in [&br#"{"response":{"a":"canary"#[..], b"canary", br#"{"response":{"canary":1e999}} canary"#] {
        shown.push(everything(&read(200, body).expect_err("it is rejected")));
    }
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
}
