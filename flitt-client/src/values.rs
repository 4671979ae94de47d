//! The values of a request: one text for each row of its table, exactly as it will be signed and sent.

use std::fmt;

use crate::list::{List, Open};
use crate::redact;
use crate::schema::{Table, Violation, check_values};

/// The values that a caller has set, by the position of their row.
#[derive(Clone, PartialEq, Eq)]
pub struct Values {
    slots: Box<[Option<Box<str>>]>,
    with_protocol: bool,
}

impl Values {
    /// No value set, for a table of some rows.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { slots: vec![None; rows].into_boxed_slice(), with_protocol: true }
    }

    /// Sets a text.
    #[must_use]
    pub fn text(mut self, row: usize, text: String) -> Self {
        if let Some(slot) = self.slots.get_mut(row) {
            *slot = Some(text.into_boxed_str());
        }
        self
    }

    /// Sets a whole number.
    #[must_use]
    pub fn number(self, row: usize, number: u64) -> Self {
        self.text(row, number.to_string())
    }

    /// Sets a whole number that may be negative.
    #[must_use]
    pub fn signed_number(self, row: usize, number: i64) -> Self {
        self.text(row, number.to_string())
    }

    /// Sets `true` or `false`.
    #[must_use]
    pub fn boolean(self, row: usize, value: bool) -> Self {
        self.text(row, value.to_string())
    }

    /// Sets a value of a closed list.
    #[must_use]
    pub fn closed<T: List>(self, row: usize, value: T) -> Self {
        self.text(row, value.value().to_owned())
    }

    /// Sets a value of an open list.
    #[must_use]
    pub fn open<T: List>(self, row: usize, value: Open<T>) -> Self {
        self.text(row, value.into_text())
    }

    /// Leaves out what the protocol sets: its version.
    #[must_use]
    pub fn without_protocol(mut self) -> Self {
        self.with_protocol = false;
        self
    }

    /// The text of a row; `None` where it is not set.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.slots.get(row)?.as_deref()
    }

    /// The rows that are set to something.
    pub(crate) fn set_rows(&self) -> impl Iterator<Item = usize> {
        let is_set = |slot: &Option<Box<str>>| slot.as_ref().is_some_and(|text| !text.is_empty());
        self.slots.iter().enumerate().filter(move |(_, slot)| is_set(slot)).map(|(row, _)| row)
    }

    pub(crate) fn has_protocol(&self) -> bool {
        self.with_protocol
    }

    /// Checks every value and every group against the table.
    pub(crate) fn check(&self, table: &Table, endpoint: &str) -> Result<(), Invalid> {
        let violations = check_values(table, |row| self.get(row));
        if violations.is_empty() { Ok(()) } else { Err(Invalid { endpoint: endpoint.to_owned(), violations }) }
    }

    /// Writes the values that may be shown, by their names.
    pub(crate) fn debug(&self, table: &Table, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct(name);
        for (row, parameter) in table.rows.iter().enumerate() {
            match self.get(row) {
                Some(_) if parameter.holds_sensitive() => shown.field(&parameter.name, &redact::HIDDEN),
                Some(text) => shown.field(&parameter.name, &text),
                None => continue,
            };
        }
        shown.finish()
    }
}

/// A request that breaks its table. Nothing was sent.
///
/// `Display` tells every violation, one a line. No value is held or shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    endpoint: String,
    violations: Vec<Violation>,
}

impl Invalid {
    pub(crate) fn new(endpoint: &str, violations: Vec<Violation>) -> Self {
        Self { endpoint: endpoint.to_owned(), violations }
    }

    /// The endpoint of the request.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(crate) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// What is wrong, in the order of the table; at least one.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the request to `{}` is not valid:", self.endpoint)?;
        self.violations.iter().try_for_each(|violation| write!(formatter, "\n  {violation}"))
    }
}

impl std::error::Error for Invalid {}
