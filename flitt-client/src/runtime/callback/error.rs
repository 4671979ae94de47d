use std::fmt;

use crate::runtime::fields::Fields;
use crate::runtime::response::VerificationError;

/// A callback that was rejected, with the fields that could be parsed.
///
/// Respond with an error status: the gateway repeats a callback until it receives HTTP 200. The fields are not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackError {
    error: VerificationError,
    fields: Option<Fields>,
}

impl CallbackError {
    pub(super) fn new(error: VerificationError, fields: Option<Fields>) -> Self {
        Self { error, fields }
    }

    /// The reason.
    #[must_use]
    pub fn error(&self) -> &VerificationError {
        &self.error
    }

    /// The fields that could be parsed. They are not verified.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.fields.as_ref()
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "callback rejected: {}", self.error)
    }
}

impl std::error::Error for CallbackError {}
