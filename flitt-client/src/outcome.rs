//! How an operation ended.

use std::fmt;

use crate::api::reference::ResponseCode;
use crate::list::{List, Open};

/// How an operation ended, as an answer tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It succeeded.
    Approved,
    /// It has not ended yet: ask again, or wait for the callback. A decline stands here when one try failed and the
    /// payer may try again (`processing` with a code, normal under `delayed=Y`).
    Pending(Option<Decline>),
    /// It did not succeed.
    Declined(Decline),
    /// It succeeded and was taken back in full.
    Reversed,
}

impl Outcome {
    /// Whether the operation has ended. Only a pending one is worth asking for again; an approved one can still be
    /// reversed later.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Pending(_))
    }
}

/// Why an operation was declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    code: Open<ResponseCode>,
    description: String,
}

/// Who can remove the cause of a code, as the gateway's table says
/// (<https://docs.flitt.com/api/response-codes/>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Solver {
    /// The gateway.
    Flitt,
    /// The merchant.
    Merchant,
    /// The bank of the card.
    Bank,
}

impl Decline {
    pub(crate) fn new(code: &str, description: &str) -> Self {
        Self { code: code.into(), description: description.to_owned() }
    }

    /// The gateway's code; an unknown one is kept.
    #[must_use]
    pub fn code(&self) -> &Open<ResponseCode> {
        &self.code
    }

    /// The gateway's words.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }
}

/// A decline of which the gateway did not say why.
impl Default for Decline {
    fn default() -> Self {
        Self::new("", "")
    }
}

impl fmt::Display for Decline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code.as_str(), self.description.as_str()) {
            ("", _) => formatter.write_str("no reason given"),
            (code, "") => write!(formatter, "code {code}"),
            (code, description) => write!(formatter, "code {code}: {description}"),
        }
    }
}

impl ResponseCode {
    /// Who can remove the cause; `None` where the table does not say.
    #[must_use]
    pub fn solver(self) -> Option<Solver> {
        match self.column("solver")? {
            "flitt" => Some(Solver::Flitt),
            "merchant" => Some(Solver::Merchant),
            "bank" => Some(Solver::Bank),
            _ => None,
        }
    }
}
