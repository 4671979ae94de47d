use std::fmt;
use std::sync::Arc;

use flitt_schema::{Key, Parameter, Shared, Table, quoted};

use super::outcome::{Decline, Outcome};
use crate::runtime::fields::{Field, Fields};
use crate::runtime::redact::{Policy, TextRedactor};
use crate::runtime::transport::HttpResponse;
use crate::runtime::value::REDACTED;
use crate::runtime::wire_names::REQUEST_ID;

/// How far a response can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// Its signature is valid: it was made with the key over these values.
    Verified,
    /// The gateway does not sign responses of this kind. Request the status of the order before you rely on it.
    Unsigned,
    /// Its signature proves nothing. Either responses of this kind are documented as signed, but no known one verifies; or it
    /// has nested values in protocol 1, and its signature is valid only by the rule for requests. Request the status of the
    /// order before you rely on it.
    Unproven,
}

/// How a message arrived. Only the response to a request of our own comes from the gateway itself; everything else can be
/// sent by anybody who has seen a signed message, with its parameters renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// In the response to a request, over the client's own connection.
    Response,
    /// As a callback.
    Callback,
    /// By the browser of a payer.
    Browser,
}

/// The raw fields of a response or a callback, parsed by a table.
///
/// Generated response types dereference to this type.
#[derive(Clone)]
pub struct RawResponse {
    fields: Fields,
    table: Shared<Table>,
    /// For each parameter of the table, the position of its field.
    rows: Box<[Option<u16>]>,
    verification: Verification,
    source: Source,
    key: Option<Key>,
    http: Option<Arc<HttpResponse>>,
}

/// A field as it is shown: a name, and a text unless that is redacted.
pub(crate) struct ShownField {
    pub(crate) name: String,
    pub(crate) text: Option<String>,
}

impl RawResponse {
    pub(crate) fn new(fields: Fields, table: &Shared<Table>, verification: Verification) -> Self {
        let rows = fields.positions(table);
        Self::with_positions(fields, rows, table, verification)
    }

    /// Takes fields with the position of each parameter of the table among them.
    pub(super) fn with_positions(
        fields: Fields,
        rows: Box<[Option<u16>]>,
        table: &Shared<Table>,
        verification: Verification,
    ) -> Self {
        Self { fields, table: table.clone(), rows, verification, source: Source::Response, key: None, http: None }
    }

    /// Adds how it arrived.
    pub(crate) fn arrived_by(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// Adds the key with which its signature was verified.
    pub(crate) fn signed_with(self, key: Key) -> Self {
        Self { key: Some(key).filter(|_| self.verification == Verification::Verified), ..self }
    }

    /// Adds the HTTP response that it was parsed from.
    pub(crate) fn received_in(self, http: Arc<HttpResponse>) -> Self {
        Self { http: Some(http), ..self }
    }

    /// The HTTP response that it was parsed from: status, headers and body, as they were received. `None` for callbacks, and
    /// where a program parses a body itself ([`Exchange`](crate::request::Exchange)).
    #[must_use]
    pub fn http_response(&self) -> Option<&HttpResponse> {
        self.http.as_deref()
    }

    /// The gateway's identifier of the request, which its support asks for; `None` where the response has none. Most failures
    /// have one, most other responses have none.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.get(REQUEST_ID)
    }

    /// How it arrived.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
    }

    /// The key with which its signature was verified; `None` where it was not verified.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        self.key
    }

    /// How far the response can be trusted.
    #[must_use]
    pub fn verification(&self) -> Verification {
        self.verification
    }

    /// Every field that was received, known to the table or not, with its exact text.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The value of the parameter at a position in the table; `None` where it is missing, null or empty.
    pub(super) fn text_at(&self, row: usize) -> Option<&str> {
        self.fields.text_at((*self.rows.get(row)?)?).filter(|text| !text.is_empty())
    }

    /// The value of a field by its name on the wire; `None` where it is missing, null or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.text(name)
    }

    /// How the operation ended, by the parameter whose listed values have outcomes in the schema file. A response without
    /// such a parameter, or with an unknown value, is [`Outcome::Pending`]: ask again.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let outcome = self
            .known_fields()
            .filter(|(row, _)| !row.details.values.is_empty())
            .find_map(|(row, field)| row.details.values.iter().find(|listed| listed.value == field.text())?.outcome);
        match outcome {
            Some(flitt_schema::Outcome::Approved) => Outcome::Approved,
            Some(flitt_schema::Outcome::Reversed) => Outcome::Reversed,
            Some(flitt_schema::Outcome::Declined) => Outcome::Declined(self.decline().unwrap_or_default()),
            Some(flitt_schema::Outcome::Pending) | None => Outcome::Pending(self.decline()),
        }
    }

    /// Why the operation, or the last attempt, was declined.
    #[must_use]
    pub fn decline(&self) -> Option<Decline> {
        let names = self.table.decline.as_ref()?;
        // Real responses contain " " where there was no decline.
        let code = self.fields.text(&names.code).filter(|code| !code.trim().is_empty())?;
        let description = names.description.as_deref().and_then(|name| self.fields.text(name)).unwrap_or_default();
        let sensitive = self.known_fields().filter(|(row, _)| row.contains_sensitive()).map(|(_, field)| field);
        let values = sensitive.filter(|field| !field.text().is_empty()).map(|field| (field.name(), field.text()));
        Some(Decline::new(code, description, &TextRedactor::default().with_values(values)))
    }

    /// The parameters of the table that were received, with their fields.
    fn known_fields(&self) -> impl Iterator<Item = (&Parameter, Field<'_>)> {
        let rows = self.table.rows.iter().zip(&self.rows);
        rows.filter_map(|(row, position)| Some((row, self.fields.at((*position)?)?)))
    }

    /// Names and values, in the order of the names.
    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.in_name_order().map(|field| (field.name(), field.text()))
    }

    /// The fields that are not empty. Sensitive values, and what no table describes, are redacted.
    pub(crate) fn shown_fields(&self) -> impl Iterator<Item = ShownField> {
        let shown = Policy::of_table(&self.table).without_secret_addresses().members(&self.fields);
        self.fields.iter().zip(shown).filter(|(field, _)| !field.text().is_empty()).map(|(field, (name, shown))| {
            let is_shown = self.table.row(field.name()).is_some_and(|parameter| !parameter.contains_sensitive());
            ShownField { name, text: is_shown.then(|| shown.into_text()) }
        })
    }

    /// Writes the fields by name; sensitive ones are redacted.
    pub(crate) fn debug(&self, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct(name);
        for ShownField { name, text } in self.shown_fields() {
            match text {
                Some(text) => shown.field(&name, &text),
                None => shown.field(&name, &REDACTED),
            };
        }
        shown.finish()
    }

    /// The fields as a JSON object, or as a list where they were received as one, in the order received, with their exact
    /// values. Nothing is redacted.
    #[must_use]
    pub fn to_json(&self) -> String {
        let is_list = self.fields.is_list();
        let mut text = String::from(if is_list { "[" } else { "{" });
        for (position, field) in self.fields.iter().enumerate() {
            if position > 0 {
                text.push(',');
            }
            if !is_list {
                text.push_str(&quoted(field.name()));
                text.push(':');
            }
            if field.is_string() {
                text.push_str(&quoted(field.text()));
            } else if field.text().is_empty() {
                text.push_str("null");
            } else {
                text.push_str(field.text());
            }
        }
        text.push(if is_list { ']' } else { '}' });
        text
    }
}

/// Sensitive fields, and those that are not in the table, are shown as `[redacted]`.
impl fmt::Debug for RawResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug("RawResponse", formatter)
    }
}

/// Equal if the fields, their values and the verification are equal.
impl PartialEq for RawResponse {
    fn eq(&self, other: &Self) -> bool {
        self.verification == other.verification && self.texts().eq(other.texts())
    }
}

impl Eq for RawResponse {}
