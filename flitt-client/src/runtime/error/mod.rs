//! What can go wrong with a call.
//!
//! `Display` of an error is complete but for causes of other crates, which only `source` returns.

mod cause;
mod config;
mod failure;
mod unknown_outcome;

pub use cause::Cause;
pub use config::ConfigError;
pub use failure::Failure;
pub use unknown_outcome::{ReversalTotals, UnknownOutcome, UnknownReason};

use std::fmt;

use crate::runtime::request::{EncodeError, ValidationError};

/// Why a call returned no response. The variant says what happened to the request.
///
/// A declined payment is not an error: it is a response whose outcome is declined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Nothing was sent. Nothing has changed at the gateway.
    NotSent(NotSent),
    /// The gateway did not process the request, and says why.
    Failure(Failure),
    /// The request was sent, and its outcome is unknown. Never repeat a charge on this error: ask for its status.
    Unknown(Box<UnknownOutcome>),
}

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotSent {
    /// The request does not conform to its table.
    Invalid(ValidationError),
    /// The request could not be encoded or signed.
    Encode(EncodeError),
    /// There was no connection to the gateway.
    Connect(Cause),
}

impl Error {
    /// Whether the schema allows sending the same request again. An error of a request that is not valid stays the same.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(NotSent::Connect(_)) => true,
            Self::NotSent(NotSent::Invalid(_) | NotSent::Encode(_)) | Self::Failure(_) => false,
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
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(formatter),
            Self::Encode(error) => write!(formatter, "nothing was sent: {error}"),
            Self::Connect(_) => formatter.write_str("nothing was sent: no connection to the gateway"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent(error) => error.source(),
            Self::Failure(_) => None,
            Self::Unknown(unknown) => unknown.source(),
        }
    }
}

impl std::error::Error for NotSent {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connect(cause) => Some(cause.as_source()),
            Self::Invalid(_) | Self::Encode(_) => None,
        }
    }
}

impl From<ValidationError> for Error {
    fn from(error: ValidationError) -> Self {
        Self::NotSent(NotSent::Invalid(error))
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::NotSent(NotSent::Encode(error))
    }
}
