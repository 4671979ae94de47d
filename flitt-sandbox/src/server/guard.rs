//! What every request passes before a route, and every response after it. It knows two kinds of paths: those to which
//! shops post from their own pages, and all others. So a new route is protected without a word.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONNECTION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::ServerState;
use super::method::{error_response, unread_body};
use crate::callbacks::{SHOP_PATH, is_callback};
use crate::gateway::Gateway;
use crate::http::connections::ConnectionHandle;
use crate::http::incoming::IncomingRequest;
use crate::http::sender::{AcceptedForms, Sender, forbidden, sender};
use crate::http::wire::Format;
use crate::http::{TEXT, acs, host, protect, response};

/// Rejects requests to other servers and of other sites, reads the body, and holds every response until the changes
/// behind it are written.
pub(super) async fn guard(State(state): State<Arc<ServerState>>, request: Request, next: Next) -> Response {
    let mut response = accept(&state, request, next).await;
    protect(&mut response);
    response
}

async fn accept(state: &ServerState, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match accepted_sender(state, &parts) {
        Ok(sender) => parts.extensions.insert(sender),
        Err(rejection) => {
            state.bodies.discard(&parts.headers, body).await;
            return closing(*rejection);
        }
    };
    let body = match state.bodies.read(&parts.headers, body).await {
        Ok(body) => body,
        Err(error) => {
            let request = IncomingRequest { method: parts.method, uri: parts.uri, headers: parts.headers, body: None };
            return closing(state.journal.record(state.gateway.clock.now(), request, unread_body(error)).await);
        }
    };
    if let Some(connection) = parts.extensions.get::<ConnectionHandle>() {
        connection.begin_request();
    }
    let response = next.run(Request::from_parts(parts, Body::from(body.bytes))).await;
    drop(body.reserved);
    match state.store.flush().await {
        Ok(()) => response,
        Err(error) => error_response(StatusCode::INTERNAL_SERVER_ERROR, Format::Json, &error),
    }
}

/// The sender of a request, or the response to one that is rejected by its head.
fn accepted_sender(state: &ServerState, Parts { method, uri, headers, .. }: &Parts) -> Result<Sender, Box<Response>> {
    let host = &state.gateway.config.host;
    if !host.accepts(uri, headers) {
        return Err(Box::new(host::misdirected()));
    }
    if is_callback(headers) && uri.path() != SHOP_PATH {
        return Err(Box::new(loop_detected()));
    }
    let sender = sender(host, method, headers);
    if sender.may_send(method, headers, || accepted_forms(&state.gateway, uri.path())) {
        Ok(sender)
    } else {
        Err(Box::new(forbidden()))
    }
}

/// A response after which the connection is closed, as a part of the body may not have been read.
fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Which forms a path accepts: a shop leads payers to the bank's page and to `checkout/redirect`.
fn accepted_forms(gateway: &Gateway, path: &str) -> AcceptedForms {
    let endpoint = gateway.config.schemas.endpoint_at(path);
    let is_for_browsers = endpoint.is_some_and(|endpoint| endpoint.body == flitt_schema::Body::Form);
    if is_for_browsers || path.strip_suffix('/').unwrap_or(path) == acs::PATH {
        AcceptedForms::OfShops
    } else {
        AcceptedForms::Own
    }
}

/// The response to a callback of a sandbox, this one or another, that is addressed to something else than a demo shop.
fn loop_detected() -> Response {
    let message = format!("A sandbox receives the callbacks of sandboxes only at {SHOP_PATH}.\n");
    response(StatusCode::LOOP_DETECTED, TEXT, message)
}
