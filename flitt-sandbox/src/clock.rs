//! Time, which tests can move.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// The gateway's clock: the system's, moved forward by what [`advance`](Self::advance) was told, and as much quicker as
/// it was made.
#[derive(Debug)]
pub(crate) struct Clock {
    began_at: Duration,
    began: Instant,
    speed: u32,
    ahead: watch::Sender<Duration>,
}

impl Clock {
    /// A clock that goes some times as quick as the system's, and begins not before a time.
    pub(crate) fn new(speed: u32, not_before: Duration) -> Self {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ahead = watch::Sender::new(Duration::ZERO);
        Self { began_at: system.max(not_before), began: Instant::now(), speed: speed.max(1), ahead }
    }

    /// The time since 1970-01-01 00:00:00 UTC.
    pub(crate) fn now(&self) -> Duration {
        let passed = self.began.elapsed().saturating_mul(self.speed);
        self.began_at.saturating_add(passed).saturating_add(*self.ahead.borrow())
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.ahead.send_modify(|ahead| *ahead = ahead.saturating_add(by));
    }

    /// Waits until a time has come, by itself or because the clock was moved.
    pub(crate) async fn wait_until(&self, time: Duration) {
        let mut moved = self.ahead.subscribe();
        loop {
            // Marks what was moved before as seen: what comes after is not missed.
            moved.borrow_and_update();
            let rest = time.saturating_sub(self.now());
            if rest.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(rest / self.speed) => {}
                // Its other end lives as long as this clock.
                _ = moved.changed() => {}
            }
        }
    }
}

/// A time in the gateway's way of writing it: `DD.MM.YYYY hh:mm:ss`, in UTC. Nothing beyond the year 9999.
pub(crate) fn date_time(since_epoch: Duration) -> String {
    written(since_epoch, "%d.%m.%Y %H:%M:%S")
}

/// A time as reports write it: `YYYY-MM-DD hh:mm:ss`, in UTC.
pub(crate) fn report_time(since_epoch: Duration) -> String {
    written(since_epoch, "%Y-%m-%d %H:%M:%S")
}

fn written(since_epoch: Duration, format: &str) -> String {
    i64::try_from(since_epoch.as_secs())
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|time| time.strftime(format).to_string())
        .unwrap_or_default()
}
