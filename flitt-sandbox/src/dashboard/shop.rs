//! A demo shop: the merchant's server for orders that the dashboard creates. Like a real one, it verifies callbacks and
//! the results that payers bring back.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use flitt_client::Credentials;
use flitt_client::api::FinalOrder;
use flitt_client::callback::verify as verify_callback;
use flitt_schema::Key;
use maud::{Markup, html};

use super::layout::page;
use crate::config::Config;
use crate::http::{TEXT, response};
use crate::model::merchant::Merchants;

/// The path to which payers return.
pub(super) const PATH: &str = "/shop";
/// The path for callbacks.
pub(super) const CALLBACK_PATH: &str = "/shop/callback";

/// The routes of the shop.
pub(super) fn router(config: Arc<Config>) -> Router {
    Router::new().route(PATH, get(home).post(returned)).route(CALLBACK_PATH, post(callback)).with_state(config)
}

async fn home(State(config): State<Arc<Config>>) -> Response {
    let content = html! { section { h1 { "Demo shop" } p { "Payers come back to this page with the signed result." } (dashboard_link()) } };
    page(StatusCode::OK, &config, "Demo shop", &content)
}

async fn returned(State(config): State<Arc<Config>>, body: Bytes) -> Response {
    let (status, content) = match verify(&config.merchants, &body) {
        Ok(order) => (
            StatusCode::OK,
            html! {
                section {
                    h1 { "Demo shop" }
                    p.lead { "Your order " strong { (order.order_id()) } " is " strong { (order.order_status().as_str()) } "." }
                    p.soft { "The browser brought the result, and its signature is right. A shop relies on the callback, not on this." }
                    (dashboard_link())
                }
            },
        ),
        Err(error) => {
            (StatusCode::BAD_REQUEST, html! { section { h1 { "Demo shop" } p.refused { (error) } (dashboard_link()) } })
        }
    };
    page(status, &config, "Demo shop", &content)
}

async fn callback(State(config): State<Arc<Config>>, body: Bytes) -> Response {
    match verify(&config.merchants, &body) {
        Ok(_) => response(StatusCode::OK, TEXT, "ok\n".to_owned()),
        Err(error) => response(StatusCode::BAD_REQUEST, TEXT, format!("{error}\n")),
    }
}

/// The verified order in a body, which any of the merchants may have signed. The error is a message.
fn verify(merchants: &Merchants, body: &[u8]) -> Result<FinalOrder, String> {
    let verify = |(id, key): (u64, &str)| verify_callback::<FinalOrder>(&Credentials::new(id, key), body);
    let keys = merchants.iter().filter_map(|merchant| Some((merchant.id(), merchant.key(Key::Payment)?)));
    let mut message = "there is no merchant".to_owned();
    for result in keys.map(verify) {
        match result {
            Ok(order) => return Ok(order),
            Err(error) => message = error.to_string(),
        }
    }
    Err(message)
}

fn dashboard_link() -> Markup {
    html! { p { a href="/" { "See the payment and its callback on the desk" } } }
}
