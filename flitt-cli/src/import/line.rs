//! One line of a page: a header, a row of a table, or something else.

use flitt_schema::ValueType;

use crate::direction::Direction;

/// The largest length of an integer in a schema file, in digits.
const MAX_DIGITS: u32 = 19;

/// The largest length of a string in a schema file, in characters.
const MAX_CHARACTERS: u32 = 1_000_000;

/// The words that begin a header.
const NAME_WORDS: [&str; 4] = ["parameter", "parameters", "name", "field"];

/// The words that a header consists of.
const HEADER_WORDS: [&str; 11] = [
    "parameter",
    "parameters",
    "name",
    "field",
    "type",
    "length",
    "mandatory",
    "required",
    "optional",
    "description",
    "descriptions",
];

/// Words that precede `string` or `integer` in sentences.
const SENTENCE_WORDS: [&str; 16] =
    ["a", "an", "the", "this", "that", "of", "in", "is", "as", "or", "and", "with", "be", "any", "encoded", "empty"];

/// A row of a table on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageRow {
    /// The line on which it begins.
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value_type: ValueType,
    pub(super) length: Option<u32>,
    pub(super) mandatory: bool,
    /// Its description, by lines with their numbers.
    pub(super) text: Vec<(usize, String)>,
}

/// The kind of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A row, with a warning if it is incomplete.
    Row(PageRow, Option<String>),
    /// It looks like a row, but is invalid for this reason.
    Malformed(String),
    /// Anything else.
    Other,
}

/// The direction of the table whose header a line is.
pub(super) fn parse_header(line: &str) -> Option<Direction> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |word: &str| words.contains(&word);
    let has_name_column = words.first().is_some_and(|first| NAME_WORDS.contains(first));
    if !has_name_column || !has("type") || !has("description") || !words.iter().all(|word| HEADER_WORDS.contains(word))
    {
        return None;
    }
    Some(if has("mandatory") || has("required") { Direction::Request } else { Direction::Response })
}

/// Parses a line within a table; its white space is single spaces.
pub(super) fn parse_line(number: usize, line: &str, direction: Direction) -> Line {
    let Some((name, rest)) = line.split_once(' ') else { return Line::Other };
    let letters = rest.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(letters);
    let value_type = match word.to_ascii_lowercase().as_str() {
        "string" => Some(ValueType::String),
        "integer" => Some(ValueType::Integer),
        _ => None,
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (length, after) = length(after);
    let (mandatory, text) = mandatory(after);
    let is_sentence = SENTENCE_WORDS.contains(&name.to_ascii_lowercase().as_str());
    let looks_like_row = match (value_type, &length) {
        (_, Length::None) if after.starts_with(|it: char| !it.is_whitespace()) => false,
        (Some(_), Length::None) => mandatory.is_some() || !is_sentence,
        (Some(_), _) => true,
        (None, Length::None) => mandatory.is_some() && is_name && name.contains('_') && !word.is_empty(),
        (None, Length::Valid(_)) => !word.is_empty() && is_name,
        (None, Length::Invalid(_)) => !word.is_empty() && is_name && mandatory.is_some(),
    };
    if !looks_like_row {
        return Line::Other;
    }
    if !is_name {
        return Line::Malformed(format!("`{name}` is not a valid name of a parameter"));
    }
    let Some(value_type) = value_type else {
        return Line::Malformed(format!("the type `{word}` of `{name}` is neither string nor integer"));
    };
    let max = if value_type == ValueType::Integer { MAX_DIGITS } else { MAX_CHARACTERS };
    let (length, warning) = match length {
        Length::Valid(number) if (1..=max).contains(&number) => (Some(number), None),
        Length::Valid(number) => return Line::Malformed(format!("the length {number} of `{name}` is out of range")),
        Length::Invalid(shown) => return Line::Malformed(format!("the length `{shown}` of `{name}` cannot be read")),
        Length::None if mandatory.is_none() && !text.starts_with(char::is_uppercase) => {
            return Line::Malformed(format!("`{name}` has no length"));
        }
        Length::None => (None, Some(format!("`{name}` has no length; it is imported without a limit"))),
    };
    let mandatory = match (direction, mandatory) {
        (Direction::Request, None) => {
            return Line::Malformed(format!("`{name}` is neither mandatory nor optional"));
        }
        (Direction::Response, Some(_)) => {
            return Line::Malformed(format!("`{name}` is mandatory or optional in a table without that column"));
        }
        (_, mandatory) => mandatory == Some(true),
    };
    let text = if text.is_empty() { Vec::new() } else { vec![(number, text.to_owned())] };
    Line::Row(PageRow { line: number, name: name.to_owned(), value_type, length, mandatory, text }, warning)
}

enum Length {
    None,
    Valid(u32),
    Invalid(String),
}

/// `(10)` at the beginning of a text, and the text after it.
fn length(text: &str) -> (Length, &str) {
    let Some(inside) = text.trim_start().strip_prefix('(') else { return (Length::None, text) };
    match inside.split_once(')') {
        Some((digits, after)) => match digits.trim().parse() {
            Ok(number) => (Length::Valid(number), after),
            Err(_) => (Length::Invalid(digits.trim().to_owned()), after),
        },
        None => {
            let (shown, after) = inside.split_once(' ').unwrap_or((inside, ""));
            (Length::Invalid(shown.to_owned()), after)
        }
    }
}

/// `mandatory` or `optional` at the beginning of a text, and the text after it.
fn mandatory(text: &str) -> (Option<bool>, &str) {
    let text = text.trim();
    let (word, after) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        _ if word.eq_ignore_ascii_case("mandatory") || word.eq_ignore_ascii_case("required") => (Some(true), after),
        _ if word.eq_ignore_ascii_case("optional") => (Some(false), after),
        _ => (None, text),
    }
}
