//! The timeline of an order as a list: what happened in words, latest first.

use maud::{Markup, html};

use super::Dashboard;
use super::components::{body, call_result, copy_button, delivery, exchange, precise_time, status};
use super::timeline::{Entry, entries};
use crate::journal::{CallbackAttempt, CallbackResult};
use crate::model::order::Order;
use crate::redact::shown_address;

/// The section of the order's page.
pub(super) fn section(dashboard: &Dashboard, order: &Order) -> Markup {
    let (entries, omitted) = entries(&dashboard.journal, order);
    html! {
        section id="timeline" data-live {
            h2 { "Timeline" }
            ol.calls { @for entry in entries.iter().rev() { (item(entry)) } }
            @if omitted > 0 { p.soft { "And " (omitted) " earlier events." } }
        }
    }
}

fn item(entry: &Entry) -> Markup {
    html! {
        @match entry {
            Entry::Created(_) => li.event {
                div.line { (precise_time(entry.at())) span.kind { "Order" } strong { "Created" } }
            },
            Entry::Changed(change, description) => li.event {
                div.line {
                    (precise_time(entry.at())) span.kind { "Order" } strong { (description) } (status(change.status))
                }
            },
            Entry::Requested(request) => li {
                details id={ "call-" (request.number) } {
                    summary {
                        (precise_time(entry.at())) span.kind { "Request" }
                        span.path { (request.method) " " (request.path) } (call_result(request))
                    }
                    (exchange(request))
                }
            },
            Entry::Notified(attempt) => li.callback-event { (callback(attempt)) },
        }
    }
}

fn callback(attempt: &CallbackAttempt) -> Markup {
    let reason = match &attempt.result {
        CallbackResult::Responded(200) => None,
        CallbackResult::Responded(status) => Some(format!("The merchant's server responded with {status}, not 200.")),
        CallbackResult::Failed(reason) | CallbackResult::NotSent(reason) => Some(reason.clone()),
    };
    let response_id = format!("callback-{}-response", attempt.number);
    html! {
        details id={ "callback-" (attempt.number) } {
            summary {
                (precise_time(attempt.at))
                span.kind { "Callback" }
                span.path { (shown_address(&attempt.url)) }
                @if attempt.attempt > 1 { span.soft { "attempt " (attempt.attempt) } }
                (delivery(&attempt.result))
            }
            div.exchange.whole[attempt.response.is_empty()] {
                (body(&format!("callback-{}-body", attempt.number), "Callback", "POST", &attempt.request))
                @if !attempt.response.is_empty() {
                    section {
                        div.heading { h3 { "Response" } (copy_button(&response_id)) }
                        pre id=(response_id) tabindex="0" { (attempt.response) }
                    }
                }
            }
        }
        @if let Some(reason) = reason { p.soft { (reason) } }
    }
}
