//! Faults on demand.

mod common;

use std::time::{Duration, Instant};

use common::{APPROVED, DECLINED, Shop, code, create, order, signed, until, with};
use flitt_client::api::{CheckoutUrl, OrderStatus, ReverseOrder};
use flitt_client::{Client, Credentials, Currency, Error, Outcome, ResponseCode, RetryPolicy};
use flitt_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

/// Creates an order with a fault asked for in the header: status and body, or nothing where no answer came.
async fn faulty(sandbox: &Sandbox, fault: &str, order_id: &str, more: Value) -> Option<(u16, String)> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{}/api/checkout/url", sandbox.base_url()));
    let request = request.header("content-type", "application/json").header("x-sandbox-fault", fault);
    let answer = request.body(signed(with(order(order_id), more))).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

/// A client that repeats nothing by itself.
fn once(sandbox: &Sandbox) -> Client {
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url());
    client.retry(RetryPolicy::once()).build().unwrap()
}

async fn ask(sandbox: &Sandbox, order_id: &str) -> Result<flitt_client::api::FinalOrder, Error> {
    once(sandbox).send(&OrderStatus::request().order_id(order_id).build().unwrap()).await
}

#[tokio::test]
async fn an_answer_is_lost_before_or_after_the_order_is_made() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(faulty(&sandbox, "drop-before", "before", json!({})).await, None);
    assert!(sandbox.order("before").is_none());
    assert_eq!(faulty(&sandbox, "drop-after", "after", json!({})).await, None);
    assert!(sandbox.order("after").is_some());
    let (status, body) = faulty(&sandbox, "error-500", "error", json!({})).await.unwrap();
    assert_eq!((status, body.starts_with("<html>")), (500, true));
    assert!(sandbox.order("error").is_none());
    let (status, body) = faulty(&sandbox, "truncated", "half", json!({})).await.unwrap();
    assert!(status == 200 && body.starts_with(r#"{"response":{"#), "{body}");
    assert!(serde_json::from_str::<Value>(&body).is_err() && sandbox.order("half").is_some());
    let begun = Instant::now();
    let (status, _) = faulty(&sandbox, "delay=50", "late", json!({})).await.unwrap();
    assert!(status == 200 && begun.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn the_client_refuses_answers_that_are_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("1")).await;
    sandbox.pay("1", APPROVED).unwrap();
    for (fault, words) in [
        (Fault::WrongSignature, "signature is wrong"),
        (Fault::OtherOrder, "`order_id`"),
        (Fault::Truncated, "not a JSON object"),
        (Fault::ServerError, "500"),
    ] {
        sandbox.fault(fault);
        let error = ask(&sandbox, "1").await.unwrap_err();
        assert!(matches!(error, Error::Unknown(_)), "{fault}: {error}");
        assert!(error.to_string().contains(words), "{fault}: {error}");
        assert_eq!(ask(&sandbox, "1").await.unwrap().outcome(), Outcome::Approved);
    }
}

#[tokio::test]
async fn faults_are_planned_for_some_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    for name in ["first", "second"] {
        create(&sandbox, order(name)).await;
        sandbox.pay(name, APPROVED).unwrap();
    }
    sandbox.fault(Fault::ServerError.times(2).at("reverse_order").about("second"));
    assert!(ask(&sandbox, "second").await.is_ok());
    let reverse = |order_id: &str| {
        ReverseOrder::request().order_id(order_id).amount(100).currency(Currency::GEL).reverse_id("R").build().unwrap()
    };
    assert!(once(&sandbox).send(&reverse("first")).await.is_ok());
    for _ in 0..2 {
        assert!(matches!(once(&sandbox).send(&reverse("second")).await, Err(Error::Unknown(_))));
    }
    assert_eq!(sandbox.order("second").unwrap().reversal_amount, 0);
    assert!(once(&sandbox).send(&reverse("second")).await.is_ok());

    // A reverse that was lost on the way back is done once.
    sandbox.fault(Fault::DropAfter.at("reverse_order"));
    let full = ReverseOrder::request().order_id("first").amount(900).currency(Currency::GEL).reverse_id("R2");
    let full = full.build().unwrap();
    assert!(matches!(once(&sandbox).send(&full).await, Err(Error::Unknown(_))));
    assert!(once(&sandbox).send(&full).await.is_ok());
    assert_eq!(sandbox.order("first").unwrap().reversal_amount, 1000);
}

#[tokio::test]
async fn callbacks_come_twice() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([500]).await;
    faulty(&sandbox, "duplicate-callbacks", "twice", json!({ "server_callback_url": shop.url })).await.unwrap();
    sandbox.pay("twice", APPROVED).unwrap();
    until("both", || sandbox.callbacks().len() == 2).await;
    assert_eq!(shop.body(1).await, shop.body(2).await);
    // Each is repeated for itself.
    sandbox.advance(Duration::from_secs(2));
    shop.callback(3).await;
    assert_eq!(shop.count(), 3);
}

#[tokio::test]
async fn callbacks_overtake_each_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    sandbox.fault(Fault::ReorderCallbacks.at("checkout_url"));
    create(&sandbox, with(order("late"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("late", DECLINED).unwrap();
    sandbox.pay("late", APPROVED).unwrap();
    assert_eq!(shop.callback(1).await.outcome(), Outcome::Approved);
    sandbox.advance(Duration::from_secs(5));
    assert_eq!(shop.callback(2).await.order_status().as_str(), "processing");
}

#[tokio::test]
async fn an_unknown_fault_is_refused_with_the_names_of_all() {
    let sandbox = Sandbox::start().await.unwrap();
    let (status, body) = faulty(&sandbox, "delay=soon", "1", json!({})).await.unwrap();
    let answer: Value = serde_json::from_str(&body).unwrap();
    let words = "Parameter `x-sandbox-fault` is incorrect: `delay=soon` is no fault; there are delay=MILLISECONDS, \
                 drop-before, drop-after, error-500, truncated, wrong-signature, other-order, duplicate-callbacks, \
                 reorder-callbacks";
    assert_eq!((status, common::refusal(&answer["response"])), (400, (1007, words.to_owned())));
    assert!(sandbox.orders().is_empty());
    // A refused request with a fault in its callbacks makes no order, and is refused as ever.
    let refused = CheckoutUrl::request().order_id("x").order_desc("x").amount(0).currency(Currency::GEL);
    sandbox.fault(Fault::DuplicateCallbacks);
    assert_eq!(code(once(&sandbox).send(&refused.build().unwrap()).await), ResponseCode::InvalidAmount);
}
