//! The timeline of an order, from the entries of the journal about it.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::value::WireEnum;

use crate::journal::{CallbackAttempt, Change, Journal, RecordedRequest};
use crate::model::error::{code_message, code_number};
use crate::model::money;
use crate::model::order::Order;

/// One event of an order.
pub(super) enum Entry {
    Created(Duration),
    Changed(Change, String),
    Requested(RecordedRequest),
    Notified(CallbackAttempt),
}

impl Entry {
    pub(super) fn at(&self) -> Duration {
        match self {
            Self::Created(at) => *at,
            Self::Changed(change, _) => change.at,
            Self::Requested(request) => request.at,
            Self::Notified(attempt) => attempt.at,
        }
    }
}

/// The maximum number of events that a page shows.
const MAX_ENTRIES: usize = 200;

/// The latest events of an order, oldest first, and how many there were before them.
pub(super) fn entries(journal: &Journal, order: &Order) -> (Vec<Entry>, usize) {
    let purchase = &order.purchase;
    let mut entries = vec![Entry::Created(order.created_at)];
    let mut before: Option<Change> = None;
    for change in journal.changes(order.payment_id) {
        // The journal also records accesses that did not change the order.
        if before.as_ref().is_some_and(|before| *before == Change { at: before.at, ..change.clone() }) {
            continue;
        }
        let description = describe(order, before.as_ref(), &change);
        before = Some(change.clone());
        entries.push(Entry::Changed(change, description));
    }
    let requests = journal.requests_about(purchase.merchant_id, &purchase.order_id);
    entries.extend(requests.into_iter().map(Entry::Requested));
    let attempts = journal.attempts_about(purchase.merchant_id, &purchase.order_id);
    entries.extend(attempts.into_iter().map(Entry::Notified));
    entries.sort_by_key(Entry::at);
    let omitted = entries.len().saturating_sub(MAX_ENTRIES);
    (entries.split_off(omitted), omitted)
}

/// The description of a change, from the state before it.
fn describe(order: &Order, before: Option<&Change>, change: &Change) -> String {
    let money = |amount| money::display(amount, order.charged_currency());
    let card = match change.masked_card.as_str() {
        "" => String::new(),
        card => format!(", card {card}"),
    };
    if change.is_challenged {
        return format!("The bank asks the payer{card}");
    }
    let captured = change.captured_amount.filter(|_| before.is_none_or(|before| before.captured_amount.is_none()));
    if let Some(amount) = captured {
        return format!("Captured {}", money(amount));
    }
    let returned = change.reversal_amount.saturating_sub(before.map_or(0, |before| before.reversal_amount));
    let was_paid = before.is_some_and(|before| before.status == OrderStatus::Approved);
    match returned {
        0 => {}
        // A card verification is reversed together with its payment.
        _ if !was_paid => return format!("Paid{card}, and given back at once"),
        returned => return format!("Reversed {}", money(returned)),
    }
    match (change.status, change.response_code) {
        (OrderStatus::Approved, _) => format!("Paid{card}"),
        (OrderStatus::Expired, _) => "The lifetime is over, and nobody paid".to_owned(),
        (OrderStatus::Declined | OrderStatus::Processing, Some(code)) => {
            format!("Declined: {} ({}){card}", code_message(code), code_number(code))
        }
        (status, _) => format!("Now {}", status.as_str()),
    }
}
