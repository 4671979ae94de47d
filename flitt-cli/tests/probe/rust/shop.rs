//! A small shop that can have one planted bug. It has no pages: an order is created by `POST /buy`, and `GET /effects?order=..`
//! says what was done for it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::{get, post};
use flitt_client::api::{CheckoutUrl, FinalOrder, GetOrderStatus};
use flitt_client::order::{Event, MergeError, Unexpected};
use flitt_client::signature::sign;
use flitt_client::{Client, Credentials, Currency, OrderState, callback};
use serde_json::{Map, Value};

const PRICE: u64 = 1000;

/// What is wrong with the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It does not check the signature.
    TrustsEverybody,
    /// It ships for any sum.
    TakesLess,
    /// It ships for any currency.
    TakesOtherCurrency,
    /// It takes every reversal for a full one.
    PartialAsFull,
    /// It does not ship after a decline.
    DeclineIsFinal,
    /// It ships for a hold.
    HoldAsSale,
    /// It ships for test payments.
    TakesTests,
    /// It ships on every callback about a payment.
    ShipsAgain,
    /// It adds up totals.
    AddsTotals,
    /// It ships whatever a callback says.
    ShipsAnything,
    /// It never ships.
    NeverShips,
    /// It takes the order from the address of the callback.
    OrderFromAddress,
    /// It ships for a payment to another merchant.
    TakesOtherMerchant,
    /// It believes the names of the parameters, which are not signed.
    TrustsNames,
    /// It does not see that everything was returned.
    IgnoresFullReversal,
    /// It reads what has arrived.
    ReadsOnce,
}

struct Shop {
    url: String,
    /// The gateway, where the request to create an order does not name it.
    gateway: String,
    bug: Option<Bug>,
    /// Made with the first order, whose request names the gateway.
    client: OnceLock<Client>,
    orders: Mutex<HashMap<String, Sold>>,
}

struct Sold {
    state: OrderState,
    shipped: u64,
    refunded: u64,
    is_closed: bool,
}

/// The shop at an address, whose gateway is at another one.
pub(crate) fn shop(url: String, gateway: String, bug: Option<Bug>) -> Router {
    let shop = Arc::new(Shop { url, gateway, bug, client: OnceLock::new(), orders: Mutex::default() });
    Router::new()
        .route("/buy", post(buy))
        .route("/callback", post(receive))
        .route("/effects", get(effects))
        .with_state(shop)
}

async fn buy(State(shop): State<Arc<Shop>>, uri: Uri) -> Result<String, (StatusCode, String)> {
    let failed = |error: &dyn std::fmt::Display| (StatusCode::BAD_GATEWAY, error.to_string());
    let gateway = parameter(&uri, "gateway").unwrap_or_else(|| shop.gateway.clone());
    let order_id = parameter(&uri, "order").unwrap_or_else(|| "1".to_owned());
    let credentials = Credentials::test().with_test_payments(shop.bug == Some(Bug::TakesTests));
    if shop.client.get().is_none() {
        let client = Client::builder(credentials).base_url(&gateway).build().map_err(|error| failed(&error))?;
        let _ = shop.client.set(client);
    }
    let client = shop.client.get().ok_or((StatusCode::BAD_GATEWAY, String::new()))?;
    let order = CheckoutUrl::request()
        .order_id(order_id.as_str())
        .order_desc("Tea")
        .amount(PRICE)
        .currency(Currency::GEL)
        .server_callback_url(format!("{}/callback?order={order_id}", shop.url))
        .build()
        .map_err(|error| failed(&error))?;
    let state = OrderState::from_request(client.credentials(), &order).map_err(|error| failed(&error))?;
    let sold = Sold { state, shipped: 0, refunded: 0, is_closed: false };
    lock(&shop.orders).insert(order_id, sold);
    client.send(&order).await.map(|created| created.checkout_url().to_owned()).map_err(|error| failed(&error))
}

async fn effects(State(shop): State<Arc<Shop>>, uri: Uri) -> Result<String, StatusCode> {
    let order_id = parameter(&uri, "order").ok_or(StatusCode::BAD_REQUEST)?;
    let orders = lock(&shop.orders);
    let order = orders.get(&order_id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(format!("shipped {}\nrefunded {}\n", order.shipped, order.refunded))
}

async fn receive(State(shop): State<Arc<Shop>>, uri: Uri, body: Body) -> StatusCode {
    let Some(body) = read(body, shop.bug).await else { return StatusCode::BAD_REQUEST };
    let credentials = Credentials::test().with_test_payments(shop.bug == Some(Bug::TakesTests));
    let is_bug = |bug| shop.bug == Some(bug);
    let Ok(update) = callback::verify::<FinalOrder>(&credentials, &body) else {
        if is_bug(Bug::TrustsEverybody) || (is_bug(Bug::TakesOtherMerchant) && is_signed(&body)) {
            ship_by_names(&shop, &body);
        }
        return StatusCode::BAD_REQUEST;
    };
    if is_bug(Bug::TrustsNames) && is_signed(&body) {
        ship_by_names(&shop, &body);
    }
    let named = parameter(&uri, "order").unwrap_or_default();
    if let Some(order) = lock(&shop.orders).get_mut(&named) {
        let is_same = named == update.order_id();
        let takes_other = is_bug(Bug::OrderFromAddress) && update.order_status().as_str() == "approved";
        if (is_same && is_bug(Bug::ShipsAnything)) || (!is_same && takes_other) {
            order.shipped = 1;
        }
    }
    let status = merge(&shop, &update);
    if shop.bug == Some(Bug::ShipsAgain)
        && let Some(order) = lock(&shop.orders).get_mut(update.order_id())
        && order.state.is_paid()
        && update.reversal_amount().unwrap_or_default() == 0
        && update.order_status().as_str() == "approved"
    {
        order.shipped += 1;
    }
    // What a callback leaves open, the gateway says.
    let asked = lock(&shop.orders)
        .get(update.order_id())
        .filter(|order| order.state.needs_status())
        .map(|order| order.state.order_id().to_owned());
    if let (Some(order_id), Some(client)) = (asked, shop.client.get())
        && let Ok(request) = GetOrderStatus::request().order_id(order_id).build()
        && let Ok(update) = client.send(&request).await
    {
        return merge(&shop, &update);
    }
    status
}

fn merge(shop: &Shop, update: &FinalOrder) -> StatusCode {
    let mut orders = lock(&shop.orders);
    let Some(order) = orders.get_mut(update.order_id()) else { return StatusCode::NOT_FOUND };
    let events = match order.state.merge(update) {
        Ok(events) => events,
        Err(rejected) => {
            let is_accepted = match rejected {
                MergeError::Amount { .. } => shop.bug == Some(Bug::TakesLess),
                MergeError::Currency { .. } => shop.bug == Some(Bug::TakesOtherCurrency),
                _ => false,
            };
            if is_accepted && update.order_status().as_str() == "approved" {
                order.shipped += 1;
            }
            return StatusCode::CONFLICT;
        }
    };
    for event in &events {
        handle(shop.bug, order, event);
    }
    StatusCode::OK
}

fn handle(bug: Option<Bug>, order: &mut Sold, event: &Event) {
    match event {
        // Some ship by themselves.
        Event::Paid { .. }
            if order.is_closed || matches!(bug, Some(Bug::ShipsAgain | Bug::ShipsAnything | Bug::NeverShips)) => {}
        Event::Paid { .. } => order.shipped += 1,
        Event::Unexpected(Unexpected::Underpaid) if bug == Some(Bug::TakesLess) => order.shipped += 1,
        Event::Held { .. } if bug == Some(Bug::HoldAsSale) => order.shipped += 1,
        Event::Declined(_) => order.is_closed = bug == Some(Bug::DeclineIsFinal),
        Event::Reversed { in_full: Some(true), .. } if bug == Some(Bug::IgnoresFullReversal) => {}
        Event::Reversed { .. } if bug == Some(Bug::PartialAsFull) => order.refunded = PRICE,
        Event::Reversed { total, .. } if bug == Some(Bug::AddsTotals) => order.refunded += total,
        Event::Reversed { total, .. } => order.refunded = *total,
        _ => {}
    }
}

/// Ships what a callback calls paid, by the names in it.
fn ship_by_names(shop: &Shop, body: &[u8]) {
    let Ok(fields) = serde_json::from_slice::<Map<String, Value>>(body) else { return };
    let text = |name: &str| fields.get(name).map(text_of).unwrap_or_default();
    let mut orders = lock(&shop.orders);
    let Some(order) = orders.get_mut(&text("order_id")) else { return };
    let is_merchant = text("merchant_id") == "1549901" || shop.bug == Some(Bug::TakesOtherMerchant);
    let info: Value = serde_json::from_str(&text("additional_info")).unwrap_or_default();
    let is_sale = info["capture_status"].is_null() && info["is_test"].is_null();
    let is_price = ["amount", "actual_amount"].into_iter().all(|name| text(name) == PRICE.to_string());
    if text("order_status") == "approved" && is_merchant && is_sale && is_price && text("actual_currency") == "GEL" {
        order.shipped = order.shipped.max(1);
        order.is_closed = true;
    }
}

/// Whether the signature is that of the values.
fn is_signed(body: &[u8]) -> bool {
    let Ok(fields) = serde_json::from_slice::<Map<String, Value>>(body) else { return false };
    let texts: Vec<(&str, String)> = fields.iter().map(|(name, value)| (name.as_str(), text_of(value))).collect();
    let signature = sign("test", texts.iter().map(|(name, text)| (*name, text.as_str())));
    fields.get("signature").is_some_and(|sent| text_of(sent) == signature)
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// The body of a request; with a bug, what of it arrived first.
async fn read(mut body: Body, bug: Option<Bug>) -> Option<Vec<u8>> {
    if bug != Some(Bug::ReadsOnce) {
        return axum::body::to_bytes(body, 1 << 20).await.ok().map(Vec::from);
    }
    let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await?.ok()?;
    frame.into_data().ok().map(Vec::from)
}

/// The first parameter of this name in the query of an address.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(uri.query()?.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
