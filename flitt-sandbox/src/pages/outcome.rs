//! Pages without a form to fill in: how the payment ended, or why there is none.

use axum::http::StatusCode;
use flitt_client::api::tables::final_order::OrderStatus;
use maud::{Markup, html};
use reqwest::Url;

use super::layout::{Page, hidden};
use super::texts::Texts;
use super::{CANCELLED_PATH, TOKEN};
use crate::answer;
use crate::failure::{number, pattern};
use crate::gateway::Gateway;
use crate::money;
use crate::order::Order;

/// How long a payer sees how the payment ended before the script goes back to the shop.
const PAUSE_MS: u32 = 3000;

/// Whether the payer has come here by paying just now, or by opening the address of an order that is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    ByPaying,
    ByAddress,
}

/// How good the news is; also the name of the mark that stands above it.
#[derive(Clone, Copy)]
enum Mood {
    Good,
    Bad,
    Neutral,
}

/// The page of an order that is over.
pub(crate) fn over(gateway: &Gateway, texts: &Texts, order: &Order, came: Came) -> Page {
    let is_checked = order.purchase.verification && order.paid().is_some();
    let (mood, title) = match order.status {
        OrderStatus::Approved if came == Came::ByAddress => (Mood::Good, texts.already_paid),
        OrderStatus::Approved => (Mood::Good, texts.approved),
        OrderStatus::Reversed if is_checked && came == Came::ByPaying => (Mood::Good, texts.approved),
        OrderStatus::Reversed => (Mood::Neutral, texts.reversed),
        OrderStatus::Expired => (Mood::Neutral, texts.expired),
        _ => (Mood::Bad, texts.declined),
    };
    let amount = money::shown(order.purchase.amount, &order.purchase.currency);
    let masked = order.payment().map(|payment| payment.masked_card.as_str()).filter(|card| !card.is_empty());
    let card = html! {
        (mark(mood))
        h1.news { (title) }
        @match order.status {
            OrderStatus::Declined => {
                @if let Some(code) = order.response_code {
                    p.news { span lang="en" { (pattern(code)) } " · " (texts.code) " " (number(code)) }
                }
                p.news { (texts.no_money_taken) }
            }
            OrderStatus::Expired => { p.news { (texts.no_money_taken) " " (texts.ask_the_shop) } }
            OrderStatus::Reversed if is_checked => { p.news { (texts.is_verification) } }
            _ => {}
        }
        (summary_below(texts, order, &amount, masked))
        (return_form(gateway, texts, order, came))
    };
    Page::new(StatusCode::OK, texts, title, &card)
}

/// The page that an order shows when its payer has cancelled and its merchant has no page for that.
pub(crate) fn cancelled(gateway: &Gateway, texts: &Texts, order: &Order) -> Page {
    let back = gateway.checkout_address(order);
    notice(
        StatusCode::OK,
        texts,
        texts.cancelled,
        &html! {
            p.news { (texts.no_money_taken) }
            a.primary href=(back) { (texts.back_to_payment) }
        },
    )
}

/// The page that stands where there is no order.
pub(crate) fn unknown(texts: &Texts) -> Page {
    notice(StatusCode::NOT_FOUND, texts, texts.unknown, &html! { p.news { (texts.check_the_address) } })
}

/// A page that tells one thing.
pub(crate) fn notice(status: StatusCode, texts: &Texts, title: &str, more: &Markup) -> Page {
    Page::new(status, texts, title, &html! { (mark(Mood::Neutral)) h1.news { (title) } (more) })
}

/// Where the cancel button leads: the merchant's page, or the sandbox's own.
pub(crate) fn way_out(order: &Order) -> String {
    match web_address(&order.purchase.cancel_url) {
        Some(url) => url.to_string(),
        None => format!("{CANCELLED_PATH}?{TOKEN}={}", order.token),
    }
}

/// An address that a browser may be sent to: of http or https, and no script.
pub(crate) fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn summary_below(texts: &Texts, order: &Order, amount: &str, masked_card: Option<&str>) -> Markup {
    let purchase = &order.purchase;
    html! {
        dl.facts {
            div { dt { (texts.amount) } dd { strong { (amount) } } }
            div { dt { (texts.payment) } dd { (purchase.order_desc) } }
            div { dt { (texts.order) } dd { (purchase.order_id) } }
            div { dt { (texts.merchant) } dd { (purchase.merchant_id) } }
            @if let Some(card) = masked_card { div { dt { (texts.card) } dd { (card) } } }
        }
    }
}

/// The form that brings the payer back to the merchant with the signed result. After a payment the script sends it.
fn return_form(gateway: &Gateway, texts: &Texts, order: &Order, came: Came) -> Markup {
    let merchant = gateway.merchant(order.purchase.merchant_id);
    let (Some(url), Some(merchant)) = (web_address(&order.purchase.response_url), merchant) else { return html! {} };
    let state = answer::signed_state(&gateway.rules, merchant, order);
    let result: Vec<_> = state.iter().map(|(name, value)| (*name, value.text())).collect();
    let is_sent = came == Came::ByPaying;
    html! {
        form method="post" action=(url) data-send=[is_sent.then_some(PAUSE_MS)] {
            (hidden(result.iter().map(|(name, text)| (*name, text.as_ref()))))
            @if is_sent { p.news.scripted { (texts.soon_back) } }
            button.primary type="submit" { (texts.back_to_shop) }
        }
    }
}

fn mark(mood: Mood) -> Markup {
    let (name, path) = match mood {
        Mood::Good => ("good", "M14 25l7 7 13-15"),
        Mood::Bad => ("bad", "M17 17l14 14M31 17L17 31"),
        Mood::Neutral => ("neutral", "M24 14v13M24 33v1"),
    };
    html! {
        svg.mark.(name) viewBox="0 0 48 48" aria-hidden="true" {
            circle cx="24" cy="24" r="22" {}
            path d=(path) {}
        }
    }
}
