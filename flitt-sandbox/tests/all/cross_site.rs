//! Pages of other sites: what they send to any path is refused, unless it leads a payer here, and changes nothing.
//!
//! The paths are those of the router itself, so that a new one is tried too.

use std::sync::LazyLock;

use reqwest::{Client, Method, StatusCode, redirect::Policy};
use serde_json::{Map, Value, json};

use crate::common::{FORM, PLAIN, Shop, call, create, form_token, object, order, post_as, signed, until, with};
use flitt_sandbox::{CallbackResult, OrderStatus, Sandbox};

/// What the browser of a payer posts to the sandbox from a shop.
const FOR_SHOPS: [&str; 3] = ["/acs", "/acs/", "/api/checkout/redirect"];

/// The headers of a form that leads the whole page here, from the page of another site.
const LEADING: [(&str, &str); 4] = [
    ("origin", "https://evil.example"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

/// The headers by which a page of another site is recognised: each line suffices.
const FOREIGN: [&[(&str, &str)]; 9] = [
    &LEADING,
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "null"), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
    &[("origin", "http://localhost:3000"), ("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")],
    &[("origin", "http://127.0.0.1:1")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
    &[("referer", "https://evil.example/page")],
];

/// Follows no redirect, and opens a connection for each request. To build one reads the certificates of the system.
static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::builder().no_proxy().redirect(Policy::none()).pool_max_idle_per_host(0).build().unwrap());

/// Sends requests to a sandbox.
struct Browser<'s> {
    sandbox: &'s Sandbox,
}

impl<'s> Browser<'s> {
    fn of(sandbox: &'s Sandbox) -> Self {
        Self { sandbox }
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> (StatusCode, String) {
        let request = CLIENT.request(method, format!("{}{path}", self.sandbox.base_url())).body(body.to_owned());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.send().await.unwrap();
        let headers = response.headers();
        assert!(!headers.keys().any(|name| name.as_str().starts_with("access-control")), "{headers:?}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin", "{path}");
        (response.status(), response.text().await.unwrap())
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)], content_type: &str, body: &str) -> (StatusCode, String) {
        self.send(Method::POST, path, &[headers, &[("content-type", content_type)]].concat(), body).await
    }
}

/// Every path, with parameters that exist.
fn paths(sandbox: &Sandbox) -> Vec<String> {
    let payment_id = sandbox.orders()[0].payment_id.to_string();
    let paths: Vec<String> = sandbox.paths();
    for known in ["/", "/pay", "/checkout", "/shop", "/shop/callback", "/dashboard/events", "/acs", "/api/checkout/url"]
    {
        assert!(paths.iter().any(|path| path == known), "{known}: {paths:?}");
    }
    let filled = paths.iter().map(|path| path.replace("{payment_id}", &payment_id).replace("{merchant}", "1"));
    let filled: Vec<String> = filled.chain(["/nothing".to_owned(), "/api/nothing".to_owned()]).collect();
    assert!(filled.len() > 30 && filled.iter().all(|path| !path.contains('{')), "{filled:?}");
    filled
}

/// Bodies that do something at one of the paths, in the encodings that a page can post: form, text, JSON.
async fn bodies(sandbox: &Sandbox) -> Vec<(&'static str, String)> {
    let token = sandbox_token(sandbox).await;
    let fields = form(&order("evil"));
    let form_token = form_token(sandbox).await;
    let act = format!("action=pay&form_token={form_token}&fault=error-500&times=9");
    let pay = json!({ "token": token, "card_number": PLAIN });
    let mut bodies = Vec::new();
    for content_type in [FORM, "text/plain", "application/json", "multipart/form-data; boundary=x"] {
        for body in [
            signed(order("evil")),
            fields.clone(),
            act.clone(),
            format!("token={token}&card_number={PLAIN}&expiry_date=12/30&cvv2=123"),
            pay.to_string(),
        ] {
            bodies.push((content_type, body));
        }
    }
    bodies
}

async fn sandbox_token(sandbox: &Sandbox) -> String {
    let created = call(sandbox, "/api/checkout/token", signed(order("victim"))).await;
    created["token"].as_str().map_or_else(String::new, ToOwned::to_owned)
}

/// A signed form.
fn form(fields: &Map<String, Value>) -> String {
    let signed: Value = serde_json::from_str(&signed(fields.clone())).unwrap();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let pairs = signed["request"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value)));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[tokio::test]
async fn nothing_that_a_page_of_another_site_posts_does_anything() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("first")).await;
    let (browser, paths, bodies) = (Browser::of(&sandbox), paths(&sandbox), bodies(&sandbox).await);
    let before = (format!("{:?}", sandbox.orders()), sandbox.requests().len());
    for path in &paths {
        let is_for_shops = FOR_SHOPS.contains(&path.as_str());
        for foreign in FOREIGN {
            for (content_type, body) in &bodies {
                if is_for_shops && *content_type == FORM {
                    continue;
                }
                let headers = [foreign, &[("x-http-method-override", "GET")]].concat();
                let (status, text) = browser.post(path, &headers, content_type, body).await;
                assert_eq!(status, 403, "{path} {headers:?} {body}: {text}");
            }
            for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
                let (status, text) = browser.send(method.clone(), path, foreign, "").await;
                assert_eq!(status, 403, "{method} {path} {foreign:?}: {text}");
            }
        }
        // A fetch, a frame, a picture, a stream of events. What has the referer alone can be a link.
        for foreign in FOREIGN.iter().filter(|headers| **headers != LEADING && headers[0].0 != "referer") {
            for method in [Method::GET, Method::HEAD] {
                let (status, _) = browser.send(method.clone(), path, foreign, "").await;
                assert_eq!(status, 403, "{method} {path} {foreign:?}");
            }
        }
    }
    assert_eq!((format!("{:?}", sandbox.orders()), sandbox.requests().len()), before);
    assert!(sandbox.orders().iter().all(|order| order.status == OrderStatus::Created));
}

#[tokio::test]
async fn no_get_changes_anything() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("first")).await;
    let token = sandbox_token(&sandbox).await;
    let (browser, before) = (Browser::of(&sandbox), format!("{:?}", sandbox.orders()));
    for path in paths(&sandbox).iter().filter(|path| *path != "/dashboard/events") {
        let act = format!("action=pay&form_token={}", form_token(&sandbox).await);
        for query in [act, form(&order("evil")), format!("token={token}&card_number={PLAIN}")] {
            for method in [Method::GET, Method::HEAD] {
                browser.send(method, &format!("{path}?{query}"), &[], "").await;
            }
        }
    }
    assert_eq!(format!("{:?}", sandbox.orders()), before);
}

#[tokio::test]
async fn programs_and_own_pages_pass() {
    let sandbox = Sandbox::start().await.unwrap();
    let (browser, own) = (Browser::of(&sandbox), sandbox.base_url().to_owned());
    let cases: [&[(&str, &str)]; 4] = [
        &[],
        &[("origin", &own)],
        &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "navigate")],
        &[("user-agent", "Mozilla/5.0 (X11; Linux x86_64)")],
    ];
    for (number, headers) in cases.into_iter().enumerate() {
        let body = signed(order(&number.to_string()));
        let (status, text) = browser.post("/api/checkout/url", headers, "application/json", &body).await;
        assert!(status == 200 && text.contains("checkout_url"), "{text}");
    }
    let token = sandbox_token(&sandbox).await;
    let form = format!("token={token}&card_number={PLAIN}&expiry_date=12%2F30&cvv2=123");
    let (status, _) = browser.post("/checkout", &[("origin", own.as_str())], FORM, &form).await;
    assert_eq!((status, sandbox.order("victim").unwrap().status), (StatusCode::SEE_OTHER, OrderStatus::Approved));
}

#[tokio::test]
async fn a_shop_leads_the_payer_here() {
    let sandbox = Sandbox::start().await.unwrap();
    let browser = Browser::of(&sandbox);
    let (status, _) = browser.post("/api/checkout/redirect", &LEADING, FORM, &form(&order("tea"))).await;
    assert_eq!(status, 302);
    let url = format!("/merchants/1/default/index.html?token={}", sandbox_token(&sandbox).await);
    for path in ["/", url.as_str()] {
        let (status, _) = browser.send(Method::GET, path, &LEADING, "").await;
        assert_ne!(status, 403, "{path}");
    }
    let (status, _) = browser.post("/acs", &LEADING, FORM, "PaReq=&MD=&TermUrl=").await;
    assert_eq!(status, 404, "there is no such challenge");
}

/// The documented key is public: any page can sign.
#[tokio::test]
async fn a_page_of_another_site_cannot_have_callbacks_sent_to_services_of_this_machine() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = Shop::start([]).await;
    let redirect = async |order_id: &str, name: &str, origin: &str| {
        let fields = with(order(order_id), json!({ name: service.url, "lifetime": 1 }));
        Browser::of(&sandbox).post("/api/checkout/redirect", &[("origin", origin)], FORM, &form(&fields)).await
    };
    for origin in ["https://evil.example", "null", "https://localhost.evil.example", "https://127.0.0.1.evil.example"] {
        for name in ["server_callback_url", "subscription_callback_url", "chargeback_callback_url"] {
            let (status, page) = redirect("evil", name, origin).await;
            assert!(status == 200 && page.contains(name), "{origin} {name}: {page}");
            assert!(sandbox.order("evil").is_none(), "{origin} {name}");
        }
    }
    // A shop on this machine names its own server.
    let (status, _) = redirect("tea", "server_callback_url", "http://localhost:3000").await;
    assert_eq!(status, 302);
    sandbox.pay("tea", PLAIN).unwrap();
    assert_eq!(service.callback(1).await.order_id(), "tea");
    until("the record", || sandbox.callbacks().len() == 1).await;
}

/// `same-site` says the same registrable domain, not the same machine.
#[tokio::test]
async fn a_page_of_the_same_domain_cannot_have_callbacks_sent_to_services_of_this_machine() {
    let sandbox = Sandbox::builder().base_url("http://sandbox.company.example:18080").start().await.unwrap();
    let service = Shop::start([]).await;
    let url = format!("http://{}/api/checkout/redirect", sandbox.address());
    let redirect = async |order_id: &str, host: &str, origin: &str| {
        let fields = with(order(order_id), json!({ "server_callback_url": service.url }));
        let request = CLIENT.post(&url).header("host", host).header("content-type", FORM).body(form(&fields));
        let same_site = [("sec-fetch-site", "same-site"), LEADING[2], LEADING[3], ("origin", origin)];
        let request = same_site.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send().await.unwrap().status()
    };
    for origin in ["http://evil.company.example", "null"] {
        let status = redirect("evil", "sandbox.company.example:18080", origin).await;
        assert!(status == 200 && sandbox.order("evil").is_none(), "{origin}: {status}");
    }
    let local = sandbox.address().to_string();
    let status = redirect("evil", &local, "http://evil.company.example").await;
    assert!(status == 200 && sandbox.order("evil").is_none(), "a known origin: {status}");
    // A shop on this machine that hides its origin.
    assert_eq!(redirect("tea", &local, "null").await, 302);
}

#[tokio::test]
async fn the_forms_of_the_dashboard_need_their_token() {
    let sandbox = Sandbox::start().await.unwrap();
    create(&sandbox, order("tea")).await;
    let (order, token) =
        (format!("/dashboard/orders/{}", sandbox.order("tea").unwrap().payment_id), form_token(&sandbox).await);
    let other = form_token(&Sandbox::start().await.unwrap()).await;
    for path in [order.as_str(), "/dashboard/orders", "/dashboard/faults"] {
        for wrong in ["", "form_token=", &format!("form_token={other}"), &format!("form_token={}", &token[1..])] {
            let (status, text) = post_as(&sandbox, path, FORM, format!("action=pay&{wrong}")).await;
            assert_eq!(status, 403, "{path} {wrong}: {text}");
        }
        // A callback is JSON, in which a form can be hidden.
        for content_type in ["application/json", "application/json; charset=UTF-8", "text/plain", ""] {
            let (status, _) = post_as(&sandbox, path, content_type, format!("action=pay&form_token={token}")).await;
            assert_eq!(status, 403, "{path} {content_type}");
        }
    }
    assert_eq!((sandbox.orders().len(), sandbox.order("tea").unwrap().status), (1, OrderStatus::Created));
    let (status, _) = Browser::of(&sandbox).post(&order, &[], FORM, &format!("action=pay&form_token={token}")).await;
    assert_eq!((status.as_u16(), sandbox.order("tea").unwrap().status), (303, OrderStatus::Approved));
}

/// Its text was a form for the dashboard, whose action sent the next callback, 577 times a second.
#[tokio::test]
async fn no_order_acts_on_the_sandbox() {
    let sandbox = Sandbox::builder().callback_retry_delays([]).start().await.unwrap();
    let first = create(&sandbox, order("first")).await;
    assert_eq!(first["response_status"], "success");
    let port = sandbox.address().port();
    let desc = format!("x&action=callback&form_token={}&", form_token(&sandbox).await);
    let mut number = 0;
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "[::ffff:127.0.0.1]",
        "a:b@127.0.0.1",
    ] {
        for path in paths(&sandbox).iter().filter(|path| *path != "/shop/callback") {
            let order_id = format!("{host}-{path}");
            let url = format!("http://{host}:{port}{path}?action=callback");
            let fields = json!({ "order_desc": desc, "server_callback_url": url });
            // Some spellings are not accepted as addresses at all.
            if create(&sandbox, with(order(&order_id), fields)).await["response_status"] == "success" {
                sandbox.pay(&order_id, PLAIN).unwrap();
                number += 1;
            }
        }
    }
    assert!(number > 100, "{number}");
    until("the callbacks", || sandbox.callbacks().len() == number).await;
    let requests = sandbox.requests().len();
    for attempt in sandbox.callbacks() {
        let CallbackResult::NotSent(reason) = &attempt.result else { panic!("{attempt:?}") };
        assert!(reason.contains("is this sandbox"), "{}: {reason}", attempt.url);
    }
    create(&sandbox, order("later")).await;
    assert_eq!(sandbox.requests().len(), requests + 1, "no callback was received");
}

/// A sandbox takes callbacks of another one only in its demo shop: so two of them cannot call each other.
#[tokio::test]
async fn sandboxes_do_not_act_on_each_other() {
    let sandbox = Sandbox::builder().callback_retry_delays([]).start().await.unwrap();
    let other = Sandbox::start().await.unwrap();
    create(&other, order("theirs")).await;
    let paths = paths(&other);
    for (number, path) in paths.iter().enumerate() {
        let order_id = number.to_string();
        let url = format!("{}{path}", other.base_url());
        create(&sandbox, with(order(&order_id), json!({ "server_callback_url": url }))).await;
        sandbox.pay(&order_id, PLAIN).unwrap();
    }
    until("the callbacks", || sandbox.callbacks().len() == paths.len()).await;
    for attempt in sandbox.callbacks() {
        let expected = if attempt.url.ends_with("/shop/callback") { 409 } else { 508 };
        assert_eq!(attempt.result, CallbackResult::Responded(expected), "{}", attempt.url);
    }
    assert_eq!(other.requests().len(), 1);
}

/// A callback to the sandbox itself that an earlier version has written to a state file.
#[tokio::test]
async fn a_loop_does_not_begin_again_with_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || Sandbox::builder().state(folder.path().join("state")).callback_retry_delays([]);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sandbox = start().start().await.unwrap();
    // Nobody accepts the connection yet, so the callback waits in the file.
    let url = format!("http://{address}/dashboard/orders/1?action=callback");
    create(&sandbox, with(order("loop"), json!({ "server_callback_url": url }))).await;
    sandbox.pay("loop", PLAIN).unwrap();
    sandbox.stop().await;
    drop(listener);
    let again = start().address(address).start().await.unwrap();
    until("the callback", || again.callbacks().len() == 1).await;
    assert!(matches!(&again.callbacks()[0].result, CallbackResult::NotSent(reason) if reason.contains("this sandbox")));
    assert_eq!(
        object(
            call(
                &again,
                "/api/status/order_id",
                signed(object(json!({ "order_id": "loop", "merchant_id": 1_549_901 })))
            )
            .await
        )["order_status"],
        "approved"
    );
}
