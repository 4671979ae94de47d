//! Signed requests, and a merchant's server that receives callbacks.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::api::FinalOrder;
use flitt_client::reference::ResponseCode;
use flitt_client::signature::sign;
use flitt_client::value::OpenEnum;
use flitt_client::{Client, Credentials, Error, callback};
use flitt_sandbox::Sandbox;
use serde_json::{Map, Value, json};

pub(crate) const APPROVED: &str = "4444555566661111";
pub(crate) const DECLINED: &str = "4444111166665555";

/// Approved and declined without 3-D Secure.
pub(crate) const PLAIN: &str = "4444555511116666";
pub(crate) const PLAIN_DECLINED: &str = "4444111155556666";

/// The content type of forms.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A client that opens a connection for each request, for the runtimes of all tests: to build one
/// takes longer than most requests, since it reads the certificates of the system.
pub(crate) fn http() -> &'static reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> =
        LazyLock::new(|| reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap());
    &CLIENT
}

/// The token of the dashboard's forms.
pub(crate) async fn form_token(sandbox: &Sandbox) -> String {
    token_in(&http().get(sandbox.base_url()).send().await.unwrap().text().await.unwrap())
}

/// The token of the forms in a page of the dashboard.
pub(crate) fn token_in(page: &str) -> String {
    page.split_once(r#"name="form_token" value=""#).unwrap().1.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// A client of the sandbox, for the test merchant.
pub(crate) fn client(sandbox: &Sandbox) -> Client {
    Client::builder(Credentials::test()).base_url(sandbox.base_url()).build().unwrap()
}

/// The code of the error that the client received.
pub(crate) fn code<T: std::fmt::Debug>(response: Result<T, Error>) -> OpenEnum<ResponseCode> {
    let error = response.unwrap_err();
    error.failure().unwrap_or_else(|| panic!("not a failure: {error}")).response_code()
}

/// Pays an order that requests a card token, and returns the token.
pub(crate) async fn card_token(sandbox: &Sandbox, order_id: &str) -> String {
    create(sandbox, with(order(order_id), json!({ "required_rectoken": "Y" }))).await;
    sandbox.pay(order_id, APPROVED).unwrap();
    status(sandbox, order_id).await["rectoken"].as_str().unwrap().to_owned()
}

/// The parameters of a valid order, unsigned.
pub(crate) fn order(order_id: &str) -> Map<String, Value> {
    object(json!({
        "order_id": order_id, "merchant_id": 1_549_901, "order_desc": "Test payment", "amount": 1000, "currency": "GEL",
    }))
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("not an object: {other}"),
    }
}

/// Adds parameters, replacing those of the same name; null removes one.
pub(crate) fn with(mut fields: Map<String, Value>, more: Value) -> Map<String, Value> {
    for (name, value) in object(more) {
        if value.is_null() {
            fields.remove(&name);
        } else {
            fields.insert(name, value);
        }
    }
    fields
}

/// The body of a request, signed with the key of the test merchant.
pub(crate) fn signed(fields: Map<String, Value>) -> String {
    signed_with("test", fields)
}

pub(crate) fn signed_with(key: &str, mut fields: Map<String, Value>) -> String {
    let texts: Vec<(String, String)> = fields
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)))
        .collect();
    let signature = sign(key, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    fields.insert("signature".to_owned(), signature.into());
    json!({ "request": fields }).to_string()
}

/// The body of a request in protocol 2.0, signed with a key.
pub(crate) fn encode_data_with(key: &str, fields: &Map<String, Value>) -> String {
    let data = BASE64_STANDARD.encode(json!({ "order": fields }).to_string());
    let signature = sign(key, [("data", data.as_str())]);
    json!({ "request": { "version": "2.0", "data": data, "signature": signature } }).to_string()
}

/// The parameters in a response or a callback of protocol 2.0, whose signature is checked.
pub(crate) fn decode_data(response: &Value) -> Value {
    assert_eq!((&response["version"], response.as_object().unwrap().len()), (&json!("2.0"), 3), "{response}");
    let data = response["data"].as_str().unwrap();
    assert_eq!(response["signature"], sign("test", [("data", data)]));
    let mut inner: Value = serde_json::from_slice(&BASE64_STANDARD.decode(data).unwrap()).unwrap();
    assert!(inner["order"]["signature"].is_null() && inner["order"]["version"].is_null(), "{inner}");
    inner["order"].take()
}

/// Posts a body, and returns the status and the text of the response.
pub(crate) async fn post_as(
    sandbox: &Sandbox,
    path: &str,
    content_type: &str,
    body: impl Into<reqwest::Body>,
) -> (u16, String) {
    let url = format!("{}{path}", sandbox.base_url());
    let response = http().post(url).header("content-type", content_type).body(body).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Posts JSON, and returns the content of the response's envelope.
pub(crate) async fn call(sandbox: &Sandbox, path: &str, body: String) -> Value {
    let (status, text) = post_as(sandbox, path, "application/json", body).await;
    assert_eq!(status, 200, "{text}");
    let mut response: Value = serde_json::from_str(&text).unwrap();
    response["response"].take()
}

pub(crate) async fn create(sandbox: &Sandbox, fields: Map<String, Value>) -> Value {
    call(sandbox, "/api/checkout/url", signed(fields)).await
}

pub(crate) async fn status(sandbox: &Sandbox, order_id: &str) -> Value {
    let fields = object(json!({ "order_id": order_id, "merchant_id": 1_549_901 }));
    call(sandbox, "/api/status/order_id", signed(fields)).await
}

pub(crate) async fn reverse(sandbox: &Sandbox, order_id: &str, amount: u64, more: Value) -> Value {
    let fields = json!({ "order_id": order_id, "merchant_id": 1_549_901, "amount": amount, "currency": "GEL" });
    call(sandbox, "/api/reverse/order_id", signed(with(object(fields), more))).await
}

/// Code and message of an error, whose shape is checked.
pub(crate) fn error_of(response: &Value) -> (u64, String) {
    assert_eq!(response["response_status"], "failure", "{response}");
    let request_id = response["request_id"].as_str().unwrap();
    assert!((13..=14).contains(&request_id.len()) && request_id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(response.as_object().unwrap().len(), 4, "{response}");
    (response["error_code"].as_u64().unwrap(), response["error_message"].as_str().unwrap().to_owned())
}

/// Waits until a condition is met, and panics after ten seconds.
pub(crate) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < deadline, "timeout while waiting for {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A merchant's server on loopback. It responds to callbacks with these statuses, then with 200, and with their body.
pub(crate) struct Shop {
    pub(crate) url: String,
    bodies: Arc<Mutex<Vec<Bytes>>>,
}

impl Shop {
    pub(crate) async fn start(statuses: impl IntoIterator<Item = u16>) -> Self {
        let bodies = Arc::<Mutex<Vec<Bytes>>>::default();
        let statuses = Arc::new(Mutex::new(statuses.into_iter().collect::<VecDeque<u16>>()));
        let received = Arc::clone(&bodies);
        let handler = post(move |headers: axum::http::HeaderMap, body: Bytes| {
            assert_eq!(headers["content-type"], "application/json; charset=UTF-8");
            let agent = headers["user-agent"].to_str().unwrap();
            assert!(agent.starts_with("Mozilla/") && agent.contains("Twisted"), "{agent}");
            received.lock().unwrap().push(body.clone());
            let status = statuses.lock().unwrap().pop_front().unwrap_or(200);
            async move { (StatusCode::from_u16(status).unwrap(), [("location", "/elsewhere")], body) }
        });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/callback", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/callback", handler)).await });
        Self { url, bodies }
    }

    pub(crate) fn count(&self) -> usize {
        self.bodies.lock().unwrap().len()
    }

    /// Waits for the callback with this number, from 1.
    pub(crate) async fn body(&self, number: usize) -> Bytes {
        until("a callback", || self.count() >= number).await;
        self.bodies.lock().unwrap()[number - 1].clone()
    }

    /// Waits for the callback of this number, from 1, and verifies it.
    pub(crate) async fn callback(&self, number: usize) -> FinalOrder {
        let body = self.body(number).await;
        callback::verify::<FinalOrder>(&Credentials::test(), &body).unwrap()
    }
}
