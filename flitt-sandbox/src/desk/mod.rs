//! The developer's desk: every order and its life, every request, callbacks, and what a developer may want to do to an
//! order.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};

use crate::gateway::Gateway;
use crate::order::Order;
use crate::pages::see_other;
use crate::server::response;

mod actions;
mod create;
mod events;
mod faults;
mod home;
mod layout;
mod order;
mod parts;
mod shop;
mod timeline;

pub(crate) use create::command_line;
pub(crate) use events::Events;

use actions::Action;

/// The field of a form that says what to do.
const ACTION: &str = "action";

/// The paths of the desk.
pub(crate) fn router(events: Events) -> Router<Arc<Gateway>> {
    Router::new()
        .route("/", get(home))
        .route("/desk/orders", post(create_order))
        .route("/desk/faults", post(plan_fault))
        .route("/desk/orders/{payment_id}", get(show).post(act))
        .route("/desk/events", get(move |State(gateway): State<Arc<Gateway>>| async move { events.stream(&gateway) }))
        .merge(shop::router())
}

async fn home(State(gateway): State<Arc<Gateway>>) -> Response {
    layout::send(StatusCode::OK, &gateway, "Desk", &home::page(&gateway))
}

async fn show(State(gateway): State<Arc<Gateway>>, Path(payment_id): Path<u64>) -> Response {
    match find(&gateway, payment_id) {
        Some(order) => order_page(StatusCode::OK, &gateway, &order, None),
        None => layout::unknown(&gateway),
    }
}

async fn act(
    State(gateway): State<Arc<Gateway>>,
    Path(payment_id): Path<u64>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !gateway.host.is_from_own_page(&headers) {
        return foreign();
    }
    let Some(order) = find(&gateway, payment_id) else { return layout::unknown(&gateway) };
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let named = form.iter().find(|(name, _)| name == ACTION).and_then(|(_, name)| Action::named(name));
    let Some(action) = named else {
        return order_page(StatusCode::BAD_REQUEST, &gateway, &order, Some("The form names nothing that can be done."));
    };
    match action.perform(&gateway, &order) {
        Ok(()) => see_other(&path(&order)),
        Err(refused) => order_page(StatusCode::CONFLICT, &gateway, &order, Some(&refused.to_string())),
    }
}

async fn create_order(State(gateway): State<Arc<Gateway>>, headers: HeaderMap) -> Response {
    if !gateway.host.is_from_own_page(&headers) {
        return foreign();
    }
    match create::by_desk(&gateway) {
        Some(order) => see_other(&path(&order)),
        None => see_other("/"),
    }
}

async fn plan_fault(State(gateway): State<Arc<Gateway>>, headers: HeaderMap, body: Bytes) -> Response {
    if !gateway.host.is_from_own_page(&headers) {
        return foreign();
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    match faults::plan(&gateway, &form) {
        Ok(()) => see_other("/#faults"),
        Err(why) => response(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", why + "\n"),
    }
}

fn order_page(status: StatusCode, gateway: &Gateway, order: &Order, refused: Option<&str>) -> Response {
    layout::send(status, gateway, &order.purchase.order_id, &order::page(gateway, order, refused))
}

fn foreign() -> Response {
    let why = "Only the desk's own pages may do this.\n";
    response(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", why.to_owned())
}

fn find(gateway: &Gateway, payment_id: u64) -> Option<Order> {
    gateway.orders().of_payment(payment_id).cloned()
}

/// Where an order stands on the desk.
fn path(order: &Order) -> String {
    format!("/desk/orders/{}", order.payment_id)
}
