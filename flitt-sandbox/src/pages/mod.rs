//! The pages for payers: the checkout page, the bank's page, and the result of the payment.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use flitt_client::api::tables::final_order::OrderStatus;

use crate::assets;
use crate::gateway::{Gateway, PaymentStart};
use crate::http::acs::{self, ChallengeResult, pareq};
use crate::http::checkout_url::checkout_path;
use crate::http::form::Form;
use crate::http::see_other;
use crate::model::order::{Operation, Order};

mod bank;
mod brands;
mod card_form;
mod checkout;
mod decline;
mod error;
mod fields;
mod kept;
mod layout;
mod merchant;
mod result;
mod test_cards;
mod texts;

pub(crate) use error::error;

use card_form::{CardInput, CardInputErrors};
use checkout::FilledBy;
use kept::KeptInputs;
use layout::Page;
use result::ArrivedBy;
use texts::texts;

/// The path that the form of the checkout page is sent to.
const PAY_PATH: &str = "/checkout";
/// The path of the result of a payment.
const RESULT_PATH: &str = "/checkout/result";
/// The path for payers who cancel, if the merchant has no page for them.
const CANCELLED_PATH: &str = "/checkout/cancelled";
/// The path to which the bank's page sends payers of the checkout page back.
const CHALLENGED_PATH: &str = "/checkout/checked";
/// The field that identifies an order, in URLs and forms.
const TOKEN: &str = "token";
/// The field with the number of a test card that fills in the checkout page.
const CARD: &str = "card";

/// What the pages need.
#[derive(Clone)]
struct Pages {
    gateway: Gateway,
    kept: Arc<KeptInputs>,
}

/// The routes of all pages for payers.
pub(crate) fn router(gateway: Gateway) -> Router {
    let bank = get(bank_by_query).post(bank_by_form);
    Router::new()
        .route("/merchants/{merchant}/default/index.html", get(checkout_page))
        .route(PAY_PATH, post(pay))
        .route(RESULT_PATH, get(result_page))
        .route(CANCELLED_PATH, get(cancelled_page))
        .route(CHALLENGED_PATH, post(challenged))
        .route(acs::PATH, bank.clone())
        .route("/acs/", bank)
        .merge(assets::router())
        .with_state(Pages { gateway, kept: Arc::default() })
}

async fn checkout_page(State(Pages { gateway, kept }): State<Pages>, uri: Uri) -> Response {
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let found = find_order(&gateway, &query).filter(|order| uri.path() == checkout_path(order.purchase.merchant_id));
    let Some(order) = found else { return unknown(&gateway) };
    let card = query.get(CARD).and_then(|number| gateway.config.schemas.cards.find(number));
    let (input, filled_by) = match card {
        Some(card) => (CardInput::test_card(&card.value, gateway.clock.now()), FilledBy::TestCard),
        None => (kept.of(&order.token), FilledBy::Payer),
    };
    order_page(&gateway, &order, &input, CardInputErrors::default(), filled_by).into_response(&gateway.config.merchants)
}

async fn pay(State(Pages { gateway, kept }): State<Pages>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let Some(order) = find_order(&gateway, &form) else { return unknown(&gateway) };
    let input = CardInput::from_form(&form);
    let shown = input.without_secrets(&gateway.config.schemas.cards);
    let card = match input.card(gateway.clock.now()) {
        Ok(card) => card,
        Err(errors) => {
            return order_page(&gateway, &order, &shown, errors, FilledBy::Payer)
                .into_response(&gateway.config.merchants);
        }
    };
    kept.keep(&order.token, shown);
    match gateway.orders.begin_payment(&order.token, &card) {
        Ok(PaymentStart::Completed(order)) => see_other(&url_after_attempt(&gateway, &order)),
        Ok(PaymentStart::Challenge { md }) => see_other(&bank_url(&gateway, &md)),
        // The order was completed in the meantime: its page shows the state.
        Err(_) => see_other(&gateway.config.checkout_url(&order)),
    }
}

/// The URL of the bank's page for a payer of the checkout page.
fn bank_url(gateway: &Gateway, md: &str) -> String {
    let term_url = format!("{}{CHALLENGED_PATH}", gateway.config.host.base_url);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([(bank::PAREQ, pareq(md).as_str()), (bank::MD, md), (bank::TERM_URL, &term_url)])
        .finish();
    format!("{}?{query}", acs::PATH)
}

async fn challenged(State(Pages { gateway, .. }): State<Pages>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let md = form.text(bank::MD);
    let order = gateway.orders.lock().by_challenge(md).cloned();
    let Some(order) = order else { return unknown(&gateway) };
    let result = ChallengeResult { order_id: &order.purchase.order_id, md, pares: form.text(bank::PARES) };
    match gateway.orders.end_challenge(order.purchase.merchant_id, &result) {
        Ok(order) => see_other(&url_after_attempt(&gateway, &order)),
        // The challenge has already ended, or the `pares` is invalid: the page of the order shows its state.
        Err(_) => see_other(&gateway.config.checkout_url(&order)),
    }
}

/// Where a payer is redirected after an attempt: to the result, or to the form if another attempt is possible.
fn url_after_attempt(gateway: &Gateway, order: &Order) -> String {
    match order.status {
        OrderStatus::Created | OrderStatus::Processing => gateway.config.checkout_url(order),
        _ => format!("{RESULT_PATH}?{TOKEN}={}", order.token),
    }
}

async fn result_page(State(Pages { gateway, .. }): State<Pages>, RawQuery(query): RawQuery) -> Response {
    let Some(order) = find_order(&gateway, &query_form(query)) else { return unknown(&gateway) };
    match order.status {
        OrderStatus::Created | OrderStatus::Processing => see_other(&gateway.config.checkout_url(&order)),
        _ => {
            let texts = texts(&order.purchase.lang);
            result::page(&gateway.config, texts, &order, ArrivedBy::Payment).into_response(&gateway.config.merchants)
        }
    }
}

async fn cancelled_page(State(Pages { gateway, .. }): State<Pages>, RawQuery(query): RawQuery) -> Response {
    match find_order(&gateway, &query_form(query)) {
        Some(order) if !matches!(order.status, OrderStatus::Created | OrderStatus::Processing) => {
            see_other(&gateway.config.checkout_url(&order))
        }
        Some(order) => {
            let page = result::cancelled(&gateway.config, texts(&order.purchase.lang), &order);
            page.into_response(&gateway.config.merchants)
        }
        None => unknown(&gateway),
    }
}

async fn bank_by_query(State(Pages { gateway, .. }): State<Pages>, RawQuery(query): RawQuery) -> Response {
    bank::page(&gateway, &query_form(query)).into_response(&gateway.config.merchants)
}

async fn bank_by_form(State(Pages { gateway, .. }): State<Pages>, body: Bytes) -> Response {
    bank::page(&gateway, &Form::parse(&body)).into_response(&gateway.config.merchants)
}

/// The page of an order in its current state.
fn order_page(
    gateway: &Gateway,
    order: &Order,
    input: &CardInput,
    errors: CardInputErrors,
    filled_by: FilledBy,
) -> Page {
    let texts = texts(&order.purchase.lang);
    match order.status {
        OrderStatus::Created | OrderStatus::Processing => {
            checkout::page(gateway, texts, order, input, errors, filled_by)
        }
        _ => result::page(&gateway.config, texts, order, ArrivedBy::Link),
    }
}

fn unknown(gateway: &Gateway) -> Response {
    result::unknown(texts("")).into_response(&gateway.config.merchants)
}

/// The order of a token. Payouts have no pages.
fn find_order(gateway: &Gateway, form: &Form) -> Option<Order> {
    let order = gateway.orders.lock().by_token(form.get(TOKEN)?).cloned();
    order.filter(|order| order.purchase.operation == Operation::Purchase)
}

fn query_form(query: Option<String>) -> Form {
    Form::parse(query.unwrap_or_default().as_bytes())
}
