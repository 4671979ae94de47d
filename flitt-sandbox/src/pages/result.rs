//! Pages about the result of a payment, and short notices.

use axum::http::StatusCode;
use flitt_client::api::tables::final_order::OrderStatus;
use maud::{Markup, html};
use reqwest::Url;

use super::layout::{Page, hidden};
use super::texts::Texts;
use super::{CANCELLED_PATH, TOKEN, decline, merchant};
use crate::config::Config;
use crate::model::money;
use crate::model::order::Order;
use crate::redact::shown_text;
use crate::response;

/// How long the result is shown before the script returns to the shop.
const PAUSE_MS: u32 = 3000;

/// How the payer arrived at the page of a completed order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ArrivedBy {
    /// By paying it now.
    Payment,
    /// By opening the URL of its checkout page.
    Link,
    /// By cancelling before the payment.
    Cancelling,
}

/// The kind of the result, which determines the icon.
#[derive(Clone, Copy)]
enum Tone {
    Good,
    Bad,
    Neutral,
}

/// The page of a completed order.
pub(super) fn page(config: &Config, texts: &Texts, order: &Order, arrived_by: ArrivedBy) -> Page {
    let is_verification = order.purchase.verification && order.paid().is_some();
    let (tone, title) = match order.status {
        OrderStatus::Approved if arrived_by == ArrivedBy::Link => (Tone::Good, texts.already_paid),
        OrderStatus::Approved => (Tone::Good, texts.approved),
        OrderStatus::Reversed if is_verification && arrived_by == ArrivedBy::Payment => (Tone::Good, texts.approved),
        OrderStatus::Reversed => (Tone::Neutral, texts.reversed),
        OrderStatus::Expired => (Tone::Neutral, texts.expired),
        _ => (Tone::Bad, texts.declined),
    };
    let amount = money::display(order.purchase.amount, &order.purchase.currency);
    let masked = order.payment().map(|payment| payment.masked_card.as_str()).filter(|card| !card.is_empty());
    let card = html! {
        (mark(tone))
        h1.message { (title) }
        @match order.status {
            OrderStatus::Declined => {
                @if let Some(code) = order.response_code { p.message { (decline::reason(texts, code)) } }
                p.message { (texts.no_money_taken) }
            }
            OrderStatus::Expired => { p.message { (texts.no_money_taken) " " (texts.ask_the_shop) } }
            OrderStatus::Reversed if is_verification => { p.message { (texts.is_verification) } }
            _ => {}
        }
        (facts(config, texts, order, &amount, masked))
        (return_form(config, texts, order, arrived_by))
    };
    Page::new(StatusCode::OK, texts, title, &card)
}

/// The page for a payer who cancelled, if the merchant has no page for that. It leads back to the checkout page, and to the
/// shop.
pub(super) fn cancelled(config: &Config, texts: &Texts, order: &Order) -> Page {
    let more = html! {
        p.message { (texts.no_money_taken) }
        a.primary href=(config.checkout_url(order)) { (texts.back_to_payment) }
        (return_form(config, texts, order, ArrivedBy::Cancelling))
    };
    notice(StatusCode::OK, texts, texts.cancelled, &more)
}

/// The page for an unknown order.
pub(super) fn unknown(texts: &Texts) -> Page {
    notice(StatusCode::NOT_FOUND, texts, texts.unknown, &html! { p.message { (texts.check_the_url) } })
}

/// A page with one short message.
pub(super) fn notice(status: StatusCode, texts: &Texts, title: &str, more: &Markup) -> Page {
    Page::new(status, texts, title, &html! { (mark(Tone::Neutral)) h1.message { (title) } (more) })
}

/// The URL of the cancel button: the merchant's page, or the sandbox's own.
pub(super) fn cancel_url(order: &Order) -> String {
    match web_url(&order.purchase.cancel_url) {
        Some(url) => url.to_string(),
        None => format!("{CANCELLED_PATH}?{TOKEN}={}", order.token),
    }
}

/// A URL that a browser may be sent to: http or https, but not `javascript`.
pub(super) fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn facts(config: &Config, texts: &Texts, order: &Order, amount: &str, masked_card: Option<&str>) -> Markup {
    let purchase = &order.purchase;
    html! {
        dl.facts {
            div { dt { (texts.amount) } dd { strong { (amount) } } }
            div { dt { (texts.description) } dd { (shown_text(&purchase.order_desc)) } }
            div { dt { (texts.order) } dd { (shown_text(&purchase.order_id)) } }
            div { dt { (texts.merchant) } dd { (shown_text(&merchant::name(config, texts, purchase.merchant_id))) } }
            @if let Some(card) = masked_card { div { dt { (texts.card) } dd { (short_card(card)) } } }
            div { dt { (texts.payment_id) } dd { (order.payment_id) } }
        }
    }
}

/// The last four digits of a masked card number, as banks write them.
pub(super) fn short_card(masked: &str) -> String {
    let start = masked.char_indices().rev().nth(3).map_or(0, |(start, _)| start);
    format!("•••• {}", &masked[start..])
}

/// The form that returns the payer to the merchant with the signed state of the order. After a payment the script sends it,
/// and shows the text that says so.
fn return_form(config: &Config, texts: &Texts, order: &Order, arrived_by: ArrivedBy) -> Markup {
    let merchant = config.merchants.find(order.purchase.merchant_id);
    let (Some(url), Some(merchant)) = (web_url(&order.purchase.response_url), merchant) else { return html! {} };
    let state = response::signed_order(&config.schemas, merchant, order);
    let result: Vec<_> = state.iter().map(|(name, value)| (*name, value.text())).collect();
    let is_sent_by_script = arrived_by == ArrivedBy::Payment;
    html! {
        form method="post" action=(url) data-send=[is_sent_by_script.then_some(PAUSE_MS)] {
            (hidden(result.iter().map(|(name, text)| (*name, text.as_ref()))))
            @if is_sent_by_script { p.message hidden { (texts.soon_back) } }
            @let look = if arrived_by == ArrivedBy::Cancelling { "secondary" } else { "primary" };
            button.(look) type="submit" { (texts.back_to_shop) }
        }
    }
}

fn mark(tone: Tone) -> Markup {
    let (name, path) = match tone {
        Tone::Good => ("good", "M14 25l7 7 13-15"),
        Tone::Bad => ("bad", "M17 17l14 14M31 17L17 31"),
        Tone::Neutral => ("neutral", "M24 14v13M24 33v1"),
    };
    html! {
        svg.mark.(name) viewBox="0 0 48 48" aria-hidden="true" {
            circle cx="24" cy="24" r="22" {}
            path d=(path) {}
        }
    }
}
