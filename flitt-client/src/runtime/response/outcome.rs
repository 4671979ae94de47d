use std::fmt;

use crate::runtime::redact::{TextRedactor, on_one_line};

/// How an operation ended, according to a response or a callback.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

/// Its word, and why it was declined: `declined: code 1000: ...`.
impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declined(decline) | Self::Pending(Some(decline)) => write!(formatter, "{}: {decline}", self.as_str()),
            Self::Approved | Self::Reversed | Self::Pending(None) => formatter.pad(self.as_str()),
        }
    }
}

/// Why an operation was declined.
///
/// `Debug` and `Display` show the gateway's description without sensitive values of the response and card numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decline {
    code: String,
    description: String,
    /// The code and the description as they are shown, where they differ.
    shown: Option<Box<(String, String)>>,
}

impl Decline {
    pub(crate) fn new(code: &str, description: &str, texts: &TextRedactor) -> Self {
        let shown = (texts.redact_beginning(code), texts.redact_beginning(description));
        let shown = Some(shown).filter(|(shown_code, shown)| shown_code != code || shown != description);
        Self { code: code.to_owned(), description: description.to_owned(), shown: shown.map(Box::new) }
    }

    /// From texts without sensitive values, as a database keeps them.
    #[cfg(any(feature = "api", feature = "serde"))]
    pub(crate) fn from_shown(code: String, description: String) -> Self {
        Self { code, description, shown: None }
    }

    /// The code and the description without sensitive values.
    pub(crate) fn shown(&self) -> (&str, &str) {
        self.shown.as_ref().map_or((&self.code, &self.description), |shown| (&shown.0, &shown.1))
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
        Self { code: String::new(), description: String::new(), shown: None }
    }
}

impl fmt::Debug for Decline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, description) = self.shown();
        formatter.debug_struct("Decline").field("code", &code).field("description", &description).finish()
    }
}

impl fmt::Display for Decline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, description) = self.shown();
        match (on_one_line(code).as_ref(), on_one_line(description).as_ref()) {
            ("", _) => formatter.write_str("no reason given"),
            (code, "") => write!(formatter, "code {code}"),
            (code, description) => write!(formatter, "code {code}: {description}"),
        }
    }
}
