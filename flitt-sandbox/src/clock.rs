//! A clock that tests can move forward.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// The gateway's clock: the system's clock at a constant speed, moved forward by [`advance`](Self::advance).
#[derive(Debug)]
pub(crate) struct Clock {
    /// The time when the clock was created, since 1970-01-01 UTC.
    start_time: Duration,
    started: Instant,
    speed: u32,
    /// By how much it was moved forward.
    offset: watch::Sender<Duration>,
}

impl Clock {
    /// A clock that runs `speed` times as fast as the system's, and starts at `not_before` or later.
    pub(crate) fn new(speed: u32, not_before: Duration) -> Self {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let offset = watch::Sender::new(Duration::ZERO);
        Self { start_time: system.max(not_before), started: Instant::now(), speed: speed.max(1), offset }
    }

    /// The time since 1970-01-01 00:00:00 UTC.
    pub(crate) fn now(&self) -> Duration {
        let elapsed = self.started.elapsed().saturating_mul(self.speed);
        self.start_time.saturating_add(elapsed).saturating_add(*self.offset.borrow())
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.offset.send_modify(|offset| *offset = offset.saturating_add(by));
    }

    /// Waits until a time, also if the clock is moved forward to it.
    pub(crate) async fn wait_until(&self, time: Duration) {
        let mut moved = self.offset.subscribe();
        loop {
            // Marks earlier moves as seen, before the time is read: later moves are not missed.
            moved.borrow_and_update();
            let remaining = time.saturating_sub(self.now());
            if remaining.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(remaining / self.speed) => {}
                // The sender lives as long as this clock.
                _ = moved.changed() => {}
            }
        }
    }
}

/// A time in the gateway's format: `DD.MM.YYYY hh:mm:ss`, in UTC. Empty beyond the year 9999.
pub(crate) fn date_time(since_epoch: Duration) -> String {
    format_time(since_epoch, "%d.%m.%Y %H:%M:%S")
}

/// A time in the format of reports: `YYYY-MM-DD hh:mm:ss`, in UTC.
pub(crate) fn report_time(since_epoch: Duration) -> String {
    format_time(since_epoch, "%Y-%m-%d %H:%M:%S")
}

fn format_time(since_epoch: Duration, format: &str) -> String {
    i64::try_from(since_epoch.as_secs())
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.strftime(format).to_string())
        .unwrap_or_default()
}
