//! A shop in one file: an order, the way to the checkout page and back, the callback, a page with the order's state.
//!
//! `cargo run -p flitt-client --features axum --example shop` starts the shop and a local gateway; open the address that
//! it prints and buy with a test card of the checkout page. With `-- --once` it buys from itself and ends.
//!
//! With `FLITT_BASE_URL`, `FLITT_MERCHANT_ID`, `FLITT_PAYMENT_KEY` and the shop's public address in `SHOP_URL` it sells by
//! the gateway that they name. `SHOP_LISTEN` is the address that it listens on. `flitt probe` tests it (see the guide).

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{any, get, post};
use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus};
use flitt_client::callback::{CallbackRejection, PayerReturn, Verified};
use flitt_client::order::{Event, Stage};
use flitt_client::{Client, Credentials, Currency, OrderState};
use flitt_sandbox::Sandbox;
use tokio::net::TcpListener;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// 10.00 GEL, in minor units.
const PRICE: u64 = 1000;

#[derive(Clone)]
struct Shop {
    client: Client,
    /// Where browsers and the gateway find the shop.
    url: String,
    /// In a real shop, a database; then each change below is a transaction.
    orders: Arc<Mutex<HashMap<String, Sold>>>,
}

/// An order, and what the shop did for it.
#[derive(Clone)]
struct Sold {
    state: OrderState,
    /// How often the tea left.
    shipped: u32,
    /// The sum that went back to the payer, in minor units.
    refunded: u64,
}

/// Verified callbacks are taken for the merchant of the client.
impl FromRef<Shop> for Credentials {
    fn from_ref(shop: &Shop) -> Self {
        shop.client.credentials().clone()
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let is_local = env::var_os(Client::BASE_URL_VARIABLE).is_none();
    let sandbox = if is_local { Some(Sandbox::start().await?) } else { None };
    let client = match &sandbox {
        Some(sandbox) => Client::builder(Credentials::test()).base_url(sandbox.base_url()).build()?,
        None => Client::from_env()?,
    };
    let listener = TcpListener::bind(env::var("SHOP_LISTEN").unwrap_or("127.0.0.1:0".to_owned())).await?;
    let url = env::var("SHOP_URL").unwrap_or(format!("http://{}", listener.local_addr()?));
    let shop = Shop { client, url: url.clone(), orders: Arc::default() };
    let served = tokio::spawn(async move { axum::serve(listener, routes(shop)).await });
    println!("The shop is at {url}");
    match &sandbox {
        Some(sandbox) if env::args().any(|argument| argument == "--once") => buy_once(&url, sandbox).await,
        _ => Ok(served.await??),
    }
}

fn routes(shop: Shop) -> Router {
    Router::new()
        .route("/", get(shelf))
        .route("/buy", post(buy))
        .route("/callback", post(callback))
        .route("/orders/{order_id}", get(order))
        .route("/orders/{order_id}/back", any(back))
        .route("/orders/{order_id}/effects", get(effects))
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
async fn buy(State(shop): State<Shop>) -> Response {
    match create(&shop).await {
        Ok(checkout_url) => see_other(&checkout_url),
        Err(error) => {
            eprintln!("no order: {error}");
            (StatusCode::BAD_GATEWAY, "The payment service does not answer. Nothing was charged.").into_response()
        }
    }
}

async fn create(shop: &Shop) -> Result<String> {
    let order_id = format!("tea-{}-{}", std::process::id(), lock(&shop.orders).len() + 1);
    let order = CheckoutUrl::request()
        .order_id(order_id.as_str())
        .order_desc("ქართული ჩაი, 100 g")
        .amount(PRICE)
        .currency(Currency::GEL)
        .response_url(format!("{}/orders/{order_id}/back", shop.url))
        .server_callback_url(format!("{}/callback", shop.url))
        .build()?;
    // Stored before it is sent: a callback can be faster than the response.
    let state = OrderState::from_request(shop.client.credentials(), &order)?;
    lock(&shop.orders).insert(order_id, Sold { state, shipped: 0, refunded: 0 });
    Ok(shop.client.send(&order).await?.checkout_url().to_owned())
}

/// The gateway repeats a callback until it receives 200, so the response is 200 once the update is stored.
async fn callback(State(shop): State<Shop>, Verified(update): Verified<FinalOrder>) -> StatusCode {
    merge(&shop, &update)
}

/// Merges an update, and does what its events ask for. With a database, all of this is one transaction that locks the order:
/// an event happens once.
fn merge(shop: &Shop, update: &FinalOrder) -> StatusCode {
    let mut orders = lock(&shop.orders);
    let Some(order) = orders.get_mut(update.order_id()) else {
        return StatusCode::NOT_FOUND;
    };
    match order.state.merge(update) {
        Ok(events) => {
            for event in &events {
                handle(update.order_id(), order, event);
            }
            StatusCode::OK
        }
        Err(rejected) => {
            eprintln!("{}: {rejected}", update.order_id());
            StatusCode::CONFLICT
        }
    }
}

fn handle(order_id: &str, order: &mut Sold, event: &Event) {
    match event {
        Event::Paid { .. } => {
            order.shipped += 1;
            println!("{order_id} is paid: ship the tea");
        }
        Event::Reversed { total, .. } => {
            order.refunded = *total;
            println!("{order_id}: {total} went back to the payer");
        }
        Event::Unexpected(what) => eprintln!("{order_id}: a person should look at it: {what}"),
        // The page of the order asks.
        Event::AskStatus => {}
        other => println!("{order_id}: {other}"),
    }
}

/// The payer's browser returns, perhaps before the callback, perhaps with nothing. What it brings does not make an order paid.
async fn back(
    State(shop): State<Shop>,
    Path(order_id): Path<String>,
    returned: std::result::Result<PayerReturn<FinalOrder>, CallbackRejection>,
) -> Response {
    if let Ok(PayerReturn(update)) = &returned {
        merge(&shop, update);
    }
    if !lock(&shop.orders).contains_key(&order_id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    see_other(&format!("/orders/{order_id}"))
}

/// What the shop did for an order, as `flitt probe` reads it. A real shop shows it to nobody else.
async fn effects(State(shop): State<Shop>, Path(order_id): Path<String>) -> Response {
    match lock(&shop.orders).get(&order_id) {
        Some(order) => format!("shipped {}\nrefunded {}\n", order.shipped, order.refunded).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What is known of an order. Where that is not enough, the gateway is asked.
async fn order(State(shop): State<Shop>, Path(order_id): Path<String>) -> Response {
    let known = || lock(&shop.orders).get(&order_id).map(|order| order.state.clone());
    let is_undecided = |state: &OrderState| state.stage() == Stage::Pending || state.needs_status();
    if known().as_ref().is_some_and(is_undecided)
        && let Ok(request) = GetOrderStatus::request().order_id(order_id.as_str()).build()
        && let Ok(status) = shop.client.send(&request).await
    {
        merge(&shop, &status);
    }
    let Some(state) = known() else {
        return StatusCode::NOT_FOUND.into_response();
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

/// Sends a browser to another page, where the address is one.
fn see_other(url: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, url)]).into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does what a payer does, with the sandbox's help.
async fn buy_once(shop: &str, sandbox: &Sandbox) -> Result<()> {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let sent = browser.post(format!("{shop}/buy")).send().await?;
    let checkout_url = sent.headers().get("location").ok_or("no way to the checkout page")?.to_str()?;
    println!("The payer is sent to {checkout_url}");
    let order_id = sandbox.orders().first().ok_or("no order")?.purchase.order_id.clone();
    sandbox.pay(&order_id, "4444555511116666")?;
    let page = browser.get(format!("{shop}/orders/{order_id}")).send().await?.text().await?;
    let heading = page.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).map(|(heading, _)| heading);
    println!("The payer sees: {}", heading.unwrap_or(&page));
    if page.contains("on its way") { Ok(()) } else { Err("the order should be paid".into()) }
}
