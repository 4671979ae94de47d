//! The rules of stored orders, without a database and without a network: plain data, and functions over it.
//!
//! [`decide`] takes an order as it is stored (and locked), what happened, and the time, and returns the order as it is to be stored,
//! with what else is to be written. [`next`] says what a worker does next.

mod call;
mod decide;
#[cfg(test)]
mod explore;
mod money;
mod next;
mod order;
mod policy;
#[cfg(test)]
mod tests;

pub(crate) use call::{Call, Kind, Reason, Repeat, State};
pub(crate) use decide::{Decision, Input, Notice, Outcome, Update, decide};
pub(crate) use money::{Money, Taken};
pub(crate) use next::{Work, due_at, next};
pub(crate) use order::Order;
pub(crate) use policy::Policy;

pub use decide::NotAllowedError;

/// A point in time, in milliseconds since 1970.
pub(crate) type Millis = i64;
