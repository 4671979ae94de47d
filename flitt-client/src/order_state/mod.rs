//! What a shop knows of an order, from callbacks and statuses that come in any order and any number of times.

mod facts;

pub use facts::{Facts, NoStage, Stage};

use std::fmt;

use crate::answer::Verification;
use crate::api::FinalOrder;
use crate::api::reference::Currency;
use crate::api::tables::final_order::ResponseStatus;
use crate::credentials::Credentials;
use crate::list::Open;

/// What a shop knows of one order.
///
/// Callbacks repeat, overtake each other and arrive twice at once. [`OrderState::merge`] takes each of them, and each
/// answer to a status request, in any order and any number of times, and comes to the same result: what is known only
/// ever grows. And it refuses what is not about the order that the shop created: names of parameters are not signed, so
/// a signature alone does not prove that.
///
/// ```
/// use flitt_client::api::FinalOrder;
/// use flitt_client::{Credentials, Facts, OrderState, Stage, callback};
///
/// let credentials = Credentials::test();
/// // When the order is created, with what it was created with:
/// let mut state = OrderState::new(&credentials, "1001", 2500, "GEL");
///
/// let news = |status: &str| -> FinalOrder {
///     let sample = callback::sample::<FinalOrder>(&credentials).set("order_id", "1001").set("amount", "2500");
///     let body = sample.set("actual_amount", "2500").set("order_status", status).json();
///     callback::verify(&credentials, body.as_bytes()).unwrap()
/// };
/// assert!(state.merge(&news("approved"))?.is_paid_now());
/// assert!(state.merge(&news("approved"))?.is_nothing()); // a repeat
/// assert!(state.merge(&news("processing"))?.is_nothing()); // late news
///
/// // What a database keeps, and what it gives back:
/// let facts = state.facts();
/// let kept = (facts.stage.as_str(), facts.paid, facts.reversed, facts.is_captured);
/// assert_eq!(kept, ("approved", 2500, 0, false));
/// let facts = Facts { stage: kept.0.parse()?, paid: kept.1, reversed: kept.2, is_captured: kept.3 };
/// assert_eq!(OrderState::new(&credentials, "1001", 2500, "GEL").with(facts), state);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Where two servers, or two requests at once, keep one order: read, merge and write it in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderState {
    order_id: String,
    merchant_id: String,
    amount: u64,
    currency: Open<Currency>,
    facts: Facts,
}

/// What one piece of news changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it says whether the goods can be sent off now"]
pub struct Change {
    /// What was known before.
    pub before: Facts,
    /// What is known now.
    pub after: Facts,
}

/// Why a piece of news is not about the order that the shop created. It changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// It was not verified: anybody could have written it.
    NotVerified,
    /// It is about another order.
    OrderId,
    /// It is about an order of another merchant.
    Merchant,
    /// The order was created with another amount; both in minor units.
    Amount {
        /// The amount that the shop created the order with.
        expected: u64,
        /// The amount that the news tells.
        told: u64,
    },
    /// The order was created in another currency.
    Currency {
        /// The currency that the shop created the order in.
        expected: Open<Currency>,
        /// The currency that the news tells.
        told: Open<Currency>,
    },
    /// The parameter of this name holds what it never does: a value came to stand under a name that it was not signed
    /// under.
    Impossible(&'static str),
}

impl OrderState {
    /// An order that was just created by this merchant, with an amount in minor units. Nothing is known of it.
    #[must_use]
    pub fn new(
        credentials: &Credentials,
        order_id: impl Into<String>,
        amount: u64,
        currency: impl Into<Open<Currency>>,
    ) -> Self {
        Self {
            order_id: order_id.into(),
            merchant_id: credentials.merchant_id().to_owned(),
            amount,
            currency: currency.into(),
            facts: Facts::default(),
        }
    }

    /// The order, with what was known of it before: what [`OrderState::facts`] gave.
    #[must_use]
    pub fn with(self, facts: Facts) -> Self {
        Self { facts: self.facts.join(facts), ..self }
    }

    /// The order.
    #[must_use]
    pub fn order_id(&self) -> &str {
        &self.order_id
    }

    /// What is known of it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// Takes a callback, what a browser brought, or an answer to a status request, and says what changed.
    ///
    /// News of another order, merchant, amount or currency are refused, and so is what was not verified. Names are not
    /// signed, so are news that no gateway tells: of more given back than there was, or without `success`.
    pub fn merge(&mut self, news: &FinalOrder) -> Result<Change, Mismatch> {
        self.check(news)?;
        let before = self.facts;
        self.facts = before.join(Facts::of(news));
        Ok(Change { before, after: self.facts })
    }

    fn check(&self, news: &FinalOrder) -> Result<(), Mismatch> {
        let currency = news.currency();
        if news.verification() != Verification::Verified {
            Err(Mismatch::NotVerified)
        } else if news.order_id() != self.order_id {
            Err(Mismatch::OrderId)
        } else if news.merchant_id().to_string() != self.merchant_id {
            Err(Mismatch::Merchant)
        } else if news.amount() != self.amount {
            Err(Mismatch::Amount { expected: self.amount, told: news.amount() })
        } else if currency != self.currency {
            Err(Mismatch::Currency { expected: self.currency.clone(), told: currency })
        } else if news.response_status() != ResponseStatus::Success {
            Err(Mismatch::Impossible("response_status"))
        } else if news.reversal_amount() > Some(self.amount.max(news.actual_amount().unwrap_or_default())) {
            Err(Mismatch::Impossible("reversal_amount"))
        } else {
            Ok(())
        }
    }
}

impl Change {
    /// Whether nothing is new.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.before == self.after
    }

    /// Whether the order is known to be paid (or held) since this news, and not given back in full.
    #[must_use]
    pub fn is_paid_now(&self) -> bool {
        self.before.stage < Stage::Approved && self.after.stage == Stage::Approved
    }

    /// Whether the order is known to be declined or expired since this news.
    #[must_use]
    pub fn is_declined_now(&self) -> bool {
        self.before.stage < Stage::Declined && self.after.stage == Stage::Declined
    }

    /// What more is known to be given back since this news, in minor units.
    #[must_use]
    pub fn reversed_now(&self) -> u64 {
        self.after.reversed.saturating_sub(self.before.reversed)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the news is refused: ")?;
        match self {
            Self::NotVerified => formatter.write_str("it was not verified"),
            Self::OrderId => formatter.write_str("it is about another order"),
            Self::Merchant => formatter.write_str("it is about an order of another merchant"),
            Self::Amount { expected, told } => {
                write!(formatter, "the order was created with {expected} minor units, not with {told}")
            }
            Self::Currency { expected, told } => {
                write!(formatter, "the order was created in {expected}, not in {told}")
            }
            Self::Impossible(name) => write!(formatter, "its `{name}` cannot be: values were given other names"),
        }
    }
}

impl std::error::Error for Mismatch {}
