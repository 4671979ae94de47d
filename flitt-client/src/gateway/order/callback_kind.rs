//! What an order that the gateway tells about is.

use crate::gateway::api::FinalOrder;
use crate::gateway::api::tables::final_order::TranType;

/// What a callback, a status or a browser's return tells about.
///
/// No document says how callbacks of scheduled charges and of reversals look, and `parent_order_id` is empty in every
/// example: the kinds below are told by what the fields of the table mean
/// (<https://docs.flitt.com/api/order-parameters/>). Whatever they do not tell is [`Kind::Unknown`].
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A payment.
    Payment,
    /// A check of a card, whose sum goes back by itself.
    Verification,
    /// A charge that a subscription made by itself: a payment that belongs to an order before it.
    Subscription,
    /// A reversal, or a payment of which money has gone back already. What the payer's bank has taken back looks alike:
    /// give it an address of its own (`chargeback_callback_url`).
    Reversal,
    /// A division of a payment among merchants.
    Settlement,
    /// A payout to a card.
    Payout,
    /// A transfer between two cards.
    Transfer,
    /// The fields do not tell.
    Unknown,
}

impl Kind {
    /// What an order is, as far as its fields tell.
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

    /// The check of a card can be called a purchase, too; what went back of it does not make it a reversal.
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
