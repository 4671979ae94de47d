//! Orders in the database: what is read and written, and nothing else. The rules are in `core`.

mod callbacks;
mod calls;
mod claim;
mod events;
mod orders;
mod overview;
mod parts;
mod prefix;
mod prune;

pub(crate) use calls::{CallRecord, NewCall};
pub(crate) use events::{EventRecord, NewEvent};
pub(crate) use orders::{Found, NewOrder, StoredOrder};
pub(crate) use prefix::Prefix;

pub use overview::{Health, RejectedCallback, Stuck, StuckId};

/// Where the orders of a merchant are: the tables, and whose they are.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) prefix: Prefix,
    pub(crate) merchant: String,
    /// Whether the account is in test mode: its orders have ids of their own.
    pub(crate) is_test: bool,
}

impl Store {
    pub(crate) fn table(&self, name: &str) -> String {
        self.prefix.table(name)
    }
}
