//! The sandbox over HTTP: the routes of its parts.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{self, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::any;
use tokio::sync::watch;
use tower_service::Service as _;

use crate::dashboard::{self, Dashboard, ShopOrders};
use crate::gateway::Gateway;
use crate::http::connection::AbortHandle;
use crate::http::host;
use crate::http::{MAX_BODY_SIZE, wire::Format};
use crate::journal::Journal;
use crate::model::fault::PlannedFaults;
use crate::pages;
use crate::reports::Reports;
use crate::store::Store;

mod endpoint;
mod method;
mod pay;

/// The parts of a running sandbox.
pub(crate) struct ServerState {
    pub(crate) gateway: Gateway,
    pub(crate) journal: Arc<Journal>,
    pub(crate) store: Arc<Store>,
    pub(crate) faults: Arc<PlannedFaults>,
    pub(crate) reports: Reports,
    pub(crate) shop: Arc<ShopOrders>,
}

/// All routes of the sandbox. Other paths are those of the endpoints of the schema files. Open pages of the dashboard
/// are disconnected when the sandbox stops.
pub(crate) fn router(state: Arc<ServerState>, stopped: watch::Receiver<()>) -> Router {
    let dashboard = Dashboard {
        gateway: state.gateway.clone(),
        journal: Arc::clone(&state.journal),
        faults: Arc::clone(&state.faults),
        shop: Arc::clone(&state.shop),
        stopped,
    };
    let pages = pages::router(state.gateway.clone()).merge(dashboard::router(dashboard));
    let pages = pages.layer(DefaultBodyLimit::max(MAX_BODY_SIZE));
    let endpoints = Router::new().route("/pay", any(pay::pay)).route("/pay/", any(pay::pay)).fallback(endpoint::call);
    // One layer for both, as each costs as much as parsing a request.
    endpoints.with_state(Arc::clone(&state)).merge(pages).layer(from_fn_with_state(state, guard))
}

/// Rejects requests to other servers, and holds every response until the changes behind it are written.
async fn guard(State(state): State<Arc<ServerState>>, request: Request, next: Next) -> Response {
    if !state.gateway.config.host.accepts(request.headers()) {
        return host::misdirected();
    }
    let response = next.run(request).await;
    match state.store.flush().await {
        Ok(()) => response,
        Err(error) => method::error_response(StatusCode::INTERNAL_SERVER_ERROR, Format::Json, &error),
    }
}

/// Responds to a POST without a network: the HTTP status and the body.
pub(crate) async fn respond(
    state: Arc<ServerState>,
    stopped: watch::Receiver<()>,
    path: &str,
    content_type: &str,
    body: Vec<u8>,
) -> (u16, Vec<u8>) {
    let request = http::Request::post(path).header(HOST, "localhost").header(CONTENT_TYPE, content_type);
    let request = request.extension(ConnectInfo(AbortHandle::default())).body(Body::from(body));
    let Ok(request) = request else { return (StatusCode::BAD_REQUEST.as_u16(), Vec::new()) };
    let Ok(response) = router(state, stopped).call(request).await;
    let status = response.status().as_u16();
    (status, to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default().to_vec())
}
