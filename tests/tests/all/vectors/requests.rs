//! Requests: built by types and by names, and signed as the documentation prints.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use flitt_client::api::Flitt;
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::ValidationError;
use flitt_client::signature::sign;
use flitt_client::transport::MockTransport;
use flitt_client::{Api, Client, callback};
use flitt_schema::{Format, Rule};
use flitt_tests::{Kind, Parameters, Vector, typed, vectors};
use serde_json::Value;

use super::credentials_of;

/// The body of a request that is built by its type.
fn typed_body(vector: &Vector) -> Result<Vec<u8>, ValidationError> {
    let path = vector.path.as_deref().expect("a path");
    let credentials = credentials_of(vector, vector.merchant());
    let built = typed(path, &vector.parameters(), &credentials).expect("the endpoint has a type");
    assert_eq!(built.unknown, [], "{}", vector.id);
    built.body
}

/// The body of the same request, built by the names of its parameters.
fn dynamic_body(vector: &Vector) -> Result<Vec<u8>, ValidationError> {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| Some(endpoint.path.as_ref()) == vector.path.as_deref());
    let endpoint = Arc::new(endpoint.expect("an endpoint of that path").get().clone());
    let parameters = vector.parameters();
    let has_version = endpoint.request.row("version").is_some();
    let mut builder = DynamicRequest::builder(endpoint);
    if has_version && !parameters.contains_key("version") {
        builder = builder.set("version", "");
    }
    for (name, text) in parameters.iter().filter(|(name, _)| !matches!(name.as_str(), "merchant_id" | "version")) {
        builder = builder.set(name, text.as_str());
    }
    builder.build().map(|request| sent_by(&request, vector))
}

/// What a client sends for a request that was built by names.
fn sent_by(request: &DynamicRequest, vector: &Vector) -> Vec<u8> {
    let transport = Arc::new(MockTransport::default());
    let credentials = credentials_of(vector, vector.merchant());
    let client = Client::builder(credentials).transport(Arc::clone(&transport)).build().expect("a client");
    assert!(ready(client.send_dynamic(request)).is_err(), "no response is prepared");
    let mut sent = transport.sent();
    assert_eq!(sent.len(), 1);
    sent.remove(0).1
}

/// A future that waits for nothing.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a prepared response is ready"),
    }
}

/// The fields of a request in its envelope or form, as texts, without the signature.
fn request_of(body: &[u8]) -> (Parameters, String) {
    if !body.starts_with(b"{") {
        let fields = callback::parse_fields(body).expect("a form");
        let texts = fields.iter().map(|field| (field.name().to_owned(), field.text().to_owned()));
        let mut parameters: Parameters = texts.collect();
        let signature = parameters.remove("signature").expect("a signature");
        return (parameters, signature);
    }
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
            // The documentation abbreviates one address, and signs the abbreviation.
            if vector.parameters().values().any(|text| text == "...") {
                let invalid = body.expect_err("that is no address");
                let rules: Vec<&Rule> = invalid.violations().iter().map(|violation| &violation.rule).collect();
                assert_eq!(rules, [&Rule::Format(Format::CallbackUrl)], "{}: {invalid}", vector.id);
                let parameters = vector.parameters();
                let texts = parameters.iter().map(|(name, text)| (name.as_str(), text.as_str()));
                assert_eq!(sign(&vector.key, texts), vector.signature, "{}", vector.id);
                continue;
            }
            let body = body.unwrap_or_else(|invalid| panic!("{}: {invalid}", vector.id));
            let (parameters, signature) = request_of(&body);
            assert_eq!(signature, vector.signature, "{}", vector.id);
            assert_eq!(parameters, vector.parameters(), "{}", vector.id);
        }
        count += 1;
    }
    assert_eq!(count, 14, "verified requests");
}

/// One of them that is understood one day belongs to the verified ones.
#[test]
fn requests_that_are_not_verified_are_signed_otherwise() {
    let mut count = 0;
    for vector in vectors().iter().filter(|vector| !vector.verified && vector.kind == Kind::Request) {
        let parameters = vector.parameters();
        let all = parameters.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_ne!(sign(&vector.key, all), vector.signature, "{}", vector.id);
        assert!(vector.note.is_some(), "{} says why", vector.id);
        count += 1;
        // A nested value travels in another protocol, where the whole is signed.
        if parameters.contains_key("recurring_data") {
            continue;
        }
        for body in [typed_body(vector), dynamic_body(vector)] {
            // The documentation hides digits of one card.
            if parameters.get("card_number").is_some_and(|number| number.contains('X')) {
                let invalid = body.expect_err("that is no card number");
                let rules: Vec<&Rule> = invalid.violations().iter().map(|violation| &violation.rule).collect();
                assert_eq!(rules, [&Rule::Format(Format::CardNumber)], "{}: {invalid}", vector.id);
                continue;
            }
            let body = body.unwrap_or_else(|invalid| panic!("{}: {invalid}", vector.id));
            let (said, signature) = request_of(&body);
            assert_eq!(said, parameters, "{}", vector.id);
            assert_ne!(signature, vector.signature, "{}", vector.id);
        }
    }
    assert_eq!(count, 22, "requests that are not verified");
}
