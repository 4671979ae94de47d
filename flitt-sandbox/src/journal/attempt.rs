//! Attempts to deliver callbacks.

use std::fmt;
use std::time::Duration;

use super::RecordedBody;
use super::bounded::Size;
use super::excerpt::excerpt;
use crate::redact::{DebugAddress, shown_text};

/// The maximum length of the reason why an attempt failed, in bytes.
const MAX_REASON_LENGTH: usize = 1024;

/// One attempt to deliver a callback.
///
/// [`order_id`](Self::order_id) and [`url`](Self::url) are exact, so that they can be compared. `Debug` shows them without card
/// numbers, and the URL without user information and query.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackAttempt {
    /// Counts from 1, over all attempts.
    pub number: u64,
    /// When it ended, since 1970-01-01 UTC.
    pub at: Duration,
    /// The merchant ID.
    pub merchant_id: u64,
    /// The order that the callback is about, exactly.
    pub order_id: String,
    /// The same without secrets.
    pub(super) shown_order_id: String,
    /// The URL of the merchant's server, exactly.
    pub url: String,
    /// The body of the request.
    pub request: RecordedBody,
    /// The number of the attempt for this callback, from 1.
    pub attempt: u32,
    /// How it ended.
    pub result: CallbackResult,
    /// The beginning of the body of a response other than HTTP 200, without secrets and without the end of one that was cut off;
    /// empty otherwise.
    pub response: String,
}

/// What was received of the body of a response.
pub(crate) struct Received {
    pub(crate) text: String,
    /// Whether it is all of the body.
    pub(crate) is_whole: bool,
}

impl Default for Received {
    fn default() -> Self {
        Self { text: String::new(), is_whole: true }
    }
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

impl CallbackResult {
    /// The same without secrets: a reason can name the host.
    pub(super) fn redacted(self) -> Self {
        let shown = |reason: String| excerpt(shown_text(&reason).into_owned(), MAX_REASON_LENGTH);
        match self {
            Self::Responded(status) => Self::Responded(status),
            Self::Failed(reason) => Self::Failed(shown(reason)),
            Self::NotSent(reason) => Self::NotSent(shown(reason)),
        }
    }
}

impl Size for CallbackAttempt {
    fn size(&self) -> usize {
        let reason = match &self.result {
            CallbackResult::Responded(_) => 0,
            CallbackResult::Failed(reason) | CallbackResult::NotSent(reason) => reason.len(),
        };
        size_of::<Self>()
            + self.order_id.len()
            + self.shown_order_id.len()
            + self.url.len()
            + self.request.content.as_ref().map_or(0, String::len)
            + self.request.signed_text.as_ref().map_or(0, String::len)
            + self.response.len()
            + reason
    }
}

impl fmt::Debug for CallbackAttempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallbackAttempt")
            .field("number", &self.number)
            .field("at", &self.at)
            .field("merchant_id", &self.merchant_id)
            .field("order_id", &self.shown_order_id)
            .field("url", &DebugAddress(&self.url))
            .field("request", &self.request)
            .field("attempt", &self.attempt)
            .field("result", &self.result)
            .field("response", &self.response)
            .finish()
    }
}
