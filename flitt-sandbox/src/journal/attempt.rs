//! Attempts to deliver callbacks.

use std::time::Duration;

use super::RecordedBody;

/// One attempt to deliver a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackAttempt {
    /// Counts from 1, over all attempts.
    pub number: u64,
    /// When it ended, since 1970-01-01 UTC.
    pub at: Duration,
    /// The merchant ID.
    pub merchant_id: u64,
    /// The order that the callback is about.
    pub order_id: String,
    /// The URL of the merchant's server.
    pub url: String,
    /// The body of the request.
    pub request: RecordedBody,
    /// The number of the attempt for this callback, from 1.
    pub attempt: u32,
    /// How it ended.
    pub result: CallbackResult,
    /// The beginning of the body of a response other than HTTP 200, without secrets; empty otherwise.
    pub response: String,
}

/// How an attempt to deliver a callback ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackResult {
    /// The merchant's server responded with this HTTP status. 200 is success; after any other, the callback is retried.
    Responded(u16),
    /// There was no response, for this reason. The callback is retried.
    Failed(String),
    /// The callback was not sent, for this reason. It is not retried.
    NotSent(String),
}
