//! The page of one order.

use maud::{Markup, html};

use super::actions::Action;
use super::components::{body, call_result, delivery, exchange, status, time};
use super::timeline::{Entry, entries};
use super::{ACTION, Dashboard, path};
use crate::clock::date_time;
use crate::journal::{CallbackAttempt, CallbackResult};
use crate::model::money;
use crate::model::order::{Operation, Order};
use crate::redact::{shown_address, shown_text};

/// The content of the page, with the error of the last action.
pub(super) fn content(dashboard: &Dashboard, order: &Order, error: Option<&str>) -> Markup {
    let purchase = &order.purchase;
    html! {
        nav aria-label="Breadcrumb" { a href="/" { "All orders" } }
        @if let Some(error) = error { p.refused role="alert" { (error) } }
        section.order id="order" data-live {
            div.title {
                h1 { (shown_text(&purchase.order_id)) }
                (status(order.status))
                p.amount { (money::display(purchase.amount, &purchase.currency)) }
            }
            p { (shown_text(&purchase.order_desc)) }
            (facts(order))
            (buttons(dashboard, order))
        }
        section id="timeline" data-live {
            h2 { "Timeline" }
            @let (entries, omitted) = entries(&dashboard.journal, order);
            ol.timeline { @for entry in entries.iter().rev() { (item(entry)) } }
            @if omitted > 0 { p.soft { "And " (omitted) " earlier events." } }
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
    let flags: Vec<&str> = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect();
    let money = |amount| money::display(amount, &purchase.currency);
    let expires = date_time(order.expires_at);
    let url =
        |label: &str, url: &str| html! { @if !url.is_empty() { div { dt { (label) } dd { (shown_address(url)) } } } };
    html! {
        dl.facts {
            div { dt { "Payment" } dd { (order.payment_id) } }
            div { dt { "Merchant" } dd { (purchase.merchant_id) } }
            div { dt { "Created" } dd { (date_time(order.created_at)) " UTC" } }
            @if !expires.is_empty() { div { dt { "Lifetime until" } dd { (expires) " UTC" } } }
            @if let Some(captured) = order.captured_amount { div { dt { "Captured" } dd { (money(captured)) } } }
            @if order.reversal_amount > 0 { div { dt { "Reversed" } dd { (money(order.reversal_amount)) } } }
            @if !flags.is_empty() { div { dt { "Flags" } dd { (flags.join(", ")) } } }
            (url("Callback to", &purchase.server_callback_url))
            (url("Payer returns to", &purchase.response_url))
            (url("Payer cancels to", &purchase.cancel_url))
        }
    }
}

fn buttons(dashboard: &Dashboard, order: &Order) -> Markup {
    html! {
        form.actions method="post" action=(path(order)) {
            (dashboard.form_token.field())
            @if order.purchase.operation == Operation::Purchase {
                a.primary href=(dashboard.gateway.config.checkout_url(order)) { "Open the checkout page" }
            }
            @for action in Action::available(order) {
                @let (label, tooltip) = action.label();
                button name=(ACTION) value=(action.name()) title=(tooltip) { (label) }
            }
        }
    }
}

fn item(entry: &Entry) -> Markup {
    html! {
        @match entry {
            Entry::Created(_) => li.mark-open { p { (time(entry.at())) strong { "Created" } } },
            Entry::Changed(change, description) => li.mark-change {
                p { (time(entry.at())) strong { (description) } (status(change.status)) }
            },
            Entry::Requested(request) => li.mark-call {
                details id={ "call-" (request.number) } {
                    summary {
                        (time(entry.at())) span.path { (request.method) " " (request.path) } (call_result(request))
                    }
                    (exchange(request))
                }
            },
            Entry::Notified(attempt) => li.mark-callback.failed[attempt.result != CallbackResult::Responded(200)] {
                (callback(attempt))
            },
        }
    }
}

fn callback(attempt: &CallbackAttempt) -> Markup {
    let reason = match &attempt.result {
        CallbackResult::Responded(200) => None,
        CallbackResult::Responded(status) => Some(format!("The merchant's server answered with {status}, not 200.")),
        CallbackResult::Failed(reason) | CallbackResult::NotSent(reason) => Some(reason.clone()),
    };
    html! {
        details id={ "callback-" (attempt.number) } {
            summary {
                (time(attempt.at))
                span { "Callback" @if attempt.attempt > 1 { ", attempt " (attempt.attempt) } }
                (delivery(&attempt.result))
            }
            div.exchange.whole[attempt.response.is_empty()] {
                (body("Callback", "POST", &attempt.request))
                @if !attempt.response.is_empty() { section { h3 { "Response" } pre tabindex="0" { (attempt.response) } } }
            }
        }
        p.soft { (shown_address(&attempt.url)) @if let Some(reason) = reason { ": " (reason) } }
    }
}
