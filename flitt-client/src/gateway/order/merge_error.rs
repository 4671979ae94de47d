use std::fmt;

use flitt_schema::Key;

use super::asked::Asked;
use super::intent::Intent;
use crate::gateway::api::FinalOrder;
use crate::gateway::api::reference::Currency;
use crate::gateway::api::tables::final_order::ResponseStatus;
use crate::runtime::response::Verification;
use crate::runtime::value::OpenEnum;

/// Why an update was rejected. The state did not change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeError {
    /// It is not verified: anybody could have made it.
    NotVerified,
    /// It is about another order.
    OrderId,
    /// It is about an order of another merchant.
    Merchant,
    /// It is signed with the wrong key for this kind of order.
    Key,
    /// The order was created with another amount; both in minor units.
    Amount {
        /// The amount that the shop created the order with.
        expected: u64,
        /// The amount in the update.
        actual: u64,
    },
    /// The order was created in another currency.
    Currency {
        /// The currency that the shop created the order in.
        expected: OpenEnum<Currency>,
        /// The currency in the update.
        actual: OpenEnum<Currency>,
    },
    /// It belongs to the schedule of another order.
    Parent,
    /// The parameter of this name has an impossible value: parameters may have been renamed, which the signature does not prevent.
    Inconsistent(&'static str),
}

/// Checks that an update is about the order that the shop asked for.
pub(super) fn check(asked: &Asked, update: &FinalOrder) -> Result<(), MergeError> {
    let currency = update.currency();
    // Of a check of a card without an amount, the gateway chooses the amount.
    let is_any_amount = asked.intent == Intent::CardCheck && asked.amount == 0;
    if update.verification() != Verification::Verified {
        Err(MergeError::NotVerified)
    } else if update.order_id() != asked.order_id {
        Err(MergeError::OrderId)
    } else if update.merchant_id().to_string() != asked.merchant_id {
        Err(MergeError::Merchant)
    } else if !signs(update.key(), asked.intent) {
        Err(MergeError::Key)
    } else if update.amount() != asked.amount && !is_any_amount {
        Err(MergeError::Amount { expected: asked.amount, actual: update.amount() })
    } else if currency != asked.currency {
        Err(MergeError::Currency { expected: asked.currency.clone(), actual: currency })
    } else if asked.parent.is_some() && update.parent_order_id().is_some_and(|id| Some(id) != asked.parent.as_deref()) {
        Err(MergeError::Parent)
    } else if update.response_status() != ResponseStatus::Success {
        Err(MergeError::Inconsistent("response_status"))
    } else if update.reversal_amount() > Some(update.amount().max(update.actual_amount().unwrap_or_default())) {
        Err(MergeError::Inconsistent("reversal_amount"))
    } else {
        Ok(())
    }
}

/// Whether a key confirms orders of a kind. Which key signs messages about payouts is not documented.
fn signs(key: Option<Key>, intent: Intent) -> bool {
    match key {
        Some(Key::Payment) => true,
        Some(Key::Payout) => intent == Intent::Payout,
        Some(Key::Company | Key::None) | None => false,
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("update rejected: ")?;
        match self {
            Self::NotVerified => formatter.write_str("it is not verified"),
            Self::OrderId => formatter.write_str("it is about another order"),
            Self::Merchant => formatter.write_str("it is about an order of another merchant"),
            Self::Key => formatter.write_str("it is signed with the wrong key for this kind of order"),
            Self::Amount { expected, actual } => {
                write!(formatter, "the order was created with {expected} minor units, not with {actual}")
            }
            Self::Currency { expected, actual } => {
                write!(formatter, "the order was created in {expected}, not in {actual}")
            }
            Self::Parent => formatter.write_str("it belongs to the schedule of another order"),
            Self::Inconsistent(name) => {
                write!(formatter, "impossible value of `{name}`; parameters may have been renamed")
            }
        }
    }
}

impl std::error::Error for MergeError {}
