//! The values of a request: one text for each row of its table, exactly as it will be signed and sent.

use std::fmt::{self, Write as _};

use crate::list::{List, Open};
use crate::redact;
use crate::schema::{Table, Violation, check_values};

/// The values that a caller has set, by the position of their row.
#[derive(Clone)]
pub struct Values {
    /// The texts of all rows, one behind the other.
    text: String,
    /// Where the text of each row begins and ends.
    rows: Box<[Option<(usize, usize)>]>,
    with_protocol: bool,
}

/// Room for the texts of a request to begin with.
const USUAL: usize = 256;

impl Values {
    /// No value set, for a table of some rows.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { text: String::with_capacity(USUAL), rows: vec![None; rows].into_boxed_slice(), with_protocol: true }
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

    /// Sets a whole number that may be negative.
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
    pub fn closed<T: List>(self, row: usize, value: T) -> Self {
        self.text(row, value.value())
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
    #[inline]
    pub fn get(&self, row: usize) -> Option<&str> {
        let (start, end) = (*self.rows.get(row)?)?;
        self.text.get(start..end)
    }

    fn displayed(self, row: usize, value: impl fmt::Display) -> Self {
        // Writing into memory has no way to fail.
        self.written(row, |all| _ = write!(all, "{value}"))
    }

    /// Sets what is written behind the texts of the other rows. The text that a row had before stays there, unread.
    fn written(mut self, row: usize, write: impl FnOnce(&mut String)) -> Self {
        let start = self.text.len();
        write(&mut self.text);
        if let Some(extent) = self.rows.get_mut(row) {
            *extent = Some((start, self.text.len()));
        }
        self
    }

    /// Whether a row is set to something.
    #[inline]
    pub(crate) fn is_set(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|extent| extent.is_some_and(|(start, end)| start < end))
    }

    /// The texts of all rows, one behind the other: for what holds of each when it holds of all.
    pub(crate) fn all(&self) -> &str {
        &self.text
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

/// The same rows are set, to the same texts.
impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        let same_rows = self.rows.len() == other.rows.len();
        let same_texts = (0..self.rows.len()).all(|row| self.get(row) == other.get(row));
        same_rows && same_texts && self.with_protocol == other.with_protocol
    }
}

impl Eq for Values {}

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
