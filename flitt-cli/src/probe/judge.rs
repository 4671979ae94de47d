//! Judges what a shop did, by its effects and the time.

use std::time::Duration;

use super::scenario::Effects;

/// How long effects are watched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// How long unwanted effects are watched for after the last callback.
    pub(crate) settle: Duration,
    /// How long expected effects may take.
    pub(crate) timeout: Duration,
}

/// What a look at the effects says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Passed,
    Failed,
    /// Look again.
    Again,
}

/// Judges the effects that a shop has so long after the last callback. More than expected is wrong at once. Less than
/// expected may come. What is expected must stay so, unless more steps follow, which look again.
pub(super) fn look(expected: Effects, seen: Effects, after: Duration, is_last: bool, times: Times) -> Look {
    if seen.shipped > expected.shipped || seen.refunded > expected.refunded {
        Look::Failed
    } else if seen != expected {
        if after < times.timeout.max(times.settle) { Look::Again } else { Look::Failed }
    } else if after < times.settle && (is_last || expected == Effects::default()) {
        Look::Again
    } else {
        Look::Passed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Look, Times, look};
    use crate::probe::scenario::Effects;

    #[test]
    fn effects_are_judged_by_the_time() {
        let times = Times { settle: Duration::from_secs(2), timeout: Duration::from_secs(10) };
        let effects = |shipped, refunded| Effects { shipped, refunded };
        let judge = |expected: (u64, u64), seen: (u64, u64), after, is_last| {
            look(effects(expected.0, expected.1), effects(seen.0, seen.1), Duration::from_secs(after), is_last, times)
        };
        let cases = [
            // What must not happen is watched.
            ((0, 0), (0, 0), 0, true, Look::Again),
            ((0, 0), (0, 0), 1, false, Look::Again),
            ((0, 0), (0, 0), 2, true, Look::Passed),
            ((0, 0), (1, 0), 0, true, Look::Failed),
            // What must happen may take its time, and must not happen twice.
            ((1, 0), (0, 0), 9, true, Look::Again),
            ((1, 0), (0, 0), 10, true, Look::Failed),
            ((1, 0), (1, 0), 1, true, Look::Again),
            ((1, 0), (1, 0), 1, false, Look::Passed),
            ((1, 0), (1, 0), 2, true, Look::Passed),
            ((1, 0), (2, 0), 0, false, Look::Failed),
            ((1, 300), (1, 0), 3, true, Look::Again),
            ((1, 300), (1, 1000), 0, true, Look::Failed),
        ];
        for (expected, seen, after, is_last, result) in cases {
            assert_eq!(judge(expected, seen, after, is_last), result, "{expected:?} {seen:?} {after} {is_last}");
        }
    }
}
