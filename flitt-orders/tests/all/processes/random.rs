//! Random choices that a number decides.

use std::sync::Mutex;

/// Numbers that seem to be random (xorshift).
pub(crate) struct Random(Mutex<u64>);

impl Random {
    /// The numbers of `ORDERS_SEED`.
    pub(crate) fn from_env() -> Self {
        let seed = std::env::var("ORDERS_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1_u64);
        Self(Mutex::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1))
    }

    /// A number below this one.
    pub(crate) fn below(&self, bound: usize) -> usize {
        let mut state = self.0.lock().expect("a lock");
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        usize::try_from(*state >> 33).expect("31 bits") % bound
    }
}
