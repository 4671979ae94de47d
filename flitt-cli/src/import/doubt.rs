//! Text that may belong to a row, and the warnings that say so.

use super::row::{PageRow, parse_mark, split_marker};
use super::statement;
use super::values::{Shape, shape};

/// Whether a text is the word for mandatory or optional.
pub(super) fn is_marker(text: &str) -> bool {
    text.chars().count() > 2 && parse_mark(text).is_some()
}

/// Whether a row that cannot be read looks like a part of the text of the row above: it begins with the word for
/// mandatory or with a code, or it is a value with its meaning.
pub(super) fn is_like_text(row: &str) -> bool {
    let first = row.split(' ').next().unwrap_or_default();
    let is_code = first.contains(|it: char| it.is_ascii_uppercase()) && matches!(shape(first), Shape::Code(_));
    is_marker(first) || is_code || statement::is_value_line(row)
}

/// The end of a warning about a row that cannot be read.
pub(super) fn may_belong_to(name: &str) -> String {
    format!("; it may belong to `{name}`")
}

/// Whether a row has no text, or an unfinished one, and the paragraph at the beginning of the lines looks like it.
pub(super) fn lacks_text(row: &PageRow, lines: &[(usize, String)]) -> bool {
    let mut paragraph = lines.iter().map(|(_, text)| text.as_str()).take_while(|text| !text.is_empty());
    let is_open = row.text.last().is_none_or(|(_, text)| text.ends_with(char::is_alphanumeric));
    let says_something = |text: &str| statement::is_in(text) || split_marker(text).is_some();
    is_open && paragraph.any(says_something)
}

/// The warning about the text after an empty line behind a row.
pub(super) fn text_behind(name: &str) -> String {
    format!("the text after the table may be that of `{name}`; it is left out")
}

/// The warning about a page that ends within a row.
pub(super) fn end_within(name: &str) -> String {
    format!("the page ends within the table; `{name}` may be incomplete")
}
