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
use crate::http::sender::is_form;
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
mod form_token;
mod home;
mod layout;
mod order;
mod shop;
mod shop_orders;
mod timeline;

pub(crate) use create::command_line;
pub(crate) use form_token::FormToken;
pub(crate) use shop_orders::ShopOrders;

use actions::Action;
use events::Streams;

/// The field of a form that names an action.
const ACTION: &str = "action";

/// What the dashboard shows and changes.
#[derive(Clone)]
pub(crate) struct Dashboard {
    pub(crate) gateway: Gateway,
    pub(crate) journal: Arc<Journal>,
    pub(crate) faults: Arc<PlannedFaults>,
    pub(crate) shop: Arc<ShopOrders>,
    pub(crate) form_token: Arc<FormToken>,
    /// Closed when the sandbox stops.
    pub(crate) stopped: watch::Receiver<()>,
}

/// The routes of the dashboard.
pub(crate) fn router(dashboard: Dashboard) -> Router {
    let gateway = dashboard.gateway.clone();
    let shop = Arc::clone(&dashboard.shop);
    let events = {
        let (streams, journal, stopped) =
            (Streams::default(), Arc::clone(&dashboard.journal), dashboard.stopped.clone());
        async move || streams.open(&journal, stopped.clone()).into_response()
    };
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

async fn show(State(dashboard): State<Dashboard>, Path(payment_id): Path<String>) -> Response {
    match find(&dashboard.gateway, &payment_id) {
        Some(order) => order_page(StatusCode::OK, &dashboard, &order, None),
        None => layout::unknown(&dashboard.gateway.config),
    }
}

async fn act(
    State(dashboard): State<Dashboard>,
    Path(payment_id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let gateway = &dashboard.gateway;
    let Some(form) = dashboard.own_form(&headers, &body) else { return not_an_own_form() };
    let Some(order) = find(gateway, &payment_id) else { return layout::unknown(&gateway.config) };
    let Some(action) = form.get(ACTION).and_then(Action::from_name) else {
        let message = "The form names nothing that can be done.";
        return order_page(StatusCode::BAD_REQUEST, &dashboard, &order, Some(message));
    };
    match action.perform(gateway, &order) {
        Ok(()) => see_other(&path(&order)),
        Err(error) => order_page(StatusCode::CONFLICT, &dashboard, &order, Some(&error.to_string())),
    }
}

async fn create_order(State(dashboard): State<Dashboard>, headers: HeaderMap, body: Bytes) -> Response {
    if dashboard.own_form(&headers, &body).is_none() {
        return not_an_own_form();
    }
    match create::create_order(&dashboard.gateway) {
        Some(order) => see_other(&path(&order)),
        None => see_other("/"),
    }
}

async fn plan_fault(State(dashboard): State<Dashboard>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(form) = dashboard.own_form(&headers, &body) else { return not_an_own_form() };
    let planned = faults::plan(&dashboard.gateway.config.schemas, &dashboard.faults, &form);
    match planned {
        Ok(()) => {
            dashboard.journal.notify();
            see_other("/#faults")
        }
        Err(message) => response(StatusCode::BAD_REQUEST, TEXT, message + "\n"),
    }
}

impl Dashboard {
    /// The form that a page of the dashboard posted: only such a page knows the token. The server has checked where the
    /// request comes from.
    fn own_form(&self, headers: &HeaderMap, body: &[u8]) -> Option<Form> {
        Some(Form::parse(body)).filter(|form| is_form(headers) && self.form_token.is_in(form))
    }
}

fn order_page(status: StatusCode, dashboard: &Dashboard, order: &Order, error: Option<&str>) -> Response {
    let content = order::content(dashboard, order, error);
    layout::page(status, &dashboard.gateway.config, &shown_text(&order.purchase.order_id), &content)
}

fn not_an_own_form() -> Response {
    let message =
        "Only the forms of the desk may do this, and each start of the sandbox makes new ones. Reload the page.\n";
    response(StatusCode::FORBIDDEN, TEXT, message.to_owned())
}

/// The order of a payment ID, as an address names it.
fn find(gateway: &Gateway, payment_id: &str) -> Option<Order> {
    gateway.orders.lock().by_payment_id(payment_id.parse().ok()?).cloned()
}

/// The path of an order's page.
fn path(order: &Order) -> String {
    format!("/desk/orders/{}", order.payment_id)
}
