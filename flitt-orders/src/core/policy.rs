//! How long to wait for what.

use std::time::Duration;

use super::Millis;

/// How long to wait for what, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// For how long a process keeps an order that it has created before a worker sends it, or gives it up.
    pub(crate) grace: Millis,
    /// For how long a request can be on its way: its time limit and a margin.
    pub(crate) patience: Millis,
    /// The first and the longest wait between two status requests, and between two attempts.
    pub(crate) initial_backoff: Millis,
    pub(crate) max_backoff: Millis,
    /// For how long a worker keeps an order for itself.
    pub(crate) lease: Millis,
    /// After how many status requests, or attempts, without a result a request is parked.
    pub(crate) attempts: u32,
    /// For how long after its last change money of an order can be returned: then it can be deleted.
    pub(crate) returnable: Millis,
}

impl Default for Policy {
    fn default() -> Self {
        let millis = |duration: Duration| Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX);
        Self {
            grace: millis(Duration::from_mins(2)),
            patience: millis(Duration::from_secs(90)),
            initial_backoff: millis(Duration::from_secs(5)),
            max_backoff: millis(Duration::from_hours(6)),
            lease: millis(Duration::from_mins(3)),
            attempts: 12,
            returnable: Millis::MAX,
        }
    }
}

impl Policy {
    /// The wait after this many attempts: it doubles up to the longest one.
    pub(crate) fn backoff(&self, attempts: u32) -> Millis {
        let factor = 1_i64.checked_shl(attempts.min(32)).unwrap_or(Millis::MAX);
        self.initial_backoff.saturating_mul(factor).min(self.max_backoff)
    }
}
