//! The sandbox over HTTP: which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::header::{
    ALLOW, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{self, HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::any;
use flitt_client::{ResponseCode, schema};
use tokio::sync::watch;
use tower_service::Service as _;

use crate::connection::Cut;
use crate::desk::Events;
use crate::endpoints::Reply;
use crate::failure::Failure;
use crate::fault::{self, Fault, UnknownFault};
use crate::gateway::Gateway;
use crate::journal::Asked;
use crate::wire::Format;
use crate::{desk, host, pages, pay, random, reports};

/// The largest body of a request, in bytes.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// All paths of the sandbox. Whatever is no page of its own is looked up among the endpoints of the schema files. Open
/// pages of the desk are let go when the sandbox stops.
pub(crate) fn router(gateway: Arc<Gateway>, stopped: watch::Receiver<()>) -> Router {
    let pages = pages::router().merge(desk::router(Events::new(stopped))).layer(DefaultBodyLimit::max(LARGEST_BODY));
    let endpoints = Router::new().route("/pay", any(pay_order)).route("/pay/", any(pay_order)).fallback(call);
    // One layer, as each costs as much as reading a request.
    endpoints.merge(pages).layer(from_fn_with_state(Arc::clone(&gateway), guard)).with_state(gateway)
}

/// Lets requests pass that are addressed to this server, and no answer leave before what it may tell of is written.
async fn guard(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    if !gateway.host.is_asked(request.headers()) {
        return host::misdirected();
    }
    let answer = next.run(request).await;
    match gateway.store.written().await {
        Ok(()) => answer,
        Err(unwritten) => failure(StatusCode::INTERNAL_SERVER_ERROR, Format::Json, &unwritten),
    }
}

/// Answers a POST without a network.
pub(crate) async fn respond(
    gateway: Arc<Gateway>,
    stopped: watch::Receiver<()>,
    path: &str,
    content_type: &str,
    body: Vec<u8>,
) -> (u16, Vec<u8>) {
    let request = http::Request::post(path).header(HOST, "localhost").header(CONTENT_TYPE, content_type);
    let request = request.extension(ConnectInfo(Cut::default())).body(Body::from(body));
    let Ok(request) = request else { return (StatusCode::BAD_REQUEST.as_u16(), Vec::new()) };
    let Ok(answer) = router(gateway, stopped).call(request).await;
    let status = answer.status().as_u16();
    (status, to_bytes(answer.into_body(), usize::MAX).await.unwrap_or_default().to_vec())
}

async fn call(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(connection): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let asked = Asked::read(request).await;
    let answer = called(&gateway, &connection, &asked).await;
    gateway.journal.record(gateway.clock.now(), asked, answer).await
}

async fn called(gateway: &Gateway, connection: &Cut, asked: &Asked) -> Response {
    let Some(endpoint) = gateway.rules.endpoint_at(asked.uri.path()) else {
        let why = format!("there is nothing at this path; the sandbox knows {}", gateway.rules.paths().join(", "));
        return failure(StatusCode::NOT_FOUND, Format::Json, &Failure::application(&why));
    };
    let (content_type, headers) = (asked.content_type(), &asked.headers);
    let format = Format::of(&content_type).unwrap_or(Format::Json);
    let body = match posted(asked) {
        Ok(body) => body,
        Err(refused) => return *refused,
    };
    let fault = match asked_fault(headers) {
        Ok(asked) => asked.or_else(|| gateway.take_fault(endpoint, &content_type, body)),
        Err(refused) => return failure(StatusCode::BAD_REQUEST, format, &refused),
    };
    match fault {
        Some(Fault::Delay(time)) => tokio::time::sleep(time).await,
        Some(Fault::DropBefore) => return dropped(connection),
        Some(Fault::ServerError) => {
            let page = "<html><body>Internal Server Error</body></html>";
            return response(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page.to_owned());
        }
        _ => {}
    }
    let answer = if endpoint.protocol == schema::Protocol::Plain {
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let answer = reports::answer(gateway, &endpoint.name, authorization, body);
        response(StatusCode::OK, Format::Json.content_type(), answer.to_string())
    } else {
        answer(gateway, endpoint, &content_type, body, fault)
    };
    match fault {
        Some(Fault::DropAfter) => dropped(connection),
        Some(Fault::Truncated) => truncated(answer).await,
        _ => answer,
    }
}

fn answer(
    gateway: &Gateway,
    endpoint: &schema::Endpoint,
    content_type: &str,
    body: &[u8],
    fault: Option<Fault>,
) -> Response {
    let is_for_browsers = endpoint.body == schema::Body::Form;
    let format = Format::of(content_type).unwrap_or(Format::Json);
    match gateway.call(endpoint, content_type, body, fault) {
        Ok(Reply::Body(answer)) => response(StatusCode::OK, format.content_type(), answer),
        Ok(Reply::Redirect(address)) => found(&address),
        Err(refused) if is_for_browsers => pages::refused(&refused, &random::request_id(), &language(body)).send(),
        Err(refused) => failure(StatusCode::OK, format, &refused),
    }
}

/// The language that a form asks for.
fn language(form: &[u8]) -> String {
    let asked = form_urlencoded::parse(form).find(|(name, _)| name == "lang");
    asked.map(|(_, lang)| lang.into_owned()).unwrap_or_default()
}

/// The fault that a request asks for.
fn asked_fault(headers: &HeaderMap) -> Result<Option<Fault>, Failure> {
    let Some(value) = headers.get(fault::HEADER) else { return Ok(None) };
    let parsed = String::from_utf8_lossy(value.as_bytes()).parse::<Fault>();
    let refused = |why: &UnknownFault| {
        Failure::parameter(ResponseCode::ParameterIncorrect, fault::HEADER).with(": ", &why.to_string())
    };
    parsed.map(Some).map_err(|why| refused(&why))
}

/// Ends a connection: the answer never leaves.
fn dropped(connection: &Cut) -> Response {
    connection.cut();
    response(StatusCode::OK, "text/plain; charset=utf-8", String::new())
}

/// The first half of an answer, as if that were all.
async fn truncated(answer: Response) -> Response {
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}

/// Sends a browser on to an address of the sandbox.
fn found(address: &str) -> Response {
    let mut found = response(StatusCode::FOUND, "text/plain; charset=utf-8", String::new());
    // An address of the sandbox is ASCII without controls.
    if let Ok(address) = HeaderValue::from_str(address) {
        found.headers_mut().insert(LOCATION, address);
    }
    found
}

async fn pay_order(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let asked = Asked::read(request).await;
    let answer = paid(&gateway, &asked);
    gateway.journal.record(gateway.clock.now(), asked, answer).await
}

fn paid(gateway: &Gateway, asked: &Asked) -> Response {
    let body = match posted(asked) {
        Ok(body) => body,
        Err(refused) => return *refused,
    };
    let paid = pay::read(&asked.content_type(), body).and_then(|it| gateway.pay(&it.token, &it.card));
    match paid {
        Ok(order) => response(StatusCode::OK, Format::Json.content_type(), pay::answer(&order)),
        Err(refused) => failure(StatusCode::OK, Format::Json, &refused),
    }
}

fn not_allowed(why: &str, allowed: &'static str) -> Response {
    let mut refused = failure(StatusCode::METHOD_NOT_ALLOWED, Format::Json, &Failure::application(why));
    refused.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    refused
}

/// The body of a POST, or the answer to what is none. Every refusal of the gateway itself comes with HTTP 200, as the
/// gateway does it.
fn posted(asked: &Asked) -> Result<&Bytes, Box<Response>> {
    if asked.method != Method::POST {
        return Err(Box::new(not_allowed("this path takes POST", "POST")));
    }
    asked.body.as_ref().ok_or_else(|| {
        let why = format!("the body could not be read; at most {LARGEST_BODY} bytes are");
        let refused = Failure::new(ResponseCode::InvalidFormat).with(": ", &why);
        Box::new(failure(StatusCode::PAYLOAD_TOO_LARGE, Format::Json, &refused))
    })
}

fn failure(status: StatusCode, format: Format, failure: &Failure) -> Response {
    response(status, format.content_type(), failure.body(format, &random::request_id()))
}

pub(crate) fn response(status: StatusCode, content_type: &'static str, body: String) -> Response {
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
