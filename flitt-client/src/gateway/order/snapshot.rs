use std::fmt;
use std::str::FromStr;

use crate::gateway::api::FinalOrder;
use crate::gateway::api::capture_order::response::CaptureStatus;
use crate::runtime::response::Outcome;
use crate::runtime::value::WireEnum as _;

/// What is known of an order. It only grows: [`OrderSnapshot::join`] takes the larger value of each field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OrderSnapshot {
    /// How far the order has come.
    pub stage: Stage,
    /// The sum paid or held, in minor units.
    pub paid: u64,
    /// The sum reversed, in minor units.
    pub reversed: u64,
    /// Whether a hold was captured.
    pub is_captured: bool,
}

/// How far an order has come. Stages are ordered as an order passes through them: a paid order never becomes declined, and a
/// reversed one never becomes paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Not decided. With `delayed`, an order stays pending after a declined attempt.
    #[default]
    Pending,
    /// Declined or expired.
    Declined,
    /// Paid or held. It can be reversed in part.
    Approved,
    /// Reversed in full.
    Reversed,
}

impl OrderSnapshot {
    /// What is known from both. The result does not depend on the order or on duplicates.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            stage: self.stage.max(other.stage),
            paid: self.paid.max(other.paid),
            reversed: self.reversed.max(other.reversed),
            is_captured: self.is_captured || other.is_captured,
        }
    }
}

/// From one response or callback. [`OrderState::merge`](super::OrderState::merge) checks which order it is about.
impl From<&FinalOrder> for OrderSnapshot {
    fn from(order: &FinalOrder) -> Self {
        let info = order.additional_info();
        Self {
            stage: Stage::from(&order.outcome()),
            paid: order.actual_amount().unwrap_or_default(),
            reversed: order.reversal_amount().unwrap_or_default(),
            is_captured: info.is_some_and(|info| {
                info.capture_status().is_some_and(|status| status.as_str() == CaptureStatus::Captured.as_str())
            }),
        }
    }
}

/// The stages with their text form.
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
        STAGES.iter().find(|(stage, _)| *stage == self).map_or("", |(_, text)| text)
    }
}

impl From<&Outcome> for Stage {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Pending(_) => Self::Pending,
            Outcome::Declined(_) => Self::Declined,
            Outcome::Approved => Self::Approved,
            Outcome::Reversed => Self::Reversed,
        }
    }
}

/// The text is not a [`Stage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseStageError;

impl FromStr for Stage {
    type Err = ParseStageError;

    fn from_str(text: &str) -> Result<Self, ParseStageError> {
        STAGES.iter().find(|(_, known)| *known == text).map(|(stage, _)| *stage).ok_or(ParseStageError)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Display for ParseStageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = STAGES.iter().map(|(_, word)| *word).collect();
        write!(formatter, "expected a stage of an order: {}", words.join(", "))
    }
}

impl std::error::Error for ParseStageError {}
