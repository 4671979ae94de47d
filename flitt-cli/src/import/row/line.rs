//! One line of a table in plain text: a row, or something else.

use flitt_schema::ValueType;

use super::columns::{Column, Columns};
use super::length::{Length, parse_length};
use super::mark::{Mark, parse_cell};
use super::types::{strip_empty_brackets, type_word};
use super::{PageRow, is_name, max_length};

/// Words that precede `string` or `integer` in sentences.
const SENTENCE_WORDS: [&str; 16] =
    ["a", "an", "the", "this", "that", "of", "in", "is", "as", "or", "and", "with", "be", "any", "encoded", "empty"];

/// The most characters in the brackets after a type.
const MAX_BRACKETED: usize = 60;

/// The kind of a line.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::import) enum Line {
    /// A row, with a warning if it is incomplete.
    Row(PageRow, Option<String>),
    /// It looks like a row, but is invalid for this reason.
    Malformed(String),
    /// Anything else.
    Other,
}

/// What a line has before its description.
#[derive(Default)]
struct Parts<'t> {
    /// The word in the place of the type, and the type if it is one.
    word: &'t str,
    value_type: Option<ValueType>,
    length: Option<Length>,
    /// Whether it is a list of the type, as `string[]`.
    is_list: bool,
    /// Whether something other than white space follows the type directly.
    is_joined: bool,
    mark: Option<Mark>,
}

/// Parses a line within a table; its white space is single spaces. `is_request`: the table says what is mandatory.
pub(in crate::import) fn parse_line(number: usize, line: &str, columns: &Columns, is_request: bool) -> Line {
    let Some((name, rest)) = split_name(line) else { return Line::Other };
    let (name, star) = match name.strip_suffix('*') {
        Some(name) => (name, Some(Mark::Mandatory)),
        None => (name, None),
    };
    let (parts, text) = split_parts(rest, columns);
    let has_column = columns.has_marks();
    let length = parts.length.clone().unwrap_or(Length::None);
    let is_sentence = SENTENCE_WORDS.contains(&name.to_ascii_lowercase().as_str());
    let is_plain_word = matches!(parts.word.to_ascii_lowercase().as_str(), "string" | "integer");
    let looks_like_row = match (parts.value_type, &length) {
        (_, Length::None) if parts.is_joined => false,
        (Some(_), Length::None) => parts.mark.is_some() || (!is_sentence && (is_plain_word || parts.is_list)),
        (Some(_), _) => true,
        (None, Length::None) => parts.mark.is_some() && is_name(name) && name.contains('_') && !parts.word.is_empty(),
        (None, Length::Valid(_)) => !parts.word.is_empty() && is_name(name),
        (None, Length::Invalid(_)) => !parts.word.is_empty() && is_name(name) && parts.mark.is_some(),
    };
    if !looks_like_row {
        return Line::Other;
    }
    if !is_name(name) {
        return Line::Malformed(format!("`{name}` is not a valid name of a parameter"));
    }
    let Some(value_type) = parts.value_type.filter(|_| !parts.is_list) else {
        let word = format!("{}{}", parts.word, if parts.is_list { "[]" } else { "" });
        return Line::Malformed(format!("the type `{word}` of `{name}` is neither string nor integer"));
    };
    let (length, warning) = match length {
        Length::Valid(number) if (1..=max_length(value_type)).contains(&number) => (Some(number), None),
        Length::Valid(number) => return Line::Malformed(format!("the length {number} of `{name}` is out of range")),
        Length::Invalid(shown) => return Line::Malformed(format!("the length `{shown}` of `{name}` cannot be read")),
        Length::None if parts.mark.is_none() && !text.starts_with(char::is_uppercase) => {
            return Line::Malformed(format!("`{name}` has no length"));
        }
        Length::None => (None, Some(format!("`{name}` has no length; it is imported without a limit"))),
    };
    if has_column && is_request && parts.mark.is_none() {
        return Line::Malformed(format!("`{name}` is neither mandatory nor optional"));
    }
    let mandatory = parts.mark.or(star).map(Mark::is_mandatory);
    let has_example = columns.has(Column::Example);
    let text = if text.is_empty() { Vec::new() } else { vec![(number, text.to_owned())] };
    Line::Row(
        PageRow {
            line: number,
            name: name.to_owned(),
            value_type,
            length,
            mandatory,
            text,
            has_example,
            is_sensitive: false,
        },
        warning,
    )
}

/// Whether a line begins with a type and its length, as a row does whose name is missing.
pub(in crate::import) fn is_nameless(line: &str) -> bool {
    type_word(line).is_some_and(|(_, rest)| matches!(bracketed(rest), (Length::Valid(_), _)))
}

/// The name at the beginning of a line, and the rest; the type may follow without a space, as in `order_idstring(1024)`.
fn split_name(line: &str) -> Option<(&str, &str)> {
    let first = line.split(' ').next().unwrap_or_default();
    if let Some(open) = first.find('(').filter(|open| first[open + 1..].starts_with(|it: char| it.is_ascii_digit())) {
        let starts = first[..open].char_indices().map(|(at, _)| at).skip(1);
        // A short word may end a name, as `int` does.
        let is_type = |at: &usize| {
            type_word(&first[*at..open])
                .is_some_and(|(_, rest)| rest.is_empty() && first[*at..open].chars().count() > 4)
        };
        if let Some(at) = starts.into_iter().find(is_type) {
            return Some((&line[..at], &line[at..]));
        }
    }
    line.split_once(' ')
}

/// The parts in the order of the columns, and the description after them.
fn split_parts<'t>(text: &'t str, columns: &Columns) -> (Parts<'t>, &'t str) {
    let mut parts = Parts::default();
    let mut rest = text;
    for column in columns.0.iter().skip(1) {
        match column {
            Some(Column::Type) => {
                let letters = rest.find(|it: char| !it.is_alphabetic()).unwrap_or(rest.len());
                parts.word = &rest[..letters];
                let (value_type, after) = match type_word(rest) {
                    Some((value_type, after)) => (Some(value_type), after),
                    None => (None, &rest[letters..]),
                };
                parts.value_type = value_type;
                let element = strip_empty_brackets(after);
                let (length, after) = bracketed(element.unwrap_or(after));
                let list = strip_empty_brackets(after);
                let after = list.unwrap_or(after);
                parts.is_list = element.or(list).is_some();
                parts.is_joined = length == Length::None && after.starts_with(|it: char| !it.is_whitespace());
                parts.length = Some(length).filter(|length| *length != Length::None);
                rest = after.trim_start();
            }
            Some(Column::Length) => {
                let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
                if word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty() {
                    // Two lengths that differ are none.
                    parts.length = match (parts.length.take(), parse_length(word)) {
                        (Some(first), second) if first != second => Some(Length::Invalid(word.to_owned())),
                        (_, second) => Some(second),
                    };
                    rest = after;
                } else if matches!(word, "-" | "–" | "—") {
                    rest = after;
                }
            }
            Some(column @ (Column::Mandatory | Column::Optional)) => {
                let words = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]);
                let ends: Vec<usize> = words.take(2).collect();
                if let Some((mark, end)) =
                    ends.iter().rev().find_map(|end| Some((parse_cell(&rest[..*end], *column)?, *end)))
                {
                    parts.mark = Some(mark);
                    rest = rest[end..].trim_start();
                }
            }
            _ => break,
        }
    }
    (parts, rest.trim())
}

/// `(10)` or `[10]` at the beginning of a text, and the text after it.
fn bracketed(text: &str) -> (Length, &str) {
    let trimmed = text.trim_start();
    let Some(close) = trimmed.chars().next().and_then(|open| match open {
        '(' => Some(')'),
        '[' => Some(']'),
        _ => None,
    }) else {
        return (Length::None, text);
    };
    let inside = &trimmed[1..];
    // No length is as long as a sentence.
    let end = inside.char_indices().take(MAX_BRACKETED).find(|(_, it)| *it == close).map(|(at, _)| at);
    match end.map(|end| (&inside[..end], &inside[end + 1..])) {
        Some((digits, after)) => match parse_length(digits) {
            Length::None => (Length::Invalid(digits.trim().to_owned()), after),
            length => (length, after),
        },
        None => {
            let (shown, after) = inside.split_once(' ').unwrap_or((inside, ""));
            (Length::Invalid(shown.to_owned()), after)
        }
    }
}

/// Where another row begins within a text: a type with its length, and the name before it.
pub(in crate::import) fn embedded_row(text: &str) -> Option<usize> {
    let opens = text.match_indices(['(', '[']).map(|(at, _)| at);
    opens.filter(|open| matches!(bracketed(&text[*open..]), (Length::Valid(_), _))).find_map(|open| {
        let before = text[..open].trim_end();
        let start = before
            .rfind(|it: char| !it.is_alphanumeric() && it != '_')
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let name =
            ["string", "integer"].iter().find_map(|it| word.to_ascii_lowercase().strip_suffix(it).map(str::len))?;
        if name > 0 {
            return Some(start);
        }
        // The name is the word before the type.
        let rest = before[..start].trim_end();
        let start = rest.rfind(' ').map_or(0, |at| at + 1);
        let is_sentence = SENTENCE_WORDS.contains(&rest[start..].to_ascii_lowercase().as_str());
        (!is_sentence && !rest.is_empty()).then_some(start)
    })
}
