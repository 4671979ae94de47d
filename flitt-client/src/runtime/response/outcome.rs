use std::fmt;

/// How an operation ended, according to a response or a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It succeeded.
    Approved,
    /// It has not ended yet: ask again, or wait for the callback. With a decline, an attempt failed and the payer may try
    /// again (normal under `delayed=Y`).
    Pending(Option<Decline>),
    /// It did not succeed.
    Declined(Decline),
    /// It succeeded and was reversed in full.
    Reversed,
}

impl Outcome {
    /// Whether the operation has ended. An approved one can still be reversed later.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Pending(_))
    }

    /// The outcome as one word: `approved`, `pending`, `declined` or `reversed`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Pending(_) => "pending",
            Self::Declined(_) => "declined",
            Self::Reversed => "reversed",
        }
    }
}

/// Why an operation was declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    code: String,
    description: String,
}

impl Decline {
    pub(crate) fn new(code: &str, description: &str) -> Self {
        Self { code: code.to_owned(), description: description.to_owned() }
    }

    /// The gateway's code; empty where it gave none.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The gateway's description of the code.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }
}

/// A decline without a reason.
impl Default for Decline {
    fn default() -> Self {
        Self::new("", "")
    }
}

impl fmt::Display for Decline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code(), self.description()) {
            ("", _) => formatter.write_str("no reason given"),
            (code, "") => write!(formatter, "code {code}"),
            (code, description) => write!(formatter, "code {code}: {description}"),
        }
    }
}
