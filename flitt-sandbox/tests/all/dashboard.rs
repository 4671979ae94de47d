//! The dashboard: what it shows, its actions, and from which pages it accepts them. The journal behind it.

use std::time::Duration;

use crate::common::{
    APPROVED, FORM, PLAIN, Shop, call, create, form_token, object, order, post_as, reverse, signed, status, token_in,
    until, with,
};
use flitt_sandbox::{CallbackResult, CheckStage, Merchant, OrderStatus, RecordedRequest, Sandbox};
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
    format!("/dashboard/orders/{}", sandbox.order(order_id).unwrap().payment_id)
}

/// Posts a form of the dashboard, with its token, from a page of this origin.
async fn submit(sandbox: &Sandbox, path: &str, form: &str, origin: Option<&str>) -> reqwest::Response {
    let token = form_token(sandbox).await;
    let request = browser().post(format!("{}{path}", sandbox.base_url())).header("content-type", FORM);
    let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
    request.body(format!("{form}&form_token={token}")).send().await.unwrap()
}

/// Presses a button of an order on a page of this origin.
async fn press(sandbox: &Sandbox, order_id: &str, action: &str, origin: Option<&str>) -> u16 {
    let form = format!("action={action}");
    submit(sandbox, &path_of(sandbox, order_id), &form, origin).await.status().as_u16()
}

fn last(sandbox: &Sandbox) -> RecordedRequest {
    sandbox.requests().pop().unwrap()
}

#[tokio::test]
async fn the_journal_records_each_request_and_the_check_that_it_failed() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("TestOrder2")).await;
    let created = last(&sandbox);
    assert_eq!((created.number, created.status, created.failed_check), (1, 200, None));
    assert_eq!((created.merchant_id, created.order_id.as_deref()), (Some(1_549_901), Some("TestOrder2")));
    assert_eq!(created.request.signed_text.as_deref(), Some("**********|1000|GEL|1549901|Test payment|TestOrder2"));
    assert!(created.response.content.unwrap().contains("checkout_url") && created.response.signed_text.is_none());
    status(&sandbox, "TestOrder2").await;
    assert!(last(&sandbox).response.signed_text.unwrap().starts_with("**********|"));

    let json = "application/json";
    let unsigned = json!({ "request": with(order("1"), json!({ "signature": "0".repeat(40) })) }).to_string();
    let cases = [
        ("/api/nothing", json, signed(order("1")), CheckStage::Address),
        ("/api/checkout/url", "text/plain", signed(order("1")), CheckStage::ContentType),
        ("/api/checkout/url", json, "{".to_owned(), CheckStage::Body),
        ("/api/checkout/url", json, "x".repeat(2_000_000), CheckStage::Body),
        ("/api/checkout/url", json, signed(with(order("1"), json!({ "amount": null }))), CheckStage::Parameters),
        ("/api/checkout/url", json, signed(with(order("1"), json!({ "merchant_id": 7 }))), CheckStage::Merchant),
        ("/api/checkout/url", json, unsigned, CheckStage::Signature),
        ("/api/checkout/url", json, signed(with(order("1"), json!({ "currency": "XXX" }))), CheckStage::Currency),
        ("/api/checkout/url", json, signed(order("TestOrder2")), CheckStage::Order),
    ];
    for (path, content_type, body, stage) in cases {
        post_as(&sandbox, path, content_type, body).await;
        assert_eq!(last(&sandbox).failed_check.unwrap().stage, stage, "{path}");
    }
    assert_eq!(
        sandbox.requests().iter().map(|request| request.number).collect::<Vec<_>>(),
        (1..=11).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn the_journal_is_bounded() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = browser();
    for _ in 0..1001 {
        client.post(format!("{}/api/checkout/url", sandbox.base_url())).body("{}").send().await.unwrap();
    }
    let requests = sandbox.requests();
    assert_eq!((requests.len(), requests[0].number, requests[999].number), (1000, 2, 1001));
}

#[tokio::test]
async fn neither_the_journal_nor_the_dashboard_shows_a_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("saved"), json!({ "required_rectoken": "Y" }))).await;
    sandbox.pay("saved", APPROVED).unwrap();
    let rectoken = status(&sandbox, "saved").await["rectoken"].as_str().unwrap().to_owned();
    // Digits could also occur in a signature.
    let card = json!({ "card_number": PLAIN, "cvv2": "qxzj", "expiry_date": "1230" });
    call(&sandbox, "/api/3dsecure_step1", signed(with(order("direct"), card.clone()))).await;
    call(&sandbox, "/api/recurring", signed(with(order("charge"), json!({ "rectoken": rectoken })))).await;
    let wrong = with(with(order("wrong"), card), json!({ "signature": "0".repeat(40), "kartennummer": "of my wife" }));
    call(&sandbox, "/api/3dsecure_step1", json!({ "request": wrong }).to_string()).await;
    let recorded = last(&sandbox);
    let message = recorded.failed_check.unwrap().message;
    assert!(message.contains("**********|1000|[card_number]|GEL|[cvv2]|1230|1549901|"), "{message}");
    let wallet = with(order("wallet"), json!({ "container": "eyJhIjoic2VjcmV0LXRva2VuIn0=" }));
    call(&sandbox, "/api/3dsecure_step1", signed(wallet)).await;

    let mut shown = format!("{:?}", sandbox.requests()) + &page(&sandbox, "/").await;
    for order in sandbox.orders() {
        shown += &page(&sandbox, &path_of(&sandbox, &order.purchase.order_id)).await;
    }
    for secret in
        [rectoken.as_str(), PLAIN, APPROVED, "qxzj", "eyJhIjoic2VjcmV0LXRva2VuIn0=", "secret-token", "my wife"]
    {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert!(shown.contains("and not signed: kartennummer"), "{shown}");
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
async fn buttons_perform_their_actions() {
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
    until("the callbacks", || shop.count() == 6).await;
    assert_eq!(press(&sandbox, "paid", "callback", None).await, 303, "other clients than browsers send no origin");
    assert_eq!(shop.callback(7).await.order_id(), "paid");
    assert_eq!(press(&sandbox, "paid", "pay", None).await, 409);
    assert_eq!(press(&sandbox, "paid", "burn", None).await, 400);
}

#[tokio::test]
async fn only_own_pages_and_own_host_names_are_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("TestOrder2")).await;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        assert_eq!(press(&sandbox, "TestOrder2", "expire", Some(origin)).await, 403, "{origin}");
    }
    assert_eq!(submit(&sandbox, "/dashboard/orders", "", Some("null")).await.status(), 403);
    assert_eq!(sandbox.order("TestOrder2").unwrap().status, OrderStatus::Created);
    for path in ["/", "/api/checkout/url", "/dashboard/events", "/assets/dashboard.js"] {
        let rebound = browser().get(format!("{}{path}", sandbox.base_url())).header("host", "evil.example");
        assert_eq!(rebound.send().await.unwrap().status(), 421, "{path}");
    }
}

#[tokio::test]
async fn faults_are_planned_on_the_dashboard() {
    let sandbox = Sandbox::start().await.unwrap();
    let plan = async |form: &'static str| {
        submit(&sandbox, "/dashboard/faults", form, Some(sandbox.base_url())).await.status().as_u16()
    };
    assert_eq!(plan("fault=error-500&times=2&endpoint=checkout_url").await, 303);
    assert!(page(&sandbox, "/").await.contains("<li>error-500, 2 times, at checkout_url</li>"));
    let send = async || post_as(&sandbox, "/api/checkout/url", "application/json", signed(order("1"))).await.0;
    assert_eq!((send().await, last(&sandbox).status), (500, 500));
    assert_eq!(plan("").await, 303);
    assert_eq!(send().await, 200, "no fault is planned any more");
    for invalid in ["fault=fire&times=1", "fault=truncated&times=0", "fault=truncated&times=1001"] {
        assert_eq!(plan(invalid).await, 400, "{invalid}");
    }
}

#[tokio::test]
async fn an_open_page_receives_events_and_does_not_delay_the_stop() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut events = browser().get(format!("{}/dashboard/events", sandbox.base_url())).send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert_eq!(events.chunk().await.unwrap().unwrap(), "data: changed\n\n");
    create(&sandbox, order("TestOrder2")).await;
    assert_eq!(events.chunk().await.unwrap().unwrap(), "data: changed\n\n");
    tokio::time::timeout(Duration::from_secs(3), sandbox.stop()).await.unwrap();
    assert_eq!(events.chunk().await.ok().flatten(), None);
}

#[tokio::test]
async fn the_demo_shop_receives_callbacks_whatever_the_base_url_is() {
    let sandbox = Sandbox::builder().base_url("http://pay.test:9000").start().await.unwrap();
    let url = format!("http://{}", sandbox.address());
    let page = browser().get(&url).send().await.unwrap().text().await.unwrap();
    let form = format!("form_token={}", token_in(&page));
    browser().post(url + "/dashboard/orders").header("content-type", FORM).body(form).send().await.unwrap();
    let order = sandbox.order("order-1").unwrap();
    assert_eq!(order.purchase.response_url, "http://pay.test:9000/shop");
    sandbox.pay("order-1", APPROVED).unwrap();
    until("the callback", || sandbox.callbacks().len() == 1).await;
    assert_eq!(sandbox.callbacks()[0].result, CallbackResult::Responded(200));
}

#[tokio::test]
async fn the_demo_shop_verifies_callbacks() {
    let sandbox = Sandbox::start().await.unwrap();
    let created = submit(&sandbox, "/dashboard/orders", "", Some(sandbox.base_url())).await;
    assert_eq!(created.headers()["location"], path_of(&sandbox, "order-1").as_str());
    sandbox.pay("order-1", PLAIN).unwrap();
    until("the callback", || !sandbox.callbacks().is_empty()).await;
    assert_eq!(sandbox.callbacks()[0].result, flitt_sandbox::CallbackResult::Responded(200));
    let (status, error) = post_as(&sandbox, "/shop/callback", "application/json", r#"{"order_id":"order-1"}"#).await;
    assert_eq!((status, error.contains("callback rejected")), (400, true), "{error}");
    assert!(page(&sandbox, "/").await.contains("order-2"), "the commands name an order that does not exist yet");
}

/// The shell replaces the command in it by the time.
#[tokio::test]
async fn the_printed_command_names_another_order_each_time() {
    let sandbox = Sandbox::start().await.unwrap();
    let command = sandbox.first_order("flitt");
    assert!(command.contains("flitt call checkout_url --test order_id=order-$(date +%s) "), "{command}");
    assert!(page(&sandbox, "/").await.contains("order_id=order-$(date +%s) "));
}

#[tokio::test]
async fn the_request_of_a_test_order_is_among_the_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    submit(&sandbox, "/dashboard/orders", "", Some(sandbox.base_url())).await;
    let recorded = last(&sandbox);
    assert_eq!((recorded.method.as_str(), recorded.path.as_str()), ("POST", "/api/checkout/url"));
    assert_eq!((recorded.order_id.as_deref(), recorded.failed_check), (Some("order-1"), None));
    assert!(recorded.request.content.unwrap().contains("A cup of tea"));
    assert!(recorded.response.content.unwrap().contains("checkout_url"));
}

/// The order IDs in the list, from the first to the last.
fn listed(html: &str) -> Vec<String> {
    let links = html.split("<th scope=\"row\"><a href=\"/dashboard/orders/").skip(1);
    links.map(|link| link.split(['>', '<']).nth(1).unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn orders_are_searched_filtered_and_paged() {
    let sandbox = Sandbox::start().await.unwrap();
    for number in 0..60 {
        let merchant_id = if number % 10 == 0 { 700_001 } else { 1_549_901 };
        let desc = if number < 30 { "Green TEA" } else { "Coffee" };
        let more = json!({ "merchant_id": merchant_id, "order_desc": desc });
        create(&sandbox, with(order(&format!("n{number}")), more)).await;
    }
    sandbox.pay("n7", PLAIN).unwrap();
    let list = async |query: &str| listed(&page(&sandbox, &format!("/{query}")).await);
    let first = list("").await;
    assert_eq!((first.len(), first[0].as_str(), first[24].as_str()), (25, "n59", "n35"));
    assert_eq!(list("?page=3").await.last().unwrap(), "n0");
    assert_eq!(list("?page=99").await, list("?page=3").await, "a page behind the last one is the last one");
    assert_eq!(list("?q=tea&page=2").await, ["n4", "n3", "n2", "n1", "n0"]);
    assert_eq!(list("?q=n41").await, ["n41"]);
    let payment_id = sandbox.order("n12").unwrap().payment_id;
    assert_eq!(list(&format!("?q={payment_id}")).await, ["n12"]);
    assert_eq!(list("?status=approved").await, ["n7"]);
    assert_eq!(list("?merchant=700001&q=coffee").await, ["n50", "n40", "n30"]);
    let html = page(&sandbox, "/?q=tea&status=created&merchant=1549901").await;
    for shown in [
        "value=\"tea\"",
        "<option selected>created</option>",
        "<option value=\"1549901\" selected>Test shop</option>",
        "26 of 60 orders, page 1 of 2",
        "href=\"/?q=tea&amp;status=created&amp;merchant=1549901&amp;page=2#orders\"",
    ] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    let nothing = page(&sandbox, "/?q=milk").await;
    assert!(listed(&nothing).is_empty() && nothing.contains("No order matches."), "{nothing}");
}

#[tokio::test]
async fn requests_are_paged() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("first")).await;
    for _ in 0..25 {
        status(&sandbox, "first").await;
    }
    let numbers = async |query: &str| -> Vec<u64> {
        let html = page(&sandbox, &format!("/{query}")).await;
        let ids = html.split("<details id=\"call-").skip(1);
        ids.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
    };
    assert_eq!(numbers("").await, (7..=26).rev().collect::<Vec<_>>());
    assert_eq!(numbers("?requests=2").await, (1..=6).rev().collect::<Vec<_>>());
    assert_eq!(numbers("?requests=3").await, numbers("?requests=2").await);
}

/// A form that is sent twice, or about another state than was shown, does nothing.
#[tokio::test]
async fn a_reversal_takes_a_sum_and_is_not_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("tea")).await;
    sandbox.pay("tea", PLAIN).unwrap();
    let path = path_of(&sandbox, "tea");
    let html = page(&sandbox, &path).await;
    for asked in
        ["<summary class=\"button\">Reverse…</summary>", "Up to 10.00 GEL. This cannot be undone.", "value=\"10.00\""]
    {
        assert!(html.contains(asked), "{asked}: {html}");
    }
    let send = async |form: &str| submit(&sandbox, &path, form, None).await.status().as_u16();
    assert_eq!(send("action=reverse&reversed=0&amount=4.20").await, 303);
    let reversed = || sandbox.order("tea").unwrap().reversal_amount;
    assert_eq!(reversed(), 420);
    for (form, expected) in [
        ("action=reverse&reversed=0&amount=4.20", 409),
        ("action=reverse&reversed=420&amount=5.81", 409),
        ("action=reverse&reversed=420&amount=0", 409),
        ("action=reverse&reversed=420&amount=1.234", 400),
        ("action=reverse&reversed=420&amount=all", 400),
        ("action=reverse&reversed=420&amount=", 400),
    ] {
        assert_eq!(send(form).await, expected, "{form}");
    }
    assert_eq!(reversed(), 420);
    let html = page(&sandbox, &path).await;
    for sum in [
        "<dt>Paid</dt><dd>10.00 GEL</dd>",
        "<dt>Given back</dt><dd>4.20 GEL</dd>",
        "<dt>Net</dt><dd>5.80 GEL</dd>",
        "value=\"5.80\"",
    ] {
        assert!(html.contains(sum), "{sum}: {html}");
    }
    assert_eq!(send("action=reverse&reversed=420&amount=5.8").await, 303);
    assert_eq!(sandbox.order("tea").unwrap().status, OrderStatus::Reversed);
}

#[tokio::test]
async fn a_capture_takes_a_sum_and_a_hold_is_released_whole() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, with(order("tea"), json!({ "preauth": "Y" }))).await;
    sandbox.pay("tea", PLAIN).unwrap();
    let path = path_of(&sandbox, "tea");
    let html = page(&sandbox, &path).await;
    assert!(html.contains("<summary class=\"button main\">Capture…</summary>"), "{html}");
    assert!(html.contains("id=\"capture-amount\"") && !html.contains("id=\"reverse-amount\""), "{html}");
    assert!(html.contains("<dt>Held</dt><dd>10.00 GEL</dd>") && html.contains("<dt>Net</dt><dd>0.00 GEL</dd>"));
    assert_eq!(submit(&sandbox, &path, "action=capture&amount=7.50", None).await.status(), 303);
    let html = page(&sandbox, &path).await;
    assert!(html.contains("<dt>Captured</dt><dd>7.50 GEL</dd>") && html.contains("<dt>Net</dt><dd>7.50 GEL</dd>"));
    assert!(html.contains("Up to 7.50 GEL."), "{html}");
}

#[tokio::test]
async fn a_declined_attempt_is_visible() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("tea")).await;
    sandbox.pay("tea", "4444111155556666").unwrap();
    assert!(page(&sandbox, "/").await.contains("last attempt declined"));
    let html = page(&sandbox, &path_of(&sandbox, "tea")).await;
    assert!(html.contains("The last attempt was declined: General decline (1000). The payer can try again."), "{html}");
    assert!(
        html.contains("<td class=\"id\">444411XXXXXX6666</td><td><span class=\"badge bad\">declined</span>"),
        "{html}"
    );
}

#[tokio::test]
async fn merchants_have_names_and_key_names() {
    let private =
        Merchant::new(7, "canary-payment-key-77").with_name("Tea house").with_payout_key("canary-payout-key-77");
    let sandbox = Sandbox::builder().merchant(private).merchant(Merchant::test()).start().await.unwrap();
    let html = page(&sandbox, "/").await;
    assert!(html.contains("Tea house</th><td class=\"id\">7</td><td>payment, payout</td>"), "{html}");
    assert!(!html.contains("canary"), "{html}");
}

#[tokio::test]
async fn what_a_browser_looks_up_is_no_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let get = async |path: &str, accept: &'static str| {
        let request = browser().get(format!("{}{path}", sandbox.base_url())).header("accept", accept);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, icon) = get("/favicon.ico", "image/*").await;
    assert!(status == 200 && icon.starts_with("<svg"), "{icon}");
    for path in ["/nothing", "/api/nothing", "/apple-touch-icon.png"] {
        let (status, html) = get(path, "text/html,*/*").await;
        assert!(status == 404 && html.contains("There is no such page") && html.contains("All orders"), "{html}");
    }
    let (status, html) = get("/dashboard/orders/1", "text/html").await;
    assert!(status == 404 && html.contains("There is no such order"), "{html}");
    assert!(sandbox.requests().is_empty(), "{:?}", sandbox.requests());
    let (status, text) = get("/api/nothing", "application/json").await;
    assert!(status == 404 && text.contains("there is no endpoint at this path"), "{text}");
    assert_eq!(last(&sandbox).failed_check.unwrap().stage, CheckStage::Address, "a program is told");
}
