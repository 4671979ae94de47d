//! Nested values and protocol 2.0.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::tables::receiver::Receiver;
use flitt_client::api::tables::recurring_data::{Period, RecurringData, State};
use flitt_client::api::tables::requisites::Requisites;
use flitt_client::api::{CheckoutUrl, FinalOrder, Flitt, GetOrderStatus, ReverseOrder, SplitSettlement, checkout_url};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::{SignatureError, UnknownReason, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::signature::sign;
use flitt_client::value::Flag;
use flitt_client::{Api, Credentials, Currency, Error, Outcome, callback};
use serde_json::{Value, json};

fn schedule() -> RecurringData {
    RecurringData::builder()
        .amount(1000)
        .every(5)
        .period(Period::Day)
        .quantity(100)
        .state(State::Hidden)
        .build()
        .unwrap()
}

fn subscription() -> checkout_url::Request {
    CheckoutUrl::request()
        .order_id("sub-1")
        .order_desc("ჩაი")
        .amount(100)
        .currency(Currency::GEL)
        .subscription(Flag::Y)
        .recurring_data(schedule())
        .build()
        .unwrap()
}

/// The body of protocol 2.0: its parameters, and whether its signature is that of its data.
fn opened(body: &[u8]) -> (Value, bool) {
    let body: Value = serde_json::from_slice(body).unwrap();
    let request = &body["request"];
    assert_eq!(request["version"], "2.0");
    let data = request["data"].as_str().unwrap();
    let parameters: Value = serde_json::from_slice(&STANDARD.decode(data).unwrap()).unwrap();
    (parameters, request["signature"] == sign("test", [("data", data)]))
}

#[test]
fn a_nested_value_sends_the_request_in_protocol_2() {
    let (request, credentials) = (subscription(), Credentials::test());
    let (parameters, is_signed) = opened(Exchange::new(&request, &credentials).unwrap().body());
    assert!(is_signed);
    let expected = json!({ "order": {
        "order_id": "sub-1", "merchant_id": 1_549_901, "order_desc": "ჩაი", "amount": 100, "currency": "GEL",
        "subscription": "Y",
        "recurring_data": { "amount": 1000, "period": "day", "every": 5, "quantity": 100, "state": "hidden" },
    }});
    assert_eq!(parameters, expected, "neither version nor signature stand inside");
}

#[test]
fn without_a_nested_value_the_request_stays_flat() {
    let request = CheckoutUrl::request().order_id("1").order_desc("x").amount(1).currency("GEL").build().unwrap();
    let credentials = Credentials::test();
    let body = Exchange::new(&request, &credentials).unwrap().body().to_vec();
    assert!(String::from_utf8(body).unwrap().contains(r#""version":"1.0.1""#));
}

#[test]
fn nested_values_are_checked() {
    let invalid = RecurringData::builder().amount(1).every(0).period("day").trial_period("week").build().unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "invalid request to `recurring_data`:\n  `every` is below the minimum of 1\n  \
         `trial_quantity` must be set when `trial_period` is set"
    );
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").unwrap();
    let by_name = |text: &str| {
        let request = DynamicRequest::builder(Arc::new(endpoint.get().clone()));
        let request = request.set("order_id", "1").set("order_desc", "x").set("amount", "1").set("currency", "GEL");
        request.set("recurring_data", text).build().map_err(|invalid| invalid.to_string())
    };
    assert!(by_name(r#"{"amount":1,"period":"day","every":1}"#).is_ok());
    let errors = by_name(r#"{"amount":"1e3","period":"day","evry":1}"#).unwrap_err();
    assert_eq!(
        errors,
        "invalid request to `checkout_url`:\n  `recurring_data.evry` is not a parameter of this endpoint; did you \
         mean `every`?\n  `recurring_data.amount` is not an integer\n  `recurring_data.every` is \
         mandatory and not set"
    );
    assert!(by_name("[]").unwrap_err().contains("`recurring_data` is not a JSON object"));
    assert!(by_name("{").unwrap_err().contains("`recurring_data` is not a JSON object"));
}

fn in_data(order: &Value, key: &str) -> String {
    let data = STANDARD.encode(json!({ "order": order }).to_string());
    let signature = sign(key, [("data", data.as_str())]);
    json!({ "response": { "version": "2.0", "data": data, "signature": signature } }).to_string()
}

fn order() -> Value {
    json!({
        "order_id": "1", "merchant_id": 1_549_901, "amount": "100", "currency": "GEL", "order_status": "approved",
        "response_status": "success", "additional_info": { "is_test": true, "capture_amount": 1.50, "bank_name": null },
    })
}

fn status(body: &str) -> Result<FinalOrder, Error> {
    let request = GetOrderStatus::request().order_id("1").build().unwrap();
    Exchange::new(&request, &Credentials::test()).unwrap().parse_response(200, body.as_bytes())
}

#[test]
fn responses_of_protocol_2_are_verified_and_parsed() {
    let answer = status(&in_data(&order(), "test")).unwrap();
    assert_eq!((answer.outcome(), answer.verification()), (Outcome::Approved, Verification::Verified));
    let info = answer.additional_info().unwrap();
    assert_eq!((info.is_test(), info.capture_amount(), info.bank_name()), (Some(true), Some("1.5"), None));
    let called = callback::verify::<FinalOrder>(&Credentials::test(), in_data(&order(), "test").as_bytes()).unwrap();
    assert_eq!(called.amount(), 100);
}

#[test]
fn invalid_responses_of_protocol_2_are_rejected() {
    let refusal = |body: &str| match status(body).unwrap_err() {
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Rejected(refusal) => refusal.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other}"),
    };
    let wrong = VerificationError::Signature(SignatureError::Wrong);
    assert_eq!(refusal(&in_data(&order(), "another")), wrong);
    assert_eq!(
        callback::verify::<FinalOrder>(&Credentials::test(), in_data(&order(), "x").as_bytes()).unwrap_err().error(),
        &wrong
    );
    let mut other_order = order();
    other_order["order_id"] = "2".into();
    assert_eq!(refusal(&in_data(&other_order, "test")), VerificationError::OtherRequest("order_id".to_owned()));
    // One text, two encodings: the last digit before the padding carries bits that nothing reads.
    let data = STANDARD.encode(r#"{"order":{"a":1}}"#);
    assert!(data.ends_with('='), "the spelling is loose where there is padding");
    let loose = data.replace("9fQ==", "9fR==").replace("fX0=", "fX1=");
    assert_ne!(loose, data);
    let signature = sign("test", [("data", loose.as_str())]);
    let body = json!({ "response": { "version": "2.0", "data": loose, "signature": signature } });
    assert_eq!(refusal(&body.to_string()), VerificationError::NotBase64);
}

#[test]
fn json_text_is_parsed_by_its_table_and_kept_unchanged() {
    let credentials = Credentials::test();
    let text = r#"{"transaction_id": 1994930931, "client_fee": 0.0, "timeend": "13.07.2024 01:24:08", "new": 1}"#;
    let body = callback::test_callback::<FinalOrder>(&credentials).set("additional_info", text).json();
    let order = callback::verify::<FinalOrder>(&credentials, body.as_bytes()).unwrap();
    let info = order.additional_info().unwrap();
    assert_eq!(
        (info.transaction_id(), info.client_fee(), info.get("new")),
        (Some(1_994_930_931), Some("0.0"), Some("1"))
    );
    assert_eq!(order.get("additional_info"), Some(text));
    assert!(!format!("{order:?}").contains("1994930931"), "it can hold a card number: {order:?}");
}

#[test]
fn a_payment_is_split_and_its_parts_are_reversed() {
    let part = |merchant_id, amount| {
        let requisites = Requisites::builder().merchant_id(merchant_id).amount(amount).build().unwrap();
        Receiver::builder().r#type("merchant").requisites(requisites).build().unwrap()
    };
    let credentials = Credentials::test();
    let split = SplitSettlement::request()
        .order_id("split-1")
        .operation_id("1")
        .amount(300)
        .currency("GEL")
        .receiver([part(500_001, 100), part(600_001, 200)])
        .build()
        .unwrap();
    let (parameters, is_signed) = opened(Exchange::new(&split, &credentials).unwrap().body());
    assert!(is_signed);
    assert_eq!(parameters["order"]["order_type"], "settlement");
    assert_eq!(parameters["order"]["receiver"][1]["requisites"], json!({ "amount": 200, "merchant_id": 600_001 }));
    let reversal = ReverseOrder::request().order_id("1").amount(100).currency("GEL").receiver([part(500_001, 100)]);
    let (parameters, is_signed) = opened(Exchange::new(&reversal.build().unwrap(), &credentials).unwrap().body());
    assert!(is_signed);
    assert_eq!(parameters["order"]["receiver"][0]["type"], "merchant");
    assert_eq!(parameters["order"].get("version"), None);
}
