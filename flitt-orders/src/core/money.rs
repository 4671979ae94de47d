//! What the state of an order means for the rules here.

use flitt_client::OrderState;
use flitt_client::order::{Intent, Stage};

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Progress {
    /// No update has decided it.
    Pending,
    /// Declined. The payer may try again until its lifetime ends.
    Declined,
    /// The money is held, and waits for a capture.
    Held,
    /// It was approved, and what is known is not enough to say what that means.
    Undecided,
    /// Nothing more is expected.
    Settled,
}

/// The sums of an order, in minor units of its currency, and its progress.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Money {
    pub(crate) progress: Progress,
    /// What was taken or is held: the most that can be reversed in all.
    pub(crate) taken: u64,
    /// Whether the money is held, and nothing of it is captured: it can only be reversed as a whole.
    pub(crate) is_held: bool,
    /// Whether a hold was captured.
    pub(crate) is_captured: bool,
    /// What updates say was reversed.
    pub(crate) reversed: u64,
}

impl Money {
    /// The money of an order that nobody has paid.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self { progress: Progress::Pending, taken: 0, is_held: false, is_captured: false, reversed: 0 }
    }

    pub(crate) fn of(state: &OrderState) -> Self {
        let is_captured = state.captured() != Some(0);
        let is_held = state.is_held();
        // A sum in another currency is not compared: what was asked for is the most that can be returned.
        let is_own = state.payment_currency().is_none_or(|currency| currency == state.currency());
        let taken = match (state.paid(), state.held()) {
            _ if is_captured => state.captured().unwrap_or_default(),
            (0, held) if is_held => held,
            (paid, _) => paid,
        };
        Self {
            progress: progress(state, is_held),
            taken: if is_own { taken } else { taken.min(state.amount()) },
            is_held,
            is_captured,
            reversed: state.reversed(),
        }
    }
}

fn progress(state: &OrderState, is_held: bool) -> Progress {
    match state.stage() {
        Stage::Pending => Progress::Pending,
        Stage::Declined => Progress::Declined,
        _ if state.needs_status() => Progress::Undecided,
        _ if is_held => Progress::Held,
        Stage::Approved if state.intent() == Intent::CardCheck && state.card_check().is_none() => Progress::Undecided,
        _ => Progress::Settled,
    }
}
