//! Lines of a page outside tables of cells.

use super::direction_hint;
use super::row::parse_header;

/// A line of the page with single spaces, and its number.
pub(super) type TextLine = (usize, String);

/// Whether a line belongs to JSON or to a command.
pub(super) fn is_example(line: &str) -> bool {
    line.starts_with(['{', '}', '[', ']', '"']) || line.starts_with("curl ") || line.starts_with("$ curl ")
}

/// Whether a line begins another part of the page: titles of a table, a heading, an example.
pub(super) fn begins_part(line: &str) -> bool {
    parse_header(line).is_some() || is_example(line) || direction_hint::of_line(line).is_some_and(|it| it.is_title)
}
