//! The text that is signed.

use std::fmt;

use crate::runtime::credentials::Credentials;
use crate::runtime::fields::{Field, Fields};
use crate::runtime::redact::{TextRedactor, on_one_line, shown_json, shown_name, without_json};
use crate::runtime::response::protocol_v2;
use crate::runtime::signature::{DictTextError, MASK, signed_text_of};
use crate::runtime::wire_names::{DATA, RESPONSE_SIGNATURE_STRING, SIGNATURE, VERSION};
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
    /// Values that another client could have signed as well: those that were sent without being signed, and defaults.
    pub(super) unsigned: Vec<Unsigned>,
    /// The names of the table's parameters that were sent without a value.
    pub(super) empty: Vec<String>,
    /// Whether it is that of a response or a callback.
    pub(super) is_response: bool,
    /// Finds keys, which it replaces by their mask, and the sensitive values.
    redactor: TextRedactor,
}

/// A value that is not part of a signed text.
#[derive(Clone)]
pub(super) struct Unsigned {
    pub(super) name: String,
    /// The name as it is shown.
    pub(super) label: String,
    pub(super) value: String,
    /// Whether it was sent.
    pub(super) is_sent: bool,
}

/// One value of a signed text.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) name: String,
    /// The name as it is shown: names that the table does not have are from outside.
    pub(super) label: String,
    pub(super) value: String,
    /// What is shown of it.
    pub(super) shown: Visibility,
    /// Of a nested value in protocol 1, its JSON.
    pub(super) json: Option<String>,
    /// Its place in the message.
    pub(super) place: usize,
}

/// What is shown of a value.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Visibility {
    /// All of it.
    Whole,
    /// JSON in a text, without what no table describes.
    Without(String),
    /// Its length: it is sensitive, or can be.
    Length,
}

impl Visibility {
    /// A value that no table describes can be anything.
    fn of(parameter: Option<&Parameter>, field: Field<'_>) -> Self {
        let Some(parameter) = parameter.filter(|parameter| !parameter.contains_sensitive()) else {
            return Self::Length;
        };
        match shown_json(parameter, field) {
            Some(_) if field.is_nested() => Self::Length,
            Some(shown) => Self::Without(shown),
            None => Self::Whole,
        }
    }
}

impl Part {
    pub(super) fn is_redacted(&self) -> bool {
        self.shown == Visibility::Length
    }
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
            Self::Text(text) => write!(formatter, "\"{}\"", on_one_line(text)),
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
        let place = |name: &str| fields.position(name).map_or(0, usize::from);
        let parts = fields.in_name_order().filter(is_signed).map(|field| Part {
            name: field.name().to_owned(),
            label: label(table, field.name()),
            value: field.text().to_owned(),
            shown: Visibility::of(table.row(field.name()), field),
            json: None,
            place: place(field.name()),
        });
        Self::new(parts.collect(), table, key, credentials, true)
    }

    /// The signed text of a request that any client sent, from its fields: those that the table has. `Err` has the name of a
    /// nested value whose signed text is not known.
    pub(super) fn from_received_request(
        fields: &Fields,
        table: &Table,
        key: Key,
        credentials: &Credentials,
    ) -> Result<Self, (String, DictTextError)> {
        let is_v2 = protocol_v2::is_data(fields);
        let is_signed = |field: &Field<'_>| match table.row(field.name()) {
            _ if is_v2 => field.name() == DATA,
            Some(row) => row.origin != Origin::Signature && row.details.header.is_none(),
            None => false,
        };
        let mut parts = Vec::new();
        for field in fields.in_name_order().filter(|field| is_signed(field) && !field.text().is_empty()) {
            let value = signed_text_of(field).map_err(|reason| (field.name().to_owned(), reason))?;
            parts.push(Part {
                name: field.name().to_owned(),
                label: label(table, field.name()),
                value: value.into_owned(),
                shown: Visibility::of(table.row(field.name()), field),
                json: field.is_nested().then(|| field.text().to_owned()),
                place: fields.position(field.name()).map_or(0, usize::from),
            });
        }
        let others = fields.iter().filter(|field| !is_signed(field) && field.name() != SIGNATURE);
        let others = others.filter(|field| !field.text().is_empty()).map(|field| Unsigned {
            name: field.name().to_owned(),
            label: label(table, field.name()),
            value: field.text().to_owned(),
            is_sent: true,
        });
        let empty = fields.iter().filter(|field| is_signed(field) && field.text().is_empty());
        let mut signed = Self::new(parts, table, key, credentials, false);
        signed.unsigned.splice(0..0, others);
        signed.empty = empty.map(|field| field.name().to_owned()).collect();
        Ok(signed)
    }

    /// The signed text of a request, from the fields that are sent.
    pub(crate) fn from_request(
        fields: Vec<(String, String)>,
        table: &Table,
        key: Key,
        credentials: &Credentials,
    ) -> Self {
        let is_signed = |name: &str| table.row(name).is_none_or(|row| row.origin != Origin::Signature);
        let parts = fields.into_iter().filter(|(name, _)| is_signed(name)).enumerate().map(|(place, (name, value))| {
            let parameter = table.row(&name);
            // What is nested has its own text here; it was written from the table.
            let shown = match parameter {
                Some(parameter) if parameter.is_nested() && !parameter.contains_sensitive() => Visibility::Whole,
                _ => Visibility::of(parameter, Field::of_text(&name, &value)),
            };
            Part { label: label(table, &name), name, value, shown, json: None, place }
        });
        Self::new(parts.collect(), table, key, credentials, false)
    }

    fn new(parts: Vec<Part>, table: &Table, key: Key, credentials: &Credentials, is_response: bool) -> Self {
        let sensitive =
            table.rows.iter().filter(|row| row.contains_sensitive()).map(|row| row.name.clone().into_owned());
        let unsigned = defaults(table, credentials)
            .filter(|it| parts.iter().all(|part| part.name != it.name || part.value != it.value));
        let redacted = parts.iter().filter(|part| part.is_redacted());
        let redacted = redacted.map(|part| (part.label.as_str(), part.value.as_str()));
        Self {
            key,
            redactor: TextRedactor::of_masked_keys(credentials).with_values(redacted),
            credentials: credentials.clone(),
            unsigned: if is_response { Vec::new() } else { unsigned.collect() },
            empty: Vec::new(),
            parts,
            sensitive_names: sensitive.collect(),
            is_response,
        }
    }

    /// Whether it is the data of protocol 2.0.
    pub(super) fn is_data(&self) -> bool {
        matches!(self.parts.as_slice(), [only] if only.name == DATA)
    }

    /// The key that signs it.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// The parameters in signing order, redacted, without the key that comes first.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, Redacted)> {
        self.parts.iter().map(|part| (part.label.as_str(), self.redacted(part)))
    }

    pub(super) fn redacted(&self, part: &Part) -> Redacted {
        match &part.shown {
            Visibility::Whole => self.redacted_text(&part.value),
            Visibility::Without(shown) => self.redacted_text(shown),
            Visibility::Length => Redacted::length_of(&part.value),
        }
    }

    /// A text that the gateway signed, which can be any value: also without what is in JSON.
    pub(super) fn redacted_foreign(&self, text: &str) -> Redacted {
        self.redacted_text(&without_json(text).unwrap_or(text.into()))
    }

    /// A text without keys, and without sensitive values of the signed text.
    pub(super) fn redacted_text(&self, text: &str) -> Redacted {
        Redacted::Text(self.redactor.redact_beginning(&self.credentials.mask_keys(text)))
    }
}

/// A name as it is shown.
fn label(table: &Table, name: &str) -> String {
    let is_known = table.row(name).is_some() || matches!(name, DATA | SIGNATURE | RESPONSE_SIGNATURE_STRING | VERSION);
    if is_known { name.to_owned() } else { shown_name(name).into_owned() }
}

/// What a client may sign without sending it, or the other way round: the merchant, and what the gateway assumes.
fn defaults<'t>(table: &'t Table, credentials: &'t Credentials) -> impl Iterator<Item = Unsigned> + 't {
    table.rows.iter().flat_map(|row| {
        let merchant = (row.origin == Origin::Credentials).then(|| credentials.merchant_id());
        let texts = [merchant, row.details.default.as_deref(), row.details.fixed.as_deref()];
        texts.into_iter().flatten().map(|text| Unsigned {
            name: row.name.clone().into_owned(),
            label: row.name.clone().into_owned(),
            value: text.to_owned(),
            is_sent: false,
        })
    })
}

/// The whole text, with the key masked, and `[name]` for each sensitive value.
impl fmt::Display for SignedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)?;
        self.parts.iter().try_for_each(|part| match self.redacted(part) {
            Redacted::Text(text) => write!(formatter, "|{}", on_one_line(&text)),
            Redacted::Length { .. } => write!(formatter, "|[{}]", part.label),
        })
    }
}

impl fmt::Debug for SignedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SignedText({self})")
    }
}
