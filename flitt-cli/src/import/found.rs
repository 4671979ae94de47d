//! A table of the page before it is known whether it is of a request or of a response.

use super::direction_hint::{self, Hint};
use super::row::{Columns, Mark, PageRow, split_marker};
use super::warning::Warning;
use crate::direction::Direction;

/// A table whose direction is not yet known.
pub(super) struct FoundTable {
    pub(super) line: usize,
    pub(super) columns: Columns,
    pub(super) heading: Option<Hint>,
    /// The words of the title of its examples.
    pub(super) example: String,
    pub(super) rows: Vec<PageRow>,
    pub(super) warnings: Vec<Warning>,
}

impl FoundTable {
    pub(super) fn warn(&mut self, line: usize, message: String) {
        self.warnings.push(Warning { line, message });
    }

    /// The direction that the page states, or `None`.
    pub(super) fn direction(&self) -> Option<Direction> {
        let title = self.heading.filter(|heading| heading.is_title).map(|heading| heading.direction);
        let by_column = self.columns.has_marks().then_some(Direction::Request);
        let by_example = direction_hint::of_words(&self.example);
        title.or(by_column).or(by_example).or(self.heading.map(|heading| heading.direction))
    }

    /// Whether a description has the word for mandatory.
    pub(super) fn has_marker(&self) -> bool {
        let marks = |row: &PageRow| {
            row.mandatory == Some(true)
                || row.text.iter().any(|(_, text)| split_marker(text).is_some_and(|(_, mark)| mark == Mark::Mandatory))
        };
        self.rows.iter().any(marks)
    }
}
