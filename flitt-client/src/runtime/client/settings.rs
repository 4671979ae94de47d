//! What a program sets for its calls, and the time that one of them has left.

use std::time::{Duration, Instant};

use super::retry::RetryPolicy;
use crate::runtime::transport::Timer;

/// The settings of the calls of a client.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) retry: RetryPolicy,
    /// The time limit of each attempt; `None` where the transport's applies.
    pub(super) timeout: Option<Duration>,
    /// The time limit of a whole call.
    pub(super) deadline: Option<Duration>,
}

/// The time limits of one call, from its beginning.
#[derive(Clone, Copy)]
pub(super) struct Limits<'c> {
    timer: Option<&'c dyn Timer>,
    /// The beginning of a call with a deadline.
    begin: Option<Instant>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    /// The transport's own limit of an attempt, where it is known.
    default_timeout: Option<Duration>,
}

impl<'c> Limits<'c> {
    /// The limits of a call that begins now.
    pub(super) fn begin(settings: Settings, timer: Option<&'c dyn Timer>, default_timeout: Option<Duration>) -> Self {
        let Settings { timeout, deadline, .. } = settings;
        let begin = deadline.and(timer).map(Timer::now);
        Self { timer, begin, timeout, deadline, default_timeout }
    }

    /// The timer of the transport.
    pub(super) fn timer(&self) -> Option<&'c dyn Timer> {
        self.timer
    }

    /// The time until the deadline, which is the whole of it where no timer measures it; `None` without a deadline.
    fn left(&self) -> Option<Duration> {
        let passed = match (self.timer, self.begin) {
            (Some(timer), Some(begin)) => timer.now().saturating_duration_since(begin),
            _ => Duration::ZERO,
        };
        self.deadline.map(|deadline| deadline.saturating_sub(passed))
    }

    /// Whether the deadline has passed.
    pub(super) fn is_over(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }

    /// Whether an attempt can begin after this backoff.
    pub(super) fn allow(&self, backoff: Duration) -> bool {
        self.left().is_none_or(|left| left > backoff)
    }

    /// The time limit of an attempt that begins now; `None` where the transport's applies.
    pub(super) fn of_attempt(&self) -> Option<Duration> {
        match self.left() {
            None => self.timeout,
            Some(left) => Some(self.timeout.or(self.default_timeout).map_or(left, |timeout| timeout.min(left))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Limits, Settings};
    use crate::RetryPolicy;

    #[test]
    fn an_attempt_ends_with_its_timeout_or_with_the_call() {
        let limit = |timeout: Option<u64>, deadline: Option<u64>, default: Option<u64>| {
            let seconds = |limit: Option<u64>| limit.map(Duration::from_secs);
            let settings =
                Settings { retry: RetryPolicy::none(), timeout: seconds(timeout), deadline: seconds(deadline) };
            Limits::begin(settings, None, seconds(default)).of_attempt().map(|limit| limit.as_secs())
        };
        for (timeout, deadline, default, expected) in [
            (None, None, Some(30), None),
            (Some(50), None, Some(30), Some(50)),
            (None, Some(60), Some(30), Some(30)),
            (None, Some(20), Some(30), Some(20)),
            (Some(50), Some(60), Some(30), Some(50)),
            (Some(50), Some(40), Some(30), Some(40)),
            (None, Some(20), None, Some(20)),
        ] {
            assert_eq!(limit(timeout, deadline, default), expected, "{timeout:?} {deadline:?} {default:?}");
        }
    }
}
