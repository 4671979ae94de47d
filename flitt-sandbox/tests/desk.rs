//! The developer's desk: what it shows, what it does, and whom it obeys. The journal behind it.

mod common;

use std::time::Duration;

use common::{APPROVED, PLAIN, Shop, call, create, object, order, post_as, reverse, signed, status, until, with};
use flitt_sandbox::{Call, CallbackResult, OrderStatus, Sandbox, Stage};
use reqwest::{Client, redirect::Policy};
use serde_json::json;

fn browser() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

async fn page(sandbox: &Sandbox, path: &str) -> String {
    let response = browser().get(format!("{}{path}", sandbox.base_url())).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    response.text().await.unwrap()
}

fn path_of(sandbox: &Sandbox, order_id: &str) -> String {
    format!("/desk/orders/{}", sandbox.order(order_id).unwrap().payment_id)
}

/// Presses a button of an order, from a page of this origin.
async fn press(sandbox: &Sandbox, order_id: &str, action: &str, origin: Option<&str>) -> u16 {
    let url = format!("{}{}", sandbox.base_url(), path_of(sandbox, order_id));
    let request = browser().post(url).body(format!("action={action}"));
    let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
    request.send().await.unwrap().status().as_u16()
}

fn last(sandbox: &Sandbox) -> Call {
    sandbox.calls().pop().unwrap()
}

#[tokio::test]
async fn the_journal_tells_of_each_request_and_the_check_that_it_failed() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("TestOrder2")).await;
    let created = last(&sandbox);
    assert_eq!((created.number, created.status, created.failed), (1, 200, None));
    assert_eq!((created.merchant_id, created.order_id.as_deref()), (Some(1_549_901), Some("TestOrder2")));
    assert_eq!(created.request.signed_text.as_deref(), Some("**********|1000|GEL|1549901|Test payment|TestOrder2"));
    assert!(created.answer.body.unwrap().contains("checkout_url") && created.answer.signed_text.is_none());
    status(&sandbox, "TestOrder2").await;
    assert!(last(&sandbox).answer.signed_text.unwrap().starts_with("**********|"));

    let json = "application/json";
    let unsigned = json!({ "request": with(order("1"), json!({ "signature": "0".repeat(40) })) }).to_string();
    let cases = [
        ("/api/nothing", json, signed(order("1")), Stage::Address),
        ("/api/checkout/url", "text/plain", signed(order("1")), Stage::ContentType),
        ("/api/checkout/url", json, "{".to_owned(), Stage::Body),
        ("/api/checkout/url", json, "x".repeat(2_000_000), Stage::Body),
        ("/api/checkout/url", json, signed(with(order("1"), json!({ "amount": null }))), Stage::Parameters),
        ("/api/checkout/url", json, signed(with(order("1"), json!({ "merchant_id": 7 }))), Stage::Merchant),
        ("/api/checkout/url", json, unsigned, Stage::Signature),
        ("/api/checkout/url", json, signed(with(order("1"), json!({ "currency": "XXX" }))), Stage::Currency),
        ("/api/checkout/url", json, signed(order("TestOrder2")), Stage::Order),
    ];
    for (path, content_type, body, stage) in cases {
        post_as(&sandbox, path, content_type, body).await;
        assert_eq!(last(&sandbox).failed.unwrap().stage, stage, "{path}");
    }
    assert_eq!(sandbox.calls().iter().map(|call| call.number).collect::<Vec<_>>(), (1..=11).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_journal_is_bounded() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = browser();
    for _ in 0..1001 {
        client.post(format!("{}/api/checkout/url", sandbox.base_url())).body("{}").send().await.unwrap();
    }
    let calls = sandbox.calls();
    assert_eq!((calls.len(), calls[0].number, calls[999].number), (1000, 2, 1001));
}

#[tokio::test]
async fn neither_the_journal_nor_the_desk_shows_a_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("saved"), json!({ "required_rectoken": "Y" }))).await;
    sandbox.pay("saved", APPROVED).unwrap();
    let rectoken = status(&sandbox, "saved").await["rectoken"].as_str().unwrap().to_owned();
    // Digits would stand in some signature, too.
    let card = json!({ "card_number": PLAIN, "cvv2": "qxzj", "expiry_date": "1230" });
    call(&sandbox, "/api/3dsecure_step1", signed(with(order("direct"), card.clone()))).await;
    call(&sandbox, "/api/recurring", signed(with(order("charge"), json!({ "rectoken": rectoken })))).await;
    let wrong = with(with(order("wrong"), card), json!({ "signature": "0".repeat(40), "kartennummer": "of my wife" }));
    call(&sandbox, "/api/3dsecure_step1", json!({ "request": wrong }).to_string()).await;
    let noted = last(&sandbox);
    let said = noted.failed.unwrap().message;
    assert!(said.contains("**********|1000|[card_number]|GEL|[cvv2]|1230|[hidden]|1549901|"), "{said}");
    let wallet = with(order("wallet"), json!({ "container": "eyJhIjoic2VjcmV0LXRva2VuIn0=" }));
    call(&sandbox, "/api/3dsecure_step1", signed(wallet)).await;

    let mut shown = format!("{:?}", sandbox.calls()) + &page(&sandbox, "/").await;
    for order in sandbox.orders() {
        shown += &page(&sandbox, &path_of(&sandbox, &order.purchase.order_id)).await;
    }
    for secret in
        [rectoken.as_str(), PLAIN, APPROVED, "qxzj", "eyJhIjoic2VjcmV0LXRva2VuIn0=", "secret-token", "my wife"]
    {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert!(shown.contains("[card_number]") && shown.contains("[cvv2]") && shown.contains("[container]"));
}

#[tokio::test]
async fn an_order_has_a_timeline() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([500, 200]).await;
    let more = json!({ "preauth": "Y", "order_desc": "<b>Tea</b>", "server_callback_url": shop.url });
    create(&sandbox, with(order("life"), more)).await;
    sandbox.pay("life", "4444111155556666").unwrap();
    sandbox.pay("life", PLAIN).unwrap();
    let fields = json!({ "order_id": "life", "merchant_id": 1_549_901, "amount": 900, "currency": "GEL" });
    call(&sandbox, "/api/capture/order_id", signed(object(fields))).await;
    reverse(&sandbox, "life", 400, json!({})).await;
    until("the callbacks", || sandbox.callbacks().len() >= 2).await;
    let html = page(&sandbox, &path_of(&sandbox, "life")).await;
    for text in [
        "Created",
        "&quot;order_status&quot;: &quot;approved&quot;",
        "Declined: General decline (1000), card 444411XXXXXX6666",
        "Paid, card 444455XXXXXX6666",
        "Captured 9.00 GEL",
        "Reversed 4.00 GEL",
        "POST /api/checkout/url",
        "HTTP 500",
        "&lt;b&gt;Tea&lt;/b&gt;",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(!html.contains("<b>"));
}

#[tokio::test]
async fn buttons_do_what_they_say() {
    let sandbox = Sandbox::start().await.unwrap();
    let shop = Shop::start([]).await;
    for order_id in ["paid", "declined", "expired", "held"] {
        let preauth = if order_id == "held" { "Y" } else { "N" };
        let more = json!({ "delayed": "N", "preauth": preauth, "server_callback_url": shop.url });
        create(&sandbox, with(order(order_id), more)).await;
    }
    let cases = [
        ("paid", "pay", OrderStatus::Approved),
        ("paid", "reverse", OrderStatus::Reversed),
        ("declined", "decline", OrderStatus::Declined),
        ("expired", "expire", OrderStatus::Expired),
        ("held", "pay", OrderStatus::Approved),
        ("held", "capture", OrderStatus::Approved),
    ];
    for (order_id, action, expected) in cases {
        assert_eq!(press(&sandbox, order_id, action, Some(sandbox.base_url())).await, 303, "{action}");
        assert_eq!(sandbox.order(order_id).unwrap().status, expected, "{order_id} {action}");
    }
    assert_eq!(sandbox.order("held").unwrap().captured_amount, Some(1000));
    until("the callbacks", || shop.count() == 5).await;
    assert_eq!(press(&sandbox, "paid", "callback", None).await, 303, "what is no browser sends no origin");
    assert_eq!(shop.callback(6).await.order_id(), "paid");
    assert_eq!(press(&sandbox, "paid", "pay", None).await, 409);
    assert_eq!(press(&sandbox, "paid", "burn", None).await, 400);
}

#[tokio::test]
async fn only_the_desks_own_pages_press_buttons_and_only_own_names_are_answered() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("TestOrder2")).await;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(press(&sandbox, "TestOrder2", "expire", Some(origin)).await, 403, "{origin}");
    }
    let foreign = browser().post(format!("{}/desk/orders", sandbox.base_url())).header("origin", "null");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Created);
    for path in ["/", "/api/checkout/url", "/desk/events", "/assets/desk.js"] {
        let rebound = browser().get(format!("{}{path}", sandbox.base_url())).header("host", "evil.example");
        assert_eq!(rebound.send().await.unwrap().status(), 421, "{path}");
    }
}

#[tokio::test]
async fn faults_are_planned_on_the_desk() {
    let sandbox = Sandbox::start().await.unwrap();
    let plan = async |form: &'static str| {
        let request = browser().post(format!("{}/desk/faults", sandbox.base_url())).body(form);
        request.header("origin", sandbox.base_url()).send().await.unwrap().status().as_u16()
    };
    assert_eq!(plan("fault=error-500&times=2&endpoint=checkout_url").await, 303);
    assert!(page(&sandbox, "/").await.contains("<li>error-500, 2 times, at checkout_url</li>"));
    let ask = async || post_as(&sandbox, "/api/checkout/url", "application/json", signed(order("1"))).await.0;
    assert_eq!((ask().await, last(&sandbox).status), (500, 500));
    assert_eq!(plan("").await, 303);
    assert_eq!(ask().await, 200, "nothing is planned any more");
    for refused in ["fault=fire&times=1", "fault=truncated&times=0", "fault=truncated&times=1001"] {
        assert_eq!(plan(refused).await, 400, "{refused}");
    }
}

#[tokio::test]
async fn an_open_page_is_told_of_news_and_does_not_hold_the_sandbox_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut events = browser().get(format!("{}/desk/events", sandbox.base_url())).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert_eq!(events.chunk().await.unwrap().unwrap(), "data: news\n\n");
    create(&sandbox, order("TestOrder2")).await;
    assert_eq!(events.chunk().await.unwrap().unwrap(), "data: news\n\n");
    tokio::time::timeout(Duration::from_secs(3), sandbox.stop()).await.unwrap();
    assert_eq!(events.chunk().await.ok().flatten(), None);
}

#[tokio::test]
async fn the_demo_shop_is_told_however_others_name_the_sandbox() {
    let sandbox = Sandbox::builder().base_url("http://pay.test:9000").start().await.unwrap();
    let url = format!("http://{}/desk/orders", sandbox.address());
    browser().post(url).send().await.unwrap();
    let order = sandbox.order("order-1").unwrap();
    assert_eq!(order.purchase.response_url, "http://pay.test:9000/shop");
    sandbox.pay("order-1", APPROVED).unwrap();
    until("the callback", || sandbox.callbacks().len() == 1).await;
    assert_eq!(sandbox.callbacks()[0].result, CallbackResult::Answered(200));
}

#[tokio::test]
async fn the_demo_shop_verifies_what_it_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = browser().post(format!("{}/desk/orders", sandbox.base_url()));
    let created = own.header("origin", sandbox.base_url()).send().await.unwrap();
    assert_eq!(created.headers()["location"], path_of(&sandbox, "order-1").as_str());
    sandbox.pay("order-1", PLAIN).unwrap();
    until("the callback", || !sandbox.callbacks().is_empty()).await;
    assert_eq!(sandbox.callbacks()[0].result, flitt_sandbox::CallbackResult::Answered(200));
    let (status, why) = post_as(&sandbox, "/shop/callback", "application/json", r#"{"order_id":"order-1"}"#).await;
    assert_eq!((status, why.contains("refused")), (400, true), "{why}");
    assert!(page(&sandbox, "/").await.contains("order-2"), "the commands name an order that is not there yet");
    assert!(sandbox.first_order("flitt").contains("flitt call checkout_url --test order_id=order-2"));
}
