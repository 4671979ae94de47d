//! What happened, and how it changes an order.
//!
//! The invariants that every rule here keeps:
//!
//! - A request is marked as sent before its first byte, and only one that is planned, or that may be repeated, is marked.
//! - A request that may not be repeated is marked once.
//! - The outcome of a request counts whenever and from wherever it is reported: a success always, a rejection only where
//!   exactly one copy was ever sent.
//! - The reversals that are open or done never exceed what was taken.
//! - An order that is not final has a time at which it is asked for.

mod by_hand;
mod plan;
mod sending;
mod update;

use std::fmt;

use super::call::Reason;
use super::money::Progress;
use super::{Call, Millis, Money, Order, Policy, State};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// The shop asks for a request.
    Plan(Call),
    /// A program or a worker wants to send a request now.
    Begin { call: i64, is_worker: bool },
    /// The outcome of a request, as the sender of this attempt knows it.
    Ended { call: i64, attempt: u32, outcome: Outcome },
    /// The time of a request is over.
    Overdue { call: i64 },
    /// A callback or a status response was merged: this is the money now.
    Update(Update),
    /// The status was asked for, and no usable response came; `is_missing` where the gateway does not know the order.
    NoStatus { is_missing: bool },
    /// A person decides about a parked request.
    Settle { call: i64, is_done: bool },
}

/// What an update says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Update {
    pub(crate) money: Money,
    /// Whether it changed what is known of the order.
    pub(crate) is_new: bool,
    /// Whether it is not enough, and the status must be asked for.
    pub(crate) ask_status: bool,
    /// Whether it is the response to a request from here.
    pub(crate) is_status: bool,
    /// How many status requests were owed when this one was sent.
    pub(crate) owed: u32,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Outcome {
    /// It was carried out, or its order was created.
    Done,
    /// It was rejected, and this copy did nothing.
    Rejected,
    /// Not a byte of it was sent.
    NotSent,
    /// Nothing is known.
    Unknown,
    /// Its order exists already.
    Exists,
}

/// A notice to the shop, besides the events of the money: the outcome of the request with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Rejected(i64),
    NotSent(i64),
    Lost(i64),
    Parked(i64),
}

impl Notice {
    /// The request that it is about.
    pub(crate) fn call(self) -> i64 {
        let (Self::Rejected(call) | Self::NotSent(call) | Self::Lost(call) | Self::Parked(call)) = self;
        call
    }
}

/// An order as it is to be stored, and what else is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) order: Order,
    pub(crate) notices: Vec<Notice>,
}

/// Why something is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotAllowedError {
    /// The amount is not a positive whole number of minor units.
    NotAnAmount,
    /// The amount is in another currency than the order.
    OtherCurrency,
    /// The amount that was taken is not known in the currency of the order: reverse it in the gateway's portal.
    UnknownAmount,
    /// More than what is left of the money that was taken or held; in minor units.
    TooMuch {
        /// What can be returned, or captured.
        available: u64,
    },
    /// The order has no held money to capture.
    NotHeld,
    /// A capture was requested before: an order is captured once.
    CapturedBefore,
    /// An uncaptured hold is reversed in full, and neither captured nor reversed while a capture or a reversal of it is pending.
    HeldMoney,
    /// The request was sent before, and may not be sent again.
    SentBefore,
    /// The request was given up before it was sent; nothing was done.
    GivenUp,
    /// Nothing with this id is parked, or it is not for this function.
    NotParked,
}

/// The order after what happened.
pub(crate) fn decide(order: &Order, input: Input, now: Millis, policy: &Policy) -> Result<Decision, NotAllowedError> {
    let mut deciding = Deciding { order: order.clone(), notices: Vec::new(), now, policy };
    match input {
        Input::Plan(call) => deciding.plan(call)?,
        Input::Begin { call, is_worker } => deciding.begin(call, is_worker)?,
        Input::Ended { call, attempt, outcome } => deciding.ended(call, attempt, outcome),
        Input::Overdue { call } => deciding.overdue(call),
        Input::Update(update) => deciding.update(update),
        Input::NoStatus { is_missing } => deciding.no_status(is_missing),
        Input::Settle { call, is_done } => deciding.settle(call, is_done)?,
    }
    Ok(deciding.decision())
}

/// An order while something is decided about it.
struct Deciding<'p> {
    order: Order,
    notices: Vec<Notice>,
    now: Millis,
    policy: &'p Policy,
}

impl Deciding<'_> {
    /// The order, with the time at which it is asked for: none where it is final, unless it must be asked for, and none as long as
    /// the response to the request that creates it is waited for.
    fn decision(mut self) -> Decision {
        // Nobody asks for the order of another request.
        if self.order.created_by().is_some_and(|call| call.state == State::Foreign) {
            self.order.owed = 0;
        }
        let is_early = self.order.money.progress == Progress::Pending
            && self.order.created_by().is_some_and(|call| matches!(call.state, State::Planned | State::Sent));
        self.order.ask_at = match self.order.ask_at {
            _ if (self.order.is_final(self.now) && self.order.owed == 0) || is_early => None,
            None => Some(self.now.saturating_add(self.policy.backoff(self.order.asks))),
            known => known,
        };
        Decision { order: self.order, notices: self.notices }
    }

    /// Asks for the status at this time, unless it is asked for earlier.
    fn ask_at(&mut self, at: Millis) {
        self.order.ask_at = Some(self.order.ask_at.map_or(at, |known| known.min(at)));
    }

    /// Asks for the status now, even if nothing more is expected, until a response says it.
    fn must_ask(&mut self) {
        if self.order.owed == 0 && self.order.is_final(self.now) {
            self.order.asks = 0;
        }
        self.order.owed = self.order.owed.saturating_add(1);
        self.ask_at(self.now);
    }

    /// Leaves a request to a person.
    fn park(&mut self, id: i64, reason: Reason) {
        if let Some(call) = self.order.call_mut(id) {
            call.state = State::Parked(reason);
            self.notices.push(Notice::Parked(id));
        }
    }
}

impl fmt::Display for NotAllowedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAmount => formatter.write_str("the amount must be a positive whole number of minor units"),
            Self::OtherCurrency => formatter.write_str("the amount is in another currency than the order"),
            Self::UnknownAmount => formatter
                .write_str("the amount taken is not known in the currency of the order: reverse it in the gateway's portal"),
            Self::TooMuch { available } => {
                write!(formatter, "at most {available} minor units are left of the order's money")
            }
            Self::NotHeld => formatter.write_str("the order has no held money to capture"),
            Self::CapturedBefore => formatter.write_str("a capture was requested before: an order is captured once"),
            Self::HeldMoney => formatter.write_str(
                "an uncaptured hold can only be reversed in full, and neither captured nor reversed while a capture or a \
                 reversal of it is pending",
            ),
            Self::SentBefore => formatter.write_str(
                "the request was sent before, and may not be sent again: wait for its event, or look at the order with \
                 `Orders::order`",
            ),
            Self::GivenUp => formatter.write_str(
                "the request was given up before it was sent; nothing was done: create the order again under a new order id",
            ),
            Self::NotParked => formatter.write_str(
                "nothing with this id is parked: `settle` takes the id of a request, `resume` that of an event or an order",
            ),
        }
    }
}

impl std::error::Error for NotAllowedError {}
