//! What a callback is about.

use std::fmt;
use std::str::FromStr;

use super::intent::{ParseNameError, value, word};
use crate::gateway::api::FinalOrder;
use crate::gateway::api::tables::final_order::TranType;

/// What a callback, a status or what a browser brought is about, by its parameters alone. What it means for the money depends on
/// what the shop asked for: see [`OrderState`](crate::OrderState).
///
/// No document describes callbacks of scheduled charges and of reversals; the kinds follow from the meaning of the parameters
/// (<https://docs.flitt.com/api/order-parameters/>).
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::callback::{self, Kind};
/// use flitt_client::Credentials;
///
/// let credentials = Credentials::test();
/// let body = callback::test_callback::<FinalOrder>(&credentials).set("tran_type", "verification").json();
/// let order: FinalOrder = callback::verify(&credentials, body.as_bytes())?;
/// assert_eq!(Kind::from_order(&order), Kind::Verification);
/// # Ok::<(), callback::CallbackError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A payment.
    Payment,
    /// A check of a card. Its amount returns to the payer by itself.
    Verification,
    /// A charge of a schedule: a payment with a parent order.
    Subscription,
    /// A reversal, or a payment that was reversed in part. A chargeback looks the same: give it a URL of its own
    /// (`chargeback_callback_url`).
    Reversal,
    /// A division of a payment among merchants.
    Settlement,
    /// A payout to a card.
    Payout,
    /// A transfer between two cards.
    Transfer,
    /// Its parameters do not say.
    Unknown,
}

const KINDS: [(Kind, &str); 8] = [
    (Kind::Payment, "payment"),
    (Kind::Verification, "verification"),
    (Kind::Subscription, "subscription"),
    (Kind::Reversal, "reversal"),
    (Kind::Settlement, "settlement"),
    (Kind::Payout, "payout"),
    (Kind::Transfer, "transfer"),
    (Kind::Unknown, "unknown"),
];

impl FromStr for Kind {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, ParseNameError> {
        value(&KINDS, text)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Kind {
    /// The kind as one word, such as `payment` or `reversal`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&KINDS, &self)
    }

    /// The kind of an order, by its parameters.
    #[must_use]
    pub fn from_order(order: &FinalOrder) -> Self {
        let Some(operation) = order.tran_type() else { return Self::Unknown };
        match operation.known() {
            Some(TranType::Verification) => Self::Verification,
            Some(TranType::P2pCredit) => Self::Payout,
            Some(TranType::P2pTransfer) => Self::Transfer,
            Some(TranType::Settlement) => Self::Settlement,
            Some(TranType::Reverse) => Self::Reversal,
            Some(TranType::Purchase) => Self::of_purchase(order),
            _ => Self::Unknown,
        }
    }

    /// A check of a card can be called a purchase, too; its automatic return does not make it a reversal.
    fn of_purchase(order: &FinalOrder) -> Self {
        if order.verification_status().is_some() {
            Self::Verification
        } else if order.outcome() == crate::Outcome::Reversed || order.reversal_amount().is_some_and(|sum| sum > 0) {
            Self::Reversal
        } else if order.parent_order_id().is_some() {
            Self::Subscription
        } else {
            Self::Payment
        }
    }
}
