//! The type of a parameter, with its length and a word of a Mandatory column in the same cell.

use flitt_schema::ValueType;

use super::length::{Length, parse_length};
use super::mark::{Mark, parse_mark};
use crate::import::phrase::{End, strip};
use crate::import::wording::LANGUAGES;

/// The most words between the brackets after a type.
const MAX_WORDS: usize = 3;

/// The contents of a cell with a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Type {
    pub(in crate::import) kind: ValueType,
    pub(in crate::import) length: Length,
    pub(in crate::import) mark: Option<Mark>,
}

/// The type with which a text begins, and the text after its word.
pub(in crate::import) fn type_word(text: &str) -> Option<(ValueType, &str)> {
    let words = LANGUAGES.iter().flat_map(|it| {
        let strings = it.string.iter().map(|word| (word, ValueType::String));
        strings.chain(it.integer.iter().map(|word| (word, ValueType::Integer)))
    });
    let found = words.filter_map(|(word, value_type)| Some((value_type, strip(text, word, End::Word)?)));
    found.min_by_key(|(_, rest)| rest.len())
}

/// Parses a cell such as `string(1024)`, `String [1024]`, `string, 1024, required`. `None` where it is no type.
pub(in crate::import) fn parse_type(text: &str) -> Option<Type> {
    let (value_type, rest) = type_word(text.trim())?;
    // `string[]` is a list.
    if rest.char_indices().any(|(at, _)| strip_empty_brackets(&rest[at..]).is_some()) {
        return None;
    }
    let mut length = Length::None;
    let mut mark = None;
    let mut unread = String::new();
    for part in parts(rest) {
        if let Some(found) = parse_mark(part).filter(|_| part.len() > 1 || part == "*") {
            if mark.is_some_and(|mark| mark != found) {
                return None;
            }
            mark = Some(found);
        } else {
            if !unread.is_empty() {
                unread.push(' ');
            }
            unread.push_str(part);
        }
    }
    if !unread.is_empty() {
        length = parse_length(&unread);
        // More words than a type has are a sentence.
        let is_sentence = matches!(length, Length::Invalid(_)) && unread.split(' ').count() > MAX_WORDS;
        if length == Length::None || is_sentence {
            return None;
        }
    }
    Some(Type { kind: value_type, length, mark })
}

/// The text after `[]`, `{}` or `<>` at its beginning.
pub(in crate::import) fn strip_empty_brackets(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let pairs = [('[', ']'), ('{', '}'), ('<', '>')];
    pairs.into_iter().find_map(|(open, close)| text.strip_prefix(open)?.trim_start().strip_prefix(close))
}

/// The parts of a text between brackets and commas. A comma between digits separates nothing.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        let is_number = character == ',' && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if matches!(character, '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '<' | '>') && !is_number {
            parts.push(&text[start..at]);
            start = at + character.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty() && *part != "=" && *part != ":")
}
