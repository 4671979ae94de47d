//! Holds and captures; card verifications; stopping and starting a subscription.

use std::sync::Arc;

use crate::common::{
    APPROVED, DECLINED, Shop, call, client, code, create, object, order, reverse, signed, status, with,
};
use flitt_client::api::{CaptureOrder, GetOrderStatus, Subscription, capture_order, subscription};
use flitt_client::reference::ResponseCode;
use flitt_client::response::Verification;
use flitt_client::signature::sign;
use flitt_client::{Credentials, Currency, Error, Outcome};
use flitt_sandbox::{Merchant, Sandbox};
use serde_json::{Value, json};

async fn capture(sandbox: &Sandbox, order_id: &str, amount: u64) -> Result<capture_order::Response, Error> {
    let request = CaptureOrder::request().order_id(order_id).amount(amount).currency(Currency::GEL).build().unwrap();
    client(sandbox).send(&request).await
}

/// Creates a hold of 10.00 GEL.
async fn hold(sandbox: &Sandbox, order_id: &str) {
    create(sandbox, with(order(order_id), json!({ "preauth": "Y" }))).await;
    sandbox.pay(order_id, APPROVED).unwrap();
}

async fn info(sandbox: &Sandbox, order_id: &str) -> Value {
    let state = client(sandbox).send(&GetOrderStatus::request().order_id(order_id).build().unwrap()).await.unwrap();
    assert_eq!(state.verification(), Verification::Verified);
    serde_json::from_str(state.get("additional_info").unwrap()).unwrap()
}

#[tokio::test]
async fn a_hold_is_captured_once() {
    let sandbox = Sandbox::start().await.unwrap();
    hold(&sandbox, "held").await;
    assert_eq!(info(&sandbox, "held").await["capture_status"], "hold");
    for _ in 0..3 {
        let captured = capture(&sandbox, "held", 1000).await.unwrap();
        assert_eq!((captured.capture_status().as_str(), captured.outcome()), ("captured", Outcome::Approved));
        assert_eq!((captured.order_id(), captured.verification()), ("held", Verification::Unsigned));
    }
    assert_eq!(code(capture(&sandbox, "held", 999).await), ResponseCode::CapturedWithOtherAmount);
    assert_eq!(code(capture(&sandbox, "held", 1001).await), ResponseCode::CapturedWithOtherAmount);
    let info = info(&sandbox, "held").await;
    assert_eq!((&info["capture_status"], &info["capture_amount"]), (&json!("captured"), &json!(10.0)));
    assert_eq!(sandbox.order("held").unwrap().captured_amount, Some(1000));
}

/// The exact response, which has no signature.
#[tokio::test]
async fn the_response_to_a_capture_is_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    hold(&sandbox, "shape").await;
    let fields = json!({ "order_id": "shape", "merchant_id": 1_549_901, "amount": 100, "currency": "GEL" });
    let expected = json!({
        "capture_status": "captured", "order_id": "shape", "response_description": "", "response_code": "",
        "merchant_id": 1_549_901, "response_status": "success",
    });
    assert_eq!(call(&sandbox, "/api/capture/order_id", signed(object(fields))).await, expected);
    let state = status(&sandbox, "shape").await;
    let start = r#"{"capture_status": "captured", "capture_amount": 1.0, "reservation_data": null, "#;
    assert!(state["additional_info"].as_str().unwrap().starts_with(start), "{state}");
    assert_eq!((&state["actual_amount"], &state["reversal_amount"]), (&json!("1000"), &json!("0")));
    assert_eq!(state["order_status"], "approved");
}

#[tokio::test]
async fn invalid_captures_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(code(capture(&sandbox, "nowhere", 1).await), ResponseCode::OrderNotFound);
    create(&sandbox, order("charged")).await;
    sandbox.pay("charged", APPROVED).unwrap();
    assert_eq!(code(capture(&sandbox, "charged", 1000).await), ResponseCode::OperationNotAllowed);

    create(&sandbox, with(order("held"), json!({ "preauth": "Y" }))).await;
    assert_eq!(code(capture(&sandbox, "held", 1000).await), ResponseCode::OperationNotAllowed);
    sandbox.pay("held", DECLINED).unwrap();
    assert_eq!(code(capture(&sandbox, "held", 1000).await), ResponseCode::OperationNotAllowed);
    assert_eq!(info(&sandbox, "held").await["capture_status"], Value::Null);
    sandbox.pay("held", APPROVED).unwrap();
    assert_eq!(code(capture(&sandbox, "held", 1001).await), ResponseCode::InvalidAmount);
    // The client does not send 0.
    let fields = json!({ "order_id": "held", "merchant_id": 1_549_901, "amount": 0, "currency": "GEL" });
    let nothing = call(&sandbox, "/api/capture/order_id", signed(object(fields))).await;
    assert_eq!(nothing["error_code"], 1023);
    let other = CaptureOrder::request().order_id("held").amount(1000).currency(Currency::USD).build().unwrap();
    assert_eq!(code(client(&sandbox).send(&other).await), ResponseCode::ParameterIncorrect);
    assert_eq!(sandbox.order("held").unwrap().captured_amount, None);

    reverse(&sandbox, "held", 1000, json!({})).await;
    assert_eq!(code(capture(&sandbox, "held", 1000).await), ResponseCode::OperationNotAllowed);
}

#[tokio::test]
async fn the_captured_amount_can_be_reversed() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let more = json!({ "preauth": "Y", "server_callback_url": shop.url });
    create(&sandbox, with(order("part"), more)).await;
    sandbox.pay("part", APPROVED).unwrap();
    assert_eq!(reverse(&sandbox, "part", 600, json!({})).await["error_code"], 1084);
    capture(&sandbox, "part", 600).await.unwrap();
    assert_eq!(reverse(&sandbox, "part", 601, json!({})).await["error_code"], 1069);
    assert_eq!(reverse(&sandbox, "part", 200, json!({})).await["reversal_amount"], "200");
    assert_eq!(reverse(&sandbox, "part", 401, json!({})).await["error_code"], 1069);
    assert_eq!(reverse(&sandbox, "part", 400, json!({})).await["reversal_amount"], "400");
    let state = status(&sandbox, "part").await;
    assert_eq!((&state["order_status"], &state["reversal_amount"]), (&json!("reversed"), &json!("600")));
    // Callbacks can arrive out of order.
    let mut updates = Vec::new();
    for number in 1..=4 {
        let update = shop.callback(number).await;
        updates.push((update.order_status().as_str().to_owned(), update.reversal_amount().unwrap()));
    }
    updates.sort_unstable_by_key(|(_, reversed)| *reversed);
    let expected = [("approved", 0), ("approved", 0), ("approved", 200), ("reversed", 600)];
    assert_eq!(updates, expected.map(|(status, reversed)| (status.to_owned(), reversed)));
    let again = capture(&sandbox, "part", 600).await.unwrap();
    assert_eq!((again.capture_status().as_str(), again.outcome()), ("reversed", Outcome::Reversed));
}

#[tokio::test]
async fn only_one_of_concurrent_captures_succeeds() {
    let sandbox = Arc::new(Sandbox::start().await.unwrap());
    hold(&sandbox, "race").await;
    let requests: Vec<_> = (1..=16)
        .map(|amount| {
            let sandbox = Arc::clone(&sandbox);
            tokio::spawn(async move { capture(&sandbox, "race", amount).await.is_ok() })
        })
        .collect();
    let mut done = 0;
    for request in requests {
        done += u64::from(request.await.unwrap());
    }
    assert_eq!(done, 1);
}

#[tokio::test]
async fn a_verification_is_reversed_automatically() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let more = json!({ "verification": "Y", "required_rectoken": "Y", "server_callback_url": shop.url });
    create(&sandbox, with(order("verify"), more)).await;
    assert_eq!(sandbox.pay("verify", DECLINED).unwrap().status, flitt_sandbox::OrderStatus::Processing);
    assert!(shop.callback(1).await.decline().is_some());
    assert_eq!(sandbox.pay("verify", APPROVED).unwrap().status, flitt_sandbox::OrderStatus::Approved);
    // Callbacks can arrive out of order.
    let update = [shop.callback(2).await, shop.callback(3).await];
    for (state, given_back) in [("approved", 0), ("reversed", 1000)] {
        let update = update.iter().find(|update| update.order_status() == state).unwrap();
        assert_eq!((update.reversal_amount(), update.rectoken().map(str::len)), (Some(given_back), Some(46)));
    }
    let state = status(&sandbox, "verify").await;
    assert_eq!((&state["order_status"], &state["reversal_amount"]), (&json!("reversed"), &json!("1000")));
    assert_eq!(reverse(&sandbox, "verify", 1, json!({})).await["error_code"], 1069);
}

#[tokio::test]
async fn a_subscription_is_stopped_and_started() {
    let sandbox =
        Sandbox::builder().merchant(Merchant::test()).merchant(Merchant::new(7, "seven")).start().await.unwrap();
    create(&sandbox, with(order("monthly"), json!({ "subscription": "Y" }))).await;
    create(&sandbox, order("once")).await;
    create(&sandbox, with(order("unpaid"), json!({ "subscription": "Y" }))).await;
    sandbox.pay("monthly", APPROVED).unwrap();
    sandbox.pay("once", APPROVED).unwrap();
    let ask = async |order_id: &str, action: &str| {
        let request = Subscription::request().order_id(order_id).action(action).build().unwrap();
        client(&sandbox).send(&request).await
    };
    assert!(sandbox.order("monthly").unwrap().is_subscription_active);
    for (action, state) in [("stop", "disabled"), ("stop", "disabled"), ("start", "active"), ("stop", "disabled")] {
        let response: subscription::Response = ask("monthly", action).await.unwrap();
        assert_eq!((response.status().as_str(), response.order_id()), (state, "monthly"));
        let pairs = || response.fields().iter().map(|field| (field.name(), field.text()));
        assert_eq!(response.get("signature"), Some(sign("test", pairs()).as_str()));
        assert_eq!(sandbox.order("monthly").unwrap().is_subscription_active, action == "start");
    }
    assert_eq!(code(ask("once", "stop").await), ResponseCode::OperationNotAllowed);
    for order_id in ["nowhere", "unpaid"] {
        let error = ask(order_id, "stop").await.unwrap_err();
        let failure = error.failure().unwrap();
        assert_eq!((failure.code(), failure.message()), ("1018", "Order not found"), "{order_id}");
    }
    let fields = json!({ "order_id": "monthly", "merchant_id": 1_549_901, "action": "pause" });
    let unknown = call(&sandbox, "/api/subscription", signed(object(fields))).await;
    assert_eq!(crate::common::error_of(&unknown), (1007, "Parameter `action` is incorrect".to_owned()));

    let foreign = flitt_client::Client::builder(Credentials::new(7, "seven")).base_url(sandbox.base_url());
    let request = Subscription::request().order_id("monthly").action("start").build().unwrap();
    assert_eq!(code(foreign.build().unwrap().send(&request).await), ResponseCode::OrderNotFound);
}
