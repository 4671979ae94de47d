//! Nested values and protocol 2.0.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::tables::receiver::Receiver;
use flitt_client::api::tables::recurring_data::{Period, RecurringData, State};
use flitt_client::api::tables::requisites::Requisites;
use flitt_client::api::{
    CheckoutRedirect, CheckoutUrl, FinalOrder, Flitt, GetOrderStatus, ReverseOrder, SplitSettlement, checkout_url,
};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::{EncodeError, SignatureError, UnknownReason, VerificationError};
use flitt_client::order::{Creation, Intent, OrderParts};
use flitt_client::request::Exchange;
use flitt_client::response::Verification;
use flitt_client::signature::{DictTextError, dict_text, sign};
use flitt_client::value::Flag;
use flitt_client::{Api, Credentials, Currency, Endpoint as _, Error, OrderState, Outcome, callback};
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
    let response = status(&in_data(&order(), "test")).unwrap();
    assert_eq!((response.outcome(), response.verification()), (Outcome::Approved, Verification::Verified));
    let info = response.additional_info().unwrap();
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

/// The subscription that the documentation prints, with its nested value as sent
/// (<https://docs.flitt.com/api/subscriptions/>). Its signature proves how protocol 1 signs a nested value.
const PRINTED: &str = r#"{"every": 5, "period": "day", "amount": 1000, "state": "Y", "readonly": "Y", "quantity": 100, "trial_period": "month", "trial_quantity": 1}"#;

fn printed(version: &str, recurring_data: &str) -> DynamicRequest {
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "checkout_url").unwrap();
    let request = DynamicRequest::builder(Arc::new(endpoint.get().clone()))
        .set("order_id", "test_subscription5")
        .set("currency", "GEL")
        .set("order_desc", "Test payment")
        .set("amount", "100")
        .set("subscription", "Y")
        .set("recurring_data", recurring_data)
        .set("version", version);
    request.build().unwrap()
}

fn flat(body: &[u8]) -> Value {
    serde_json::from_slice::<Value>(body).unwrap()["request"].take()
}

#[test]
fn the_printed_subscription_is_signed_as_printed() {
    let (request, credentials) = (printed("", PRINTED), Credentials::test());
    let exchange = Exchange::dynamic(&request, &credentials).unwrap();
    let body = flat(exchange.body());
    assert_eq!(body["signature"], "4120ca8501b8003bb4860c6fc354c9e3ceb85d0c");
    assert_eq!(body["recurring_data"], serde_json::from_str::<Value>(PRINTED).unwrap(), "it is sent as JSON");
    assert_eq!(body.get("version"), None);
    let signed = exchange.signed_text().unwrap().to_string();
    assert!(signed.ends_with("_subscription5|{'every': '5', 'period': 'day', 'amount': '1000', 'state': 'Y', 'readonly': 'Y', 'quantity': '100', 'trial_period': 'month', 'trial_quantity': '1'}|Y"), "{signed}");
}

#[test]
fn a_version_of_protocol_1_keeps_nested_values_in_it() {
    let credentials = Credentials::test();
    let request = printed("1.0.1", r#"{"amount":1,"period":"day","every":1}"#);
    let body = flat(Exchange::dynamic(&request, &credentials).unwrap().body());
    assert_eq!(body["version"], "1.0.1");
    let text = "{'amount': '1', 'period': 'day', 'every': '1'}";
    let values = ["100", "GEL", "1549901", "Test payment", "test_subscription5", text, "Y", "1.0.1"];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    assert_eq!(body["signature"], sign("test", names.into_iter().zip(values)));
    // By types: leaving the version out means protocol 1, where the order of the table is the order of the text.
    let typed = CheckoutUrl::request().without_version();
    let typed = typed.order_id("sub-1").order_desc("tea").amount(100).currency(Currency::GEL).subscription(Flag::Y);
    let typed = typed.recurring_data(schedule()).build().unwrap();
    let body = flat(Exchange::new(&typed, &credentials).unwrap().body());
    let text = "{'amount': '1000', 'period': 'day', 'every': '5', 'quantity': '100', 'state': 'hidden'}";
    let values = ["100", "GEL", "1549901", "tea", "sub-1", text, "Y"];
    assert_eq!(body["signature"], sign("test", names.into_iter().zip(values)));
    let other = DynamicRequest::builder(Arc::new(CheckoutUrl::SCHEMA.get().clone())).set("version", "1.0").build();
    assert!(other.unwrap_err().to_string().contains("`version` cannot be set"), "only its own version is a choice");
}

#[test]
fn a_nested_value_that_protocol_1_cannot_sign_is_an_error() {
    let credentials = Credentials::test();
    for (json, reason) in [
        (r#"{"amount":1,"period":"it's","every":1}"#, DictTextError::Character),
        (r#"{"amount":1,"period":"ჩაი","every":1}"#, DictTextError::Character),
        (r#"{"amount":1,"period":"day","every":1,"end_time":null}"#, DictTextError::Null),
        (r#"{"amount":1,"period":"day","every":1,"end_time":""}"#, DictTextError::Empty),
    ] {
        for version in ["", "1.0.1"] {
            let error = Exchange::dynamic(&printed(version, json), &credentials).unwrap_err();
            assert_eq!(error, EncodeError::NestedInProtocol1 { parameter: "recurring_data".to_owned(), reason });
            assert!(
                error.to_string().ends_with("send the request in protocol 2.0, which is the default for nested values")
            );
        }
    }
    // A list of receivers has no signed text in protocol 1 either.
    let part = Receiver::builder().r#type("merchant");
    let part = part.requisites(Requisites::builder().merchant_id(1).amount(1).build().unwrap()).build().unwrap();
    let reversal = ReverseOrder::request().without_version().order_id("1").amount(100).currency("GEL").receiver([part]);
    let error = Exchange::new(&reversal.build().unwrap(), &credentials).unwrap_err();
    let reason = DictTextError::NotAnObject;
    assert_eq!(error, EncodeError::NestedInProtocol1 { parameter: "receiver".to_owned(), reason });
    // A form carries none.
    let request = printed("", PRINTED);
    let exchange = Exchange::dynamic(&request, &credentials).unwrap();
    assert_eq!(exchange.fields().unwrap_err(), EncodeError::NestedInForm);
    let redirect = DynamicRequest::builder(Arc::new(CheckoutRedirect::SCHEMA.get().clone())).set("version", "");
    let redirect = redirect.set("order_id", "1").set("order_desc", "x").set("amount", "1").set("currency", "GEL");
    let redirect = redirect.set("subscription", "Y").set("recurring_data", PRINTED).build().unwrap();
    assert_eq!(Exchange::dynamic(&redirect, &credentials).unwrap_err(), EncodeError::NestedInForm);
}

#[test]
fn texts_of_nested_values_are_as_proven_or_unknown() {
    let cases: Value = serde_json::from_str(include_str!("../fixtures/nested_texts.json")).unwrap();
    for case in cases.as_array().unwrap() {
        let json = case["json"].as_str().unwrap();
        let found = match dict_text(json) {
            Ok(text) => (Value::from(text), Value::Null),
            Err(error) => {
                assert!(!error.to_string().is_empty());
                (Value::Null, Value::from(format!("{error:?}")))
            }
        };
        assert_eq!(found, (case["text"].clone(), case["error"].clone()), "{json}");
    }
}

/// A response or a callback in protocol 1 with a nested value, signed as in requests.
fn with_nested(additional_info: &str, dict: &str) -> String {
    let fields = [("order_id", "1"), ("merchant_id", "1549901"), ("amount", "100"), ("currency", "GEL")];
    let fields = fields.into_iter().chain([("order_status", "approved"), ("response_status", "success")]);
    let signature = sign("test", fields.clone().chain([("additional_info", dict)]));
    let members: Vec<String> = fields.map(|(name, text)| format!("\"{name}\":\"{text}\"")).collect();
    let members = members.join(",");
    format!("{{\"response\":{{{members},\"additional_info\":{additional_info},\"signature\":\"{signature}\"}}}}")
}

#[test]
fn the_rule_of_requests_never_verifies_a_response() {
    let info = r#"{"capture_status": "hold", "transaction_id": 7}"#;
    let proven = with_nested(info, "{'capture_status': 'hold', 'transaction_id': '7'}");
    let order = status(&proven).unwrap();
    assert_eq!((order.verification(), order.outcome()), (Verification::Unproven, Outcome::Approved));
    // A callback that is accepted is taken for verified, so it is rejected.
    let error = callback::verify::<FinalOrder>(&Credentials::test(), proven.as_bytes()).unwrap_err();
    assert_eq!(error.error(), &VerificationError::Signature(SignatureError::Unproven));
    assert!(error.to_string().contains("ask for the status of the order"), "{error}");
    let parts = OrderParts {
        order_id: "1".to_owned(),
        amount: 100,
        currency: "GEL".into(),
        intent: Intent::Sale,
        creation: Creation::Server,
    };
    let mut state = OrderState::from_parts(&Credentials::test(), parts);
    assert!(state.merge(&order).is_err(), "it changes no order");

    // The first rule is that of all responses: the JSON as received.
    assert_eq!(status(&with_nested(info, info)).unwrap().verification(), Verification::Verified);
    // What no rule gives is wrong.
    let wrong = VerificationError::Signature(SignatureError::Wrong);
    for (info, dict) in [
        (info, "{'capture_status': 'hold', 'transaction_id': 7}"),
        (r#"{"capture_status": null}"#, "{'capture_status': None}"),
        (r#"{"bank_name": "it's"}"#, "{'bank_name': \"it's\"}"),
        (r#"{"bank_name": "ბანკი"}"#, "{'bank_name': 'ბანკი'}"),
        (r#"["a"]"#, "['a']"),
    ] {
        let body = with_nested(info, dict);
        let Err(Error::Unknown(unknown)) = status(&body) else { panic!("{body} is taken") };
        assert!(matches!(unknown.reason(), UnknownReason::Rejected(reason) if *reason == wrong), "{body}");
        assert_eq!(
            callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes()).unwrap_err().error(),
            &wrong,
            "{body}"
        );
    }
}
