//! The pages of the shop, and the address of its callbacks.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{any, get, post};
use flitt_client::Currency;
use flitt_client::api::CheckoutUrl;
use flitt_client::order::Stage;
use flitt_orders::Orders;
use sqlx::Pool;

use super::Result;
use super::book::Book;

/// 10.00 GEL, in minor units.
const PRICE: u64 = 1000;

pub(crate) struct Shop<DB: Book> {
    pub(crate) orders: Orders<DB>,
    pub(crate) pool: Pool<DB>,
    /// Where browsers and the gateway find the shop.
    pub(crate) url: String,
}

impl<DB: Book> Clone for Shop<DB> {
    fn clone(&self) -> Self {
        Self { orders: self.orders.clone(), pool: self.pool.clone(), url: self.url.clone() }
    }
}

pub(crate) fn routes<DB: Book>(shop: Shop<DB>) -> Router {
    Router::new()
        .route("/", get(shelf))
        .route("/buy", post(buy::<DB>))
        .route("/callback", post(callback::<DB>))
        .route("/orders/{order_id}", get(order::<DB>))
        .route("/orders/{order_id}/back", any(back))
        .route("/orders/{order_id}/refund", post(refund::<DB>))
        .route("/orders/{order_id}/effects", get(effects::<DB>))
        .with_state(shop)
}

async fn shelf() -> Html<String> {
    let price = Currency::GEL.format_minor(PRICE);
    let form = "<form method=\"post\" action=\"/buy\"><button>Buy</button></form>";
    page(&format!("<h1>Tea</h1><p>100 g, {price} GEL</p>{form}"))
}

/// A page around some HTML of this program's own.
fn page(body: &str) -> Html<String> {
    let head = "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Tea</title>\
                <style>:root{color-scheme:light dark;font:1.1rem system-ui}body{max-width:30rem;margin:3rem auto;\
                padding:0 1rem}button{font:inherit;padding:.5rem 2rem}</style>";
    Html(format!("<!doctype html><html lang=\"en\"><head>{head}</head><body>{body}</body></html>"))
}

/// Creates an order and sends the payer to its checkout page.
async fn buy<DB: Book>(State(shop): State<Shop<DB>>) -> Response {
    match create(&shop).await {
        Ok(checkout_url) => see_other(&checkout_url),
        Err(error) => {
            eprintln!("no order: {error}");
            (StatusCode::BAD_GATEWAY, "The payment service does not respond. Nothing was charged.").into_response()
        }
    }
}

async fn create<DB: Book>(shop: &Shop<DB>) -> Result<String> {
    let order_id = format!("tea-{}", SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos());
    let request = CheckoutUrl::request()
        .order_id(order_id.as_str())
        .order_desc("ქართული ჩაი, 100 g")
        .amount(PRICE)
        .currency(Currency::GEL)
        .response_url(format!("{}/orders/{order_id}/back", shop.url))
        .server_callback_url(format!("{}/callback", shop.url))
        .build()?;
    let mut tx = shop.orders.begin().await?;
    let order = shop.orders.create(&mut tx, &request).await?;
    tx.commit().await?;
    Ok(shop.orders.send(&order).await?.checkout_url().to_owned())
}

/// The gateway repeats a callback until it receives 200: that is after the commit.
async fn callback<DB: Book>(State(shop): State<Shop<DB>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match shop.orders.receive(content_type, &body).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            eprintln!("a callback: {error}");
            StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// The payer's browser returns, perhaps before the callback. What it brings does not make an order paid, so it is not read.
async fn back(Path(order_id): Path<String>) -> Response {
    see_other(&format!("/orders/{order_id}"))
}

/// Returns half of the price, once.
async fn refund<DB: Book>(State(shop): State<Shop<DB>>, Path(order_id): Path<String>) -> Response {
    let refund = async {
        let mut tx = shop.orders.begin().await?;
        shop.orders.reverse(&mut tx, &order_id, PRICE / 2, "half of the price").await?;
        tx.commit().await
    };
    match refund.await {
        Ok(()) => see_other(&format!("/orders/{order_id}")),
        Err(error) => (StatusCode::CONFLICT, error.to_string()).into_response(),
    }
}

/// What the shop did for an order, as `flitt probe` reads it. A real shop shows it to nobody else.
async fn effects<DB: Book>(State(shop): State<Shop<DB>>, Path(order_id): Path<String>) -> Response {
    match DB::effects(&shop.pool, &order_id).await {
        Ok(effects) => format!("shipped {}\nrefunded {}\n", effects.shipped, effects.refunded).into_response(),
        Err(error) => unavailable(&*error),
    }
}

/// What is known of an order. Where that is not enough, a worker asks.
async fn order<DB: Book>(State(shop): State<Shop<DB>>, Path(order_id): Path<String>) -> Response {
    let state = match shop.orders.order(&order_id).await {
        Ok(Some(state)) => state,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return unavailable(&error),
    };
    let words = match state.stage() {
        _ if state.is_paid() => "Thank you! Your tea is on its way.",
        Stage::Pending => "We wait for your payment.",
        Stage::Declined => "The payment did not succeed. Nothing was charged.",
        Stage::Reversed => "Your money is on its way back.",
        _ => "We look at your payment, and write to you.",
    };
    let paid = Currency::GEL.format_minor(state.paid());
    page(&format!("<h1>{words}</h1><p>Paid: {paid} GEL</p><p><a href=\"/\">Back to the shop</a></p>")).into_response()
}

fn unavailable(error: &dyn std::error::Error) -> Response {
    eprintln!("the database: {error}");
    (StatusCode::SERVICE_UNAVAILABLE, "Try again in a minute.").into_response()
}

/// Sends a browser to another page, where the address is one.
fn see_other(url: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, url)]).into_response()
}
