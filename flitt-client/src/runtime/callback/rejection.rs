use std::fmt;

use super::error::CallbackError;

/// The maximum size of a callback, in bytes (256 KiB).
pub const MAX_CALLBACK_SIZE: usize = 256 * 1024;

/// Why an HTTP request was rejected as a callback, or as what a payer's browser brought.
///
/// `Display` is for the log of the server. The sender gets [`status`](Self::status) and [`message`](Self::message), which do not
/// say what is wrong with a signed message: not whether the merchant is known, nor whether it was the key, a value or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackRejection {
    /// It does not verify, or cannot be parsed.
    Invalid(CallbackError),
    /// Its content type is not supported.
    ContentType,
    /// Its body is larger than [`MAX_CALLBACK_SIZE`], or incomplete.
    Body,
}

impl CallbackRejection {
    /// The HTTP status of the response: 400, 415 or 413. The gateway repeats a callback until it receives 200.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 400,
            Self::ContentType => 415,
            Self::Body => 413,
        }
    }

    /// The text of the response. It is the same for everything that is wrong with a message.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "callback rejected",
            Self::ContentType => "unsupported content type: callbacks are JSON or a form",
            Self::Body => "the body is incomplete or too large",
        }
    }
}

impl fmt::Display for CallbackRejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(formatter),
            Self::ContentType => formatter.write_str(self.message()),
            Self::Body => write!(formatter, "the body is incomplete, or larger than {MAX_CALLBACK_SIZE} bytes"),
        }
    }
}

impl std::error::Error for CallbackRejection {}
