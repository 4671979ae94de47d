use std::fmt;

use super::compare::{Comparison, compare};
use super::gateway_text::GatewayText;
use crate::credentials::Credentials;
use crate::data;
use crate::fields::{Field, Fields};
use crate::names::{DATA, RESPONSE_SIGNATURE_STRING, SIGNATURE};
use crate::redact::replace;
use crate::schema::{Key, Origin, Parameter, Table};
use crate::signature::MASK;

/// What is signed: the key, then the values in the order of the names. Holds the values; shows none that is sensitive.
#[derive(Clone)]
pub struct SignedText {
    pub(super) key: Key,
    pub(super) credentials: Credentials,
    pub(super) parts: Vec<Part>,
    /// The names of the table's rows whose values are never shown, set or not.
    pub(super) sensitive_names: Vec<String>,
    /// Whether the gateway signed it.
    pub(super) is_answer: bool,
}

/// One value of a signed text.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) is_hidden: bool,
}

/// A value as people may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The value, with keys masked.
    Text(String),
    /// A sensitive value, or one that may be: only its length.
    Hidden {
        /// In Unicode scalar values.
        characters: usize,
    },
}

impl Shown {
    pub(super) fn hidden(value: &str) -> Self {
        Self::Hidden { characters: value.chars().count() }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                let shown = |character: char| {
                    if character.is_control() { character.escape_default().to_string() } else { character.into() }
                };
                write!(formatter, "\"{}\"", text.chars().map(shown).collect::<String>())
            }
            Self::Hidden { characters } => write!(formatter, "a hidden value of {characters} characters"),
        }
    }
}

impl SignedText {
    /// The signed text of an answer or a callback, as its fields say it; `key` is the one that should have signed it. Of
    /// protocol 2.0, that is the data alone.
    #[must_use]
    pub fn of_answer(fields: &Fields, table: &Table, key: Key, credentials: &Credentials) -> Self {
        let in_data = data::is_data(fields);
        let is_signed = |field: &Field<'_>| match (in_data, field.name()) {
            (true, name) => name == DATA,
            (false, SIGNATURE | RESPONSE_SIGNATURE_STRING) => false,
            _ => !field.text().is_empty(),
        };
        let parts = fields.in_name_order().filter(is_signed).map(|field| Part {
            name: field.name().to_owned(),
            value: field.text().to_owned(),
            // What is in no table may be anything.
            is_hidden: table.row(field.name()).is_none_or(Parameter::holds_sensitive),
        });
        Self::new(parts.collect(), table, key, credentials, true)
    }

    /// The signed text of a request, from what is sent.
    pub(crate) fn of_request(
        fields: Vec<(String, String)>,
        table: &Table,
        key: Key,
        credentials: &Credentials,
    ) -> Self {
        let is_signed = |name: &str| table.row(name).is_none_or(|row| row.origin != Origin::Signature);
        let parts = fields.into_iter().filter(|(name, _)| is_signed(name)).map(|(name, value)| {
            let is_hidden = table.row(&name).is_none_or(Parameter::holds_sensitive);
            Part { name, value, is_hidden }
        });
        Self::new(parts.collect(), table, key, credentials, false)
    }

    fn new(parts: Vec<Part>, table: &Table, key: Key, credentials: &Credentials, is_answer: bool) -> Self {
        let sensitive = table.rows.iter().filter(|row| row.holds_sensitive()).map(|row| row.name.clone().into_owned());
        Self { key, credentials: credentials.clone(), parts, sensitive_names: sensitive.collect(), is_answer }
    }

    /// The key that signs it.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// The parameters in the order in which they are signed, as people may see them; the key, which comes first, is left
    /// out.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, Shown)> {
        self.parts.iter().map(|part| (part.name.as_str(), self.shown(part)))
    }

    /// This text beside what the gateway hashed, with the first difference and its likely cause.
    #[must_use]
    pub fn compare(&self, gateway: &GatewayText) -> Comparison {
        compare(self, gateway)
    }

    pub(super) fn shown(&self, part: &Part) -> Shown {
        if part.is_hidden { Shown::hidden(&part.value) } else { self.shown_text(&part.value) }
    }

    /// A text without keys, and without the sensitive values that are signed.
    pub(super) fn shown_text(&self, text: &str) -> Shown {
        let hidden = self.parts.iter().filter(|part| part.is_hidden);
        let text = hidden.fold(text.to_owned(), |text, part| replace(&text, &part.value, &format!("[{}]", part.name)));
        Shown::Text(self.credentials.mask_keys(&text))
    }
}

/// The whole text, its key masked, and `[name]` for each sensitive value.
impl fmt::Display for SignedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)?;
        self.parts.iter().try_for_each(|part| match self.shown(part) {
            Shown::Text(text) => write!(formatter, "|{text}"),
            Shown::Hidden { .. } => write!(formatter, "|[{}]", part.name),
        })
    }
}

impl fmt::Debug for SignedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignedText({self})")
    }
}
