//! A demo shop: the merchant's server of orders that the desk creates. It verifies callbacks and what a payer brings
//! back, as a real one has to.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use flitt_client::api::FinalOrder;
use flitt_client::schema::Key;
use flitt_client::{Credentials, callback};
use maud::{Markup, html};

use super::layout::send;
use crate::gateway::Gateway;
use crate::server::response;

/// Where payers come back to.
pub(super) const PATH: &str = "/shop";
/// Where callbacks go.
pub(super) const CALLBACK_PATH: &str = "/shop/callback";

pub(super) fn router() -> Router<Arc<Gateway>> {
    Router::new().route(PATH, get(empty).post(returned)).route(CALLBACK_PATH, post(told))
}

async fn empty(State(gateway): State<Arc<Gateway>>) -> Response {
    let content =
        html! { section { h1 { "Demo shop" } p { "Payers come back to this page with the signed result." } (desk()) } };
    send(StatusCode::OK, &gateway, "Demo shop", &content)
}

async fn returned(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Response {
    let (status, content) = match verified(&gateway, &body) {
        Ok(order) => (
            StatusCode::OK,
            html! {
                section {
                    h1 { "Demo shop" }
                    p.lead { "Your order " strong { (order.order_id()) } " is " strong { (order.order_status().as_str()) } "." }
                    p.soft { "The browser brought the result, and its signature is right. A shop relies on the callback, not on this." }
                    (desk())
                }
            },
        ),
        Err(why) => (StatusCode::BAD_REQUEST, html! { section { h1 { "Demo shop" } p.refused { (why) } (desk()) } }),
    };
    send(status, &gateway, "Demo shop", &content)
}

async fn told(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Response {
    match verified(&gateway, &body) {
        Ok(_) => response(StatusCode::OK, "text/plain; charset=utf-8", "ok\n".to_owned()),
        Err(why) => response(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", format!("{why}\n")),
    }
}

/// The order that a body tells of, by the key of whichever merchant it is signed with.
fn verified(gateway: &Gateway, body: &[u8]) -> Result<FinalOrder, String> {
    let verify = |(id, key): (u64, &str)| callback::verify::<FinalOrder>(&Credentials::new(id, key), body);
    let keys = gateway.merchants.iter().filter_map(|merchant| Some((merchant.id(), merchant.key(Key::Payment)?)));
    let mut why = "there is no merchant".to_owned();
    for result in keys.map(verify) {
        match result {
            Ok(order) => return Ok(order),
            Err(refused) => why = refused.to_string(),
        }
    }
    Err(why)
}

fn desk() -> Markup {
    html! { p { a href="/" { "See the payment and its callback on the desk" } } }
}
