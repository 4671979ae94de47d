//! What may be repeated, how often, and how long to wait before.

use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::schema::{Endpoint, Retry};
use crate::transport::Timer;
use crate::values::Values;

/// How often a call is tried, and how long it waits before it is tried again.
///
/// It decides *how* calls are repeated. *Whether* one is, its schema file decides, whatever stands here: what says
/// `"retry": "freely"` is, what says `{ "with": "reverse_id" }` is when the request has that parameter, and what says
/// `"never"`, as each charge does, never is. Repeated is what got no answer: a failure that the gateway tells is one.
///
/// Each wait is twice as long as the one before, up to [`longest_wait`](Self::longest_wait); of each, up to a half is
/// left out at random, so that clients do not come back in step.
///
/// ```
/// use std::time::Duration;
/// use flitt_client::RetryPolicy;
///
/// let patient = RetryPolicy { attempts: 6, deadline: Duration::from_secs(120), ..RetryPolicy::default() };
/// # let _ = patient;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often it is tried, the first time included.
    pub attempts: u32,
    /// The wait before the second try.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// No try begins when this time is over, counted from the beginning of the call.
    pub deadline: Duration,
}

/// Three attempts, half a second apart and then a second, none after a minute.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            deadline: Duration::from_mins(1),
        }
    }
}

impl RetryPolicy {
    /// Nothing is repeated.
    #[must_use]
    pub fn once() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// For [`Client::send_until_known`](crate::Client::send_until_known): asks for five minutes, first after half a
    /// second, in the end every half minute.
    #[must_use]
    pub fn patient() -> Self {
        Self {
            attempts: u32::MAX,
            longest_wait: Duration::from_secs(30),
            deadline: Duration::from_mins(5),
            ..Self::default()
        }
    }

    /// The wait after some attempts; `part` of 0 leaves out a half of it, `part` of 255 nothing.
    fn wait(&self, made: u32, part: u8) -> Duration {
        let doubled = 1_u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
        let whole = self.first_wait.saturating_mul(doubled).min(self.longest_wait);
        whole / 2 + (whole / 2) * u32::from(part) / 255
    }
}

/// Whether the schema allows to repeat this request.
pub(crate) fn is_repeatable(endpoint: &Endpoint, values: &Values) -> bool {
    match &endpoint.retry {
        Retry::Freely => true,
        Retry::With(_) => repeated_with(endpoint, values).is_some(),
        Retry::Never => false,
    }
}

/// The parameter that makes a repeat safe, if this request has it.
pub(crate) fn repeated_with<'e>(endpoint: &'e Endpoint, values: &Values) -> Option<&'e str> {
    let Retry::With(name) = &endpoint.retry else { return None };
    let row = endpoint.request.position(name)?;
    values.get(row).filter(|text| !text.is_empty()).map(|_| name.as_ref())
}

/// What a client may spend on repeats: while nothing succeeds, they come to an end.
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

/// What a repeat costs, where a call that succeeds brings 1.
const COST: u32 = 5;

impl Budget {
    /// For some repeats in a row.
    pub(crate) fn new(repeats: u32) -> Self {
        let full = repeats.saturating_mul(COST);
        Self { left: AtomicU32::new(full), full }
    }

    /// A call has succeeded.
    pub(crate) fn earn(&self) {
        let more = |left: u32| (left < self.full).then_some(left + 1);
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// Whether there is something left for a repeat, which is then spent.
    fn spend(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }
}

/// The tries of one call.
pub(crate) struct Tries<'c> {
    policy: RetryPolicy,
    clock: Option<(&'c dyn Timer, Instant)>,
    budget: Option<&'c Budget>,
    made: u32,
}

impl<'c> Tries<'c> {
    /// The first one begins. Without a timer it stays the only one.
    pub(crate) fn new(policy: RetryPolicy, timer: Option<&'c dyn Timer>, budget: Option<&'c Budget>) -> Self {
        Self { policy, clock: timer.map(|timer| (timer, timer.now())), budget, made: 1 }
    }

    /// Waits until it is time for one more; `false` where there is none.
    pub(crate) async fn again(&mut self) -> bool {
        let Some((timer, begin)) = self.clock else { return false };
        let wait = self.policy.wait(self.made, random());
        let is_late = timer.now().saturating_duration_since(begin).saturating_add(wait) > self.policy.deadline;
        if self.made >= self.policy.attempts || is_late || !self.budget.is_none_or(Budget::spend) {
            return false;
        }
        timer.wait(wait).await;
        self.made += 1;
        true
    }
}

/// The keys of the standard library's hashers are random: enough to keep clients from coming back in step.
fn random() -> u8 {
    std::hash::RandomState::new().hash_one(()).to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Budget, RetryPolicy, random};

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = RetryPolicy::default();
        let millis = |made, part| policy.wait(made, part).as_millis();
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 40, u32::MAX].map(|made| millis(made, 255)),
            [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]
        );
        assert_eq!((millis(1, 0), millis(6, 0)), (250, 5000));
        let endless = RetryPolicy { first_wait: Duration::MAX, longest_wait: Duration::MAX, ..policy };
        assert!(endless.wait(3, 0) >= Duration::MAX / 3);
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
    fn patience_lasts_five_minutes() {
        let policy = RetryPolicy::patient();
        assert_eq!((policy.attempts, policy.deadline), (u32::MAX, Duration::from_mins(5)));
        assert_eq!((policy.wait(1, 255), policy.wait(40, 255)), (Duration::from_millis(500), Duration::from_secs(30)));
    }

    #[test]
    fn waits_are_random() {
        let parts: std::collections::HashSet<u8> = (0..500).map(|_| random()).collect();
        assert!(parts.len() > 50, "{parts:?}");
    }
}
