use std::fmt;
use std::time::Duration;

use super::{Difference, FailureError, SourceError};
use crate::runtime::response::VerificationError;

/// Why an outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownReason {
    /// No response within the time limit, where it is known.
    Timeout(Option<Duration>),
    /// The connection ended before the response was complete.
    Interrupted(SourceError),
    /// The response is larger than the limit, in bytes.
    TooLarge(usize),
    /// The response has another HTTP status than 200, and is not a failure of the gateway.
    Status(u16),
    /// The response has another HTTP status than 200, and its body says more: an HTML page with a title, as of a proxy, or an error
    /// in another form than that of a failure.
    OtherBody {
        /// The HTTP status of the response.
        status: u16,
        /// What the body is.
        error: VerificationError,
    },
    /// The response was rejected.
    Rejected(VerificationError),
    /// The gateway reported a failure that does not say that nothing was done: the request may have been carried out.
    Failure {
        /// What it reported.
        failure: FailureError,
        /// The HTTP status of the response.
        status: u16,
    },
    /// The gateway reported that the order exists already: of an earlier copy of this request, or of another one with the
    /// same id.
    Exists {
        /// What it reported.
        failure: FailureError,
    },
    /// The order of this id is another one. Its status is among the
    /// [`inquiries`](super::UnknownOutcomeError::inquiries).
    OtherOrder(Difference),
}

impl UnknownReason {
    /// Whether the gateway responded with a failure.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::Failure { .. } | Self::Exists { .. })
    }

    /// The error of another crate.
    pub(super) fn source(&self) -> Option<&SourceError> {
        match self {
            Self::Interrupted(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(Some(limit)) => write!(formatter, "no response within {limit:.1?}"),
            Self::Timeout(None) => formatter.write_str("no response within the time limit"),
            Self::Interrupted(_) => formatter.write_str("the connection was interrupted"),
            Self::TooLarge(limit) => write!(formatter, "the response is larger than {limit} bytes"),
            Self::Status(status) => write!(formatter, "the response has the HTTP status {status}"),
            Self::OtherBody { status, error } => {
                write!(formatter, "the response has the HTTP status {status}: {error}")
            }
            Self::Rejected(error) => write!(formatter, "the response was rejected: {error}"),
            Self::Failure { failure, status } => {
                formatter.write_str("the gateway reported a failure, but the request may have been carried out: ")?;
                failure.write_reason(formatter)?;
                if *status == 200 { Ok(()) } else { write!(formatter, " (HTTP status {status})") }
            }
            Self::Exists { failure } => {
                formatter.write_str("the gateway reported that its order exists already: ")?;
                failure.write_reason(formatter)
            }
            Self::OtherOrder(difference) => write!(formatter, "the status is that of another order: {difference}"),
        }
    }
}
