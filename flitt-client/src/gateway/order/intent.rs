//! What a shop asks for when it creates an order, and by which way.

use std::fmt;
use std::str::FromStr;

/// What a shop asks for when it creates an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Intent {
    /// A sale: the money is taken at once.
    Sale,
    /// A hold (`preauth`): the money is taken by a capture.
    Hold,
    /// A check of a card (`verification`): nothing is sold, and the money returns to the payer by itself.
    CardCheck,
    /// A payout: the shop pays a receiver.
    Payout,
    /// A settlement: a payment is divided among merchants.
    Settlement,
}

/// How an order was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Creation {
    /// From the server of the shop to the gateway.
    Server,
    /// By a form that the payer's browser posted. The payer can rename its parameters: their names are not signed.
    Browser,
}

const INTENTS: [(Intent, &str); 5] = [
    (Intent::Sale, "sale"),
    (Intent::Hold, "hold"),
    (Intent::CardCheck, "card_check"),
    (Intent::Payout, "payout"),
    (Intent::Settlement, "settlement"),
];

const CREATIONS: [(Creation, &str); 2] = [(Creation::Server, "server"), (Creation::Browser, "browser")];

/// The text is none of the expected words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseNameError {
    pub(super) expected: Vec<&'static str>,
}

/// The word of a value in a table of words.
pub(super) fn word<T: PartialEq>(words: &[(T, &'static str)], value: &T) -> &'static str {
    words.iter().find(|(known, _)| known == value).map_or("", |(_, word)| word)
}

/// The value of a word in a table of words.
pub(super) fn value<T: Copy>(words: &[(T, &'static str)], word: &str) -> Result<T, ParseNameError> {
    let found = words.iter().find(|(_, known)| *known == word).map(|(value, _)| *value);
    found.ok_or_else(|| ParseNameError { expected: words.iter().map(|(_, word)| *word).collect() })
}

impl Intent {
    /// The intent as one word: `sale`, `hold`, `card_check`, `payout` or `settlement`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&INTENTS, &self)
    }
}

impl Creation {
    /// The way as one word: `server` or `browser`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        word(&CREATIONS, &self)
    }
}

impl FromStr for Intent {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, ParseNameError> {
        value(&INTENTS, text)
    }
}

impl FromStr for Creation {
    type Err = ParseNameError;

    fn from_str(text: &str) -> Result<Self, ParseNameError> {
        value(&CREATIONS, text)
    }
}

impl fmt::Display for Intent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Display for Creation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Display for ParseNameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected one of: {}", self.expected.join(", "))
    }
}

impl std::error::Error for ParseNameError {}
