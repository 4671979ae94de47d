//! What goes out: JSON that says of each row the last that was set, and is signed over the same.

use std::sync::Arc;

use flitt_client::api::{CheckoutUrl, GetOrderStatus, checkout_url};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::request::Exchange;
use flitt_client::signature::sign;
use flitt_client::{Credentials, Currency, Endpoint};
use flitt_schema::{InMemory, Library, NameKey, SigningEntry};
use serde_json::Value;

fn request(description: &str) -> checkout_url::Builder<Set, Set, Set, Set> {
    CheckoutUrl::request().order_id("1001").order_desc(description).amount(100).currency(Currency::GEL)
}

type Set = flitt_client::request::Set;

/// The parameters of a request, as whoever reads JSON understands them.
fn sent(request: &checkout_url::Request) -> Value {
    let credentials = Credentials::test();
    let exchange = Exchange::new(request, &credentials).unwrap();
    let mut body: Value = serde_json::from_slice(exchange.body()).unwrap();
    body["request"].take()
}

#[test]
fn any_text_arrives_as_it_is() {
    let texts =
        ["plain", "\"quoted\"", "back\\slash", "two\nlines", "\u{1}\u{1f}", "\u{7f}", "ჩაი – чай", "a\tb", "/", " "];
    for (first, second) in texts.iter().flat_map(|first| texts.map(|second| (*first, second))) {
        let sent = sent(&request(first).merchant_data(second).build().unwrap());
        assert_eq!((&sent["order_desc"], &sent["merchant_data"]), (&Value::from(first), &Value::from(second)));
        assert_eq!((&sent["order_id"], &sent["amount"]), (&Value::from("1001"), &Value::from(100)));
        let texts = sent
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        let texts: Vec<(&str, String)> = texts.collect();
        let signature = sign("test", texts.iter().map(|(name, text)| (*name, text.as_str())));
        assert_eq!(sent["signature"], signature, "{first:?}, {second:?}");
    }
}

#[test]
fn the_last_value_of_a_row_counts() {
    let once = request("Tea").build().unwrap();
    let twice = request("a \"much\" longer text than the one that comes after it").order_desc("Tea").build().unwrap();
    assert_eq!(sent(&twice), sent(&once));
    assert_eq!(twice, once);
    assert_eq!(twice.clone(), once);
    assert_ne!(request("Tee").build().unwrap(), once);
    assert_ne!(request("Tea").lang("en").build().unwrap(), once);
    assert_ne!(request("Tea").without_version().build().unwrap(), once);
}

#[test]
fn an_empty_text_is_not_sent() {
    let sent = sent(&request("Tea").merchant_data("").lang("en").build().unwrap());
    let names: Vec<&str> = sent.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["amount", "currency", "lang", "merchant_id", "order_desc", "order_id", "signature", "version"];
    assert_eq!(names, expected);
}

/// A schema that a program has put together by itself is written as far as it goes.
#[test]
fn a_signing_entry_without_a_parameter_is_skipped() {
    let body = |endpoint: &flitt_schema::Endpoint| {
        let request = DynamicRequest::builder(Arc::new(endpoint.clone())).set("order_id", "1001").build().unwrap();
        let credentials = Credentials::test();
        let exchange = Exchange::dynamic(&request, &credentials).unwrap();
        (exchange.body().to_vec(), exchange.fields().unwrap())
    };
    let sound = GetOrderStatus::SCHEMA.get();
    let mut wrong = sound.clone();
    let turn = SigningEntry { row: 999, is_set_by_caller: false, key: NameKey::of("none"), label: "\"none\":".into() };
    wrong.request.to_mut().signature_order.to_mut().push(turn);
    assert_eq!(body(&wrong), body(sound));
}

/// The body of a request to an endpoint without an envelope that has `id` and, as its only other parameter, `note`.
fn plain_body(id: &str) -> String {
    let file = r#"{ "endpoint": "pay", "path": "/pay", "protocol": "plain", "key": "none",
        "request": [{ "name": "id", "type": "string_or_integer" }, { "name": "note", "type": "string" }],
        "response": { "rows": [], "signed": "never" } }"#;
    let library = Library::read_folder(&InMemory::from_iter([("pay.json", file)]));
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    let request = DynamicRequest::builder(Arc::new(library.endpoints[0].model.clone())).set("id", id).build().unwrap();
    let credentials = Credentials::test();
    String::from_utf8(Exchange::dynamic(&request, &credentials).unwrap().body().to_vec()).unwrap()
}

#[test]
fn what_is_a_string_or_an_integer_is_quoted_unless_it_is_an_integer() {
    for integer in ["7", "0", "-7", "9223372036854775807"] {
        assert_eq!(plain_body(integer), format!(r#"{{"id":{integer}}}"#));
    }
    let texts = ["abc", "007", "+7", "-0", "1.5", "1e3", "true", "null", "9223372036854775808", "\"", "ჩაი"];
    for text in texts.into_iter().chain([r#"1,"note":"x""#, r#""x","note":"y""#, "{}", "[1]"]) {
        let sent: Value = serde_json::from_str(&plain_body(text)).unwrap();
        assert_eq!(sent, serde_json::json!({ "id": text }), "{text}");
    }
}
