//! The sandbox over HTTP: the routes of its parts.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{self, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::any;
use tokio::sync::watch;
use tower_service::Service as _;

use crate::dashboard::{self, Dashboard, FormToken, ShopOrders};
use crate::gateway::Gateway;
use crate::http::body::BodyReader;
use crate::http::connections::ConnectionHandle;
use crate::journal::Journal;
use crate::model::fault::PlannedFaults;
use crate::pages;
use crate::reports::Reports;
use crate::schemas::SchemaError;
use crate::store::Store;

mod endpoint;
mod guard;
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
    pub(crate) form_token: Arc<FormToken>,
    pub(crate) bodies: BodyReader,
}

/// All routes of the sandbox. Other paths are those of the endpoints of the schema files. Open pages of the dashboard
/// are disconnected when the sandbox stops.
pub(crate) fn router(state: Arc<ServerState>, stopped: watch::Receiver<()>) -> Router {
    let dashboard = Dashboard {
        gateway: state.gateway.clone(),
        journal: Arc::clone(&state.journal),
        faults: Arc::clone(&state.faults),
        shop: Arc::clone(&state.shop),
        form_token: Arc::clone(&state.form_token),
        stopped,
    };
    let pages = pages::router(state.gateway.clone()).merge(dashboard::router(dashboard));
    // The guard has read the body, within its own limit.
    let pages = pages.layer(DefaultBodyLimit::disable());
    let endpoints = Router::new().route("/pay", any(pay::pay)).route("/pay/", any(pay::pay)).fallback(endpoint::call);
    // One layer for both, as each costs as much as parsing a request.
    endpoints.with_state(Arc::clone(&state)).merge(pages).layer(from_fn_with_state(state, guard::guard))
}

/// The paths of all routes, as the router itself shows them, and those of the endpoints.
pub(crate) fn paths(state: &Arc<ServerState>, stopped: watch::Receiver<()>) -> Vec<String> {
    let endpoints = state.gateway.config.schemas.paths().into_iter().map(str::to_owned);
    let mut paths: Vec<String> = routes(state, stopped).into_iter().chain(endpoints).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn routes(state: &Arc<ServerState>, stopped: watch::Receiver<()>) -> Vec<String> {
    let shown = format!("{:?}", router(Arc::clone(state), stopped));
    // The fallback is shown as a path of its own.
    let is_path = |quoted: &str| quoted.starts_with('/') && !quoted.starts_with("/{*__private");
    shown.split('"').skip(1).step_by(2).filter(|quoted| is_path(quoted)).map(str::to_owned).collect()
}

/// Checks that no given endpoint has the path of a page, which would be served in its place.
pub(crate) fn check_paths(state: &Arc<ServerState>, stopped: watch::Receiver<()>) -> Result<(), SchemaError> {
    let given = &state.gateway.config.schemas.given;
    if given.is_empty() {
        return Ok(());
    }
    let routes = routes(state, stopped);
    let is_taken = |path: &str| routes.iter().any(|route| matches_route(route, path));
    let taken: Vec<String> = given
        .iter()
        .filter(|endpoint| is_taken(&endpoint.path))
        .map(|endpoint| format!("`{}` has the path of a page of the sandbox, {}", endpoint.name, endpoint.path))
        .collect();
    if taken.is_empty() { Ok(()) } else { Err(SchemaError::new(taken)) }
}

/// Whether a path leads to a route, whose parts in braces are any text.
fn matches_route(route: &str, path: &str) -> bool {
    let parts = |path: &str| path.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (route, path) = (parts(route), parts(path));
    route.len() == path.len() && route.iter().zip(&path).all(|(known, part)| known == part || known.starts_with('{'))
}

/// Responds to a POST without a network: the HTTP status and the body.
pub(crate) async fn respond(mut router: Router, path: &str, content_type: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
    let request = http::Request::post(path).header(HOST, "localhost").header(CONTENT_TYPE, content_type);
    let request = request.extension(ConnectionHandle::new(Ipv4Addr::LOCALHOST.into())).body(Body::from(body));
    let Ok(request) = request else { return (StatusCode::BAD_REQUEST.as_u16(), Vec::new()) };
    let Ok(response) = router.call(request).await;
    let status = response.status().as_u16();
    (status, to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default().to_vec())
}
