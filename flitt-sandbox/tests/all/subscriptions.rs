//! Scheduled charges of subscriptions, chargebacks, and the clock.

use std::time::Duration;

use crate::common::{
    APPROVED, PLAIN, Shop, call, create, decode_data, encode_data_with, error_of, object, order, signed, status, until,
    with,
};
use flitt_client::Outcome;
use flitt_client::reference::ResponseCode;
use flitt_sandbox::{Order, OrderStatus, Sandbox};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Creates a subscription and pays its first order.
async fn subscribe(sandbox: &Sandbox, order_id: &str, plan: Value, more: Value) {
    let fields = with(with(order(order_id), json!({ "subscription": "Y", "recurring_data": plan })), more);
    let created = call(sandbox, "/api/checkout/url", encode_data_with("test", &fields)).await;
    assert_eq!(decode_data(&created)["response_status"], "success");
    sandbox.pay(order_id, APPROVED).unwrap();
}

async fn set_state(sandbox: &Sandbox, order_id: &str, action: &str) -> Value {
    let fields = json!({ "order_id": order_id, "merchant_id": 1_549_901, "action": action });
    call(sandbox, "/api/subscription", signed(object(fields))).await
}

fn names(sandbox: &Sandbox) -> Vec<String> {
    sandbox.orders().into_iter().map(|order| order.purchase.order_id).collect()
}

/// The scheduled charges of an order.
fn charges(sandbox: &Sandbox, order_id: &str) -> Vec<Order> {
    sandbox.orders().into_iter().filter(|order| order.purchase.parent_order_id == order_id).collect()
}

/// The identifier of a scheduled charge.
fn charge_id(at: Duration, order_id: &str) -> String {
    format!("recurring__{}.{:02}__{order_id}", at.as_secs(), at.subsec_millis() / 10)
}

#[tokio::test]
async fn a_subscription_charges_on_its_schedule() {
    let sandbox = Sandbox::start().await.unwrap();
    let (shop, own) = (Shop::start([]).await, Shop::start([]).await);
    let plan = json!({ "amount": 500, "period": "day", "every": 2, "quantity": 3 });
    let urls = json!({ "server_callback_url": shop.url, "subscription_callback_url": own.url });
    subscribe(&sandbox, "tea", plan, urls).await;
    assert_eq!(shop.callback(1).await.order_id(), "tea");
    let first = sandbox.order("tea").unwrap().next_charge_at().unwrap();
    let earliest = sandbox.order("tea").unwrap().created_at + 2 * DAY;
    assert!((earliest..earliest + Duration::from_secs(60)).contains(&first), "{first:?}");

    sandbox.advance(2 * DAY);
    let id = charge_id(first, "tea");
    assert_eq!(names(&sandbox), ["tea", &id]);
    let update = own.callback(1).await;
    assert_eq!((update.order_id(), update.outcome(), update.amount()), (id.as_str(), Outcome::Approved, 500));
    assert_eq!((update.get("parent_order_id"), update.get("eci")), (Some("tea"), Some("7")));
    assert_eq!(update.get("masked_card"), Some("444455XXXXXX1111"));
    let charge = sandbox.order(&id).unwrap();
    assert_eq!((charge.status, charge.created_at), (OrderStatus::Approved, first));
    assert_eq!(status(&sandbox, &id).await["parent_order_id"], "tea");

    // All remaining charges at once, each with its own time.
    sandbox.advance(100 * DAY);
    let charges = charges(&sandbox, "tea");
    let times: Vec<Duration> = charges.iter().map(|order| order.created_at).collect();
    for charge in charges {
        assert_eq!(charge.purchase.order_id, charge_id(charge.created_at, "tea"));
    }
    assert_eq!(times, [first, first + 2 * DAY, first + 4 * DAY]);
    assert_eq!(sandbox.order("tea").unwrap().next_charge_at(), None);
    assert_eq!(own.callback(3).await.get("parent_order_id"), Some("tea"));
    assert_eq!((own.count(), shop.count()), (3, 1));
}

#[tokio::test]
async fn a_subscription_is_stopped_and_started() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    let plan = json!({ "amount": "500", "period": "week", "every": "1" });
    subscribe(&sandbox, "tea", plan, json!({ "server_callback_url": shop.url })).await;
    // The merchant has an order with the identifier of the first charge.
    let first = sandbox.order("tea").unwrap().next_charge_at().unwrap();
    create(&sandbox, order(&charge_id(first, "tea"))).await;
    sandbox.advance(7 * DAY);
    let next = charge_id(first + Duration::from_millis(10), "tea");
    assert_eq!(charges(&sandbox, "tea")[0].purchase.order_id, next);
    assert_eq!(set_state(&sandbox, "tea", "stop").await["status"], "disabled");
    sandbox.advance(14 * DAY);
    assert_eq!(charges(&sandbox, "tea").len(), 1);
    assert_eq!(set_state(&sandbox, "tea", "start").await["status"], "active");
    // Skipped charges are not made later.
    assert_eq!(charges(&sandbox, "tea").len(), 1);
    sandbox.advance(7 * DAY);
    assert_eq!(charges(&sandbox, "tea")[1].created_at, first + 21 * DAY);
    // Without a URL of its own, the callback of a charge is sent to that of the order.
    until("three callbacks", || shop.count() >= 3).await;
}

#[tokio::test]
async fn orders_without_scheduled_charges() {
    let sandbox = Sandbox::start().await.unwrap();
    let plan = json!({ "amount": 500, "period": "day", "every": 1, "state": "N" });
    subscribe(&sandbox, "off", plan.clone(), json!({})).await;
    assert!(!sandbox.order("off").unwrap().is_subscription_active);
    create(&sandbox, with(order("without a plan"), json!({ "subscription": "Y" }))).await;
    sandbox.pay("without a plan", APPROVED).unwrap();
    let unpaid = with(order("unpaid"), json!({ "subscription": "Y", "recurring_data": plan }));
    decode_data(&call(&sandbox, "/api/checkout/url", encode_data_with("test", &unpaid)).await);
    let not_asked = with(unpaid, json!({ "order_id": "not asked", "subscription": null }));
    decode_data(&call(&sandbox, "/api/checkout/url", encode_data_with("test", &not_asked)).await);
    sandbox.pay("not asked", APPROVED).unwrap();
    sandbox.advance(30 * DAY);
    assert_eq!(names(&sandbox), ["off", "without a plan", "unpaid", "not asked"]);
    set_state(&sandbox, "off", "start").await;
    sandbox.advance(DAY);
    assert_eq!(charges(&sandbox, "off").len(), 1);
}

#[tokio::test]
async fn an_invalid_schedule_is_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    for (plan, name) in [
        (json!({ "amount": 0, "period": "day", "every": 1 }), "amount"),
        (json!({ "amount": 1, "period": "hour", "every": 1 }), "period"),
        (json!({ "amount": 1, "period": "day", "every": 0 }), "every"),
        (json!({ "amount": 1, "period": "day", "every": 1, "start_time": "tomorrow" }), "start_time"),
        (
            json!({ "amount": 1, "period": "day", "every": 1, "start_time": "2020-01-01" }),
            "start_time` is incorrect: it must be today or in the future",
        ),
    ] {
        let fields = with(order("tea"), json!({ "subscription": "Y", "recurring_data": plan }));
        let response = call(&sandbox, "/api/checkout/url", encode_data_with("test", &fields)).await;
        let (code, message) = error_of(&response);
        let start = format!("Parameter `recurring_data.{name}");
        assert!(code == 1007 && message.starts_with(&start), "{code} {message}");
    }
    assert!(sandbox.orders().is_empty());
}

#[tokio::test]
async fn a_chargeback_reverses_the_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let (shop, bank) = (Shop::start([]).await, Shop::start([]).await);
    let urls = json!({ "server_callback_url": shop.url, "chargeback_callback_url": bank.url });
    create(&sandbox, with(order("disputed"), urls)).await;
    assert_eq!(sandbox.chargeback("disputed").unwrap_err().code(), ResponseCode::OperationNotAllowed);
    sandbox.pay("disputed", PLAIN).unwrap();
    let order = sandbox.chargeback("disputed").unwrap();
    assert_eq!(
        (order.status, order.reversal_amount, order.charged_back_at.is_some()),
        (OrderStatus::Reversed, 1000, true)
    );
    let update = bank.callback(1).await;
    assert_eq!((update.order_id(), update.outcome()), ("disputed", Outcome::Reversed));
    assert!(sandbox.chargeback("disputed").is_err() && sandbox.chargeback("nowhere").is_err());
    shop.callback(1).await;
    assert_eq!((shop.count(), bank.count()), (1, 1));
}

/// With the gateway's retry delays: 2 s, 1 min, 5 min, 10 min, 1 h, 24 h.
#[tokio::test]
async fn a_fast_clock_retries_callbacks_earlier() {
    let sandbox = Sandbox::builder().clock_speed(1_000_000).start().await.unwrap();
    let shop = Shop::start([500; 7]).await;
    create(&sandbox, with(order("update"), json!({ "server_callback_url": shop.url, "lifetime": 69_120_000 }))).await;
    sandbox.pay("update", APPROVED).unwrap();
    until("every attempt", || sandbox.callbacks().len() == 7).await;
    let at: Vec<Duration> = sandbox.callbacks().iter().map(|attempt| attempt.at).collect();
    let waits = [2, 60, 300, 600, 3600, 86_400].map(Duration::from_secs);
    for (pair, wait) in at.windows(2).zip(waits) {
        assert!(pair[1] >= pair[0] + wait, "{at:?}");
    }
}

#[tokio::test]
async fn moving_the_clock_retries_callbacks_immediately() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([500; 6]).await;
    create(&sandbox, with(order("update"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("update", APPROVED).unwrap();
    for attempt in 1..=6 {
        until("an attempt", || sandbox.callbacks().len() == attempt).await;
        sandbox.advance(DAY);
    }
    assert_eq!(shop.callback(7).await.order_id(), "update");
}
