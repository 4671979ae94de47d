//! The signature of requests: what is signed, nested values in protocol 1, and the error about a wrong one.

use flitt_client::api::{CheckoutUrl, GetOrderStatus};
use flitt_client::explain::Cause;
use flitt_client::signature::{dict_text, sign};
use flitt_client::value::Flag;
use flitt_client::{Client, Credentials, Error};
use flitt_sandbox::{Merchant, Sandbox};
use serde_json::{Map, Value, json};

use crate::common::{call, error_of, object, order, signed, with};

const PATH: &str = "/api/checkout/url";

/// The subscription that the documentation prints, with its signature (<https://docs.flitt.com/api/subscriptions/>).
const PRINTED: &str = r#"{
  "request": {
    "order_id": "test_subscription5",
    "currency": "GEL",
    "merchant_id": 1549901,
    "order_desc": "Test payment",
    "amount": 100,
    "subscription": "Y",
    "recurring_data": {
      "every": 5,
      "period": "day",
      "amount": 1000,
      "state": "Y",
      "readonly": "Y",
      "quantity": 100,
      "trial_period": "month",
      "trial_quantity": 1
    },
    "signature": "4120ca8501b8003bb4860c6fc354c9e3ceb85d0c"
  }
}"#;

/// The body of a request with this nested value as JSON, signed over a text in its place.
fn nested(order_id: &str, json: &str, text: &str) -> String {
    let fields = with(order(order_id), json!({ "subscription": "Y" }));
    let texts: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text_of(value))).collect();
    let pairs = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let signature = sign("test", pairs.chain([("recurring_data", text)]));
    let members: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    let members = members.join(",");
    format!("{{\"request\":{{{members},\"recurring_data\":{json},\"signature\":\"{signature}\"}}}}")
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

#[tokio::test]
async fn the_printed_subscription_is_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let response = call(&sandbox, PATH, PRINTED.to_owned()).await;
    assert_eq!(response["response_status"], "success", "{response}");
    assert!(response["checkout_url"].is_string(), "{response}");
    // The order of the names is part of the text, so the same value in another order is not what was signed.
    let moved =
        PRINTED.replace("\"every\": 5,", "").replace("\"trial_quantity\": 1", "\"trial_quantity\": 1, \"every\": 5");
    let moved = moved.replace("subscription5", "subscription6");
    assert_eq!(error_of(&call(&sandbox, PATH, moved).await).0, 1014);
}

#[tokio::test]
async fn a_nested_value_in_protocol_1_is_signed_as_the_text_of_a_dictionary() {
    let sandbox = Sandbox::start().await.unwrap();
    for (number, json) in [
        r#"{"period":"day","every":1,"amount":1}"#,
        r#"{"every":"1","amount":"1","period":"week"}"#,
        r#"{ "amount" : 1 , "period" : "month" , "every" : 2 , "start_time" : "2030-01-31 10:00:00" }"#,
    ]
    .into_iter()
    .enumerate()
    {
        let text = dict_text(json).unwrap();
        let response = call(&sandbox, PATH, nested(&number.to_string(), json, &text)).await;
        assert_eq!(response["response_status"], "success", "{json}: {response}");
    }
    // Signed as JSON, it is a wrong signature; the message has the text and the signature that would have been right.
    let json = r#"{"period":"day","every":1,"amount":1}"#;
    let text = "{'period': 'day', 'every': '1', 'amount': '1'}";
    let right: Value = serde_json::from_str(&nested("8", json, text)).unwrap();
    let (code, message) = error_of(&call(&sandbox, PATH, nested("8", json, json)).await);
    let signature = right["request"]["signature"].as_str().unwrap();
    let expected = format!(
        "Invalid signature signature: {signature}; response_signature_string: \
         **********|1000|GEL|1549901|Test payment|8|{text}|Y"
    );
    assert_eq!((code, message), (1014, expected));
}

#[tokio::test]
async fn a_nested_value_whose_text_is_not_known_is_incorrect() {
    let sandbox = Sandbox::start().await.unwrap();
    for (json, reason) in [
        (r#"{"period":"day","every":1,"amount":1,"end_time":"it's"}"#, "a text in it has a quote"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":"a\"b"}"#, "a text in it has a quote"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":"a\\b"}"#, "a text in it has a quote"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":"ჩაი"}"#, "a text in it has a quote"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":null}"#, "a value in it is null"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":""}"#, "it is empty, or a text in it is"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":true}"#, "a value in it is neither a text nor an integer"),
        (r#"{"period":"day","every":1,"amount":1,"end_time":["a"]}"#, "an object or a list is nested in it"),
    ] {
        // However it is signed, it is not known whether that is right.
        for text in [json, "{'period': 'day'}"] {
            let (code, message) = error_of(&call(&sandbox, PATH, nested("1", json, text)).await);
            let expected = format!("Parameter `recurring_data` is incorrect: it needs protocol 2.0, because {reason}");
            assert_eq!(code, 1007, "{json}: {message}");
            assert!(message.starts_with(&expected), "{json}: {message}");
        }
    }
    let list = r#"[{"type":"merchant","requisites":{"amount":1,"merchant_id":500001}}]"#;
    let fields = object(json!({ "order_id": "1", "merchant_id": 1_549_901, "amount": 1, "currency": "GEL" }));
    let fields = with(fields, json!({ "receiver": serde_json::from_str::<Value>(list).unwrap() }));
    let (code, message) = error_of(&call(&sandbox, "/api/reverse/order_id", signed(fields)).await);
    let expected = "Parameter `receiver` is incorrect: it needs protocol 2.0, because it is not a JSON object";
    assert_eq!((code, message.as_str()), (1007, expected));
}

/// A parameter that the table does not have takes no part in the signature.
#[tokio::test]
async fn only_documented_parameters_are_signed() {
    let sandbox = Sandbox::start().await.unwrap();
    let add = |body: String, more: &Map<String, Value>| {
        let mut body: Value = serde_json::from_str(&body).unwrap();
        body["request"].as_object_mut().unwrap().extend(more.clone());
        body.to_string()
    };
    let more = object(json!({ "cms": "wordpress", "cms_version": 6 }));
    let response = call(&sandbox, PATH, add(signed(order("unsigned")), &more)).await;
    assert_eq!(response["response_status"], "success", "{response}");
    let (code, message) = error_of(&call(&sandbox, PATH, signed(with(order("signed"), more.into()))).await);
    assert_eq!(code, 1014);
    assert!(message.ends_with("**********|1000|GEL|1549901|Test payment|signed"), "{message}");
}

#[tokio::test]
async fn the_error_lets_a_client_name_what_is_wrong_with_its_key() {
    let merchant = Merchant::new(7, "aB3kI0xyzAB3kI0xyz").with_payout_key("other-purpose-9");
    let sandbox = Sandbox::builder().merchant(merchant).start().await.unwrap();
    for (key, cause) in [
        ("\"aB3kI0xyzAB3kI0xyz\"", Cause::QuotesAroundKey),
        ("'aB3kI0xyzAB3kI0xyz'", Cause::QuotesAroundKey),
        ("\u{feff}aB3kI0xyzAB3kI0xyz", Cause::BomBeforeKey),
        ("aB3kI0xyzAB3kI0xyz\n", Cause::SpaceAroundKey),
        ("aB3kl0xyzAB3kI0xyz", Cause::LookAlikeInKey),
        ("aB3kI0xyzAB3kI0xy", Cause::LostInKey),
        ("other-purpose-9", Cause::OtherKey),
        ("something else", Cause::OtherKey),
    ] {
        let credentials = Credentials::new(7, key);
        let client = Client::builder(credentials).base_url(sandbox.base_url()).build().unwrap();
        let request = GetOrderStatus::request().order_id("1").build().unwrap();
        let Err(Error::Failure(failure)) = client.send(&request).await else { panic!("no failure") };
        assert_eq!(failure.explanation().unwrap().difference.cause, cause, "{failure}");
        let shown = format!("{failure} {failure:?}");
        assert!(!shown.contains("aB3k") && !shown.contains("other-purpose"), "{shown}");
    }
    // In protocol 2.0 the message has the signature alone.
    let credentials = Credentials::new(7, "'aB3kI0xyzAB3kI0xyz'").with_payout_key("x");
    let client = Client::builder(credentials).base_url(sandbox.base_url()).build().unwrap();
    let schedule = flitt_client::api::tables::recurring_data::RecurringData::builder();
    let schedule = schedule.amount(1).every(1).period("day").build().unwrap();
    let request = CheckoutUrl::request().order_id("1").order_desc("x").amount(1).currency("GEL");
    let request = request.subscription(Flag::Y).recurring_data(schedule).build().unwrap();
    let Err(Error::Failure(failure)) = client.send(&request).await else { panic!("no failure") };
    assert_eq!(failure.explanation().unwrap().difference.cause, Cause::QuotesAroundKey, "{failure}");
}

#[tokio::test]
async fn a_client_creates_a_subscription_in_protocol_1() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = crate::common::client(&sandbox);
    let schedule = flitt_client::api::tables::recurring_data::RecurringData::builder();
    let schedule = schedule.amount(1000).every(1).period("month").quantity(3).build().unwrap();
    let request = CheckoutUrl::request().without_version().order_id("1").order_desc("x").amount(1).currency("GEL");
    let request = request.subscription(Flag::Y).recurring_data(schedule).build().unwrap();
    client.send(&request).await.unwrap();
}
