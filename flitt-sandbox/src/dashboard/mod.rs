//! The dashboard for developers: orders with their timelines, requests, callbacks, and actions on orders.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::watch;

use crate::gateway::Gateway;
use crate::http::form::Form;
use crate::http::{TEXT, response, see_other};
use crate::journal::Journal;
use crate::model::fault::PlannedFaults;
use crate::model::order::Order;
use crate::redact::shown_text;

mod actions;
mod components;
mod create;
mod events;
mod faults;
mod home;
mod layout;
mod order;
mod shop;
mod shop_orders;
mod timeline;

pub(crate) use create::command_line;
pub(crate) use shop_orders::ShopOrders;

use actions::Action;

/// The field of a form that names an action.
const ACTION: &str = "action";

/// What the dashboard shows and changes.
#[derive(Clone)]
pub(crate) struct Dashboard {
    pub(crate) gateway: Gateway,
    pub(crate) journal: Arc<Journal>,
    pub(crate) faults: Arc<PlannedFaults>,
    pub(crate) shop: Arc<ShopOrders>,
    /// Closed when the sandbox stops.
    pub(crate) stopped: watch::Receiver<()>,
}

/// The routes of the dashboard.
pub(crate) fn router(dashboard: Dashboard) -> Router {
    let gateway = dashboard.gateway.clone();
    let shop = Arc::clone(&dashboard.shop);
    Router::new()
        .route("/", get(home))
        .route("/desk/orders", post(create_order))
        .route("/desk/faults", post(plan_fault))
        .route("/desk/orders/{payment_id}", get(show).post(act))
        .route("/desk/events", get(events))
        .with_state(dashboard)
        .merge(shop::router(gateway, shop))
}

async fn home(State(dashboard): State<Dashboard>) -> Response {
    layout::page(StatusCode::OK, &dashboard.gateway.config, "Desk", &home::content(&dashboard))
}

async fn events(State(Dashboard { journal, stopped, .. }): State<Dashboard>) -> Response {
    events::stream(&journal, stopped).into_response()
}

async fn show(State(dashboard): State<Dashboard>, Path(payment_id): Path<u64>) -> Response {
    match find(&dashboard.gateway, payment_id) {
        Some(order) => order_page(StatusCode::OK, &dashboard, &order, None),
        None => layout::unknown(&dashboard.gateway.config),
    }
}

async fn act(
    State(dashboard): State<Dashboard>,
    Path(payment_id): Path<u64>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let gateway = &dashboard.gateway;
    if !gateway.config.host.is_from_own_page(&headers) {
        return other_origin();
    }
    let Some(order) = find(gateway, payment_id) else { return layout::unknown(&gateway.config) };
    let Some(action) = Form::parse(&body).get(ACTION).and_then(Action::from_name) else {
        let message = "The form names nothing that can be done.";
        return order_page(StatusCode::BAD_REQUEST, &dashboard, &order, Some(message));
    };
    match action.perform(gateway, &order) {
        Ok(()) => see_other(&path(&order)),
        Err(error) => order_page(StatusCode::CONFLICT, &dashboard, &order, Some(&error.to_string())),
    }
}

async fn create_order(State(Dashboard { gateway, .. }): State<Dashboard>, headers: HeaderMap) -> Response {
    if !gateway.config.host.is_from_own_page(&headers) {
        return other_origin();
    }
    match create::create_order(&gateway) {
        Some(order) => see_other(&path(&order)),
        None => see_other("/"),
    }
}

async fn plan_fault(State(dashboard): State<Dashboard>, headers: HeaderMap, body: Bytes) -> Response {
    let config = &dashboard.gateway.config;
    if !config.host.is_from_own_page(&headers) {
        return other_origin();
    }
    let planned = faults::plan(&config.schemas, &dashboard.faults, &Form::parse(&body));
    match planned {
        Ok(()) => {
            dashboard.journal.notify();
            see_other("/#faults")
        }
        Err(message) => response(StatusCode::BAD_REQUEST, TEXT, message + "\n"),
    }
}

fn order_page(status: StatusCode, dashboard: &Dashboard, order: &Order, error: Option<&str>) -> Response {
    let content = order::content(&dashboard.gateway.config, &dashboard.journal, order, error);
    layout::page(status, &dashboard.gateway.config, &shown_text(&order.purchase.order_id), &content)
}

fn other_origin() -> Response {
    response(StatusCode::FORBIDDEN, TEXT, "Only the desk's own pages may do this.\n".to_owned())
}

fn find(gateway: &Gateway, payment_id: u64) -> Option<Order> {
    gateway.orders.lock().by_payment_id(payment_id).cloned()
}

/// The path of an order's page.
fn path(order: &Order) -> String {
    format!("/desk/orders/{}", order.payment_id)
}
