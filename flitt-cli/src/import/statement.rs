//! Statements within a description: `Default value: 1.0`, `Supported values:`, in any language.

use std::ops::Range;

use super::phrase::{End, Words, folded, strip};
use super::row::Statement;
use super::values::{parse_value_list, parse_value_with_meaning};
use super::wording::LANGUAGES;

/// A statement in a text: the bytes of its words, and where its value begins.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    words: Range<usize>,
    statement: Statement,
}

/// A line, split before each statement: the text before the first has none.
pub(super) fn split(text: &str) -> Vec<(Option<Statement>, &str)> {
    let found = find_all(text);
    let first = found.first().map_or(text.len(), |found| found.words.start);
    let mut parts = Vec::new();
    if first > 0 {
        parts.push((None, text[..first].trim()));
    }
    for (index, Found { words, statement }) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(text.len(), |next| next.words.start);
        parts.push((Some(*statement), text[words.end..end].trim()));
    }
    parts
}

/// Whether a text begins with a statement.
pub(super) fn begins(text: &str) -> bool {
    find_all(text).first().is_some_and(|found| found.words.start == 0)
}

/// Whether a statement is anywhere in a text.
pub(super) fn is_in(text: &str) -> bool {
    !find_all(text).is_empty()
}

/// Whether the words of a statement begin at the end of a line and end on the next one, as in `Default` and `value: 1.0`.
pub(super) fn is_broken(line: &str, next: &str) -> bool {
    let joined = format!("{line} {next}");
    let searched = Words::of(&joined);
    let spans = |words: &Range<usize>| words.start < line.len() && words.end > line.len();
    phrases().filter(|(_, phrase)| phrase.contains(' ')).any(|(statement, phrase)| {
        searched.find_all(phrase, End::Word).any(|it| spans(&it) && value_start(&joined, &it, statement).is_some())
    })
}

/// Whether a text is a value with its meaning.
pub(super) fn is_value_line(text: &str) -> bool {
    parse_value_with_meaning(text).is_some()
}

/// Whether a text is a value with its meaning, or ends with the first one of a list.
pub(super) fn ends_with_value(text: &str) -> bool {
    is_value_line(text) || matches!(split(text).last(), Some((Some(Statement::Values), value)) if is_value_line(value))
}

/// Whether a text has the words of a statement anywhere, also as a part of another word.
pub(super) fn mentions(text: &str, statement: Statement) -> bool {
    let without_spaces = |text: &str| text.replace(' ', "");
    let text = without_spaces(&folded(text));
    let mut phrases = phrases().filter(|(it, phrase)| *it == statement && phrase.contains(' '));
    phrases.any(|(_, phrase)| text.contains(&without_spaces(phrase)))
}

fn phrases() -> impl Iterator<Item = (Statement, &'static str)> {
    let all = LANGUAGES.iter().flat_map(|it| it.statements);
    all.flat_map(|(statement, phrases)| phrases.iter().map(|phrase| (*statement, *phrase)))
}

/// The statements of a text, in their order; of those that overlap, the longest that begins first.
fn find_all(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let searched = Words::of(text);
    for (statement, phrase) in phrases() {
        for words in searched.find_all(phrase, End::Word) {
            if let Some(end) = value_start(text, &words, statement) {
                found.push(Found { words: words.start..end, statement });
            }
        }
    }
    found.sort_by_key(|found| (found.words.start, std::cmp::Reverse(found.words.end)));
    let mut end = 0;
    found.retain(|found| {
        let is_apart = found.words.start >= end;
        end = end.max(found.words.end);
        is_apart
    });
    found
}

/// Where the value of a statement begins: after a colon or its like. A default may also follow without one.
fn value_start(text: &str, words: &Range<usize>, statement: Statement) -> Option<usize> {
    let rest = &text[words.end..];
    let after = rest.trim_start();
    let connected = LANGUAGES.iter().flat_map(|it| it.connectors).find_map(|word| strip(after, word, End::Word));
    let after = connected.unwrap_or(after).trim_start();
    let at = |after: &str| text.len() - after.len();
    if let Some(value) = after.strip_prefix([':', '=', '>', '：']) {
        return Some(at(value));
    }
    if statement == Statement::Values {
        return (after.starts_with('(') || lists_codes(after)).then(|| at(after));
    }
    if let Some(value) = ["— ", "– ", "- "].iter().find_map(|dash| after.strip_prefix(dash)) {
        return Some(at(value));
    }
    let before = text[..words.start].trim_end();
    let is_apart = before.is_empty() || before.ends_with(|it: char| ".,;:()—–-".contains(it));
    let word = after.split(' ').next().unwrap_or_default();
    let ends = word.len() == after.len() || word.ends_with(['.', ',', ';', ')']);
    (is_apart && ends && is_distinct(word)).then(|| at(after))
}

/// Whether a text is nothing but two values or more that no sentence has: `GEL, EUR or USD`.
fn lists_codes(text: &str) -> bool {
    let values = parse_value_list(text);
    values.len() > 1 && values.iter().all(|value| is_distinct(value))
}

/// Whether a word cannot be one of a sentence: it has a digit, no lower-case letters, or two letters at most.
pub(super) fn is_distinct(text: &str) -> bool {
    let word = text.trim_end_matches(['.', ',', ';', ')']).trim_matches(['`', '"', '\'', '“', '”', '«', '»']);
    !word.is_empty()
        && (word.contains(|it: char| it.is_ascii_digit())
            || (word.chars().count() <= 2 && word.is_ascii())
            || (word.contains(char::is_alphabetic) && !word.contains(char::is_lowercase)))
}
