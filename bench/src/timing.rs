//! Durations of pieces of work, side by side.

use std::time::{Duration, Instant};

/// The median of some durations.
#[must_use]
pub fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}

/// Times two pieces of work in turn, each some times in a row, and gives the median time of one piece of each.
///
/// In turn, because the speed of a machine drifts: what is compared ran side by side.
pub fn in_turn(rounds: usize, repeats: u32, mut one: impl FnMut(), mut other: impl FnMut()) -> (Duration, Duration) {
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        times.0.push(time(repeats, &mut one));
        times.1.push(time(repeats, &mut other));
    }
    (median(times.0), median(times.1))
}

fn time(repeats: u32, work: &mut impl FnMut()) -> Duration {
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
