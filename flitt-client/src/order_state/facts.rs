//! What is known of an order: a few facts, each of which only ever grows.

use std::fmt;
use std::str::FromStr;

use crate::api::FinalOrder;
use crate::api::capture_order::response::CaptureStatus;
use crate::list::List as _;
use crate::outcome::Outcome;

/// What is known of an order. It only ever grows: [`Facts::join`] takes the larger of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts {
    /// How far the order came.
    pub stage: Stage,
    /// What the payer really paid, or what is held, in minor units.
    pub paid: u64,
    /// What was given back of it, in minor units.
    pub reversed: u64,
    /// Whether held money was taken.
    pub is_captured: bool,
}

/// How far an order came; the order of the stages is the way of its life. An order that was paid never becomes one that
/// was declined, and one that was given back never becomes paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Not decided. With several tries allowed (`delayed`), one that was declined leaves an order pending.
    #[default]
    Pending,
    /// Declined or expired.
    Declined,
    /// Paid, or held. A part can have been given back.
    Approved,
    /// Paid, and given back in full.
    Reversed,
}

impl Facts {
    /// What one answer or callback tells. Whether it is about the order in question, [`OrderState::merge`](super::OrderState::merge) checks.
    #[must_use]
    pub fn of(order: &FinalOrder) -> Self {
        let info = order.additional_info();
        Self {
            stage: Stage::from(&order.outcome()),
            paid: order.actual_amount().unwrap_or_default(),
            reversed: order.reversal_amount().unwrap_or_default(),
            is_captured: info.is_some_and(|info| info.capture_status() == Some(CaptureStatus::Captured.value())),
        }
    }

    /// What is known when both are known: the same in whichever order, and however often, facts are joined.
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

/// The stages with the words that databases keep.
const STAGES: [(Stage, &str); 4] = [
    (Stage::Pending, "pending"),
    (Stage::Declined, "declined"),
    (Stage::Approved, "approved"),
    (Stage::Reversed, "reversed"),
];

impl Stage {
    /// The stage in a word: `pending`, `declined`, `approved` or `reversed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        STAGES.iter().find(|(stage, _)| *stage == self).map_or("", |(_, word)| word)
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

/// A word that is no [`Stage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoStage;

impl FromStr for Stage {
    type Err = NoStage;

    fn from_str(word: &str) -> Result<Self, NoStage> {
        STAGES.iter().find(|(_, known)| *known == word).map(|(stage, _)| *stage).ok_or(NoStage)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Display for NoStage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = STAGES.iter().map(|(_, word)| *word).collect();
        write!(formatter, "the stages of an order are {}", words.join(", "))
    }
}

impl std::error::Error for NoStage {}
