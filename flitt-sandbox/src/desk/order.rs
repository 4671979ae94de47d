//! The page of one order.

use maud::{Markup, html};

use super::actions::Action;
use super::parts::{delivery, exchange, message, state, time, verdict};
use super::timeline::{Entry, entries};
use super::{ACTION, path};
use crate::callback::{CallbackAttempt, CallbackResult};
use crate::clock::date_time;
use crate::gateway::Gateway;
use crate::money;
use crate::order::{Operation, Order};

/// The page, with what could not be done just now.
pub(super) fn page(gateway: &Gateway, order: &Order, refused: Option<&str>) -> Markup {
    let purchase = &order.purchase;
    html! {
        nav aria-label="Breadcrumb" { a href="/" { "All orders" } }
        @if let Some(refused) = refused { p.refused role="alert" { (refused) } }
        section.order id="order" data-live {
            div.title {
                h1 { (purchase.order_id) }
                (state(order.status))
                p.amount { (money::shown(purchase.amount, &purchase.currency)) }
            }
            p { (purchase.order_desc) }
            (facts(order))
            (buttons(gateway, order))
        }
        section id="timeline" data-live {
            h2 { "Timeline" }
            ol.timeline { @for entry in entries(gateway, order).iter().rev() { (item(entry)) } }
        }
    }
}

fn facts(order: &Order) -> Markup {
    let purchase = &order.purchase;
    let flags = [
        (purchase.preauth, "preauth"),
        (purchase.verification, "verification"),
        (purchase.subscription, "subscription"),
        (purchase.required_rectoken, "required_rectoken"),
        (!purchase.delayed && purchase.operation == Operation::Purchase, "one try (delayed=N)"),
    ];
    let flags: Vec<&str> = flags.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name).collect();
    let sum = |amount| money::shown(amount, &purchase.currency);
    let expires = date_time(order.expires_at);
    let address =
        |name: &str, address: &str| html! { @if !address.is_empty() { div { dt { (name) } dd { (address) } } } };
    html! {
        dl.facts {
            div { dt { "Payment" } dd { (order.payment_id) } }
            div { dt { "Merchant" } dd { (purchase.merchant_id) } }
            div { dt { "Created" } dd { (date_time(order.created_at)) " UTC" } }
            @if !expires.is_empty() { div { dt { "Lifetime until" } dd { (expires) " UTC" } } }
            @if let Some(captured) = order.captured_amount { div { dt { "Captured" } dd { (sum(captured)) } } }
            @if order.reversal_amount > 0 { div { dt { "Reversed" } dd { (sum(order.reversal_amount)) } } }
            @if !flags.is_empty() { div { dt { "Flags" } dd { (flags.join(", ")) } } }
            (address("Callback to", &purchase.server_callback_url))
            (address("Payer returns to", &purchase.response_url))
            (address("Payer cancels to", &purchase.cancel_url))
        }
    }
}

fn buttons(gateway: &Gateway, order: &Order) -> Markup {
    html! {
        form.actions method="post" action=(path(order)) {
            @if order.purchase.operation == Operation::Purchase {
                a.primary href=(gateway.checkout_address(order)) { "Open the checkout page" }
            }
            @for action in Action::open_to(order) {
                @let (words, hint) = action.words();
                button name=(ACTION) value=(action.name()) title=(hint) { (words) }
            }
        }
    }
}

fn item(entry: &Entry) -> Markup {
    html! {
        @match entry {
            Entry::Created(_) => li.mark-open { p { (time(entry.at())) strong { "Created" } } },
            Entry::Changed(change, words) => li.mark-change {
                p { (time(entry.at())) strong { (words) } (state(change.status)) }
            },
            Entry::Called(call) => li.mark-call {
                details id={ "call-" (call.number) } {
                    summary { (time(entry.at())) span.path { (call.method) " " (call.path) } (verdict(call)) }
                    (exchange(call))
                }
            },
            Entry::Told(attempt) => li.mark-callback.failed[attempt.result != CallbackResult::Answered(200)] {
                (callback(attempt))
            },
        }
    }
}

fn callback(attempt: &CallbackAttempt) -> Markup {
    let reason = match &attempt.result {
        CallbackResult::Answered(200) => None,
        CallbackResult::Answered(status) => Some(format!("The merchant's server answered with {status}, not 200.")),
        CallbackResult::Failed(why) | CallbackResult::Refused(why) => Some(why.clone()),
    };
    html! {
        details id={ "callback-" (attempt.number) } {
            summary {
                (time(attempt.at))
                span { "Callback" @if attempt.attempt > 1 { ", attempt " (attempt.attempt) } }
                (delivery(&attempt.result))
            }
            div.exchange.whole[attempt.answer.is_empty()] {
                (message("Callback", "POST", &attempt.message))
                @if !attempt.answer.is_empty() { section { h3 { "Answer" } pre tabindex="0" { (attempt.answer) } } }
            }
        }
        p.soft { (attempt.url) @if let Some(reason) = reason { ": " (reason) } }
    }
}
