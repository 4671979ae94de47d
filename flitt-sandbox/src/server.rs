//! The sandbox over HTTP: which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{any, get};
use flitt_client::ResponseCode;

use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::{acs, page, pay, random};

/// The largest body of a request, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// What a handler gets of a request's body.
type Received = Result<Bytes, BytesRejection>;

/// All paths of the sandbox. Whatever is no page of its own is looked up among the endpoints of the schema files.
pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/pay", any(pay_order))
        .route("/pay/", any(pay_order))
        .route("/merchants/{merchant}/default/index.html", get(checkout_page))
        .route(acs::PATH, any(check_page))
        .route("/acs/", any(check_page))
        .fallback(call)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(gateway)
}

async fn call(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Received,
) -> Response {
    let Some(endpoint) = gateway.rules.endpoint_at(uri.path()) else {
        let why = format!("there is nothing at this path; the sandbox knows {}", gateway.rules.paths().join(", "));
        return failure(StatusCode::NOT_FOUND, &Failure::application(&why));
    };
    posted(&method, body, |body| gateway.call(endpoint, &content_type(&headers), body))
}

async fn pay_order(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    headers: HeaderMap,
    body: Received,
) -> Response {
    posted(&method, body, |body| {
        let entered = pay::read(&content_type(&headers), body)?;
        gateway.pay(&entered.token, &entered.card).map(|order| pay::answer(&order))
    })
}

async fn checkout_page(State(gateway): State<Arc<Gateway>>, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default().as_bytes();
    let token = form_urlencoded::parse(query).find(|(name, _)| name == "token").map(|(_, token)| token);
    let order = token.and_then(|token| gateway.orders().of_token(&token).cloned());
    let (status, html) = match order {
        Some(order) if uri.path() == Gateway::checkout_path(order.purchase.merchant_id) => {
            (StatusCode::OK, page::order(&gateway.rules, &gateway.base_url, &order))
        }
        _ => (StatusCode::NOT_FOUND, page::not_found()),
    };
    html_page(status, html, page::POLICY)
}

/// The bank's page. A merchant's page brings the browser here, by a form of either method.
async fn check_page(State(gateway): State<Arc<Gateway>>, method: Method, uri: Uri, body: Received) -> Response {
    let brought = match (method, body) {
        (Method::GET, _) => pairs(uri.query().unwrap_or_default().as_bytes()),
        (Method::POST, Ok(body)) => pairs(&body),
        (Method::POST, Err(rejection)) => {
            let why = format!("the form could not be read; at most {LARGEST_BODY} bytes are");
            return failure(rejection.status(), &Failure::new(ResponseCode::InvalidFormat).with(": ", &why));
        }
        _ => return not_allowed("this path takes GET and POST", "GET, POST"),
    };
    let (status, html) = acs::page(&gateway, &brought);
    html_page(status, html, acs::POLICY)
}

fn pairs(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}

fn html_page(status: StatusCode, html: String, policy: &'static str) -> Response {
    let mut response = response(status, "text/html; charset=utf-8", html);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

fn not_allowed(why: &str, allowed: &'static str) -> Response {
    let mut refused = failure(StatusCode::METHOD_NOT_ALLOWED, &Failure::application(why));
    refused.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    refused
}

/// Answers a POST; every refusal of the gateway itself comes with HTTP 200, as the gateway does it.
fn posted(method: &Method, body: Received, work: impl FnOnce(&[u8]) -> Result<String, Failure>) -> Response {
    if method != Method::POST {
        return not_allowed("this path takes POST", "POST");
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            let why = format!("the body could not be read; at most {LARGEST_BODY} bytes are");
            return failure(rejection.status(), &Failure::new(ResponseCode::InvalidFormat).with(": ", &why));
        }
    };
    match work(&body) {
        Ok(answer) => response(StatusCode::OK, "application/json", answer),
        Err(refused) => failure(StatusCode::OK, &refused),
    }
}

fn failure(status: StatusCode, failure: &Failure) -> Response {
    response(status, "application/json", failure.body(&random::request_id()))
}

fn response(status: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn content_type(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
