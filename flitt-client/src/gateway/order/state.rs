//! The state of an order, from callbacks and status responses that arrive in any order and any number of times.

use std::fmt;

use super::snapshot::{OrderSnapshot, Stage};
use crate::gateway::api::FinalOrder;
use crate::gateway::api::reference::Currency;
use crate::gateway::api::tables::final_order::ResponseStatus;
use crate::runtime::credentials::Credentials;
use crate::runtime::response::Verification;
use crate::runtime::value::OpenEnum;

/// What a shop knows of one order.
///
/// Callbacks can arrive twice, at the same time and out of order. [`OrderState::merge`] takes callbacks and status
/// responses in any order and any number of times, with the same result: what is known only grows. It rejects updates that
/// are not about the order that the shop created: the signature does not cover the names of parameters, so it does not
/// prove that.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::order::{OrderSnapshot, Stage};
/// use flitt_client::{Credentials, OrderState, callback};
///
/// let credentials = Credentials::test();
/// // When the order is created, with the values of its request:
/// let mut state = OrderState::new(&credentials, "1001", 2500, "GEL");
///
/// let update = |status: &str| -> FinalOrder {
///     let callback = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "2500");
///     let body = callback.set("actual_amount", "2500").set("order_status", status).json();
///     callback::verify(&credentials, body.as_bytes()).unwrap()
/// };
/// assert!(state.merge(&update("approved"))?.became_paid());
/// assert!(state.merge(&update("approved"))?.is_empty()); // a duplicate
/// assert!(state.merge(&update("processing"))?.is_empty()); // an earlier callback that arrives late
///
/// // To a database, and back:
/// let snapshot = state.snapshot();
/// let stored = (snapshot.stage.as_str(), snapshot.paid, snapshot.reversed, snapshot.is_captured);
/// assert_eq!(stored, ("approved", 2500, 0, false));
/// let snapshot = OrderSnapshot { stage: stored.0.parse()?, paid: stored.1, reversed: stored.2, is_captured: stored.3 };
/// assert_eq!(OrderState::new(&credentials, "1001", 2500, "GEL").with(snapshot), state);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Where several processes or requests can handle the same order: read, merge and write its state in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderState {
    order_id: String,
    merchant_id: String,
    amount: u64,
    currency: OpenEnum<Currency>,
    snapshot: OrderSnapshot,
}

/// The change made by one callback or status response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it says whether the order can be shipped now"]
pub struct Change {
    /// What was known before.
    pub before: OrderSnapshot,
    /// What is known now.
    pub after: OrderSnapshot,
}

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
    /// The parameter of this name has an impossible value: values were renamed, which the signature does not prevent.
    Inconsistent(&'static str),
}

impl OrderState {
    /// An order that was just created by this merchant, with its amount in minor units. Nothing else is known of it.
    #[must_use]
    pub fn new(
        credentials: &Credentials,
        order_id: impl Into<String>,
        amount: u64,
        currency: impl Into<OpenEnum<Currency>>,
    ) -> Self {
        Self {
            order_id: order_id.into(),
            merchant_id: credentials.merchant_id().to_owned(),
            amount,
            currency: currency.into(),
            snapshot: OrderSnapshot::default(),
        }
    }

    /// Adds what was known before, from [`OrderState::snapshot`].
    #[must_use]
    pub fn with(self, snapshot: OrderSnapshot) -> Self {
        Self { snapshot: self.snapshot.join(snapshot), ..self }
    }

    /// The id of the order.
    #[must_use]
    pub fn order_id(&self) -> &str {
        &self.order_id
    }

    /// What is known of the order.
    #[must_use]
    pub fn snapshot(&self) -> OrderSnapshot {
        self.snapshot
    }

    /// Merges a callback, the fields that a browser brought back, or a status response, and returns the change.
    ///
    /// Updates that are not verified, or are about another order, merchant, amount or currency, are rejected. So are
    /// impossible ones: a reversal of more than the payment, or a `response_status` other than `success`.
    pub fn merge(&mut self, update: &FinalOrder) -> Result<Change, MergeError> {
        self.check(update)?;
        let before = self.snapshot;
        self.snapshot = before.join(OrderSnapshot::from(update));
        Ok(Change { before, after: self.snapshot })
    }

    fn check(&self, update: &FinalOrder) -> Result<(), MergeError> {
        let currency = update.currency();
        if update.verification() != Verification::Verified {
            Err(MergeError::NotVerified)
        } else if update.order_id() != self.order_id {
            Err(MergeError::OrderId)
        } else if update.merchant_id().to_string() != self.merchant_id {
            Err(MergeError::Merchant)
        } else if update.amount() != self.amount {
            Err(MergeError::Amount { expected: self.amount, actual: update.amount() })
        } else if currency != self.currency {
            Err(MergeError::Currency { expected: self.currency.clone(), actual: currency })
        } else if update.response_status() != ResponseStatus::Success {
            Err(MergeError::Inconsistent("response_status"))
        } else if update.reversal_amount() > Some(self.amount.max(update.actual_amount().unwrap_or_default())) {
            Err(MergeError::Inconsistent("reversal_amount"))
        } else {
            Ok(())
        }
    }
}

impl Change {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before == self.after
    }

    /// Whether this update is the first to say that the order is paid (or, with `preauth`, held), unless it was reversed in
    /// full.
    #[must_use]
    pub fn became_paid(&self) -> bool {
        self.before.stage < Stage::Approved && self.after.stage == Stage::Approved
    }

    /// Whether the order is known to be declined or expired since this update.
    #[must_use]
    pub fn became_declined(&self) -> bool {
        self.before.stage < Stage::Declined && self.after.stage == Stage::Declined
    }

    /// The sum that this update adds to the reversed total, in minor units.
    #[must_use]
    pub fn newly_reversed(&self) -> u64 {
        self.after.reversed.saturating_sub(self.before.reversed)
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("update rejected: ")?;
        match self {
            Self::NotVerified => formatter.write_str("it is not verified"),
            Self::OrderId => formatter.write_str("it is about another order"),
            Self::Merchant => formatter.write_str("it is about an order of another merchant"),
            Self::Amount { expected, actual } => {
                write!(formatter, "the order was created with {expected} minor units, not with {actual}")
            }
            Self::Currency { expected, actual } => {
                write!(formatter, "the order was created in {expected}, not in {actual}")
            }
            Self::Inconsistent(name) => write!(formatter, "impossible value of `{name}`: values were renamed"),
        }
    }
}

impl std::error::Error for MergeError {}
