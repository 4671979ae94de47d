//! What the state of an order means for the rules here.

use flitt_client::OrderState;
use flitt_client::order::{Intent, Stage, Unexpected};

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Progress {
    /// No update has decided it.
    Pending,
    /// Declined. The payer may try again until its lifetime ends.
    Declined,
    /// The money is held, and waits for a capture.
    Held,
    /// A card check waits for the code of the payer.
    Checking,
    /// It was approved, and what is known is not enough to say what that means.
    Undecided,
    /// Nothing more is expected.
    Settled,
}

/// What was taken or is held: the most that can be reversed in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Taken {
    /// In minor units of the currency of the order.
    Known(u64),
    /// A hold was captured in another currency that the shop accepts: what the capture asked for.
    AsCaptured,
    /// Money was taken, and how much is not known in the currency of the order.
    Unknown,
}

/// The money of an order, and its progress.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Money {
    pub(crate) progress: Progress,
    pub(crate) taken: Taken,
    /// Whether the money is held, and nothing of it is captured: it can only be reversed as a whole.
    pub(crate) is_held: bool,
    /// Whether a hold was captured.
    pub(crate) is_captured: bool,
    /// Whether the order ended as a reversed one.
    pub(crate) is_reversed: bool,
    /// What updates say was reversed, in minor units of the currency of the payment.
    pub(crate) reversed: u64,
    /// Whether that currency is the one of the order. Sums are not compared across currencies.
    pub(crate) is_own_currency: bool,
}

impl Money {
    /// The money of an order that nobody has paid.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self {
            progress: Progress::Pending,
            taken: Taken::Known(0),
            is_held: false,
            is_captured: false,
            is_reversed: false,
            reversed: 0,
            is_own_currency: true,
        }
    }

    pub(crate) fn of(state: &OrderState) -> Self {
        Self {
            progress: progress(state),
            taken: Taken::of(state),
            is_held: state.is_held(),
            is_captured: state.captured() != Some(0),
            is_reversed: state.stage() == Stage::Reversed,
            reversed: state.reversed(),
            is_own_currency: is_own_currency(state),
        }
    }
}

impl Taken {
    fn of(state: &OrderState) -> Self {
        let is_approved = state.stage() >= Stage::Approved;
        // Of a smaller hold, the money is there, and no capture takes it.
        let is_small_hold = state.held() > 0 && state.captured() == Some(0);
        let makes_unknown = |what: &Unexpected| match what {
            Unexpected::OtherCurrency | Unexpected::Operation => true,
            Unexpected::Underpaid => is_small_hold && state.stage() == Stage::Approved,
            _ => false,
        };
        if state.needs_status() || (is_approved && state.unexpected().iter().any(makes_unknown)) {
            return Self::Unknown;
        }
        let (sum, captured) = (state.paid().max(if state.is_held() { state.held() } else { 0 }), state.captured());
        match captured {
            // No sum says what is left of it.
            _ if !is_own_currency(state) && state.stage() == Stage::Reversed => Self::Unknown,
            None if is_own_currency(state) => Self::Unknown,
            None => Self::AsCaptured,
            Some(_) if is_own_currency(state) || sum == 0 => Self::Known(sum),
            // What was asked for is the most that can be returned.
            Some(_) => Self::Known(state.amount()),
        }
    }
}

fn is_own_currency(state: &OrderState) -> bool {
    state.payment_currency().is_none_or(|currency| currency == state.currency())
}

fn progress(state: &OrderState) -> Progress {
    match state.stage() {
        Stage::Pending => Progress::Pending,
        Stage::Declined => Progress::Declined,
        _ if state.needs_status() => Progress::Undecided,
        _ if state.is_held() => Progress::Held,
        Stage::Approved if state.intent() == Intent::CardCheck && state.card_check().is_none() => Progress::Checking,
        _ => Progress::Settled,
    }
}
