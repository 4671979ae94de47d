//! What merchants' servers are told, and how often.

mod common;

use std::iter::repeat_n;
use std::time::Duration;

use common::{APPROVED, DECLINED, Shop, call, create, order, packed_with, until, with};
use flitt_sandbox::{CallbackResult, Sandbox};
use serde_json::json;

async fn quick() -> Sandbox {
    Sandbox::builder().callback_repeats([Duration::from_millis(3); 4]).start().await.unwrap()
}

#[tokio::test]
async fn a_callback_is_repeated_until_it_is_answered_with_200() {
    let sandbox = quick().await;
    let shop = Shop::start([500, 302, 204]).await;
    create(&sandbox, with(order("told"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("told", APPROVED).unwrap();
    assert_eq!(shop.callback(4).await.order_status().as_str(), "approved");
    until("the record", || sandbox.callbacks().len() == 4).await;
    let attempts = sandbox.callbacks();
    let results: Vec<(u32, CallbackResult)> =
        attempts.iter().map(|attempt| (attempt.attempt, attempt.result.clone())).collect();
    let answered = |status| CallbackResult::Answered(status);
    assert_eq!(results, [(1, answered(500)), (2, answered(302)), (3, answered(204)), (4, answered(200))]);
    assert!(attempts.iter().all(|attempt| attempt.order_id == "told" && attempt.url == shop.url));
    assert!(attempts.is_sorted_by_key(|attempt| attempt.at));
}

#[tokio::test]
async fn a_callback_is_given_up_after_the_last_repeat() {
    let sandbox = quick().await;
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
async fn nobody_listens() {
    let sandbox = Sandbox::builder().callback_repeats([]).start().await.unwrap();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    drop(listener);
    create(&sandbox, with(order("nobody"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("nobody", APPROVED).unwrap();
    until("the record", || sandbox.callbacks().len() == 1).await;
    assert!(matches!(&sandbox.callbacks()[0].result, CallbackResult::Failed(why) if !why.is_empty()));
}

#[tokio::test]
async fn a_slow_server_is_given_up_on() {
    let timeout = Duration::from_millis(20);
    let sandbox = Sandbox::builder().callback_repeats([]).callback_timeout(timeout).start().await.unwrap();
    // The system accepts the connection, and nobody ever answers.
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/callback", listener.local_addr().unwrap());
    create(&sandbox, with(order("slow"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("slow", APPROVED).unwrap();
    until("the record", || sandbox.callbacks().len() == 1).await;
    assert!(matches!(sandbox.callbacks()[0].result, CallbackResult::Failed(_)));
}

#[tokio::test]
async fn only_loopback_is_called() {
    let sandbox = quick().await;
    let urls = [
        ("http://192.0.2.1/callback", "192.0.2.1 is not a loopback address"),
        ("http://example.com/callback", "example.com is not a loopback address"),
        ("http://localhost.example.com/", "localhost.example.com is not a loopback address"),
        ("http://127.0.0.1@example.com/", "example.com is not a loopback address"),
        ("http://[2001:db8::1]/", "[2001:db8::1] is not a loopback address"),
        ("https://127.0.0.1/callback", "the sandbox sends callbacks by http, not by https"),
        ("...", "the address is not valid"),
    ];
    for (number, (url, why)) in urls.iter().enumerate() {
        let order_id = number.to_string();
        create(&sandbox, with(order(&order_id), json!({ "server_callback_url": url }))).await;
        sandbox.pay(&order_id, APPROVED).unwrap();
        until("the record", || sandbox.callbacks().len() == number + 1).await;
        let attempt = &sandbox.callbacks()[number];
        assert!(
            matches!(&attempt.result, CallbackResult::Refused(words) if words.starts_with(why)),
            "{url}: {:?}",
            attempt.result
        );
    }
}

#[tokio::test]
async fn callbacks_end_with_the_sandbox() {
    let sandbox =
        Sandbox::builder().callback_repeats(repeat_n(Duration::from_millis(1), 10_000)).start().await.unwrap();
    let shop = Shop::start(repeat_n(500, 10_000)).await;
    create(&sandbox, with(order("end"), json!({ "server_callback_url": shop.url }))).await;
    sandbox.pay("end", APPROVED).unwrap();
    until("some attempts", || shop.count() > 3).await;
    sandbox.stop().await;
    let at_the_end = shop.count();
    // A second sandbox has sent many callbacks in the meantime; the first one has sent what was on its way at most.
    let other = quick().await;
    let witness = Shop::start([500; 4]).await;
    create(&other, with(order("witness"), json!({ "server_callback_url": witness.url }))).await;
    other.pay("witness", APPROVED).unwrap();
    witness.callback(5).await;
    assert!(shop.count() <= at_the_end + 1);
}

#[tokio::test]
async fn an_attempt_shows_what_was_posted_without_secrets() {
    let sandbox = quick().await;
    let shop = Shop::start([500]).await;
    let more = json!({ "server_callback_url": shop.url, "required_rectoken": "Y", "merchant_data": "basket 7" });
    create(&sandbox, with(order("shown"), more.clone())).await;
    sandbox.pay("shown", APPROVED).unwrap();
    until("the repeat", || sandbox.callbacks().len() == 2).await;
    let fields = with(order("packed"), more);
    call(&sandbox, "/api/checkout/url", packed_with("test", &fields)).await;
    sandbox.pay("packed", APPROVED).unwrap();
    until("both", || sandbox.callbacks().len() == 3).await;
    let answers: Vec<String> = sandbox.callbacks().into_iter().map(|attempt| attempt.answer).collect();
    assert!(answers[0].contains("basket 7") && answers[0].contains(r#""rectoken":"[rectoken]""#), "{answers:?}");
    assert_eq!(answers[1..], ["", ""]);
    for attempt in sandbox.callbacks() {
        let body = attempt.message.body.as_deref().unwrap();
        assert!(body.contains("\"rectoken\": \"[rectoken]\"") && body.contains("basket 7"), "{body}");
        let signed = attempt.message.signed_text.as_deref().unwrap();
        match attempt.order_id.as_str() {
            "shown" => assert!(signed.starts_with("**********|1000|GEL|[additional_info]|"), "{signed}"),
            _ => assert_eq!(signed, "**********|[data]"),
        }
    }
}
