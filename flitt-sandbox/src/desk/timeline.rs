//! The life of an order, put together from everything that is remembered of it.

use std::time::Duration;

use flitt_client::List;
use flitt_client::api::tables::final_order::OrderStatus;

use crate::callback::CallbackAttempt;
use crate::failure::{number, pattern};
use crate::gateway::Gateway;
use crate::journal::{Call, Change};
use crate::money;
use crate::order::Order;

/// One thing that happened to an order.
pub(super) enum Entry {
    Created(Duration),
    Changed(Change, String),
    Called(Call),
    Told(CallbackAttempt),
}

impl Entry {
    pub(super) fn at(&self) -> Duration {
        match self {
            Self::Created(at) => *at,
            Self::Changed(change, _) => change.at,
            Self::Called(call) => call.at,
            Self::Told(attempt) => attempt.at,
        }
    }
}

/// The life of an order, oldest first.
pub(super) fn entries(gateway: &Gateway, order: &Order) -> Vec<Entry> {
    let purchase = &order.purchase;
    let mut entries = vec![Entry::Created(order.created_at)];
    let mut before: Option<Change> = None;
    for change in gateway.journal.changes(order.payment_id) {
        // What may have changed an order is noted, even if it did not.
        if before.as_ref().is_some_and(|before| *before == Change { at: before.at, ..change.clone() }) {
            continue;
        }
        let words = words(order, before.as_ref(), &change);
        before = Some(change.clone());
        entries.push(Entry::Changed(change, words));
    }
    let calls = gateway.journal.calls_about(purchase.merchant_id, &purchase.order_id);
    entries.extend(calls.into_iter().map(Entry::Called));
    let attempts = gateway.journal.attempts_about(purchase.merchant_id, &purchase.order_id);
    entries.extend(attempts.into_iter().map(Entry::Told));
    entries.sort_by_key(Entry::at);
    entries
}

/// What a change is, by what was before.
fn words(order: &Order, before: Option<&Change>, change: &Change) -> String {
    let sum = |amount| money::shown(amount, &order.purchase.currency);
    let card = match change.masked_card.as_str() {
        "" => String::new(),
        card => format!(", card {card}"),
    };
    if change.is_asked {
        return format!("The bank asks the payer{card}");
    }
    let captured = change.captured_amount.filter(|_| before.is_none_or(|before| before.captured_amount.is_none()));
    if let Some(amount) = captured {
        return format!("Captured {}", sum(amount));
    }
    let returned = change.reversal_amount.saturating_sub(before.map_or(0, |before| before.reversal_amount));
    let was_paid = before.is_some_and(|before| before.status == OrderStatus::Approved);
    match returned {
        0 => {}
        // The card was only to be checked.
        _ if !was_paid => return format!("Paid{card}, and given back at once"),
        returned => return format!("Reversed {}", sum(returned)),
    }
    match (change.status, change.response_code) {
        (OrderStatus::Approved, _) => format!("Paid{card}"),
        (OrderStatus::Expired, _) => "The lifetime is over, and nobody paid".to_owned(),
        (OrderStatus::Declined | OrderStatus::Processing, Some(code)) => {
            format!("Declined: {} ({}){card}", pattern(code), number(code))
        }
        (status, _) => format!("Now {}", status.value()),
    }
}
