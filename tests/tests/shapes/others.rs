//! Schema files that are not the gateway's: whatever it needs, anybody's file can use.

use flitt_client::{Api, Credentials, Error, Exchange, Refusal};

use crate::refused;

/// Endpoints of somebody's own.
#[derive(Api)]
#[flitt(schemas = "fixtures/shapes")]
pub(crate) struct Shapes;

fn credentials() -> Credentials {
    Credentials::new(7, "key")
}

#[test]
fn a_map_of_objects() {
    let request = Prices::request().session("canary").limit(5).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::of(&request, &credentials).expect("nothing is signed");
    assert_eq!(exchange.body(), br#"{"request":{"limit":5}}"#);
    assert_eq!(exchange.headers().collect::<Vec<_>>(), [("X-Session", "canary".to_owned())]);
    let body =
        r#"{"response":{"b":{"amount":1.50,"currency":"GEL","units":["kg",10,null]},"a":{"amount":"2"},"note":"x"}}"#;
    let prices = exchange.read(200, body.as_bytes()).expect("it is read");
    let names: Vec<&str> = prices.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["b", "a"], "in the order received");
    let price = prices.get("b").expect("it is there");
    assert_eq!((price.amount(), price.currency()), ("1.50", Some(&flitt_client::Currency::GEL.into()).cloned()));
    assert_eq!(price.units(), ["kg", "10", ""]);
    assert_eq!(prices.answer().get("note"), Some("x"));
    assert_eq!(prices.get("note").map(|_| ()), None);
    let (refusal, _) = refused(exchange.read(200, br#"{"response":{"a":{"currency":"GEL"}}}"#));
    assert_eq!(refusal, Refusal::Item("a".to_owned(), Box::new(Refusal::Missing("amount".to_owned()))));
    assert_eq!(refusal.to_string(), "its object `a` is refused: it has no `amount`");
    assert!(matches!(refused(exchange.read(200, br#"{"response":[]}"#)).0, Refusal::Unreadable(_)));
}

#[test]
fn a_bare_list_with_failures_of_its_own() {
    let request = Stock::request().codes(["a", "ქ\""]).build().expect("it is valid");
    let credentials = credentials();
    let exchange = Exchange::of(&request, &credentials).expect("nothing is signed");
    assert_eq!(std::str::from_utf8(exchange.body()).expect("a text"), r#"{"codes":["a","ქ\""]}"#);
    assert!(exchange.headers().next().is_none());
    let list = exchange.read(200, br#"[{"code":"a","count":2,"owner":"canary"}]"#).expect("it is read");
    assert_eq!(list.first().map(|item| (item.code(), item.count())), Some(("a", 2)));
    assert!(!format!("{list:?}").contains("canary"));
    let owners: Vec<stock::response::Item> = list.into_iter().collect();
    assert_eq!(owners[0].owner(), Some("canary"));
    match exchange.read(500, br#"{"problem":"closed","number":7}"#) {
        Err(Error::Failure(failure)) => assert_eq!((failure.code().as_str(), failure.message()), ("7", "closed")),
        other => panic!("{other:?}"),
    }
    match exchange.read(200, br#"{"number":"8"}"#) {
        Err(Error::Failure(failure)) => assert_eq!((failure.code().as_str(), failure.message()), ("8", "")),
        other => panic!("{other:?}"),
    }
    assert_eq!(refused(exchange.read(200, b"{}")).0, Refusal::OtherShape);
}

#[test]
fn lists_of_texts_are_checked_by_names_too() {
    let stock = std::sync::Arc::new(Shapes::ENDPOINTS[1].get().clone());
    let build = |text: &str| flitt_client::DynamicRequest::new(stock.clone()).set("codes", text).build();
    assert!(build(r#"["a", 1, null]"#).is_ok());
    for text in ["a", "{}", r#"[["a"]]"#, r#"[{"a":1}]"#, "[true]", "[1"] {
        let invalid = build(text).expect_err("it is no list of texts");
        assert_eq!(invalid.to_string(), "the request to `stock` is not valid:\n  `codes` is not a JSON list of texts");
    }
}
