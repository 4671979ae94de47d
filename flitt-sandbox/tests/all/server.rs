//! Start and stop of a sandbox, its host names, and payment by `POST /pay`.

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::common::{APPROVED, DECLINED, call, create, error_of, order, post_as, signed, until, with};
use flitt_sandbox::{Card, Merchant, Sandbox, StartError};
use serde_json::{Value, json};

async fn token_of(sandbox: &Sandbox, order_id: &str) -> String {
    let created = call(sandbox, "/api/checkout/token", signed(order(order_id))).await;
    created["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_checkout_page_escapes_texts() {
    let sandbox = Sandbox::start().await.unwrap();
    let markup = "<script>alert('1')</script> & \"quoted\"";
    let created = create(&sandbox, with(order("<b>"), json!({ "order_desc": markup, "amount": 5 }))).await;
    let url = created["checkout_url"].as_str().unwrap();
    let (address, token) = url.split_once("/default/index.html?token=").unwrap();
    let merchant = address.strip_prefix(&format!("{}/merchants/", sandbox.base_url())).unwrap();
    for name in [merchant, token] {
        assert!(name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    }
    let page = reqwest::get(url).await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let html = page.text().await.unwrap();
    assert!(html.contains("&lt;script&gt;alert('1')&lt;/script&gt; &amp; &quot;quoted&quot;"), "{html}");
    assert!(html.contains("&lt;b&gt;") && html.contains("0.05 GEL"), "{html}");
    assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");

    let elsewhere = url.replace(token, &"0".repeat(40));
    assert_eq!(reqwest::get(elsewhere).await.unwrap().status(), 404);
    assert_eq!(reqwest::get(url.replace(merchant, &"0".repeat(40))).await.unwrap().status(), 404);
    assert_eq!(reqwest::get(url.split_once('?').unwrap().0).await.unwrap().status(), 404);
}

#[tokio::test]
async fn an_order_is_paid_by_json_or_by_form() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token_of(&sandbox, "json").await;
    let body = |card: &str| json!({ "token": token, "card_number": card, "expiry_date": "1230", "cvv2": "123" });
    let (status, text) = post_as(&sandbox, "/pay", "application/json", body(DECLINED).to_string()).await;
    assert_eq!((status, text.as_str()), (200, r#"{"order_status":"processing","response_code":1000}"#));
    let (_, text) = post_as(&sandbox, "/pay", "application/json", body("4000 0000 0000 0002").to_string()).await;
    assert_eq!(text, r#"{"order_status":"processing","response_code":1015}"#);
    let (_, text) = post_as(&sandbox, "/pay/", "application/json", body(APPROVED).to_string()).await;
    assert_eq!(text, r#"{"order_status":"approved","response_code":""}"#);

    let token = token_of(&sandbox, "form").await;
    let form = format!("token={token}&card_number=4444+5555+6666+1111&expiry_date=1230&cvv2=123");
    let (_, text) = post_as(&sandbox, "/pay", "application/x-www-form-urlencoded", form.clone()).await;
    assert_eq!(text, r#"{"order_status":"approved","response_code":""}"#);
    let (_, text) = post_as(&sandbox, "/pay", "application/x-www-form-urlencoded", form).await;
    let response: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(error_of(&response["response"]), (1019, "Order `form` already has been completed".to_owned()));
}

#[tokio::test]
async fn invalid_payments_are_rejected() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        ("application/json", "{}", 1011),
        ("application/json", r#"{"token":"","card_number":"1"}"#, 1009),
        ("application/json", r#"{"token":"t"}"#, 1011),
        ("application/json", r#"{"token":"t","card_number":"4444555566661111"}"#, 1035),
        ("application/json", "token=t", 1005),
        ("text/plain", "{}", 1021),
    ];
    for (content_type, body, code) in cases {
        let (status, text) = post_as(&sandbox, "/pay", content_type, body).await;
        let response: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, error_of(&response["response"]).0), (200, code), "{body}");
    }
}

#[tokio::test]
async fn no_secret_is_shown() {
    let sandbox = Sandbox::builder().merchant(Merchant::new(1_549_901, "test")).start().await.unwrap();
    let more = json!({ "required_rectoken": "Y" });
    let created = create(&sandbox, with(order("secret"), more)).await;
    sandbox.pay("secret", APPROVED).unwrap();
    let rectoken = crate::common::status(&sandbox, "secret").await["rectoken"].as_str().unwrap().to_owned();
    let token = created["checkout_url"].as_str().unwrap().split_once("token=").unwrap().1;
    let shown = format!(
        "{sandbox:?} {:?} {:?} {:?} {:?}",
        sandbox.orders(),
        sandbox.callbacks(),
        Card::new(APPROVED).with_cvv2("qxzj"),
        Sandbox::builder().merchant(Merchant::new(5, "hidden key").with_payout_key("hidden payout")),
    );
    for secret in [rectoken.as_str(), token, APPROVED, "qxzj", "hidden"] {
        assert!(!shown.replace("[redacted]", "").contains(secret), "{secret}: {shown}");
    }
}

#[tokio::test]
async fn only_loopback_is_allowed_by_default() {
    let refused = Sandbox::builder().address(([0, 0, 0, 0], 0)).start().await.unwrap_err();
    assert!(matches!(refused, StartError::NotLoopback(_)));
    assert!(refused.to_string().contains("allow_any_address"));
    let open = Sandbox::builder().address(([0, 0, 0, 0], 0)).allow_any_address().start().await.unwrap();
    assert!(open.base_url().starts_with("http://127.0.0.1:"));
    assert_eq!(create(&open, order("open")).await["response_status"], "success");
}

#[tokio::test]
async fn only_its_own_host_names_are_accepted() {
    let builder = Sandbox::builder().address(([0, 0, 0, 0], 0)).allow_any_address();
    let sandbox = builder.host("sandbox").base_url("http://pay.test:9000").start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (host, status) in [("sandbox", 200), ("PAY.test:9000", 200), ("127.0.0.1", 200), ("evil.test", 421), ("", 421)]
    {
        let url = format!("http://127.0.0.1:{}/", sandbox.address().port());
        assert_eq!(client.get(url).header("host", host).send().await.unwrap().status(), status, "{host}");
    }
    let url = format!("http://127.0.0.1:{}/api/checkout/url", sandbox.address().port());
    let request = client.post(url).header("content-type", "application/json").body(signed(order("named")));
    let response = request.send().await.unwrap().text().await.unwrap();
    let created: Value = serde_json::from_str(&response).unwrap();
    let address = created["response"]["checkout_url"].as_str().unwrap();
    assert!(address.starts_with("http://pay.test:9000/merchants/"), "{address}");
}

#[tokio::test]
async fn an_invalid_configuration_is_rejected() {
    let host = Sandbox::builder().host("pay.test:80").start().await.unwrap_err();
    assert_eq!(host.to_string(), "`pay.test:80` is not a host name; expected one like pay.test, without a port");
    let url = Sandbox::builder().base_url("pay.test").start().await;
    assert!(matches!(url, Err(StartError::InvalidBaseUrl(url)) if url == "pay.test"));
    let duplicate = Sandbox::builder().merchant(Merchant::test()).merchant(Merchant::new(1_549_901, "x")).start().await;
    assert!(matches!(duplicate, Err(StartError::DuplicateMerchant(1_549_901))));
    let empty = Sandbox::builder().merchant(Merchant::new(5, "")).start().await;
    assert!(matches!(empty, Err(StartError::EmptyKey(5))));
    let running = Sandbox::start().await.unwrap();
    let address: std::net::SocketAddr = running.base_url().trim_start_matches("http://").parse().unwrap();
    assert!(matches!(Sandbox::builder().address(address).start().await, Err(StartError::Listen { .. })));
}

#[test]
fn a_sandbox_needs_a_runtime() {
    let mut start = std::pin::pin!(Sandbox::start());
    let polled = start.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Ready(Err(StartError::NoRuntime))));
}

#[tokio::test]
async fn a_sandbox_stops_when_it_is_dropped_or_stopped() {
    for is_dropped in [true, false] {
        let sandbox = Sandbox::start().await.unwrap();
        create(&sandbox, order("last")).await;
        let address: std::net::SocketAddr = sandbox.base_url().trim_start_matches("http://").parse().unwrap();
        // A connection that a client keeps open does not delay the stop.
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(sandbox.base_url()).send().await.unwrap().bytes().await.unwrap();
        if is_dropped {
            drop(sandbox);
        } else {
            tokio::time::timeout(Duration::from_secs(3), sandbox.stop()).await.unwrap();
        }
        until("the end", || std::net::TcpStream::connect(address).is_err()).await;
    }
}
