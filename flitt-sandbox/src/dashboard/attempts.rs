//! The attempts to pay an order.

use flitt_client::api::tables::final_order::OrderStatus;
use maud::{Markup, html};

use super::components::date_time;
use crate::model::error::{code_message, code_number};
use crate::model::order::{Order, Payment};

/// What the status of an order does not say of its attempts.
pub(super) fn note(order: &Order) -> Option<&'static str> {
    match order.status {
        OrderStatus::Processing if order.challenge.is_some() => Some("the bank asks the payer"),
        OrderStatus::Processing if order.payment().is_some_and(is_declined) => Some("last attempt declined"),
        OrderStatus::Approved if order.capture_status() == Some("hold") => Some("held"),
        OrderStatus::Approved if order.capture_status() == Some("captured") => Some("captured"),
        OrderStatus::Approved if order.reversal_amount > 0 => Some("partly given back"),
        _ => None,
    }
}

/// All attempts, latest first.
pub(super) fn table(order: &Order) -> Markup {
    html! {
        @if !order.attempts.is_empty() {
            h2 { "Attempts to pay" }
            table.attempts {
                thead { tr { th scope="col" { "Time (UTC)" } th scope="col" { "Card" } th scope="col" { "Result" } } }
                tbody {
                    @for attempt in order.attempts.iter().rev() {
                        tr {
                            td { (date_time(attempt.at)) }
                            td.id { @if attempt.masked_card.is_empty() { "no card number" } @else { (attempt.masked_card) } }
                            td { (result(attempt)) }
                        }
                    }
                }
            }
        }
    }
}

fn result(attempt: &Payment) -> Markup {
    html! {
        @match attempt.decline {
            None => span.badge.good { "approved" },
            Some(code) => { span.badge.bad { "declined" } " " (code_message(code)) " (" (code_number(code)) ")" },
        }
    }
}

fn is_declined(attempt: &Payment) -> bool {
    attempt.decline.is_some()
}
