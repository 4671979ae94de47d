//! An answer of the gateway: every field that was received, and where the rows of its table stand among them.

use std::fmt;
use std::str::FromStr;

use crate::fields::Fields;
use crate::list::{List, Open};
use crate::names::{RESPONSE_CODE, RESPONSE_DESCRIPTION};
use crate::outcome::{Decline, Outcome};
use crate::redact::HIDDEN;
use crate::schema;
use crate::schema::compiled::LazyTable;
use crate::schema::{Table, quoted};

/// How far an answer can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// Its signature is valid: somebody who knows the key signed these values.
    Verified,
    /// The gateway does not sign such answers. Confirm what matters by order status.
    Unsigned,
    /// The documentation says that such answers are signed, but this one does not verify, as none that is known does.
    /// Confirm what matters by order status.
    Unproven,
}

/// What every answer is made of: its raw fields, read by the table.
///
/// The types of the answers (`FinalOrder`, ...) dereference to this one.
#[derive(Clone)]
pub struct Answer {
    fields: Fields,
    /// For each row of the table, the position of its field.
    rows: Box<[Option<u16>]>,
    /// Positions of fields whose value is never shown.
    sensitive: Box<[u16]>,
    outcome: Option<schema::Outcome>,
    verification: Verification,
}

/// Types made of an [`Answer`] with a certain table. Generated; not meant to be written by hand.
pub trait FromAnswer: Sized {
    /// The tables that the answer can be made of, in the order in which they are tried.
    fn from_answer(answer: Answer, form: usize) -> Self;
}

/// Types made of an [`Answer`] with one certain table. Generated; not meant to be written by hand.
pub trait Record: Sized {
    /// The table.
    const TABLE: &'static LazyTable;

    /// Reads the answer by the rows of the table.
    fn from_rows(rows: Rows) -> Self;
}

impl<T: Record> FromAnswer for T {
    fn from_answer(answer: Answer, _form: usize) -> Self {
        T::from_rows(Rows(answer))
    }
}

impl Answer {
    pub(crate) fn new(fields: Fields, table: &Table, verification: Verification) -> Self {
        let rows = fields.positions(table);
        Self::of_rows(fields, rows, table, verification)
    }

    /// Takes fields with the positions of the table's rows among them.
    pub(crate) fn of_rows(fields: Fields, rows: Box<[Option<u16>]>, table: &Table, verification: Verification) -> Self {
        let known = || table.rows.iter().zip(&rows).filter_map(|(row, position)| Some((row, (*position)?)));
        let sensitive = known().filter(|(row, _)| row.holds_sensitive()).map(|(_, position)| position).collect();
        let outcome = known().filter(|(row, _)| !row.details.values.is_empty()).find_map(|(row, position)| {
            let text = fields.text_at(position)?;
            row.details.values.iter().find(|listed| listed.value == text)?.outcome
        });
        Self { fields, rows, sensitive, outcome, verification }
    }

    /// How far the answer can be trusted.
    #[must_use]
    pub fn verification(&self) -> Verification {
        self.verification
    }

    /// Every field that was received, known to the table or not, with its exact text.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The text of a field by its name on the wire; `None` where it is absent, null or empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.text(name)
    }

    /// How the operation ended, by the row whose values tell that (`order_status`, `reverse_status`). An answer without
    /// such a row, or with a value that is not known yet, is [`Outcome::Pending`]: ask again.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.outcome {
            Some(schema::Outcome::Approved) => Outcome::Approved,
            Some(schema::Outcome::Reversed) => Outcome::Reversed,
            Some(schema::Outcome::Declined) => Outcome::Declined(self.decline().unwrap_or_default()),
            Some(schema::Outcome::Pending) | None => Outcome::Pending(self.decline()),
        }
    }

    /// Why the operation, or the last try of it, was declined.
    #[must_use]
    pub fn decline(&self) -> Option<Decline> {
        // A real answer holds " " as the code of no decline.
        let code = self.get(RESPONSE_CODE).filter(|code| !code.trim().is_empty())?;
        let description = self.get(RESPONSE_DESCRIPTION).unwrap_or_default();
        Some(Decline::new(code, description))
    }

    /// Names and texts, in the order of the names.
    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.in_name_order().map(|field| (field.name(), field.text()))
    }

    /// Writes the fields that may be shown, by their names.
    pub(crate) fn debug(&self, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct(name);
        for (position, field) in self.fields.iter().enumerate() {
            if field.text().is_empty() {
                continue;
            }
            let hidden = self.sensitive.iter().any(|&sensitive| usize::from(sensitive) == position)
                || !self.rows.iter().flatten().any(|&known| usize::from(known) == position);
            if hidden {
                shown.field(field.name(), &HIDDEN)
            } else {
                shown.field(field.name(), &field.text())
            };
        }
        shown.finish()
    }

    /// The fields as a JSON object, or as the list as which they came, in the order received, with their exact texts.
    /// Nothing is hidden: it is for programs, and for whoever may see tokens.
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

/// An [`Answer`], read by the positions of its table's rows. What the functions of generated types are made of.
#[derive(Clone, PartialEq)]
pub struct Rows(Answer);

impl Rows {
    /// The text of a row; `None` where it is absent, null or empty.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        self.0.fields.text_at((*self.0.rows.get(row)?)?).filter(|text| !text.is_empty())
    }

    /// The text of a row that every accepted answer has.
    #[must_use]
    pub fn text_always(&self, row: usize) -> &str {
        self.text(row).unwrap_or_default()
    }

    /// The whole number of a row; `None` where there is none that fits.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<u64> {
        self.text(row)?.parse().ok()
    }

    /// The whole number of a row that every accepted answer has.
    #[must_use]
    pub fn number_always(&self, row: usize) -> u64 {
        self.number(row).unwrap_or_default()
    }

    /// The whole number, perhaps a negative one, of a row; `None` where there is none that fits.
    #[must_use]
    pub fn signed_number(&self, row: usize) -> Option<i64> {
        self.text(row)?.parse().ok()
    }

    /// The date, or the date and time, of a row; `None` where there is none of the gateway's form.
    #[must_use]
    pub fn date<T: FromStr>(&self, row: usize) -> Option<T> {
        self.text(row)?.parse().ok()
    }

    /// The value of a row that is `true` or `false`.
    #[must_use]
    pub fn boolean(&self, row: usize) -> Option<bool> {
        self.text(row)?.parse().ok()
    }

    /// The listed value of a row; `None` where it is absent, null or empty.
    #[must_use]
    pub fn open<T: List>(&self, row: usize) -> Option<Open<T>> {
        self.text(row).map(Open::from)
    }

    /// The listed value of a row that every accepted answer has.
    #[must_use]
    pub fn open_always<T: List>(&self, row: usize) -> Open<T> {
        Open::from(self.text_always(row))
    }
}

impl From<Answer> for Rows {
    fn from(answer: Answer) -> Self {
        Self(answer)
    }
}

impl std::ops::Deref for Rows {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.0
    }
}

/// Sensitive fields, and those that no table describes, are shown as `[hidden]`.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug("Answer", formatter)
    }
}

/// Answers are equal when they hold the same fields with the same texts and can be trusted alike.
impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        self.verification == other.verification && self.texts().eq(other.texts())
    }
}

impl Eq for Answer {}
