//! What was observed of the gateway beyond its documentation, in its default form. The switches are in `switches`.

use std::time::Duration;

use crate::common::{
    APPROVED, Shop, call, client, create, decode_data, encode_data_with, error_of, object, order, reverse, signed,
    status, with,
};
use flitt_client::api::{CaptureOrder, CheckoutUrl, FinalOrder, checkout_url};
use flitt_client::order::Event;
use flitt_client::value::Flag;
use flitt_client::{Currency, OrderState};
use flitt_sandbox::{Card, OrderStatus, Sandbox};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Creates an order with callbacks and pays it.
async fn paid(sandbox: &Sandbox, shop: &Shop, order_id: &str, more: Value) {
    create(sandbox, with(with(order(order_id), json!({ "server_callback_url": shop.url, "amount": 2500 })), more))
        .await;
    sandbox.pay(order_id, APPROVED).unwrap();
}

async fn capture(sandbox: &Sandbox, order_id: &str, amount: u64, currency: &str) -> Value {
    let fields = json!({ "order_id": order_id, "merchant_id": 1_549_901, "amount": amount, "currency": currency });
    call(sandbox, "/api/capture/order_id", signed(object(fields))).await
}

/// Creates an order with callbacks by the client, pays it, and returns the order as a shop stores it.
async fn ordered(
    sandbox: &Sandbox,
    shop: &Shop,
    (order_id, amount): (&str, u64),
    request: checkout_url::Builder,
) -> OrderState {
    let request = request
        .order_id(order_id)
        .amount(amount)
        .order_desc("Tea")
        .currency(Currency::GEL)
        .server_callback_url(shop.url.as_str());
    let request = request.build().unwrap();
    let order = OrderState::from_request(client(sandbox).credentials(), &request).unwrap();
    client(sandbox).send(&request).await.unwrap();
    sandbox.pay(order.order_id(), APPROVED).unwrap();
    order
}

/// The status, the reversed sum, and the captured sum in major units, of an update.
fn sums(update: &FinalOrder) -> (String, u64, Value) {
    let info: Value = serde_json::from_str(update.get("additional_info").unwrap()).unwrap();
    let status = update.order_status().as_str().to_owned();
    (status, update.reversal_amount().unwrap(), info["capture_amount"].clone())
}

#[tokio::test]
async fn a_reversal_in_part_sends_the_order_with_its_sums() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    paid(&sandbox, &shop, "p1", json!({})).await;
    assert_eq!(sums(&shop.callback(1).await), ("approved".to_owned(), 0, Value::Null));
    reverse(&sandbox, "p1", 400, json!({})).await;
    assert_eq!(sums(&shop.callback(2).await), ("approved".to_owned(), 400, Value::Null));
    reverse(&sandbox, "p1", 2100, json!({})).await;
    assert_eq!(sums(&shop.callback(3).await), ("reversed".to_owned(), 2500, Value::Null));
}

#[tokio::test]
async fn a_capture_sends_the_order_with_its_sums() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    paid(&sandbox, &shop, "h1", json!({ "preauth": "Y" })).await;
    assert_eq!(sums(&shop.callback(1).await), ("approved".to_owned(), 0, Value::Null));
    for _ in 0..2 {
        assert_eq!(capture(&sandbox, "h1", 1000, "GEL").await["capture_status"], "captured");
    }
    assert_eq!(sums(&shop.callback(2).await), ("approved".to_owned(), 0, json!(10.0)));
    // The repeated capture sent nothing.
    reverse(&sandbox, "h1", 400, json!({})).await;
    assert_eq!(sums(&shop.callback(3).await), ("approved".to_owned(), 400, json!(10.0)));
    assert_eq!(shop.count(), 3);
}

#[tokio::test]
async fn a_hold_ends_after_25_days() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    for order_id in ["held", "captured"] {
        paid(&sandbox, &shop, order_id, json!({ "preauth": "Y" })).await;
    }
    capture(&sandbox, "captured", 2500, "GEL").await;
    shop.callback(3).await;
    sandbox.advance(24 * DAY + Duration::from_secs(23 * 60 * 60));
    assert_eq!(sandbox.order("held").unwrap().status, OrderStatus::Approved);
    sandbox.advance(Duration::from_secs(60 * 60));
    assert_eq!(sums(&shop.callback(4).await), ("reversed".to_owned(), 2500, Value::Null));
    assert_eq!(error_of(&capture(&sandbox, "held", 1000, "GEL").await).0, 1100);
    sandbox.advance(25 * DAY);
    assert_eq!(status(&sandbox, "captured").await["order_status"], "approved");
    assert_eq!(shop.count(), 4);
}

#[tokio::test]
async fn a_verification_is_reported_as_one() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    let one = (("one", 1), CheckoutUrl::card_verification());
    let nothing = (("nothing", 0), CheckoutUrl::card_verification().verification_type("amount"));
    for (number, (named, request)) in [one, nothing].into_iter().enumerate() {
        let mut order = ordered(&sandbox, &shop, named, request).await;
        let updates = [shop.callback(2 * number + 1).await, shop.callback(2 * number + 2).await];
        let state = status(&sandbox, order.order_id()).await;
        assert_eq!((&state["tran_type"], &state["order_status"]), (&json!("verification"), &json!("reversed")));
        let events: Vec<Event> = updates.iter().flat_map(|update| order.merge(update).unwrap()).collect();
        assert!(matches!(events.as_slice(), [Event::CardVerified]), "{events:?}");
    }
}

#[tokio::test]
async fn a_captured_sum_is_reported() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    let mut order = ordered(&sandbox, &shop, ("held", 2500), CheckoutUrl::request().preauth(Flag::Y)).await;
    order.merge(&shop.callback(1).await).unwrap();
    let request = CaptureOrder::request().order_id("held").amount(1000).currency(Currency::GEL).build().unwrap();
    client(&sandbox).send(&request).await.unwrap();
    order.expect_capture(1000);
    order.merge(&shop.callback(2).await).unwrap();
    assert_eq!((order.held(), order.captured(), order.paid()), (2500, Some(1000), 1000));
}

#[tokio::test]
async fn callbacks_of_protocol_2_have_no_envelope_and_charges_name_their_time() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    let plan = json!({ "amount": 500, "period": "day", "every": 1, "quantity": 1 });
    let more = json!({ "subscription": "Y", "recurring_data": plan, "server_callback_url": shop.url });
    call(&sandbox, "/api/checkout/url", encode_data_with("test", &with(order("mag"), more))).await;
    sandbox.pay("mag", APPROVED).unwrap();
    sandbox.advance(DAY);
    for number in 1..=2 {
        let body: Value = serde_json::from_slice(&shop.body(number).await).unwrap();
        let names: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        let order = decode_data(&body);
        if order["order_id"] != "mag" {
            let (start, time) = order["order_id"].as_str().unwrap().split_once("__").unwrap();
            let (time, first) = time.split_once("__").unwrap();
            assert_eq!((start, first, &order["parent_order_id"]), ("recurring", "mag", &json!("mag")));
            let (seconds, fraction) = time.split_once('.').unwrap();
            assert!((seconds.len(), fraction.len()) == (10, 2) && seconds.parse::<u64>().is_ok(), "{time}");
        }
    }
}

/// The payer is charged in another currency, in which the order is then captured and given back.
#[tokio::test]
async fn an_order_in_two_currencies() {
    let (sandbox, shop) = (Sandbox::start().await.unwrap(), Shop::start([]).await);
    let more = json!({ "preauth": "Y", "server_callback_url": shop.url });
    create(&sandbox, with(order("two"), more)).await;
    sandbox.pay("two", Card::new(APPROVED).charging(15_118, "UAH")).unwrap();
    let state = status(&sandbox, "two").await;
    assert_eq!((&state["amount"], &state["currency"]), (&json!("1000"), &json!("GEL")));
    assert_eq!((&state["actual_amount"], &state["actual_currency"]), (&json!("15118"), &json!("UAH")));

    assert_eq!(error_of(&capture(&sandbox, "two", 100, "USD").await).0, 1007);
    assert_eq!(error_of(&capture(&sandbox, "two", 15_119, "UAH").await).0, 1023);
    assert_eq!(error_of(&capture(&sandbox, "two", 1001, "GEL").await).0, 1023);
    // In whole hryvnias: half of the order is half of the charge.
    assert_eq!(capture(&sandbox, "two", 500, "GEL").await["capture_status"], "captured");
    assert_eq!(capture(&sandbox, "two", 7559, "UAH").await["capture_status"], "captured");
    assert_eq!(sums(&shop.callback(2).await).2, json!(75.59));
    let fields = json!({ "order_id": "two", "merchant_id": 1_549_901, "amount": 7559, "currency": "UAH" });
    let reversed = call(&sandbox, "/api/reverse/order_id", signed(object(fields))).await;
    assert_eq!(reversed["reversal_amount"], "7559", "{reversed}");
    assert_eq!(sandbox.order("two").unwrap().status, OrderStatus::Reversed);

    // Some paid orders have no `actual_currency`.
    create(&sandbox, order("untold")).await;
    sandbox.pay("untold", Card::new(APPROVED).charging(900, "")).unwrap();
    let state = status(&sandbox, "untold").await;
    assert_eq!((&state["actual_amount"], &state["actual_currency"]), (&json!("900"), &json!("")));
    assert_eq!(reverse(&sandbox, "untold", 900, json!({})).await["reverse_status"], "approved");
}

#[tokio::test]
async fn amounts_are_bounded() {
    let sandbox = Sandbox::start().await.unwrap();
    let sum = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (amount, code) in [("-1", 1007), ("9007199254740992111111", 1007)] {
        let response = create(&sandbox, with(order("sum"), json!({ "amount": sum(amount) }))).await;
        assert_eq!(error_of(&response).0, code, "{amount}");
    }
    let response = create(&sandbox, with(order("UAH"), json!({ "currency": "UAH" }))).await;
    assert_eq!(error_of(&response).0, 1012);
    assert_eq!(
        create(&sandbox, with(order("sum"), json!({ "amount": 999_999_999 }))).await["response_status"],
        "success"
    );
}

/// Empty texts of optional parameters, and signed nested values in protocol 1.
#[tokio::test]
async fn requests_of_other_clients_are_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("empty")).await;
    sandbox.pay("empty", APPROVED).unwrap();
    let reversed = reverse(&sandbox, "empty", 1000, json!({ "currency": "", "comment": "" })).await;
    assert_eq!(reversed["reverse_status"], "approved", "{reversed}");

    // The documented request, with its signature. The order of the parameters within `recurring_data` counts.
    let body = r#"{"request":{"order_id":"test_subscription5","merchant_id":1549901,"currency":"GEL","amount":100,
        "order_desc":"Test payment","subscription":"Y","recurring_data":{"every":5,"period":"day","amount":1000,
        "state":"Y","readonly":"Y","quantity":100,"trial_period":"month","trial_quantity":1},
        "signature":"4120ca8501b8003bb4860c6fc354c9e3ceb85d0c"}}"#;
    let created = call(&sandbox, "/api/checkout/url", body.to_owned()).await;
    assert_eq!(created["response_status"], "success", "{created}");
}
