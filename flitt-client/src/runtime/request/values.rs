//! The values of a request: one text for each parameter of its table, exactly as it will be signed and sent.

use std::fmt::{self, Write as _};

use flitt_schema::{Origin, Table, check_values};

use super::validation_error::ValidationError;
use crate::runtime::credentials::Credentials;
use crate::runtime::redact::shown_value;
use crate::runtime::value::{OpenEnum, REDACTED, WireEnum};

/// The values that a caller has set, by the position of their parameter in the table.
///
/// Only generated code sets values: programs cannot name this type.
#[derive(Clone)]
pub struct Values {
    /// All values, concatenated.
    text: String,
    /// The byte range of each parameter's value.
    rows: Box<[Option<(usize, usize)>]>,
    version: Version,
}

/// Which version of the protocol a request is sent in, and whether it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// That of the table, or 2.0 where a value is nested.
    Automatic,
    /// Protocol 1, with its version.
    Named,
    /// Protocol 1, without a version: the gateway assumes it.
    Omitted,
}

/// The initial capacity for values, in bytes.
const USUAL_LENGTH: usize = 256;

impl Values {
    /// No value set, for a table with this many parameters.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self {
            text: String::with_capacity(USUAL_LENGTH),
            rows: vec![None; rows].into_boxed_slice(),
            version: Version::Automatic,
        }
    }

    /// Sets a text.
    #[must_use]
    pub fn text(self, row: usize, text: impl AsRef<str>) -> Self {
        self.written(row, |all| all.push_str(text.as_ref()))
    }

    /// Sets a whole number.
    #[must_use]
    pub fn number(self, row: usize, number: u64) -> Self {
        self.displayed(row, number)
    }

    /// Sets a whole number, which can be negative.
    #[must_use]
    pub fn signed_number(self, row: usize, number: i64) -> Self {
        self.displayed(row, number)
    }

    /// Sets `true` or `false`.
    #[must_use]
    pub fn boolean(self, row: usize, value: bool) -> Self {
        self.displayed(row, value)
    }

    /// Sets a value of a closed list.
    #[must_use]
    pub fn closed<T: WireEnum>(self, row: usize, value: T) -> Self {
        self.text(row, value.as_str())
    }

    /// Sets a value of an open list.
    #[must_use]
    pub fn open<T: WireEnum>(self, row: usize, value: OpenEnum<T>) -> Self {
        self.text(row, value.into_text())
    }

    /// Leaves out what the protocol sets: its version. The gateway then assumes protocol 1, also for nested values.
    #[must_use]
    pub fn without_protocol(mut self) -> Self {
        self.version = Version::Omitted;
        self
    }

    /// Sends the request in protocol 1, also with nested values.
    #[must_use]
    pub fn in_protocol_1(mut self) -> Self {
        self.version = Version::Named;
        self
    }

    /// Whether the caller chose protocol 1.
    pub(crate) fn is_protocol_1(&self) -> bool {
        self.version != Version::Automatic
    }

    /// The value of a parameter; `None` where it is not set.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> Option<&str> {
        let (start, end) = (*self.rows.get(row)?)?;
        self.text.get(start..end)
    }

    /// The value of a parameter by its name on the wire; `None` where it is not set.
    pub(crate) fn by_name(&self, table: &Table, name: &str) -> Option<&str> {
        self.get(table.position(name)?)
    }

    /// Sets what is a string or an integer.
    #[must_use]
    pub fn displayed(self, row: usize, value: impl fmt::Display) -> Self {
        // Writing to a string cannot fail.
        self.written(row, |all| _ = write!(all, "{value}"))
    }

    /// Appends a value. An earlier value of the same parameter stays in the text, unread.
    fn written(mut self, row: usize, write: impl FnOnce(&mut String)) -> Self {
        let start = self.text.len();
        write(&mut self.text);
        if let Some(extent) = self.rows.get_mut(row) {
            *extent = Some((start, self.text.len()));
        }
        self
    }

    /// Whether a parameter is set to a value that is not empty.
    #[inline]
    pub(crate) fn is_set(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|extent| extent.is_some_and(|(start, end)| start < end))
    }

    /// All values, concatenated: what holds for each byte of it holds for each value.
    pub(crate) fn all(&self) -> &str {
        &self.text
    }

    /// The value that is sent for a parameter, whether from the caller, the credentials or the protocol; `None` where
    /// nothing is sent.
    pub(crate) fn sent<'v>(&'v self, table: &'v Table, row: usize, credentials: &'v Credentials) -> Option<&'v str> {
        let parameter = table.rows.get(row)?;
        let text = match parameter.origin {
            Origin::Caller => self.get(row).or(parameter.details.fixed.as_deref()),
            Origin::Credentials => Some(credentials.merchant_id()),
            Origin::Protocol if self.version != Version::Omitted => {
                parameter.details.fixed.as_deref().or(parameter.details.default.as_deref())
            }
            Origin::Protocol | Origin::Signature => None,
        };
        text.filter(|text| !text.is_empty())
    }

    /// Checks every value and every group against the table.
    pub(crate) fn check(&self, table: &Table, endpoint: &str) -> Result<(), ValidationError> {
        let violations = check_values(table, |row| self.get(row));
        if violations.is_empty() { Ok(()) } else { Err(ValidationError::new(endpoint, violations)) }
    }

    /// Writes the values by name; sensitive ones are redacted.
    pub(crate) fn debug(&self, table: &Table, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct(name);
        for (row, parameter) in table.rows.iter().enumerate() {
            match self.get(row) {
                Some(_) if parameter.contains_sensitive() => shown.field(&parameter.name, &REDACTED),
                Some(text) => shown.field(&parameter.name, &shown_value(parameter, text)),
                None => continue,
            };
        }
        shown.finish()
    }
}

/// Equal if the same parameters are set to the same values.
impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        let same_rows = self.rows.len() == other.rows.len();
        let same_texts = (0..self.rows.len()).all(|row| self.get(row) == other.get(row));
        same_rows && same_texts && self.version == other.version
    }
}

impl Eq for Values {}
