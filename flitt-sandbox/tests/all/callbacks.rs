//! Delivery of callbacks: retries, timeouts, allowed hosts, and what is recorded.

use std::iter::repeat_n;
use std::time::Duration;

use crate::common::{APPROVED, DECLINED, Shop, call, create, encode_data_with, order, until, with};
use flitt_sandbox::{CallbackResult, Sandbox};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

async fn with_short_delays() -> Sandbox {
    Sandbox::builder().callback_retry_delays([Duration::from_millis(3); 4]).start().await.unwrap()
}

#[tokio::test]
async fn a_callback_is_retried_until_the_response_is_200() {
    let sandbox = with_short_delays().await;
    let shop = Shop::start([500, 302, 204]).await;
    create(&sandbox, with(order("paid"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("paid", APPROVED).unwrap();
    assert_eq!(shop.callback(4).await.order_status().as_str(), "approved");
    until("the record", || sandbox.callbacks().len() == 4).await;
    let attempts = sandbox.callbacks();
    let results: Vec<(u32, CallbackResult)> =
        attempts.iter().map(|attempt| (attempt.attempt, attempt.result.clone())).collect();
    let responded = |status| CallbackResult::Responded(status);
    assert_eq!(results, [(1, responded(500)), (2, responded(302)), (3, responded(204)), (4, responded(200))]);
    assert!(attempts.iter().all(|attempt| attempt.order_id == "paid" && attempt.url == shop.url));
    assert!(attempts.is_sorted_by_key(|attempt| attempt.at));
}

#[tokio::test]
async fn a_callback_is_given_up_after_the_last_retry() {
    let sandbox = with_short_delays().await;
    let shop = Shop::start([503; 20]).await;
    create(&sandbox, with(order("deaf"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("deaf", APPROVED).unwrap();
    until("five attempts", || sandbox.callbacks().len() == 5).await;
    create(&sandbox, with(order("later"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("later", DECLINED).unwrap();
    until("five attempts more", || sandbox.callbacks().len() == 10).await;
    assert_eq!(shop.count(), 10);
}

#[tokio::test]
async fn a_refused_connection_is_recorded() {
    let sandbox = Sandbox::builder().callback_retry_delays([]).start().await.unwrap();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    drop(listener);
    create(&sandbox, with(order("nobody"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("nobody", APPROVED).unwrap();
    until("the record", || sandbox.callbacks().len() == 1).await;
    assert!(matches!(&sandbox.callbacks()[0].result, CallbackResult::Failed(why) if !why.is_empty()));
}

#[tokio::test]
async fn a_slow_server_is_a_timeout() {
    let timeout = Duration::from_millis(20);
    let sandbox = Sandbox::builder().callback_retry_delays([]).callback_timeout(timeout).start().await.unwrap();
    // The system accepts the connection, but there is never a response.
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    create(&sandbox, with(order("slow"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("slow", APPROVED).unwrap();
    until("the record", || sandbox.callbacks().len() == 1).await;
    assert!(matches!(sandbox.callbacks()[0].result, CallbackResult::Failed(_)));
}

#[tokio::test]
async fn only_loopback_addresses_are_called() {
    let sandbox = with_short_delays().await;
    let urls = [
        ("http://192.0.2.1/callback", "192.0.2.1 is not a loopback address"),
        ("http://example.com/callback", "example.com is not a loopback address"),
        ("http://localhost.example.com/", "localhost.example.com is not a loopback address"),
        ("http://127.0.0.1@example.com/", "example.com is not a loopback address"),
        ("http://[2001:db8::1]/", "[2001:db8::1] is not a loopback address"),
        ("https://127.0.0.1/callback", "the sandbox sends callbacks only by http, not by https"),
    ];
    for (number, (url, reason)) in urls.iter().enumerate() {
        let order_id = number.to_string();
        create(&sandbox, with(order(&order_id), json!({ "server_callback_url": url }))).await;
        sandbox.pay(&order_id, APPROVED).unwrap();
        until("the record", || sandbox.callbacks().len() == number + 1).await;
        let attempt = &sandbox.callbacks()[number];
        assert!(
            matches!(&attempt.result, CallbackResult::NotSent(actual) if actual.starts_with(reason)),
            "{url}: {:?}",
            attempt.result
        );
    }
}

#[tokio::test]
async fn callbacks_stop_with_the_sandbox() {
    let sandbox =
        Sandbox::builder().callback_retry_delays(repeat_n(Duration::from_millis(1), 10_000)).start().await.unwrap();
    let shop = Shop::start(repeat_n(500, 10_000)).await;
    create(&sandbox, with(order("end"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("end", APPROVED).unwrap();
    until("some attempts", || shop.count() > 3).await;
    sandbox.stop().await;
    let at_the_end = shop.count();
    // A second sandbox has sent many callbacks in the meantime. The first one has sent at most the running one.
    let other = with_short_delays().await;
    let witness = Shop::start([500; 4]).await;
    create(&other, with(order("witness"), json!({ "server_callback_url": witness.url }))).await;
    other.pay("witness", APPROVED).unwrap();
    witness.callback(5).await;
    assert!(shop.count() <= at_the_end + 1);
}

#[tokio::test]
async fn an_attempt_records_bodies_without_secrets() {
    let sandbox = with_short_delays().await;
    let shop = Shop::start([500]).await;
    let more = json!({ "server_callback_url": shop.url, "required_rectoken": "Y", "merchant_data": "basket 7" });
    create(&sandbox, with(order("shown"), more.clone())).await;
    sandbox.pay("shown", APPROVED).unwrap();
    until("the retry", || sandbox.callbacks().len() == 2).await;
    let fields = with(order("packed"), more);
    call(&sandbox, "/api/checkout/url", encode_data_with("test", &fields)).await;
    sandbox.pay("packed", APPROVED).unwrap();
    until("both", || sandbox.callbacks().len() == 3).await;
    let responses: Vec<String> = sandbox.callbacks().into_iter().map(|attempt| attempt.response).collect();
    assert!(responses[0].contains("basket 7") && responses[0].contains(r#""rectoken":"[rectoken]""#), "{responses:?}");
    assert_eq!(responses[1..], ["", ""]);
    for attempt in sandbox.callbacks() {
        let body = attempt.request.content.as_deref().unwrap();
        assert!(body.contains("\"rectoken\": \"[rectoken]\"") && body.contains("basket 7"), "{body}");
        let signed = attempt.request.signed_text.as_deref().unwrap();
        match attempt.order_id.as_str() {
            "shown" => assert!(signed.starts_with("**********|1000|GEL|[additional_info]|"), "{signed}"),
            _ => assert_eq!(signed, "**********|[data]"),
        }
    }
}

#[tokio::test]
async fn a_response_without_end_ends_with_the_attempt() {
    let timeout = Duration::from_millis(200);
    let sandbox = Sandbox::builder().callback_retry_delays([]).callback_timeout(timeout).start().await.unwrap();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = &b"HTTP/1.1 500 Error\r\ncontent-length: 1000000\r\n\r\n"[..];
        while stream.write_all(text).await.is_ok() {
            tokio::time::sleep(timeout / 20).await;
            text = b"x";
        }
    });
    create(&sandbox, with(order("endless"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("endless", APPROVED).unwrap();
    until("the record", || sandbox.callbacks().len() == 1).await;
    assert_eq!(sandbox.callbacks()[0].result, CallbackResult::Responded(500));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let sandbox = Sandbox::builder().callback_retry_delays([]).start().await.unwrap();
    let service = Shop::start([]).await;
    let location = service.url.clone();
    let redirect =
        axum::routing::post(
            move || async move { (axum::http::StatusCode::TEMPORARY_REDIRECT, [("location", location)]) },
        );
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().route("/callback", redirect)).await });
    create(&sandbox, with(order("moved"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("moved", APPROVED).unwrap();
    until("the record", || sandbox.callbacks().len() == 1).await;
    assert_eq!((sandbox.callbacks()[0].result.clone(), service.count()), (CallbackResult::Responded(307), 0));
}
