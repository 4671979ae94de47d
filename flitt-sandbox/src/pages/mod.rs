//! What payers see: the checkout page, the page of the card's bank, and how the payment ended.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use flitt_client::api::tables::final_order::OrderStatus;

use crate::acs::{self, CheckAnswer, pareq};
use crate::gateway::{Begun, Gateway};
use crate::order::{Operation, Order};

pub(crate) mod assets;
mod bank;
mod brands;
mod card_form;
mod checkout;
mod layout;
mod outcome;
mod refused;
mod texts;

use card_form::{Faults, Typed};
use layout::Page;
pub(crate) use layout::see_other;
use outcome::Came;
pub(crate) use refused::refused;
use texts::texts;

/// Where the form of the checkout page goes.
const PAY_PATH: &str = "/checkout";
/// How the payment ended.
const RESULT_PATH: &str = "/checkout/result";
/// Where a payer ends who cancels, if the merchant has no page for that.
const CANCELLED_PATH: &str = "/checkout/cancelled";
/// Where the bank sends payers of the checkout page back to.
const CHECKED_PATH: &str = "/checkout/checked";
/// Names an order, in addresses and forms.
const TOKEN: &str = "token";
/// Names the test card that a checkout page is to be filled in with.
const CARD: &str = "card";

/// The paths of all pages.
pub(crate) fn router() -> Router<Arc<Gateway>> {
    let bank = get(check_by_query).post(check_by_form);
    Router::new()
        .route("/merchants/{merchant}/default/index.html", get(show))
        .route(PAY_PATH, post(pay))
        .route(RESULT_PATH, get(result))
        .route(CANCELLED_PATH, get(cancelled))
        .route(CHECKED_PATH, post(checked))
        .route(acs::PATH, bank.clone())
        .route("/acs/", bank)
        .merge(assets::router())
}

async fn show(State(gateway): State<Arc<Gateway>>, uri: Uri) -> Response {
    let query = pairs(uri.query().unwrap_or_default().as_bytes());
    let found =
        order_of(&gateway, &query).filter(|order| uri.path() == Gateway::checkout_path(order.purchase.merchant_id));
    let Some(order) = found else { return outcome::unknown(texts("")).send() };
    let card = value(&query, CARD).and_then(|number| checkout::test_card(&gateway, number));
    let typed = card.map_or_else(Typed::default, |card| Typed::test_card(&card.value, gateway.clock.now()));
    state(&gateway, &order, &typed, Faults::default()).send()
}

async fn pay(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Response {
    let form = pairs(&body);
    let Some(order) = order_of(&gateway, &form) else { return outcome::unknown(texts("")).send() };
    let typed = Typed::from_form(&form);
    let card = match typed.card(gateway.clock.now()) {
        Ok(card) => card,
        Err(faults) => return state(&gateway, &order, &typed, faults).send(),
    };
    match gateway.begin_payment(&order.token, &card) {
        Ok(Begun::Ended(order)) => see_other(&after_try(&gateway, &order)),
        Ok(Begun::Asked { md }) => see_other(&bank_address(&gateway, &md)),
        // It was paid or has ended meanwhile: its page tells.
        Err(_) => see_other(&gateway.checkout_address(&order)),
    }
}

/// Where the bank is asked about a payer of the checkout page.
fn bank_address(gateway: &Gateway, md: &str) -> String {
    let back = format!("{}{CHECKED_PATH}", gateway.host.base_url);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([(bank::PAREQ, pareq(md).as_str()), (bank::MD, md), (bank::TERM_URL, &back)])
        .finish();
    format!("{}?{query}", acs::PATH)
}

async fn checked(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Response {
    let form = pairs(&body);
    let md = value(&form, bank::MD).unwrap_or_default();
    let order = gateway.orders().of_any_check(md).cloned();
    let Some(order) = order else { return outcome::unknown(texts("")).send() };
    let pares = value(&form, bank::PARES).unwrap_or_default();
    let answer = CheckAnswer { order_id: &order.purchase.order_id, md, pares };
    match gateway.end_check(order.purchase.merchant_id, &answer) {
        Ok(order) => see_other(&after_try(&gateway, &order)),
        // The check was over before, or is not this one: the page of the order tells how it stands.
        Err(_) => see_other(&gateway.checkout_address(&order)),
    }
}

/// Where a payer goes after a try: the result, or the form once more while there may be another try.
fn after_try(gateway: &Gateway, order: &Order) -> String {
    match order.status {
        OrderStatus::Created | OrderStatus::Processing => gateway.checkout_address(order),
        _ => format!("{RESULT_PATH}?{TOKEN}={}", order.token),
    }
}

async fn result(State(gateway): State<Arc<Gateway>>, RawQuery(query): RawQuery) -> Response {
    let Some(order) = order_of(&gateway, &pairs(query.unwrap_or_default().as_bytes())) else {
        return outcome::unknown(texts("")).send();
    };
    match order.status {
        OrderStatus::Created | OrderStatus::Processing => see_other(&gateway.checkout_address(&order)),
        _ => outcome::over(&gateway, texts(&order.purchase.lang), &order, Came::ByPaying).send(),
    }
}

async fn cancelled(State(gateway): State<Arc<Gateway>>, RawQuery(query): RawQuery) -> Response {
    match order_of(&gateway, &pairs(query.unwrap_or_default().as_bytes())) {
        Some(order) => outcome::cancelled(&gateway, texts(&order.purchase.lang), &order).send(),
        None => outcome::unknown(texts("")).send(),
    }
}

async fn check_by_query(State(gateway): State<Arc<Gateway>>, RawQuery(query): RawQuery) -> Response {
    bank::page(&gateway, &pairs(query.unwrap_or_default().as_bytes())).send()
}

async fn check_by_form(State(gateway): State<Arc<Gateway>>, body: Bytes) -> Response {
    bank::page(&gateway, &pairs(&body)).send()
}

/// The page of an order as it stands.
fn state(gateway: &Gateway, order: &Order, typed: &Typed, faults: Faults) -> Page {
    let texts = texts(&order.purchase.lang);
    match order.status {
        OrderStatus::Created | OrderStatus::Processing => checkout::page(gateway, texts, order, typed, faults),
        _ => outcome::over(gateway, texts, order, Came::ByAddress),
    }
}

/// The order that a payer may see. A payout has no payer.
fn order_of(gateway: &Gateway, brought: &[(String, String)]) -> Option<Order> {
    let order = gateway.orders().of_token(value(brought, TOKEN)?).cloned();
    order.filter(|order| order.purchase.operation == Operation::Purchase)
}

fn value<'f>(form: &'f [(String, String)], name: &str) -> Option<&'f str> {
    form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn pairs(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}
