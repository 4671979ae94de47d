//! Retries: how often, and after which backoff.

use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::settings::Limits;
use crate::runtime::transport::Timer;

/// How often a request is attempted, and how long the client waits between attempts.
///
/// The policy decides *how* requests are retried. The schema file decides *whether* a request may be retried: always
/// (`"retry": "freely"`), only if it has the parameter (`{ "with": "reverse_id" }`), or never (`"never"`, as for every
/// charge). Only a request without a response is retried: a failure of the gateway is a response.
///
/// Each backoff is twice as long as the one before, up to [`max_backoff`](Self::max_backoff). Up to half of it is left out
/// at random, so that clients do not retry at the same time.
///
/// ```
/// use std::time::Duration;
/// use flitt_client::RetryPolicy;
///
/// let policy = RetryPolicy { max_attempts: 6, deadline: Duration::from_secs(120), ..RetryPolicy::default() };
/// # let _ = policy;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The maximum number of attempts, including the first.
    pub max_attempts: u32,
    /// The backoff before the second attempt.
    pub initial_backoff: Duration,
    /// The longest backoff.
    pub max_backoff: Duration,
    /// No new attempt starts later than this after the start of the call. An attempt that runs may end later; see
    /// [`Client::with_deadline`](crate::Client::with_deadline) for the limit of the whole call.
    pub deadline: Duration,
}

/// Three attempts: the backoff is up to 0.5 s, then up to 1 s. No attempt starts later than 60 s after the start of the call.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(10),
            deadline: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// No retries.
    #[must_use]
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// For [`Client::send_until_known`](crate::Client::send_until_known): requests the status for up to five minutes, first
    /// after at most half a second, at the end at most every 30 seconds.
    #[must_use]
    pub fn until_known() -> Self {
        Self {
            max_attempts: u32::MAX,
            max_backoff: Duration::from_secs(30),
            deadline: Duration::from_secs(5 * 60),
            ..Self::default()
        }
    }

    /// The backoff after `made` attempts. With a `jitter` of 0 half of it is left out, with 255 nothing.
    fn backoff(&self, made: u32, jitter: u8) -> Duration {
        let doubled = 1_u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
        let whole = self.initial_backoff.saturating_mul(doubled).min(self.max_backoff);
        whole / 2 + (whole / 2) * u32::from(jitter) / 255
    }
}

/// Limits the retries of a client: while no call succeeds, they come to an end.
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

/// The cost of a retry; a successful call earns 1.
const COST: u32 = 5;

impl Budget {
    /// A budget of this many consecutive retries.
    pub(crate) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(COST);
        Self { left: AtomicU32::new(full), full }
    }

    /// Adds to the budget, after a successful call.
    pub(crate) fn earn(&self) {
        let more = |left: u32| (left < self.full).then_some(left + 1);
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// Takes the cost of a retry from the budget; `false` where it is used up.
    fn spend(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }
}

/// The attempts of one call.
pub(super) struct Attempts<'c> {
    policy: RetryPolicy,
    limits: Limits<'c>,
    begin: Option<Instant>,
    budget: Option<&'c Budget>,
    made: u32,
}

impl<'c> Attempts<'c> {
    /// Counts the first attempt. Without a timer there is no other.
    pub(super) fn new(policy: RetryPolicy, limits: Limits<'c>, budget: Option<&'c Budget>) -> Self {
        Self { policy, limits, begin: limits.timer().map(Timer::now), budget, made: 1 }
    }

    /// Waits for the next attempt; `false` where there is none.
    pub(super) async fn next(&mut self) -> bool {
        let (Some(timer), Some(begin)) = (self.limits.timer(), self.begin) else { return false };
        let backoff = self.policy.backoff(self.made, random());
        let is_late = timer.now().saturating_duration_since(begin).saturating_add(backoff) > self.policy.deadline;
        let is_late = is_late || !self.limits.allow(backoff);
        if self.made >= self.policy.max_attempts || is_late || !self.budget.is_none_or(Budget::spend) {
            return false;
        }
        timer.sleep(backoff).await;
        self.made += 1;
        true
    }
}

/// A random byte. (The keys of the standard library's hashers are random, which is enough for jitter.)
fn random() -> u8 {
    std::hash::RandomState::new().hash_one(()).to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Budget, RetryPolicy, random};

    #[test]
    fn backoffs_double_up_to_the_maximum() {
        let policy = RetryPolicy::default();
        let millis = |made, jitter| policy.backoff(made, jitter).as_millis();
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 40, u32::MAX].map(|made| millis(made, 255)),
            [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]
        );
        assert_eq!((millis(1, 0), millis(6, 0)), (250, 5000));
        let endless = RetryPolicy { initial_backoff: Duration::MAX, max_backoff: Duration::MAX, ..policy };
        assert!(endless.backoff(3, 0) >= Duration::MAX / 3);
    }

    #[test]
    fn a_budget_is_spent_and_earned() {
        let budget = Budget::new(2);
        assert!(budget.spend() && budget.spend() && !budget.spend());
        (0..5).for_each(|_| budget.earn());
        assert!(budget.spend() && !budget.spend());
        (0..100).for_each(|_| budget.earn());
        assert!(budget.spend() && budget.spend() && !budget.spend());
        (0..4).for_each(|_| budget.earn());
        assert!(!budget.spend(), "more than all of it is never saved");
    }

    #[test]
    fn until_known_asks_for_five_minutes() {
        let policy = RetryPolicy::until_known();
        assert_eq!((policy.max_attempts, policy.deadline), (u32::MAX, Duration::from_secs(5 * 60)));
        assert_eq!(
            (policy.backoff(1, 255), policy.backoff(40, 255)),
            (Duration::from_millis(500), Duration::from_secs(30))
        );
    }

    #[test]
    fn jitter_is_random() {
        let parts: std::collections::HashSet<u8> = (0..500).map(|_| random()).collect();
        assert!(parts.len() > 50, "{parts:?}");
    }
}
