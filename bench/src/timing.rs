//! Durations of pieces of work, side by side.

use std::time::{Duration, Instant};

/// A piece of work, which can be done again and again.
pub type Work<'w> = dyn FnMut() + 'w;

const ROUNDS: usize = 201;

/// How long a round of one of them should take, so that the clock is exact enough.
const ROUND: Duration = Duration::from_millis(4);

/// The median of some durations.
#[must_use]
pub fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}

/// Times two pieces of work in turn, each many times in a row, and gives the median time of one piece of each.
///
/// In turn, because the speed of a machine drifts: what is compared ran side by side.
pub fn in_turn(one: &mut Work, other: &mut Work) -> (Duration, Duration) {
    let repeats = (repeats(one), repeats(other));
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        times.0.push(time(repeats.0, one));
        times.1.push(time(repeats.1, other));
    }
    (median(times.0), median(times.1))
}

fn repeats(work: &mut Work) -> u32 {
    let once = time(100, work).max(Duration::from_nanos(1));
    u32::try_from(ROUND.as_nanos() / once.as_nanos()).unwrap_or(u32::MAX).max(1)
}

fn time(repeats: u32, work: &mut Work) -> Duration {
    let started = Instant::now();
    for _ in 0..repeats {
        work();
    }
    started.elapsed() / repeats
}

/// The ratio of two durations.
#[must_use]
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
