//! Hooks: programs that look at each attempt of a client.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::attempt::{Attempt, AttemptResult};

/// Sees each attempt of a client before it is sent and after its result is known, for logs and metrics:
/// [`ClientBuilder::hook`](crate::config::ClientBuilder::hook).
///
/// Everything that a hook can read is redacted: keys, card numbers, security codes, tokens, IBANs, whatever a schema file
/// lists as sensitive, and values of responses that no table describes. There is no way from here to the bytes.
///
/// A hook changes nothing. It runs on the thread of the call, which waits for it, so it should return soon. A hook that panics
/// is ignored for this time, after the panic message: the request is sent and its result is returned as without it. (A
/// program that aborts on a panic ends here as everywhere.) The time of a hook is not in the
/// [`duration`](AttemptResult::duration) of the attempt, but counts for the
/// [deadline](crate::Client::with_deadline) of the call.
///
/// ```
/// use flitt_client::hook::{Attempt, AttemptResult, Hook};
/// use flitt_client::{Client, Credentials};
///
/// struct Log;
///
/// impl Hook for Log {
///     fn before(&self, attempt: &Attempt<'_>) {
///         println!("{} attempt {}: {:?}", attempt.endpoint(), attempt.number(), attempt.parameters());
///     }
///
///     fn after(&self, attempt: &Attempt<'_>, result: &AttemptResult<'_>) {
///         println!("{} {} after {:?}", attempt.endpoint(), result.kind(), result.duration());
///         if let Some(error) = result.error() {
///             println!("request id {:?}: {error}", result.request_id());
///         }
///     }
/// }
///
/// # #[cfg(feature = "http")]
/// let client = Client::builder(Credentials::test()).hook(Log).build()?;
/// # Ok::<(), flitt_client::config::ConfigError>(())
/// ```
pub trait Hook: Send + Sync {
    /// Before an attempt is sent.
    fn before(&self, attempt: &Attempt<'_>) {
        _ = attempt;
    }

    /// After an attempt, as soon as its result is known. It is not called for an attempt whose future was dropped.
    fn after(&self, attempt: &Attempt<'_>, result: &AttemptResult<'_>) {
        _ = (attempt, result);
    }
}

/// Calls a hook. What it does to itself changes nothing.
pub(super) fn call(hook: Option<&dyn Hook>, see: impl FnOnce(&dyn Hook)) {
    if let Some(hook) = hook {
        // The hook keeps what it has seen so far: whether that is consistent is its own affair.
        _ = catch_unwind(AssertUnwindSafe(|| see(hook)));
    }
}

impl<T: Hook + ?Sized> Hook for std::sync::Arc<T> {
    fn before(&self, attempt: &Attempt<'_>) {
        (**self).before(attempt);
    }

    fn after(&self, attempt: &Attempt<'_>, result: &AttemptResult<'_>) {
        (**self).after(attempt, result);
    }
}
