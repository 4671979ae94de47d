//! Injected faults.

use std::time::{Duration, Instant};

use crate::common::{APPROVED, DECLINED, Shop, code, create, order, signed, until, with};
use flitt_client::api::{CheckoutUrl, GetOrderStatus, ReverseOrder};
use flitt_client::reference::ResponseCode;
use flitt_client::{Client, Credentials, Currency, Error, Outcome, RetryPolicy};
use flitt_sandbox::{FailureResponse, Fault, Sandbox};
use serde_json::{Value, json};

/// Creates an order with a fault in the header. Returns status and body, or `None` without a response.
async fn faulty(sandbox: &Sandbox, fault: &str, order_id: &str, more: Value) -> Option<(u16, String)> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{}/api/checkout/url", sandbox.base_url()));
    let request = request.header("content-type", "application/json").header("x-sandbox-fault", fault);
    let response = request.body(signed(with(order(order_id), more))).send().await.ok()?;
    Some((response.status().as_u16(), response.text().await.ok()?))
}

/// A client without automatic retries.
fn once(sandbox: &Sandbox) -> Client {
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url());
    client.retry(RetryPolicy::none()).build().unwrap()
}

async fn order_status(sandbox: &Sandbox, order_id: &str) -> Result<flitt_client::api::FinalOrder, Error> {
    once(sandbox).send(&GetOrderStatus::request().order_id(order_id).build().unwrap()).await
}

#[tokio::test]
async fn a_response_is_lost_before_or_after_the_order_is_created() {
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
async fn a_failure_is_reported_before_or_after_the_request_is_carried_out() {
    let sandbox = Sandbox::start().await.unwrap();
    for (fault, order_id, status, code, message, exists) in [
        ("failure-before=1002", "1", 200, 1002, "Application error", false),
        ("failure-before=1089@502", "2", 502, 1089, "Acquiring bank request timeout", false),
        ("failure-after=1089", "3", 200, 1089, "Acquiring bank request timeout", true),
        ("failure-after=1002@302", "4", 302, 1002, "Application error", true),
        ("failure-after=4711@500", "5", 500, 4711, "", true),
    ] {
        let (http, body) = faulty(&sandbox, fault, order_id, json!({})).await.unwrap();
        let response: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((http, sandbox.order(order_id).is_some()), (status, exists), "{fault}");
        assert_eq!(crate::common::error_of(&response["response"]), (code, message.to_owned()), "{fault}");
        assert_eq!(response["response"]["response_status"], "failure");
        assert!(!response["response"]["request_id"].as_str().unwrap().is_empty());
    }
    // What the sandbox rejects was not carried out, and gets its own failure.
    let (status, body) = faulty(&sandbox, "failure-after=1089@502", "6", json!({ "amount": "0" })).await.unwrap();
    let response: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200, "{body}");
    assert_ne!(crate::common::error_of(&response["response"]).0, 1089);
    assert!(sandbox.order("6").is_none());
}

#[tokio::test]
async fn the_client_rejects_invalid_responses() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("1")).await;
    sandbox.pay("1", APPROVED).unwrap();
    for (fault, message) in [
        (Fault::WrongSignature, "wrong signature"),
        (Fault::OtherOrder, "`order_id`"),
        (Fault::Truncated, "not a JSON object"),
        (Fault::ServerError, "500"),
        (Fault::HtmlBefore, "an HTML page titled `Maintenance`"),
        (Fault::HtmlAfter, "an HTML page titled `Maintenance`"),
        (Fault::FailureAfter(FailureResponse::new(1002).without_envelope()), "code 1002"),
        (Fault::FailureBefore(FailureResponse::new(1002).with_status(503).without_envelope()), "code 1002"),
    ] {
        sandbox.fault(fault);
        let error = order_status(&sandbox, "1").await.unwrap_err();
        assert!(matches!(error, Error::Unknown(_)), "{fault}: {error}");
        assert!(error.to_string().contains(message), "{fault}: {error}");
        assert_eq!(order_status(&sandbox, "1").await.unwrap().outcome(), Outcome::Approved);
    }
}

/// Of a request that moves money, they prove nothing either way.
#[tokio::test]
async fn pages_and_bare_errors_come_before_or_after_the_request() {
    let sandbox = Sandbox::start().await.unwrap();
    for (fault, exists, status, body) in [
        ("html-before", false, 200, "<title>Maintenance</title>"),
        ("html-after", true, 200, "<title>Maintenance</title>"),
        ("failure-before=1002,bare", false, 200, r#"{"error_code":1002,"error_message":"#),
        ("failure-after=1002@503,bare", true, 503, r#"{"error_code":1002,"error_message":"#),
    ] {
        let (http, text) = faulty(&sandbox, fault, fault, json!({})).await.unwrap();
        assert_eq!((http, sandbox.order(fault).is_some()), (status, exists), "{fault}");
        assert!(text.contains(body) && !text.contains("response_status"), "{text}");
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
    assert!(order_status(&sandbox, "second").await.is_ok());
    let reverse = |order_id: &str| {
        ReverseOrder::request().order_id(order_id).amount(100).currency(Currency::GEL).reverse_id("R").build().unwrap()
    };
    assert!(once(&sandbox).send(&reverse("first")).await.is_ok());
    for _ in 0..2 {
        assert!(matches!(once(&sandbox).send(&reverse("second")).await, Err(Error::Unknown(_))));
    }
    assert_eq!(sandbox.order("second").unwrap().reversal_amount, 0);
    assert!(once(&sandbox).send(&reverse("second")).await.is_ok());

    // A reversal whose response was lost is carried out once.
    sandbox.fault(Fault::DropAfter.at("reverse_order"));
    let full = ReverseOrder::request().order_id("first").amount(900).currency(Currency::GEL).reverse_id("R2");
    let full = full.build().unwrap();
    assert!(matches!(once(&sandbox).send(&full).await, Err(Error::Unknown(_))));
    assert!(once(&sandbox).send(&full).await.is_ok());
    assert_eq!(sandbox.order("first").unwrap().reversal_amount, 1000);
}

#[tokio::test]
async fn callbacks_are_sent_twice() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([500]).await;
    faulty(&sandbox, "duplicate-callbacks", "twice", json!({ "server_callback_url": shop.url })).await.unwrap();
    sandbox.pay("twice", APPROVED).unwrap();
    until("both", || sandbox.callbacks().len() == 2).await;
    assert_eq!(shop.body(1).await, shop.body(2).await);
    // Each is retried separately.
    sandbox.advance(Duration::from_secs(2));
    shop.callback(3).await;
    assert_eq!(shop.count(), 3);
}

#[tokio::test]
async fn callbacks_arrive_out_of_order() {
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
async fn an_unknown_fault_is_rejected_with_all_names() {
    let sandbox = Sandbox::start().await.unwrap();
    let (status, body) = faulty(&sandbox, "delay=soon", "1", json!({})).await.unwrap();
    let response: Value = serde_json::from_str(&body).unwrap();
    let message = "Parameter `x-sandbox-fault` is incorrect: unknown fault `delay=soon`; expected one of delay=MILLISECONDS, \
                 failure-before=CODE[@STATUS][,bare], failure-after=CODE[@STATUS][,bare], drop-before, drop-after, error-500, html-before, \
                 html-after, truncated, wrong-signature, other-order, duplicate-callbacks, \
                 reorder-callbacks";
    assert_eq!((status, crate::common::error_of(&response["response"])), (400, (1007, message.to_owned())));
    assert!(sandbox.orders().is_empty());
    // A rejected request with a fault in its callbacks creates no order.
    let rejected = CheckoutUrl::request().order_id("x").order_desc("x").amount(1).currency("XAF");
    sandbox.fault(Fault::DuplicateCallbacks);
    assert_eq!(code(once(&sandbox).send(&rejected.build().unwrap()).await), ResponseCode::CurrencyNotAvailable);
}
