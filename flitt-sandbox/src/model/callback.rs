//! A callback that is waiting to be delivered.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A callback to a merchant's server, with the progress of its delivery.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(crate) number: u64,
    pub(crate) merchant_id: u64,
    pub(crate) order_id: String,
    pub(crate) url: String,
    pub(crate) body: String,
    /// The number of attempts so far.
    pub(crate) attempts: u32,
    /// When the next attempt is due, since 1970-01-01 UTC.
    pub(crate) due: Duration,
}
