use std::fmt;
use std::str::FromStr;

use super::intent::{ParseNameError, value, word};

/// How far an order has come. Stages are ordered as an order passes through them: a paid order is never declined later, and
/// a reversed one is never paid again. [`Outcome`](crate::Outcome) is what one message says; a stage is what all of them mean for an
/// order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Not decided. The payer may try again after a declined attempt, within the lifetime of the order, unless the request sets
    /// `delayed` to `N`: until then the order stays pending.
    #[default]
    Pending,
    /// Declined or expired. If the gateway says so after an attempt and the payer tries again, an approval can still follow.
    Declined,
    /// Approved: paid or held, in part reversed perhaps; or not at all as the shop asked for it. See
    /// [`OrderState::is_paid`](super::OrderState::is_paid).
    Approved,
    /// Reversed, as the status or the amounts say.
    Reversed,
}

const STAGES: [(Stage, &str); 4] = [
    (Stage::Pending, "pending"),
    (Stage::Declined, "declined"),
    (Stage::Approved, "approved"),
    (Stage::Reversed, "reversed"),
];

impl Stage {
    /// The stage as one word: `pending`, `declined`, `approved` or `reversed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&STAGES, &self)
    }
}

impl FromStr for Stage {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, ParseNameError> {
        value(&STAGES, text)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
