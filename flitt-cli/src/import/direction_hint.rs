//! What headings and titles say about a table: whether it is of a request or of a response.

use super::phrase::{End, Words};
use super::row::{Column, labels};
use super::wording::LANGUAGES;
use crate::direction::Direction;

/// The most words of a heading.
const MAX_WORDS: usize = 8;

/// The most words of a heading that names the parameters of a direction.
const MAX_TITLE_WORDS: usize = 5;

/// What a line says about the table after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) direction: Direction,
    /// Whether it is a title such as `Request parameters`, and not only a short line with a word of the direction.
    pub(super) is_title: bool,
}

/// The hint of a line that may be a heading.
pub(super) fn of_line(line: &str) -> Option<Hint> {
    let words = line.split_whitespace().count();
    let is_marked = line.starts_with('#');
    // A name such as `response_status` is no heading.
    if (words > MAX_WORDS || line.contains('_')) && !is_marked {
        return None;
    }
    let direction = of_words(line)?;
    let searched = Words::of(line);
    let names_parameters = labels(Column::Name).any(|label| searched.has(label, End::Anywhere));
    let is_short = words <= MAX_TITLE_WORDS && !line.ends_with(['.', ';', ',']);
    Some(Hint { direction, is_title: is_marked || (is_short && (names_parameters || words <= 2)) })
}

/// The only direction whose words a text has.
pub(super) fn of_words(text: &str) -> Option<Direction> {
    let words = Words::of(text);
    let has = |direction: Direction| {
        let mut stems = LANGUAGES.iter().flat_map(|it| it.directions).filter(|(it, _)| *it == direction);
        stems.any(|(_, stems)| stems.iter().any(|stem| words.has(stem, End::Anywhere)))
    };
    match (has(Direction::Request), has(Direction::Response)) {
        (true, false) => Some(Direction::Request),
        (false, true) => Some(Direction::Response),
        _ => None,
    }
}
