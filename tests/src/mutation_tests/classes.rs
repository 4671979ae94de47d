//! What a change that is accepted did, and what a shop sees of it.

use flitt_client::OrderState;
use flitt_client::api::FinalOrder;
use flitt_client::order::{Creation, Event, Intent, OrderParts};

use super::promises::Signed;
use crate::documented_responses::{Accepted, DocumentedResponse};

/// What an accepted change did to the fields: the gravest of what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Every row reads as it did: other spelling, other order, fields without a value, the field that is not signed.
    Nothing,
    /// Optional values are under names that no table has: their parameters seem absent.
    Absent,
    /// The same, several of them in one field.
    AbsentTogether,
    /// Several values became one in a row that may hold the separator, or one of such a row became several.
    FreeText,
    /// A value reads as another row.
    OtherRow,
}

/// What [`OrderState`] makes of it, for the order that the shop created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// It is rejected: another order, amount, currency, or a sum that cannot be.
    Rejected,
    /// Its events are those of the real callback.
    Same,
    /// It has fewer events than the real callback: the next callback or status has them.
    Less,
    /// It has other events, none of which ships goods or saves a card: unexpected, ask for the status, held, reversed in part.
    More,
    /// It is the response to a reversal, which has no state of an order.
    Reversal,
}

pub(super) fn class(real: &DocumentedResponse, was: &Signed, now: &Signed) -> Class {
    let table = real.table();
    let new = now.iter().filter(|field| !was.contains(field));
    let classes = new.map(|(name, text)| match (table.row(name).is_some(), text.contains('|')) {
        (true, true) => Class::FreeText,
        (true, false) => Class::OtherRow,
        (false, true) => Class::AbsentTogether,
        (false, false) => Class::Absent,
    });
    classes.max().unwrap_or(Class::Nothing)
}

/// The order that the shop created, as the real callback names it: each intent, each way of creation, and the events of the
/// real callback.
pub(super) struct Expected(Vec<(OrderState, Vec<Event>)>);

impl Expected {
    pub(super) fn of(real: &DocumentedResponse) -> Option<Self> {
        let Ok(Accepted::Order(order)) = real.read(real.body.as_bytes()) else { return None };
        let mut expected = Vec::new();
        for intent in [Intent::Sale, Intent::Hold, Intent::CardCheck, Intent::Payout, Intent::Settlement] {
            for creation in [Creation::Server, Creation::Browser] {
                let order_id = order.order_id().to_owned();
                let (amount, currency) = (order.amount(), order.currency());
                let parts = OrderParts { order_id, amount, currency, intent, creation };
                let state = OrderState::from_parts(&real.credentials, parts);
                // A payout's key does not confirm a purchase.
                if let Ok(events) = state.clone().merge(&order) {
                    expected.push((state, events));
                }
            }
        }
        Some(Self(expected)).filter(|expected| !expected.0.is_empty())
    }

    /// What a shop sees, and the event that leads it astray: that the order is paid, captured, paid out, settled, reversed in
    /// full, or its card verified, which the real callback does not say.
    pub(super) fn seen(&self, order: &FinalOrder) -> (Seen, Option<Event>) {
        let mut seen = Seen::Rejected;
        for (state, expected) in &self.0 {
            let Ok(events) = state.clone().merge(order) else { continue };
            let more: Vec<&Event> = events.iter().filter(|event| !expected.contains(event)).collect();
            if let Some(event) = more.iter().find(|event| moves_money(event)) {
                return (Seen::More, Some((**event).clone()));
            }
            seen = seen.max(match (more.is_empty(), events.len() == expected.len()) {
                (true, true) => Seen::Same,
                (true, false) => Seen::Less,
                (false, _) => Seen::More,
            });
        }
        (seen, None)
    }
}

fn moves_money(event: &Event) -> bool {
    match event {
        Event::Paid { .. } | Event::PaidOut { .. } | Event::Settled { .. } | Event::CardVerified => true,
        Event::Captured { total, .. } => total.is_some(),
        Event::Reversed { in_full, .. } => *in_full == Some(true),
        _ => false,
    }
}
