//! What a change that is accepted did, and what a shop sees of it.

use flitt_client::order::{MergeError, OrderSnapshot, Stage};
use flitt_client::value::OpenEnum;
use flitt_client::{Credentials, Currency, OrderState};

use super::promises::Signed;
use crate::documented_responses::{Accepted, DocumentedResponse};

/// What an accepted change did to the fields: the gravest of what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Every row reads as it did: other spelling, other order, fields without a value, the field that is not signed.
    Nothing,
    /// Values that need not be there stand under names that no table has: their rows seem absent.
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
    /// It is refused: another order, amount, currency, or a sum that cannot be.
    Refused,
    /// What is known of the order is what the real callback reported.
    Same,
    /// Less is known than the real callback reported: the next callback or status reports it.
    Less,
    /// More seems to be given back, or paid, than the real callback reported.
    More,
    /// It is the answer to a reversal, which tells no order's state.
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

/// The order that the shop created, as the real callback names it.
pub(super) struct Expected {
    order_id: String,
    amount: u64,
    currency: OpenEnum<Currency>,
    credentials: Credentials,
    facts: OrderSnapshot,
}

impl Expected {
    pub(super) fn of(real: &DocumentedResponse) -> Option<Self> {
        let Ok(Accepted::Order(order)) = real.read(real.body.as_bytes()) else { return None };
        let mut expected = Self {
            order_id: order.order_id().to_owned(),
            amount: order.amount(),
            currency: order.currency(),
            credentials: real.credentials.clone(),
            facts: OrderSnapshot::default(),
        };
        expected.facts = expected.snapshot_after(&order).ok()?;
        Some(expected)
    }

    fn snapshot_after(&self, order: &flitt_client::api::FinalOrder) -> Result<OrderSnapshot, MergeError> {
        let mut state = OrderState::new(&self.credentials, &self.order_id, self.amount, self.currency.clone());
        state.merge(order).map(|change| change.after)
    }

    pub(super) fn seen(&self, order: &flitt_client::api::FinalOrder) -> (Seen, Option<OrderSnapshot>) {
        let Ok(now) = self.snapshot_after(order) else { return (Seen::Refused, None) };
        let was = self.facts;
        let seen = if now == was {
            Seen::Same
        } else if was.join(now) == was {
            Seen::Less
        } else {
            Seen::More
        };
        (seen, Some(now))
    }

    /// Whether it seems paid, or taken, or given back in full, or declined, and was not.
    pub(super) fn is_led_astray(&self, now: OrderSnapshot) -> bool {
        let is_other = now.stage != self.facts.stage && now.stage != Stage::Pending;
        is_other || (now.is_captured && !self.facts.is_captured)
    }
}
