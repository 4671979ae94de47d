//! What can go wrong with a call.
//!
//! `Display` of an error is complete but for causes of other crates, which only `source` returns.

mod config;
mod difference;
mod failure;
mod inquiry;
mod lost_response;
mod source;
mod unknown_outcome;
mod unknown_reason;

pub use config::ConfigError;
pub use difference::Difference;
pub use failure::FailureError;
pub use inquiry::Inquiry;
pub use lost_response::LostResponseError;
pub use source::SourceError;
pub use unknown_outcome::{ReversalTotals, UnknownOutcomeError};
pub use unknown_reason::UnknownReason;

use std::fmt;
use std::sync::Arc;

use crate::runtime::request::{EncodeError, ValidationError};
use crate::runtime::transport::HttpResponse;

/// Why a call returned no response. The variant says what happened to the request that this call sent. It says nothing
/// about an earlier call with the same request.
///
/// A declined payment is not an error: it is a response whose outcome is declined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Nothing was sent. Nothing has changed at the gateway.
    NotSent(NotSentError),
    /// The gateway rejected the request.
    ///
    /// A request that moves money (its endpoint has `confirm_with` in its schema file) was rejected before anything was
    /// done: the HTTP status is 200, no copy of the request was sent before, and the schema file lists the code as one of
    /// such rejections. Every other failure of such a request is [`Unknown`](Self::Unknown). Which codes these are is not
    /// documented by the gateway: it is the judgement of the schema files.
    ///
    /// Other requests move no money. Whether one that changes something else, such as stopping a subscription, was carried
    /// out nevertheless is not known.
    Failure(FailureError),
    /// The request was sent, and its outcome is unknown, also where the gateway reported a failure. Never repeat a charge
    /// on this error: ask for its status.
    Unknown(Box<UnknownOutcomeError>),
    /// The request was carried out: its order exists and waits for a payment. Its response is lost, and with it what no
    /// status contains, such as the address of the checkout page.
    ResponseLost(Box<LostResponseError>),
}

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotSentError {
    /// The request does not conform to its table.
    Invalid(ValidationError),
    /// The request could not be encoded or signed.
    Encode(EncodeError),
    /// There was no connection to the gateway.
    Connect(SourceError),
    /// The [deadline](crate::Client::with_deadline) of the call had passed.
    Deadline,
}

impl Error {
    /// What the gateway reported, if it reported a failure. The variant says what happened to the request.
    #[must_use]
    pub fn failure(&self) -> Option<&FailureError> {
        match self {
            Self::Failure(failure) => Some(failure),
            Self::Unknown(unknown) => unknown.failure(),
            Self::NotSent(_) | Self::ResponseLost(_) => None,
        }
    }

    /// The HTTP response to the request: status, headers and body, as they were received. `None` where none arrived whole. For
    /// [`ResponseLost`](Self::ResponseLost) it is that with the status of the order.
    #[must_use]
    pub fn http_response(&self) -> Option<&HttpResponse> {
        match self {
            Self::NotSent(_) => None,
            Self::Failure(failure) => failure.http_response(),
            Self::Unknown(unknown) => unknown.http_response(),
            Self::ResponseLost(lost) => lost.status().http_response(),
        }
    }

    /// The gateway's identifier of the request, which its support asks for; `None` where it gave none.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::NotSent(_) => None,
            Self::Failure(failure) => failure.request_id(),
            Self::Unknown(unknown) => unknown.request_id(),
            Self::ResponseLost(lost) => lost.status().request_id(),
        }
    }

    /// Adds the HTTP response that the error was parsed from.
    pub(crate) fn received_in(mut self, http: &Arc<HttpResponse>) -> Self {
        match &mut self {
            Self::Failure(failure) => failure.set_http_response(Arc::clone(http)),
            Self::Unknown(unknown) => unknown.set_http_response(Arc::clone(http)),
            Self::NotSent(_) | Self::ResponseLost(_) => {}
        }
        self
    }

    /// Whether the same request can be sent again without a risk: there was no connection, the deadline had passed before
    /// anything was sent, or the schema file says that sending it twice changes nothing. `false` for a rejected or an invalid
    /// request: it would be rejected again.
    ///
    /// A request with an [idempotency parameter](UnknownOutcomeError::idempotency_parameter) can be sent again, too, as long as
    /// that stays the same; this is `false` for it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(NotSentError::Connect(_) | NotSentError::Deadline) => true,
            Self::NotSent(NotSentError::Invalid(_) | NotSentError::Encode(_))
            | Self::Failure(_)
            | Self::ResponseLost(_) => false,
            Self::Unknown(unknown) => unknown.is_retryable(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => error.fmt(formatter),
            Self::Failure(failure) => failure.fmt(formatter),
            Self::Unknown(unknown) => unknown.fmt(formatter),
            Self::ResponseLost(lost) => lost.fmt(formatter),
        }
    }
}

impl fmt::Display for NotSentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(formatter),
            Self::Encode(error) => write!(formatter, "nothing was sent: {error}"),
            Self::Connect(_) => formatter.write_str("nothing was sent: no connection to the gateway"),
            Self::Deadline => formatter.write_str("nothing was sent: the deadline of the call had passed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent(error) => error.source(),
            Self::Failure(_) | Self::ResponseLost(_) => None,
            Self::Unknown(unknown) => unknown.source(),
        }
    }
}

impl std::error::Error for NotSentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connect(cause) => Some(cause),
            Self::Invalid(_) | Self::Encode(_) | Self::Deadline => None,
        }
    }
}

impl From<ValidationError> for Error {
    fn from(error: ValidationError) -> Self {
        Self::NotSent(NotSentError::Invalid(error))
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::NotSent(NotSentError::Encode(error))
    }
}
