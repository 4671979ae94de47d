//! Text that may belong to a row, and the warnings that say so.

use super::line::{TextLine, begins_part};
use super::phrase::folded;
use super::row::{PageRow, parse_mark, split_marker};
use super::statement;
use super::values::{Shape, shape};
use super::wording::LANGUAGES;

/// The most characters of a name in the family.
const MAX_USUAL_NAME: usize = 40;

/// How many lines after a table may have text of its last row.
const MAX_LINES_BEHIND: usize = 12;

/// Whether a text is the word for mandatory or optional.
pub(super) fn is_marker(text: &str) -> bool {
    text.chars().count() > 2 && parse_mark(text).is_some()
}

/// Whether the word for mandatory or optional is joined to the beginning of a name, as in `mandatoryamount`.
pub(super) fn begins_with_joined_marker(name: &str) -> bool {
    let name = folded(name);
    let mut words = LANGUAGES.iter().flat_map(|it| it.mandatory.iter().chain(it.optional));
    words.any(|word| name.strip_prefix(word).is_some_and(|rest| rest.starts_with(char::is_alphabetic)))
}

/// Whether the end of another text may be joined to a name: the family has no such long ones, nor several digits at first.
pub(super) fn is_long_or_numbered(name: &str, max_digits: usize) -> bool {
    name.len() > MAX_USUAL_NAME || name.bytes().take_while(u8::is_ascii_digit).count() > max_digits
}

/// Whether a row that cannot be read looks like a part of the text of the row above: it begins with the word for
/// mandatory or with a code, or it is a value with its meaning.
pub(super) fn is_like_text(row: &str) -> bool {
    let first = row.split(' ').next().unwrap_or_default();
    let is_code = first.contains(|it: char| it.is_ascii_uppercase()) && matches!(shape(first), Shape::Code(_));
    is_marker(first)
        || begins_with_joined_marker(first)
        || is_code
        || statement::is_value_line(row)
        || statement::begins(row)
}

/// The end of a warning about a row that cannot be read.
pub(super) fn may_belong_to(name: &str) -> String {
    format!("; it may belong to `{name}`")
}

/// Whether text behind a table, which begins with a paragraph, looks like text of the last row: the paragraph has what the
/// row lacks or continues its list, or another paragraph begins with the word for mandatory or a statement.
pub(super) fn lacks_text(row: &PageRow, lines: &[TextLine]) -> bool {
    let last = row.text.last().map(|(_, text)| text.as_str());
    let first = lines.first().map_or("", |(_, text)| text);
    let mut paragraph = lines.iter().map(|(_, text)| text.as_str()).take_while(|text| !text.is_empty());
    let is_open = last.is_none_or(|text| text.ends_with(char::is_alphanumeric));
    let says_something = |text: &str| statement::is_in(text) || split_marker(text).is_some();
    let continues_list = last.is_some_and(statement::ends_with_value) && statement::is_value_line(first);
    continues_list || (is_open && paragraph.any(says_something)) || begins_later(lines)
}

/// Whether a paragraph before the next title begins with the word for mandatory or a statement.
fn begins_later(lines: &[TextLine]) -> bool {
    let lines = lines.iter().take(MAX_LINES_BEHIND).map(|(_, text)| text.as_str());
    let mut before = None;
    for text in lines.take_while(|text| !begins_part(text)) {
        if before == Some("") && (is_marker(text) || statement::begins(text)) {
            return true;
        }
        before = Some(text);
    }
    false
}

/// The warning about the text after an empty line behind a row.
pub(super) fn text_behind(name: &str) -> String {
    format!("the text after the table may be that of `{name}`; it is left out")
}

/// The warning about a page that ends within a row.
pub(super) fn end_within(name: &str) -> String {
    format!("the page ends within the table; `{name}` may be incomplete")
}
