//! The text that is signed.

use std::fmt;

use crate::runtime::credentials::Credentials;
use crate::runtime::fields::{Field, Fields};
use crate::runtime::redact::replace;
use crate::runtime::response::protocol_v2;
use crate::runtime::signature::MASK;
use crate::runtime::wire_names::{DATA, RESPONSE_SIGNATURE_STRING, SIGNATURE};
use flitt_schema::{Key, Origin, Parameter, Table};

/// The text that is signed: the key, then the values in the order of their names. Sensitive values are redacted in all
/// output.
#[derive(Clone)]
pub struct SignedText {
    pub(super) key: Key,
    pub(super) credentials: Credentials,
    pub(super) parts: Vec<Part>,
    /// The names of the table's sensitive parameters, set or not.
    pub(super) sensitive_names: Vec<String>,
    /// Whether it is that of a response or a callback.
    pub(super) is_response: bool,
}

/// One value of a signed text.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) is_redacted: bool,
}

/// A value in output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redacted {
    /// The value, with keys masked.
    Text(String),
    /// A sensitive value, or one that can be: only its length.
    Length {
        /// In Unicode scalar values.
        characters: usize,
    },
}

impl Redacted {
    pub(super) fn length_of(value: &str) -> Self {
        Self::Length { characters: value.chars().count() }
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                let shown = |character: char| {
                    if character.is_control() { character.escape_default().to_string() } else { character.into() }
                };
                write!(formatter, "\"{}\"", text.chars().map(shown).collect::<String>())
            }
            Self::Length { characters } => write!(formatter, "a redacted value of {characters} characters"),
        }
    }
}

impl SignedText {
    /// The signed text of a response or a callback, from its fields. `key` is the one that should have signed it. In protocol
    /// 2.0, the text is the data alone.
    #[must_use]
    pub fn from_response(fields: &Fields, table: &Table, key: Key, credentials: &Credentials) -> Self {
        let is_v2 = protocol_v2::is_data(fields);
        let is_signed = |field: &Field<'_>| match (is_v2, field.name()) {
            (true, name) => name == DATA,
            (false, SIGNATURE | RESPONSE_SIGNATURE_STRING) => false,
            _ => !field.text().is_empty(),
        };
        let parts = fields.in_name_order().filter(is_signed).map(|field| Part {
            name: field.name().to_owned(),
            value: field.text().to_owned(),
            // A parameter without a table can contain anything.
            is_redacted: table.row(field.name()).is_none_or(Parameter::contains_sensitive),
        });
        Self::new(parts.collect(), table, key, credentials, true)
    }

    /// The signed text of a request, from the fields that are sent.
    pub(crate) fn from_request(
        fields: Vec<(String, String)>,
        table: &Table,
        key: Key,
        credentials: &Credentials,
    ) -> Self {
        let is_signed = |name: &str| table.row(name).is_none_or(|row| row.origin != Origin::Signature);
        let parts = fields.into_iter().filter(|(name, _)| is_signed(name)).map(|(name, value)| {
            let is_redacted = table.row(&name).is_none_or(Parameter::contains_sensitive);
            Part { name, value, is_redacted }
        });
        Self::new(parts.collect(), table, key, credentials, false)
    }

    fn new(parts: Vec<Part>, table: &Table, key: Key, credentials: &Credentials, is_response: bool) -> Self {
        let sensitive =
            table.rows.iter().filter(|row| row.contains_sensitive()).map(|row| row.name.clone().into_owned());
        Self { key, credentials: credentials.clone(), parts, sensitive_names: sensitive.collect(), is_response }
    }

    /// The key that signs it.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// The parameters in signing order, redacted, without the key that comes first.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, Redacted)> {
        self.parts.iter().map(|part| (part.name.as_str(), self.redacted(part)))
    }

    pub(super) fn redacted(&self, part: &Part) -> Redacted {
        if part.is_redacted { Redacted::length_of(&part.value) } else { self.redacted_text(&part.value) }
    }

    /// A text without keys, and without sensitive values of the signed text.
    pub(super) fn redacted_text(&self, text: &str) -> Redacted {
        let redacted = self.parts.iter().filter(|part| part.is_redacted);
        let text =
            redacted.fold(text.to_owned(), |text, part| replace(&text, &part.value, &format!("[{}]", part.name)));
        Redacted::Text(self.credentials.mask_keys(&text))
    }
}

/// The whole text, with the key masked, and `[name]` for each sensitive value.
impl fmt::Display for SignedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)?;
        self.parts.iter().try_for_each(|part| match self.redacted(part) {
            Redacted::Text(text) => write!(formatter, "|{text}"),
            Redacted::Length { .. } => write!(formatter, "|[{}]", part.name),
        })
    }
}

impl fmt::Debug for SignedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignedText({self})")
    }
}
