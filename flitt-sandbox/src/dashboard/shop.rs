//! A demo shop: the merchant's server for orders that the dashboard creates. Like a real one, it relies on verified callbacks
//! and on the status of the order, and not on what payers bring back.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};

use super::layout::page;
use super::shop_orders::{ShopOrder, ShopOrders};
use crate::callbacks::SHOP_PATH;
use crate::gateway::Gateway;
use crate::http::{TEXT, response};
use crate::redact::shown_text;

/// The path to which payers return.
pub(super) const PATH: &str = "/shop";

#[derive(Clone)]
struct Shop {
    gateway: Gateway,
    orders: Arc<ShopOrders>,
}

/// The routes of the shop.
pub(super) fn router(gateway: Gateway, orders: Arc<ShopOrders>) -> Router {
    let shop = Shop { gateway, orders };
    Router::new().route(PATH, get(home).post(returned)).route(SHOP_PATH, post(callback)).with_state(shop)
}

async fn home(State(Shop { gateway, .. }): State<Shop>) -> Response {
    let content = html! { section { h1 { "Demo shop" } p { "Payers come back to this page with the signed result." } (dashboard_link()) } };
    page(StatusCode::OK, &gateway.config, "Demo shop", &content)
}

async fn returned(State(Shop { gateway, orders }): State<Shop>, body: Bytes) -> Response {
    let (status, content) = match orders.returned(&gateway, &body) {
        Ok(order) => (StatusCode::OK, order_content(&order)),
        Err((status, message)) => (status, html! { p.refused { (message) } }),
    };
    let content = html! { section { h1 { "Demo shop" } (content) (dashboard_link()) } };
    page(status, &gateway.config, "Demo shop", &content)
}

/// Answers 200 only once the order has the update: the gateway repeats a callback until then.
async fn callback(State(Shop { gateway, orders }): State<Shop>, body: Bytes) -> Response {
    match orders.receive(&gateway, &body) {
        Ok(_) => response(StatusCode::OK, TEXT, "ok\n".to_owned()),
        Err((status, message)) => response(status, TEXT, message + "\n"),
    }
}

fn order_content(order: &ShopOrder) -> Markup {
    html! {
        p.lead { "Your order " strong { (shown_text(order.state.order_id())) } ": " strong { (order.summary()) } "." }
        @match order.shipments {
            0 => {}
            1 => { p { "The goods are on their way." } }
            times => { p.refused { "The goods were sent " (times) " times." } }
        }
        p.soft { "The shop knows this from the gateway's callback and from the status of the order, not from your browser." }
    }
}

fn dashboard_link() -> Markup {
    html! { p { a href="/" { "See the payment and its callback on the desk" } } }
}
