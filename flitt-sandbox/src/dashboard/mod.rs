//! The dashboard for developers: orders with their timelines, requests, callbacks, and actions on orders.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::Markup;
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
mod attempts;
mod components;
mod create;
mod events;
mod faults;
mod form_token;
mod given;
mod home;
mod layout;
mod merchants;
mod order;
mod order_actions;
mod order_list;
mod request_list;
mod shop;
mod shop_orders;
mod shop_page;
mod sums;
mod timeline;
mod timeline_list;

pub(crate) use create::command_line;
pub(crate) use form_token::FormToken;
pub(crate) use layout::not_found;
pub(crate) use shop_orders::ShopOrders;

use actions::Action;
use events::Streams;

/// The field of a form that names an action.
const ACTION: &str = "action";
/// The field with the amount of an action, in major units.
const AMOUNT: &str = "amount";
/// The field with what had been reversed when the form was shown, in minor units.
const REVERSED: &str = "reversed";
/// The field that says where a new order is shown; the value is [`CHECKOUT`], or there is none.
const SHOW: &str = "show";
/// The new order is shown to its payer.
const CHECKOUT: &str = "checkout";

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
    let (shop, form_token) = (Arc::clone(&dashboard.shop), Arc::clone(&dashboard.form_token));
    let events = {
        let (streams, journal, stopped) =
            (Streams::default(), Arc::clone(&dashboard.journal), dashboard.stopped.clone());
        async move || streams.open(&journal, stopped.clone()).into_response()
    };
    Router::new()
        .route("/", get(home))
        .route(create::PATH, post(create_order))
        .route("/dashboard/faults", post(plan_fault))
        .route(given::PATH, post(plan_response))
        .route("/dashboard/orders/{payment_id}", get(show).post(act))
        .route("/dashboard/events", get(events))
        .with_state(dashboard)
        .merge(shop::router(gateway, shop, form_token))
}

async fn home(State(dashboard): State<Dashboard>, RawQuery(query): RawQuery) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    dashboard.page(StatusCode::OK, "Dashboard", &home::content(&dashboard, &form))
}

async fn show(State(dashboard): State<Dashboard>, Path(payment_id): Path<String>) -> Response {
    match find(&dashboard.gateway, &payment_id) {
        Some(order) => order_page(StatusCode::OK, &dashboard, &order, None),
        None => dashboard.unknown_order(),
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
    let Some(order) = find(gateway, &payment_id) else { return dashboard.unknown_order() };
    let Some(action) = form.get(ACTION).and_then(Action::from_name) else {
        let message = "The form has no valid action.";
        return order_page(StatusCode::BAD_REQUEST, &dashboard, &order, Some(message));
    };
    match action.perform(gateway, &order, &form) {
        Ok(()) => see_other(&path(&order)),
        Err((status, message)) => order_page(status, &dashboard, &order, Some(&message)),
    }
}

async fn create_order(State(dashboard): State<Dashboard>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(form) = dashboard.own_form(&headers, &body) else { return not_an_own_form() };
    match create::create_order(&dashboard).await {
        Some(order) if form.text(SHOW) == CHECKOUT => see_other(&dashboard.gateway.config.checkout_url(&order)),
        Some(order) => see_other(&path(&order)),
        None => see_other("/#requests"),
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
        Err(message) => dashboard.rejected("Faults", "/#faults", &message),
    }
}

async fn plan_response(State(dashboard): State<Dashboard>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(form) = dashboard.own_form(&headers, &body) else { return not_an_own_form() };
    match given::plan(&dashboard.gateway, &form) {
        Ok(()) => {
            dashboard.journal.notify();
            see_other("/#endpoints")
        }
        Err(message) => dashboard.rejected("Endpoints", "/#endpoints", &message),
    }
}

impl Dashboard {
    fn page(&self, status: StatusCode, title: &str, content: &Markup) -> Response {
        layout::page(status, &self.gateway.config, &self.form_token, title, content)
    }

    /// The page for a form that was rejected, with the way back to its section.
    fn rejected(&self, section: &str, address: &str, message: &str) -> Response {
        let content = maud::html! {
            nav.trail aria-label="Breadcrumb" { a href=(address) { (section) } }
            p.rejected role="alert" { (message) }
        };
        self.page(StatusCode::BAD_REQUEST, section, &content)
    }

    fn unknown_order(&self) -> Response {
        layout::unknown_order(&self.gateway.config, &self.form_token)
    }

    /// The form that a page of the dashboard posted: only such a page knows the token. The server has checked where the
    /// request comes from.
    fn own_form(&self, headers: &HeaderMap, body: &[u8]) -> Option<Form> {
        Some(Form::parse(body)).filter(|form| is_form(headers) && self.form_token.is_in(form))
    }
}

fn order_page(status: StatusCode, dashboard: &Dashboard, order: &Order, error: Option<&str>) -> Response {
    let content = order::content(dashboard, order, error);
    dashboard.page(status, &shown_text(&order.purchase.order_id), &content)
}

fn not_an_own_form() -> Response {
    let message = "This form is not one of the dashboard, or it has expired, because the sandbox was restarted. Reload the page.\n";
    response(StatusCode::FORBIDDEN, TEXT, message.to_owned())
}

/// The order of a payment ID, as an address names it.
fn find(gateway: &Gateway, payment_id: &str) -> Option<Order> {
    gateway.orders.lock().by_payment_id(payment_id.parse().ok()?).cloned()
}

/// The path of an order's page.
fn path(order: &Order) -> String {
    format!("/dashboard/orders/{}", order.payment_id)
}
