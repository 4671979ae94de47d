//! Every signature that the gateway's documentation prints for the endpoints of this workspace: requests through the
//! generated types, answers through generated decoding and verification.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use flitt_client::api::{CheckoutToken, CheckoutUrl, FinalOrder, Flitt, OrderStatus, Reversal, ReverseOrder};
use flitt_client::schema::{Endpoint, InMemory, Library};
use flitt_client::transport::{Prepared, Reply};
use flitt_client::{
    Answer, Api, Client, Credentials, DynamicRequest, Error, Exchange, Flag, Invalid, Open, Refusal, Request,
    SignatureFault, UnknownReason, Verification, callback, masked_signed_text, sign,
};
use flitt_tests::{Kind, Vector, vectors, verified_answers};
use serde_json::Value;

type Parameters = BTreeMap<String, String>;

/// Sets what is left of the parameters by the real setters of a builder over the table `create_order`.
macro_rules! optional_of_an_order {
    ($builder:expr, $parameters:expr) => {
        $parameters.iter().fold($builder, |builder, (name, text)| match name.as_str() {
            "order_id" | "order_desc" | "amount" | "currency" | "merchant_id" | "version" => builder,
            "response_url" => builder.response_url(text),
            "server_callback_url" => builder.server_callback_url(text),
            "lifetime" => builder.lifetime(number(text)),
            "merchant_data" => builder.merchant_data(text),
            "preauth" => builder.preauth(flag(text)),
            "sender_email" => builder.sender_email(text),
            "delayed" => builder.delayed(flag(text)),
            "lang" => builder.lang(text.as_str()),
            "product_id" => builder.product_id(text),
            "required_rectoken" => builder.required_rectoken(flag(text)),
            "verification" => builder.verification(flag(text)),
            "rectoken" => builder.rectoken(text),
            "receiver_rectoken" => builder.receiver_rectoken(text),
            "design_id" => builder.design_id(text),
            "subscription" => builder.subscription(flag(text)),
            "subscription_callback_url" => builder.subscription_callback_url(text),
            "chargeback_callback_url" => builder.chargeback_callback_url(text),
            "cancel_url" => builder.cancel_url(text),
            "reservation_data" => builder.reservation_data(text),
            "payment_systems" => builder.payment_systems(text.as_str()),
            "payment_method" => builder.payment_method(text.as_str()),
            other => panic!("no setter is known for `{other}`"),
        })
    };
}

macro_rules! order {
    ($endpoint:ident, $parameters:expr) => {{
        let parameters: &Parameters = $parameters;
        let builder = $endpoint::request()
            .order_id(&parameters["order_id"])
            .order_desc(&parameters["order_desc"])
            .amount(number(&parameters["amount"]))
            .currency(parameters["currency"].as_str());
        let builder = if parameters.contains_key("version") { builder } else { builder.without_version() };
        optional_of_an_order!(builder, parameters).build()
    }};
}

fn number(text: &str) -> u64 {
    text.parse().expect("digits")
}

fn flag(text: &str) -> Flag {
    Flag::from(text == "Y")
}

fn order_status(parameters: &Parameters) -> Result<<OrderStatus as flitt_client::Endpoint>::Request, Invalid> {
    let builder = OrderStatus::request().order_id(&parameters["order_id"]);
    if parameters.contains_key("version") { builder } else { builder.without_version() }.build()
}

fn reverse_order(parameters: &Parameters) -> Result<<ReverseOrder as flitt_client::Endpoint>::Request, Invalid> {
    let builder = ReverseOrder::request()
        .order_id(&parameters["order_id"])
        .amount(number(&parameters["amount"]))
        .currency(parameters["currency"].as_str());
    if parameters.contains_key("version") { builder } else { builder.without_version() }.build()
}

/// The body of a request that is built by its type.
fn typed_body(vector: &Vector) -> Vec<u8> {
    fn body<R: Request>(request: Result<R, Invalid>, vector: &Vector) -> Vec<u8> {
        let request = request.unwrap_or_else(|invalid| panic!("{}: {invalid}", vector.id));
        let credentials = Credentials::new(vector.merchant(), vector.key.as_str());
        let exchange = Exchange::of(&request, &credentials).expect("it is signed");
        assert_eq!(Some(exchange.path()), vector.path.as_deref(), "{}", vector.id);
        exchange.body().to_vec()
    }
    let parameters = vector.parameters();
    match vector.path.as_deref() {
        Some("/api/checkout/url") => body(order!(CheckoutUrl, &parameters), vector),
        Some("/api/checkout/token") => body(order!(CheckoutToken, &parameters), vector),
        Some("/api/status/order_id") => body(order_status(&parameters), vector),
        Some("/api/reverse/order_id") => body(reverse_order(&parameters), vector),
        other => panic!("{}: no type is known for {other:?}", vector.id),
    }
}

/// The body of the same request, built by the names of its parameters.
fn dynamic_body(vector: &Vector) -> Vec<u8> {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| Some(endpoint.path.as_ref()) == vector.path.as_deref());
    let endpoint = Arc::new((*endpoint.expect("an endpoint of that path")).clone());
    let parameters = vector.parameters();
    let mut builder = DynamicRequest::new(endpoint);
    if !parameters.contains_key("version") {
        builder = builder.set("version", "");
    }
    for (name, text) in parameters.iter().filter(|(name, _)| !matches!(name.as_str(), "merchant_id" | "version")) {
        builder = builder.set(name, text.as_str());
    }
    let request = builder.build().unwrap_or_else(|invalid| panic!("{}: {invalid}", vector.id));
    let credentials = Credentials::new(vector.merchant(), vector.key.as_str());
    sent_by(&request, credentials)
}

/// What a client sends for a request that was built by names.
fn sent_by(request: &DynamicRequest, credentials: Credentials) -> Vec<u8> {
    let transport = Arc::new(Prepared::default());
    let client = Client::builder(credentials).transport(Arc::clone(&transport)).build().expect("a client");
    assert!(ready(client.send_dynamic(request)).is_err(), "no answer is prepared");
    let mut sent = transport.sent();
    assert_eq!(sent.len(), 1);
    sent.remove(0).1
}

/// A future that waits for nothing.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a prepared answer is ready"),
    }
}

/// What stands in the envelope of a request, as texts; the signature apart.
fn request_of(body: &[u8]) -> (Parameters, String) {
    let body: Value = serde_json::from_slice(body).expect("JSON");
    let request = body["request"].as_object().expect("an envelope");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let mut parameters: Parameters = request.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let signature = parameters.remove("signature").expect("a signature");
    (parameters, signature)
}

#[test]
fn verified_requests_are_signed_as_printed() {
    let mut count = 0;
    for vector in vectors().iter().filter(|vector| vector.verified && vector.kind == Kind::Request) {
        for body in [typed_body(vector), dynamic_body(vector)] {
            let (parameters, signature) = request_of(&body);
            assert_eq!(signature, vector.signature, "{}", vector.id);
            assert_eq!(parameters, vector.parameters(), "{}", vector.id);
        }
        count += 1;
    }
    assert_eq!(count, 6, "verified requests");
}

/// Should one of them be understood one day, it becomes a verified one.
#[test]
fn requests_that_are_not_verified_are_signed_otherwise() {
    let mut count = 0;
    for vector in vectors().iter().filter(|vector| !vector.verified) {
        assert_eq!(vector.kind, Kind::Request, "{}", vector.id);
        let parameters = vector.parameters();
        let all = parameters.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_ne!(sign(&vector.key, all), vector.signature, "{}", vector.id);
        // A parameter that no table has cannot be said by types.
        if !parameters.contains_key("recurring_data") {
            let (said, signature) = request_of(&typed_body(vector));
            assert_eq!(said, parameters, "{}", vector.id);
            assert_ne!(signature, vector.signature, "{}", vector.id);
        }
        assert!(vector.note.is_some(), "{} says why", vector.id);
        count += 1;
    }
    assert_eq!(count, 8, "requests that are not verified");
}

/// Every field has the text that was received, under its name and, where it is a number, as a number.
fn holds_what_was_received(answer: &Answer, vector: &Vector) {
    for (name, text) in vector.parameters() {
        let expected = Some(text.as_str()).filter(|text| !text.is_empty());
        assert_eq!(answer.get(&name), expected, "{}: `{name}`", vector.id);
        let field = answer.fields().get(&name).expect("the raw field is kept");
        assert_eq!(field.text(), text, "{}: `{name}`", vector.id);
    }
    assert_eq!(
        answer.fields().iter().count(),
        vector.parameters().len() + 1,
        "{}: the fields and the signature",
        vector.id
    );
    assert_eq!(answer.verification(), Verification::Verified, "{}", vector.id);
}

/// Compares typed values with the texts that were received: of a getter that always has a value, and of one that may
/// have none.
macro_rules! typed {
    ($answer:ident, $parameters:ident: always $($always:ident)*, text $($text:ident)*, number $($number:ident)*,
     open $($open:ident)*) => {{
        let text = |name: &str| $parameters.get(name).map(String::as_str).filter(|text| !text.is_empty());
        $(assert_eq!(Some($answer.$always().to_string().as_str()), text(stringify!($always)));)*
        $(assert_eq!($answer.$text(), text(stringify!($text)));)*
        $(assert_eq!($answer.$number().map(|number| number.to_string()).as_deref(), text(stringify!($number)));)*
        $(assert_eq!($answer.$open().as_ref().map(Open::as_str), text(stringify!($open)));)*
    }};
}

fn typed_order(order: &FinalOrder, vector: &Vector) {
    holds_what_was_received(order, vector);
    let parameters = vector.parameters();
    typed!(order, parameters:
        always order_id merchant_id amount currency order_status response_status,
        text sender_cell_phone sender_account masked_card rrn approval_code response_description order_time
            settlement_date sender_email product_id merchant_data rectoken rectoken_lifetime
            parent_order_id fee_oplata response_signature_string,
        number card_bin reversal_amount settlement_amount fee payment_id actual_amount,
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
        number reversal_amount,
        open currency response_code
    );
}

fn in_envelope(body: &str) -> String {
    format!("{{\"response\": {body}}}")
}

fn read_as_status(vector: &Vector, merchant: u64, body: &str) -> Result<FinalOrder, Error> {
    let credentials = Credentials::new(merchant, vector.key.as_str());
    let request = OrderStatus::request().order_id(vector.parameter("order_id")).build().expect("a request");
    Exchange::of(&request, &credentials).expect("it is signed").read(200, in_envelope(body).as_bytes())
}

fn read_as_reversal(vector: &Vector, merchant: u64, body: &str) -> Result<Reversal, Error> {
    let credentials = Credentials::new(merchant, vector.key.as_str());
    let request = ReverseOrder::request().order_id(vector.parameter("order_id")).amount(16).currency("GEL").build();
    let request = request.expect("a request");
    Exchange::of(&request, &credentials).expect("it is signed").read(200, in_envelope(body).as_bytes())
}

/// An endpoint that answers with the final order and signs with the payout key, until the real one has a file.
fn payout_endpoint() -> Endpoint {
    let file = r#"{ "endpoint": "stand_in", "path": "/stand-in", "key": "payout", "retry": "never",
        "request": [
            { "name": "order_id", "type": "string", "max_length": 1024, "mandatory": true },
            { "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials", "unit": "identifier" },
            { "name": "signature", "type": "string", "max_length": 40, "from": "signature" }
        ],
        "response": { "table": "final_order", "signed": "always" } }"#;
    let tables = Flitt::FILES.iter().filter(|(name, _)| name.starts_with("tables/"));
    let files: InMemory = tables.copied().chain([("stand_in.json", file)]).collect();
    let library = Library::read_endpoint(&files, "stand_in.json");
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    library.endpoints[0].model.clone()
}

fn read_as_payout(vector: &Vector, key: &str, body: &str) -> Result<Answer, Error> {
    let credentials = Credentials::new(vector.merchant(), "not this one").with_payout_key(key);
    let transport = Prepared::new([Ok(Reply::ok(in_envelope(body)))]);
    let client = Client::builder(credentials).transport(transport).build().expect("a client");
    let request = DynamicRequest::new(Arc::new(payout_endpoint())).set("order_id", vector.parameter("order_id"));
    ready(client.send_dynamic(&request.build().expect("a request")))
}

fn is_payout(vector: &Vector) -> bool {
    vector.path.as_deref() == Some("/api/p2pcredit")
}

/// The credentials that verify a vector as a callback.
fn credentials_of(vector: &Vector, merchant: u64) -> Credentials {
    if is_payout(vector) {
        Credentials::new(merchant, "not this one").with_payout_key(vector.key.as_str())
    } else {
        Credentials::new(merchant, vector.key.as_str())
    }
}

#[test]
fn verified_answers_are_read_and_verified() {
    let (mut answers, mut callbacks) = (0, 0);
    for vector in verified_answers() {
        let (merchant, body) = (vector.merchant(), vector.body());
        if vector.path.as_deref() == Some("/api/reverse/order_id") {
            typed_reversal(&read_as_reversal(&vector, merchant, &body).expect("a valid answer"), &vector);
            answers += 1;
            continue;
        }
        if is_payout(&vector) {
            holds_what_was_received(&read_as_payout(&vector, &vector.key, &body).expect("a valid answer"), &vector);
        } else {
            typed_order(&read_as_status(&vector, merchant, &body).expect("a valid answer"), &vector);
        }
        let credentials = credentials_of(&vector, merchant);
        typed_order(&callback::verify::<FinalOrder>(&credentials, body.as_bytes()).expect("a valid callback"), &vector);
        answers += 1;
        callbacks += 1;
    }
    assert_eq!((answers, callbacks), (10, 8), "verified answers, and those that are callbacks too");
}

fn refusal_of(error: &Error) -> &Refusal {
    match error {
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Refused(refusal) => {
                assert!(unknown.fields().is_some(), "the raw fields are kept: {error}");
                refusal
            }
            other => panic!("another reason: {other:?}"),
        },
        other => panic!("another error: {other:?}"),
    }
}

/// The documentation was edited after it was signed: what it prints does not verify, and is never taken for verified.
#[test]
fn edited_answers_are_refused() {
    let wrong = Refusal::Signature(SignatureFault::Wrong);
    let mut count = 0;
    for vector in verified_answers().iter().filter(|vector| vector.was_edited()) {
        let merchant = vector.printed()["merchant_id"].parse().expect("digits");
        let body = vector.printed_body();
        let error = if vector.path.as_deref() == Some("/api/reverse/order_id") {
            read_as_reversal(vector, merchant, &body).expect_err("it is refused")
        } else {
            let credentials = Credentials::new(merchant, vector.key.as_str());
            let refused = callback::verify::<FinalOrder>(&credentials, body.as_bytes()).expect_err("it is refused");
            assert_eq!(refused.refusal(), &wrong, "{}", vector.id);
            assert!(refused.fields().is_some(), "{}", vector.id);
            read_as_status(vector, merchant, &body).expect_err("it is refused")
        };
        assert_eq!(refusal_of(&error), &wrong, "{}", vector.id);
        count += 1;
    }
    assert_eq!(count, 8, "edited answers");
}

#[test]
fn another_key_verifies_nothing() {
    let wrong = Refusal::Signature(SignatureFault::Wrong);
    for mut vector in verified_answers() {
        "another".clone_into(&mut vector.key);
        let (merchant, body) = (vector.merchant(), vector.body());
        let error = if vector.path.as_deref() == Some("/api/reverse/order_id") {
            read_as_reversal(&vector, merchant, &body).expect_err("it is refused")
        } else if is_payout(&vector) {
            read_as_payout(&vector, "another", &body).expect_err("it is refused")
        } else {
            read_as_status(&vector, merchant, &body).expect_err("it is refused")
        };
        assert_eq!(refusal_of(&error), &wrong, "{}", vector.id);
    }
}

/// The gateway shows merchants in test mode what it signed; the documentation edited that text with the values.
#[test]
fn the_masked_signed_text_is_that_of_the_gateway() {
    let mut count = 0;
    for vector in verified_answers() {
        let printed = vector.printed();
        let Some(shown) = printed.get("response_signature_string") else { continue };
        let all = printed.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_eq!(&masked_signed_text(&vector.key, all), shown, "{}", vector.id);
        count += 1;
    }
    assert_eq!(count, 7, "answers with their signed text");
}
