//! How callbacks are delivered.

use std::time::Duration;

/// How long the gateway waits before each retry of a callback, in seconds.
const RETRY_DELAYS: [u64; 6] = [2, 60, 300, 600, 3600, 86_400];
/// How long the gateway waits for the response to a callback.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How callbacks are delivered.
#[derive(Clone, Debug)]
pub(crate) struct DeliveryOptions {
    pub(crate) targets: AllowedTargets,
    /// How long to wait before each retry; after the last one, the callback is given up.
    pub(crate) retry_delays: Vec<Duration>,
    /// How long to wait for a response.
    pub(crate) timeout: Duration,
}

/// The hosts to which callbacks are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AllowedTargets {
    /// Loopback addresses, `localhost`, and the sandbox itself.
    Local,
    Any,
}

impl Default for DeliveryOptions {
    fn default() -> Self {
        let retry_delays = RETRY_DELAYS.map(Duration::from_secs).to_vec();
        Self { targets: AllowedTargets::Local, retry_delays, timeout: TIMEOUT }
    }
}
