//! What an order means for the money: the cases of `fixtures/money_cases.json` and what holds for all orders.

mod browser_forms;
mod cases;
mod forgery;
mod library;
mod renamed_forms;
mod sandbox;

use flitt_client::OrderState;
use flitt_client::order::Event;

/// An event in the notation of the cases.
fn event_text(event: &Event) -> String {
    match event {
        Event::Paid { amount, currency, client_fee: Some(fee) } => {
            format!("paid {amount} {currency} fee {fee}")
        }
        Event::Paid { amount, currency, .. } => format!("paid {amount} {currency}"),
        Event::Held { amount, currency } => format!("held {amount} {currency}"),
        Event::Captured { amount: Some(amount), total: Some(total), currency } => {
            format!("captured +{amount} ={total} {currency}")
        }
        Event::Captured { currency, .. } => format!("captured ? {currency}"),
        Event::Declined(decline) if !decline.code().is_empty() => format!("declined {}", decline.code()),
        Event::Reversed { amount, total, in_full, currency } => {
            let extent = match in_full {
                Some(true) => "full",
                Some(false) => "part",
                None => "unknown",
            };
            format!("reversed +{amount} ={total} {currency} {extent}")
        }
        Event::PaidOut { amount, currency } => format!("paid_out {amount} {currency}"),
        Event::Settled { amount, currency } => format!("settled {amount} {currency}"),
        Event::Unexpected(what) => format!("unexpected {}", what.as_str()),
        other => other.name().to_owned(),
    }
}

/// The state in the notation of the cases.
fn state_text(state: &OrderState) -> String {
    let captured = state.captured().map_or_else(|| "?".to_owned(), |sum| sum.to_string());
    let sums = format!("paid={} held={} captured={captured} reversed={}", state.paid(), state.held(), state.reversed());
    let is_paid = if state.is_paid() { " is_paid" } else { "" };
    format!("{} {sums}{is_paid}", state.stage())
}
