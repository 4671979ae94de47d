//! A demo shop: the merchant's server for orders that the dashboard creates. Like a real one, it relies on verified callbacks
//! and on the status of the order, and not on what payers bring back.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use flitt_client::order::Stage;
use maud::{Markup, html};

use super::shop_orders::{ShopOrder, ShopOrders};
use super::shop_page::page;
use super::{CHECKOUT, FormToken, SHOW, create, path};
use crate::assets;
use crate::callbacks::SHOP_PATH;
use crate::gateway::Gateway;
use crate::http::{TEXT, response};
use crate::model::money;
use crate::redact::shown_text;

/// The path to which payers return.
pub(super) const PATH: &str = "/shop";

#[derive(Clone)]
struct Shop {
    gateway: Gateway,
    orders: Arc<ShopOrders>,
    form_token: Arc<FormToken>,
}

/// The routes of the shop.
pub(super) fn router(gateway: Gateway, orders: Arc<ShopOrders>, form_token: Arc<FormToken>) -> Router {
    let shop = Shop { gateway, orders, form_token };
    Router::new().route(PATH, get(home).post(returned)).route(SHOP_PATH, post(callback)).with_state(shop)
}

/// The shop's only product, whose order the dashboard creates.
async fn home(State(Shop { gateway, form_token, .. }): State<Shop>) -> Response {
    let content = html! {
        article.product {
            div.picture { img src=(assets::SHOP_ICON.path) alt="" width="96" height="96"; }
            div.offer {
                h1 { (create::DESCRIPTION) }
                p { "Black tea from Guria, brewed slowly and served with a slice of lemon." }
                p.price { (money::display(create::AMOUNT, create::CURRENCY)) }
                form method="post" action=(create::PATH) {
                    (form_token.field())
                    input type="hidden" name=(SHOW) value=(CHECKOUT);
                    button { "Buy now" }
                }
            }
        }
    };
    page(StatusCode::OK, &gateway.config, create::DESCRIPTION, &content, "/")
}

async fn returned(State(Shop { gateway, orders, .. }): State<Shop>, body: Bytes) -> Response {
    match orders.returned(&gateway, &body) {
        Ok(order) => {
            let merchant_id = order.state.merchant_id().parse().unwrap_or_default();
            let known = gateway.orders.lock().find(merchant_id, order.state.order_id()).map(path);
            let dashboard_path = known.unwrap_or_else(|_| "/".to_owned());
            page(StatusCode::OK, &gateway.config, headline(&order), &receipt(&order), &dashboard_path)
        }
        Err((status, message)) => {
            let content = html! {
                article.receipt {
                    h1 { "We cannot find your order" }
                    p.problem { (message) }
                }
            };
            page(status, &gateway.config, "Order not found", &content, "/")
        }
    }
}

/// Responds with 200 only once the order has the update: the gateway repeats a callback until then.
async fn callback(State(Shop { gateway, orders, .. }): State<Shop>, body: Bytes) -> Response {
    match orders.receive(&gateway, &body) {
        Ok(_) => response(StatusCode::OK, TEXT, "ok\n".to_owned()),
        Err((status, message)) => response(status, TEXT, message + "\n"),
    }
}

fn headline(order: &ShopOrder) -> &'static str {
    match order.state.stage() {
        Stage::Approved if order.shipments > 0 => "Thank you for your order",
        Stage::Approved => "We have received your order",
        Stage::Declined => "The payment did not succeed",
        Stage::Reversed => "You got your money back",
        _ => "Your order waits for its payment",
    }
}

fn receipt(order: &ShopOrder) -> Markup {
    let state = &order.state;
    html! {
        article.receipt {
            h1 { (headline(order)) }
            p.summary { "Your order " strong { (shown_text(state.order_id())) } ": " strong { (order.summary()) } "." }
            @match order.shipments {
                0 => {}
                1 => { p { "The goods are on their way." } }
                times => { p.problem { "The goods were sent " (times) " times." } }
            }
            dl {
                div { dt { "Order" } dd { (shown_text(state.order_id())) } }
                div { dt { "Total" } dd { (money::display(state.amount(), state.currency().as_str())) } }
            }
            p.small { "The shop knows this from the gateway's callback and from the status of the order, not from your browser." }
            @if state.stage() != Stage::Approved { p { a.again href=(PATH) { "Back to the tea" } } }
        }
    }
}
