//! Protocol 2.0: parameters and responses in base64, signed as a whole.

use crate::common::{
    APPROVED, Shop, call, client, decode_data, encode_data_with, error_of, object, order, signed, with,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::api::tables::recurring_data::{Period, RecurringData};
use flitt_client::api::{CheckoutUrl, GetOrderStatus};
use flitt_client::signature::sign;
use flitt_client::value::Flag;
use flitt_client::{Currency, Outcome};
use flitt_sandbox::Sandbox;
use serde_json::{Value, json};

const PATH: &str = "/api/checkout/url";

#[tokio::test]
async fn the_client_creates_a_subscription_and_verifies_its_callback() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let schedule = RecurringData::builder().amount(500).period(Period::Month).every(1).build().unwrap();
    let request = CheckoutUrl::request()
        .order_id("monthly")
        .order_desc("Tea \u{10e9}\u{10d0}\u{10d8}")
        .amount(1000)
        .currency(Currency::GEL)
        .subscription(Flag::Y)
        .recurring_data(schedule)
        .server_callback_url(shop.url.as_str())
        .build()
        .unwrap();
    let created = client(&sandbox).send(&request).await.unwrap();
    assert!(created.checkout_url().starts_with(sandbox.base_url()));
    sandbox.pay("monthly", APPROVED).unwrap();
    assert!(sandbox.order("monthly").unwrap().purchase.is_protocol_2);

    let callback = shop.callback(1).await;
    assert_eq!((callback.order_id(), callback.outcome()), ("monthly", Outcome::Approved));
    let body: Value = serde_json::from_slice(&shop.body(1).await).unwrap();
    assert_eq!(decode_data(&body)["order_status"], "approved");

    // The status is available in both protocols.
    let state = client(&sandbox).send(&GetOrderStatus::request().order_id("monthly").build().unwrap()).await.unwrap();
    assert_eq!(state.outcome(), Outcome::Approved);
}

#[tokio::test]
async fn every_response_has_the_protocol_of_its_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let created = decode_data(&call(&sandbox, PATH, encode_data_with("test", &order("packed"))).await);
    assert_eq!(created["response_status"], "success");
    assert!(created["checkout_url"].as_str().unwrap().contains("token="), "{created}");
    sandbox.pay("packed", APPROVED).unwrap();
    let named = json!({ "order_id": "packed", "merchant_id": "1549901" });
    let state =
        decode_data(&call(&sandbox, "/api/status/order_id", encode_data_with("test", &object(named.clone()))).await);
    assert_eq!((&state["order_status"], &state["amount"]), (&json!("approved"), &json!("1000")));
    let sums = with(object(named), json!({ "amount": 1000, "currency": "GEL" }));
    let reversed = decode_data(&call(&sandbox, "/api/reverse/order_id", encode_data_with("test", &sums)).await);
    assert_eq!((&reversed["reverse_status"], &reversed["reversal_amount"]), (&json!("approved"), &json!("1000")));
}

#[tokio::test]
async fn errors_are_never_in_protocol_2() {
    let sandbox = Sandbox::start().await.unwrap();
    let data = BASE64_STANDARD.encode(json!({ "order": order("bad") }).to_string());
    let of = |data: &str| json!({ "request": { "version": "2.0", "data": data, "signature": sign("test", [("data", data)]) } });
    let wrong_key = "Invalid signature signature: ";
    let cases = [
        (json!({ "request": { "version": "2.0" } }), 1011, "Parameter `data` is missing"),
        (json!({ "request": { "version": "2.0", "data": data } }), 1011, "Parameter `signature` is missing"),
        (json!({ "request": { "version": 2.0, "data": "", "signature": "x" } }), 1009, "Parameter `data` is empty"),
        (of("***"), 1007, "Parameter `data` is incorrect: it is not base64"),
        (of(&BASE64_STANDARD.encode(b"\xff")), 1046, "Request contains non utf-8 symbol"),
        (of(&BASE64_STANDARD.encode("{}")), 1010, "Request Is empty"),
        (of(&BASE64_STANDARD.encode(r#"{"order":{}}"#)), 1010, "Request Is empty"),
        (of(&BASE64_STANDARD.encode("[]")), 1005, "Invalid format"),
        (json!({ "request": { "version": "2.0", "data": data, "signature": "0".repeat(40) } }), 1014, wrong_key),
    ];
    for (body, code, message) in cases {
        let (actual_code, actual) = error_of(&call(&sandbox, PATH, body.to_string()).await);
        assert!(actual_code == code && actual.starts_with(message), "{body}: {actual_code} {actual}");
    }
    for (change, code, message) in [
        (json!({ "amount": null }), 1011, "Parameter `amount` is missing"),
        (json!({ "amount": [1] }), 1007, "Parameter `amount` is incorrect"),
        (json!({ "order_desc": "a|b" }), 1034, "Please do not use symbol `|` in parameters"),
        (json!({ "merchant_id": 7 }), 1016, "Merchant `7` not found"),
        (json!({ "currency": "XAF" }), 1012, "Currency `XAF` is not available for this merchant `1549901`"),
        (json!({ "recurring_data": [] }), 1007, "Parameter `recurring_data` is incorrect"),
        (
            json!({ "recurring_data": { "period": "day", "every": 1 } }),
            1011,
            "Parameter `recurring_data.amount` is missing",
        ),
        (
            json!({ "recurring_data": { "period": "a|b", "every": 1, "amount": 1 } }),
            1034,
            "Please do not use symbol `|` in parameters",
        ),
    ] {
        let response = call(&sandbox, PATH, encode_data_with("test", &with(order("bad"), change.clone()))).await;
        assert_eq!(error_of(&response), (code, message.to_owned()), "{change}");
    }
    assert!(sandbox.orders().is_empty());
}

#[tokio::test]
async fn each_protocol_accepts_what_it_can_sign() {
    let sandbox = Sandbox::start().await.unwrap();
    let nested =
        json!({ "subscription": "Y", "recurring_data": { "period": "day", "every": 1, "amount": 1, "Readonly": "N" } });
    let unproven = with(order("flat"), nested.clone());
    let unproven =
        with(unproven, json!({ "recurring_data": { "period": "day", "every": 1, "amount": 1, "end_time": "it's" } }));
    let message = "Parameter `recurring_data` is incorrect: it needs protocol 2.0, because a text in it has a quote, a \
                   backslash, `|`, a control character, or one outside ASCII";
    assert_eq!(error_of(&call(&sandbox, PATH, signed(unproven)).await), (1007, message.to_owned()));
    let more = with(order("nested"), json!({ "unknown": { "any": [true, 1.5, null] } }));
    let accepted = call(&sandbox, PATH, encode_data_with("test", &with(more, nested))).await;
    assert_eq!(decode_data(&accepted)["response_status"], "success");

    let flat = call(&sandbox, "/api/settlement", signed(order("flat"))).await;
    let message = "Parameter `version` is incorrect: this endpoint requires protocol 2.0";
    assert_eq!(error_of(&flat), (1007, message.to_owned()));

    // Some clients send the version as a number, some of them without its zero.
    for (number, version) in [json!(2), json!(2.0), json!("2.0")].into_iter().enumerate() {
        let data = BASE64_STANDARD.encode(json!({ "order": order(&number.to_string()) }).to_string());
        let body = json!({ "request": { "version": version, "data": data, "signature": sign("test", [("data", data.as_str())]) } });
        assert_eq!(decode_data(&call(&sandbox, PATH, body.to_string()).await)["response_status"], "success");
    }
}
