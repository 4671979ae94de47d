//! How callbacks are delivered.

use std::time::Duration;

/// How long the gateway waits before each retry of a callback, in seconds.
const RETRY_DELAYS: [u64; 6] = [2, 60, 300, 600, 3600, 86_400];
/// How long the gateway waits for the response to a callback.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How many callbacks are sent at once.
const MAX_SENDING: usize = 32;
/// How many callbacks wait for an attempt, and how many bytes their bodies have together. Others are given up.
const MAX_WAITING: usize = 10_000;
const MAX_WAITING_BYTES: usize = 16 * 1024 * 1024;

/// How callbacks are delivered.
#[derive(Clone, Debug)]
pub(crate) struct DeliveryOptions {
    pub(crate) targets: AllowedTargets,
    /// How long to wait before each retry; after the last one, the callback is given up.
    pub(crate) retry_delays: Vec<Duration>,
    /// How long one attempt may take, all of it.
    pub(crate) timeout: Duration,
    pub(crate) limits: DeliveryLimits,
}

/// How many callbacks there are at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeliveryLimits {
    /// Attempts that are running. Others wait.
    pub(crate) sending: usize,
    /// Callbacks that are not delivered yet. Others are given up.
    pub(crate) waiting: usize,
    /// The bytes of their bodies.
    pub(crate) waiting_bytes: usize,
}

/// The hosts to which callbacks are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AllowedTargets {
    /// Loopback addresses, `localhost`, and the sandbox's own demo shop.
    Local,
    Any,
}

impl Default for DeliveryOptions {
    fn default() -> Self {
        let retry_delays = RETRY_DELAYS.map(Duration::from_secs).to_vec();
        let limits = DeliveryLimits { sending: MAX_SENDING, waiting: MAX_WAITING, waiting_bytes: MAX_WAITING_BYTES };
        Self { targets: AllowedTargets::Local, retry_delays, timeout: TIMEOUT, limits }
    }
}
