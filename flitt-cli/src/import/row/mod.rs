//! Rows of parameters: the columns of a table, and what its cells say.

mod columns;
mod grid;
mod header;
mod length;
mod line;
mod mark;
mod types;

use flitt_schema::ValueType;

pub(super) use self::columns::{Column, Columns, MARKED, header_columns, labels, title_column};
pub(super) use self::grid::{GridLine, parse_grid_row};
pub(super) use self::header::{Header, parse_header};

pub(super) use self::line::{Line, embedded_row, is_nameless, parse_line};
pub(super) use self::mark::{
    Mark, begins_with_marker, mentions_mandatory, opposite, parse_cell, parse_mark, split_marker,
};
pub(super) use self::types::parse_type;

/// A statement within a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    Default,
    Largest,
    Smallest,
    Values,
}

/// A row of a table on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageRow {
    /// The line on which it begins.
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value_type: ValueType,
    pub(super) length: Option<u32>,
    /// What its columns say; `None` where only the description can.
    pub(super) mandatory: Option<bool>,
    /// Its description, by lines with their numbers.
    pub(super) text: Vec<(usize, String)>,
    /// Whether an example may be part of the description, because the layout does not keep the columns apart.
    pub(super) has_example: bool,
    /// Whether the parameter is sensitive, so that warnings do not show its values.
    pub(super) is_sensitive: bool,
}

impl PageRow {
    /// A text of the row as a warning shows it.
    pub(super) fn shown<'t>(&self, text: &'t str) -> &'t str {
        if self.is_sensitive { "[redacted]" } else { text }
    }
}

/// Whether a text is a valid name of a parameter.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a cell begins with a name, which a mark or a word may follow.
pub(super) fn is_name_cell(text: &str) -> bool {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default().trim_end_matches(['*', ':']);
    is_name(first) && first.contains(|it: char| it.is_ascii_alphabetic()) && words.count() <= 2
}

/// The largest length of a type in a schema file.
pub(super) fn max_length(value_type: ValueType) -> u32 {
    /// Digits.
    const INTEGER: u32 = 19;
    /// Characters.
    const STRING: u32 = 1_000_000;
    if value_type == ValueType::Integer { INTEGER } else { STRING }
}
