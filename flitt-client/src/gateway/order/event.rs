//! What an update changes, as events.

use std::fmt;

use super::asked::Asked;
use super::assessment::{Assessment, Unexpected};
use super::facts::{Facts, Seen};
use super::stage::Stage;
use crate::gateway::api::reference::Currency;
use crate::gateway::money::Money;
use crate::runtime::redact::shown_text;
use crate::runtime::response::{Decline, Outcome};
use crate::runtime::value::OpenEnum;

/// A change of an order. Sums are in minor units.
///
/// `total` is a sum since the order was created, `amount` the part of it that the update added. `Debug` and `Display` show no
/// card number.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// A sale is paid: its money is taken, in its currency, at least its amount, and it is not reversed in full. The goods can
    /// be shipped.
    Paid {
        /// The sum, in minor units. More than the amount of the order is a fee of the payer.
        amount: u64,
        /// The currency of the sum: that of the order, or one that the shop accepts.
        currency: OpenEnum<Currency>,
        /// The fee that the payer paid on top, in major units, as the gateway wrote it; `None` where there is none.
        client_fee: Option<String>,
    },
    /// The money is held, and the shop can capture it. For an order that the shop created as a sale, [`Event::Unexpected`]
    /// follows, and nothing is paid.
    Held {
        /// The sum, in minor units.
        amount: u64,
        /// The currency of the sum.
        currency: OpenEnum<Currency>,
    },
    /// Held money was taken, in part or in full: compare the total with what the goods cost.
    Captured {
        /// What this update adds, in minor units; `None` where a sum is not known.
        amount: Option<u64>,
        /// The captured total, in minor units; `None` where it is not known.
        total: Option<u64>,
        /// The currency of the sums.
        currency: OpenEnum<Currency>,
    },
    /// The order was declined. Unless the request sets `delayed` to `N`, the payer may try again, and an approval can follow.
    Declined(Decline),
    /// The order was not paid within its lifetime.
    Expired,
    /// Money was returned to the payer.
    Reversed {
        /// What this update adds, in minor units.
        amount: u64,
        /// The reversed total, in minor units.
        total: u64,
        /// Whether everything was returned; `None` where the sums do not say. The order is not paid any more if it is `true`,
        /// or if the gateway calls the order reversed.
        in_full: Option<bool>,
        /// The currency of the order. Which currency the sums have is not known if the payer paid in another one.
        currency: OpenEnum<Currency>,
    },
    /// The check of a card succeeded: its token can be saved ([`SavedCard`](super::SavedCard)).
    CardVerified,
    /// The check of a card failed: its token must not be used.
    CardCheckFailed,
    /// The receiver of a payout has the money.
    PaidOut {
        /// The amount of the order, in minor units.
        amount: u64,
        /// Its currency.
        currency: OpenEnum<Currency>,
    },
    /// A settlement was carried out.
    Settled {
        /// The amount of the order, in minor units.
        amount: u64,
        /// Its currency.
        currency: OpenEnum<Currency>,
    },
    /// The payer's bank demands the money back. No document describes this message: look at the order.
    Chargeback,
    /// What is known is not enough to decide: ask for the status of the order, and merge the response.
    AskStatus,
    /// Something that the shop did not ask for. A person should look at the order.
    Unexpected(Unexpected),
}

impl Event {
    /// The sum that was paid, held, captured, reversed, paid out or settled by this event; `None` where it has none, where the sum
    /// is not known, or its currency is not a known one.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        match self {
            Self::Paid { amount, currency, .. }
            | Self::Held { amount, currency }
            | Self::Captured { amount: Some(amount), currency, .. }
            | Self::Reversed { amount, currency, .. }
            | Self::PaidOut { amount, currency }
            | Self::Settled { amount, currency } => Money::known(currency, *amount),
            _ => None,
        }
    }

    /// The event as one word, such as `paid` or `ask_status`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Paid { .. } => "paid",
            Self::Held { .. } => "held",
            Self::Captured { .. } => "captured",
            Self::Declined(_) => "declined",
            Self::Expired => "expired",
            Self::Reversed { .. } => "reversed",
            Self::CardVerified => "card_verified",
            Self::CardCheckFailed => "card_check_failed",
            Self::PaidOut { .. } => "paid_out",
            Self::Settled { .. } => "settled",
            Self::Chargeback => "chargeback",
            Self::AskStatus => "ask_status",
            Self::Unexpected(_) => "unexpected",
        }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = |name: &str, fields: &[(&str, &dyn fmt::Debug)]| {
            let mut shown = formatter.debug_struct(name);
            for (name, value) in fields {
                shown.field(name, value);
            }
            shown.finish()
        };
        match self {
            Self::Paid { amount, currency, client_fee } => {
                let client_fee = client_fee.as_deref().map(shown_text);
                shown("Paid", &[("amount", amount), ("currency", currency), ("client_fee", &client_fee)])
            }
            Self::Held { amount, currency } => shown("Held", &[("amount", amount), ("currency", currency)]),
            Self::Captured { amount, total, currency } => {
                shown("Captured", &[("amount", amount), ("total", total), ("currency", currency)])
            }
            Self::Reversed { amount, total, in_full, currency } => {
                shown("Reversed", &[("amount", amount), ("total", total), ("in_full", in_full), ("currency", currency)])
            }
            Self::PaidOut { amount, currency } => shown("PaidOut", &[("amount", amount), ("currency", currency)]),
            Self::Settled { amount, currency } => shown("Settled", &[("amount", amount), ("currency", currency)]),
            Self::Declined(decline) => formatter.debug_tuple("Declined").field(decline).finish(),
            Self::Unexpected(what) => formatter.debug_tuple("Unexpected").field(what).finish(),
            Self::Expired => formatter.write_str("Expired"),
            Self::CardVerified => formatter.write_str("CardVerified"),
            Self::CardCheckFailed => formatter.write_str("CardCheckFailed"),
            Self::Chargeback => formatter.write_str("Chargeback"),
            Self::AskStatus => formatter.write_str("AskStatus"),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())?;
        match self {
            Self::Paid { amount, currency, .. }
            | Self::Held { amount, currency }
            | Self::PaidOut { amount, currency }
            | Self::Settled { amount, currency } => write!(formatter, " {}", sum(*amount, currency)),
            Self::Captured { total: Some(total), currency, .. } | Self::Reversed { total, currency, .. } => {
                write!(formatter, " {} in all", sum(*total, currency))
            }
            Self::Declined(decline) => write!(formatter, ": {decline}"),
            Self::Unexpected(what) => write!(formatter, ": {what}"),
            _ => Ok(()),
        }
    }
}

/// A sum for people: in major units, where the currency is known.
fn sum(minor: u64, currency: &OpenEnum<Currency>) -> String {
    match currency.known() {
        Some(known) => format!("{} {currency}", known.format_minor(minor)),
        None => format!("{minor} minor units of {currency}"),
    }
}

/// An order before or after an update.
pub(super) struct Known<'o> {
    pub(super) facts: &'o Facts,
    pub(super) assessment: Assessment,
}

impl<'o> Known<'o> {
    pub(super) fn new(asked: &Asked, facts: &'o Facts) -> Self {
        Self { facts, assessment: Assessment::new(asked, facts) }
    }
}

/// What changed, in the order in which it happens to an order.
pub(super) fn events(asked: &Asked, before: &Known<'_>, after: &Known<'_>, update: &Update) -> Vec<Event> {
    let (old, new) = (&before.assessment, &after.assessment);
    let is_new = |holds: fn(&Assessment) -> bool| holds(new) && !holds(old);
    let currency = new.currency.as_deref().map_or_else(|| asked.currency.clone(), OpenEnum::from);
    let own_currency = || asked.currency.clone();
    let is_undecided = new.stage < Stage::Approved;
    let mut events = Vec::new();
    let mut add = |condition: bool, event: &dyn Fn() -> Event| {
        if condition {
            events.push(event());
        }
    };
    let is_newly = |seen: Seen| after.facts.has(seen) && !before.facts.has(seen);
    add(is_newly(Seen::Declined) && is_undecided, &|| Event::Declined(update.decline()));
    add(is_newly(Seen::Expired) && is_undecided, &|| Event::Expired);
    let sum = new.sum.unwrap_or_default();
    add(is_new(|state| state.is_held), &|| Event::Held { amount: sum, currency: currency.clone() });
    let more_captured = new.is_captured && (!old.is_captured || new.captured > old.captured);
    let captured = || {
        let added = new.captured.map(|total| total.saturating_sub(old.captured.unwrap_or_default()));
        Event::Captured { amount: added, total: new.captured, currency: currency.clone() }
    };
    add(more_captured, &captured);
    let paid = || Event::Paid {
        amount: new.captured.unwrap_or(sum),
        currency: currency.clone(),
        client_fee: update.client_fee.clone(),
    };
    add(is_new(|state| state.is_paid) && asked.intent == super::Intent::Sale, &paid);
    add(new.card == Some(true) && old.card != Some(true), &|| Event::CardVerified);
    add(new.card == Some(false) && old.card != Some(false), &|| Event::CardCheckFailed);
    let amount = asked.amount;
    add(is_new(|state| state.is_paid_out), &|| Event::PaidOut { amount, currency: own_currency() });
    add(is_new(|state| state.is_settled), &|| Event::Settled { amount, currency: own_currency() });
    let reversed = || Event::Reversed {
        amount: new.reversed.saturating_sub(old.reversed),
        total: new.reversed,
        in_full: new.in_full,
        currency: own_currency(),
    };
    let more_reversed = new.reversed > old.reversed || is_new(|state| state.stage == Stage::Reversed);
    add(more_reversed, &reversed);
    add(is_newly(Seen::Chargeback), &|| Event::Chargeback);
    events.extend(new.unexpected.difference(&old.unexpected).cloned().map(Event::Unexpected));
    if new.ask_status {
        events.push(Event::AskStatus);
    }
    events
}

/// The values of an update that its events repeat.
pub(super) struct Update {
    pub(super) outcome: Outcome,
    pub(super) client_fee: Option<String>,
}

impl Update {
    fn decline(&self) -> Decline {
        match &self.outcome {
            Outcome::Declined(decline) => decline.clone(),
            _ => Decline::default(),
        }
    }
}
