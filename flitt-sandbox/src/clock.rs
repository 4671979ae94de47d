//! Time, which tests can move.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The gateway's clock: the system's, moved forward by what [`advance`](Self::advance) was told.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: AtomicU64,
}

impl Clock {
    /// The time since 1970-01-01 00:00:00 UTC.
    pub(crate) fn now(&self) -> Duration {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        system.saturating_add(Duration::from_millis(self.ahead_ms.load(Ordering::Relaxed)))
    }

    /// Moves the clock forward, by whole milliseconds.
    pub(crate) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.ahead_ms.update(Ordering::Relaxed, Ordering::Relaxed, |ahead| ahead.saturating_add(by));
    }
}

/// A time in the gateway's way of writing it: `DD.MM.YYYY hh:mm:ss`, in UTC. Nothing beyond the year 9999.
pub(crate) fn date_time(since_epoch: Duration) -> String {
    i64::try_from(since_epoch.as_secs())
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.strftime("%d.%m.%Y %H:%M:%S").to_string())
        .unwrap_or_default()
}
