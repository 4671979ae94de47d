//! Mandatory or optional: marks of a column, and the word in a description.

use super::columns::Column;
use crate::import::phrase::{End, Words, find, folded, is_any, is_word_character, strip};
use crate::import::wording::{INITIALS, LANGUAGES, NO_MARKS, YES_MARKS};

/// What a mark or a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Mark {
    Mandatory,
    Optional,
}

impl Mark {
    pub(in crate::import) fn is_mandatory(self) -> bool {
        self == Self::Mandatory
    }
}

/// The most words from a negation to the word that it turns.
const MAX_NEGATED: usize = 3;

/// What the cell of a column of marks says.
pub(in crate::import) fn parse_cell(text: &str, column: Column) -> Option<Mark> {
    let mark = parse_mark(text)?;
    Some(if column == Column::Optional && is_answer(text) { opposite(mark) } else { mark })
}

/// Whether a mark answers its title. The words for mandatory and optional mean the same under each title.
fn is_answer(text: &str) -> bool {
    let text = text.trim();
    let word = text.trim_matches(BRACKETS).trim();
    let is_word = || LANGUAGES.iter().any(|it| is_any(word, it.yes) || is_any(word, it.no)) && !is_any(word, &INITIALS);
    YES_MARKS.contains(&folded(text).as_str()) || NO_MARKS.contains(&text) || is_word()
}

/// What may surround a mark.
const BRACKETS: [char; 10] = ['(', ')', '[', ']', '.', ',', ';', ':', '*', '!'];

/// What the cell of a Mandatory column says. `None` where it says something else, or depends on something.
pub(in crate::import) fn parse_mark(text: &str) -> Option<Mark> {
    let text = text.trim();
    if YES_MARKS.contains(&folded(text).as_str()) {
        return Some(Mark::Mandatory);
    }
    if NO_MARKS.contains(&text) {
        return Some(Mark::Optional);
    }
    let word = text.trim_matches(BRACKETS).trim();
    let is = |words: fn(&crate::import::wording::Language) -> [&'static [&'static str]; 2]| {
        LANGUAGES.iter().any(|language| words(language).into_iter().any(|words| is_any(word, words)))
    };
    if let Some(mark) = split_marker(word).filter(|(rest, _)| rest.is_empty()).map(|(_, mark)| mark) {
        return Some(mark);
    }
    if is(|it| [it.yes, it.mandatory]) {
        Some(Mark::Mandatory)
    } else if is(|it| [it.no, it.optional]) {
        Some(Mark::Optional)
    } else {
        None
    }
}

/// The words of both marks, in all languages.
fn words() -> impl Iterator<Item = (&'static str, Mark)> {
    LANGUAGES.iter().flat_map(|it| {
        let mandatory = it.mandatory.iter().map(|word| (*word, Mark::Mandatory));
        mandatory.chain(it.optional.iter().map(|word| (*word, Mark::Optional)))
    })
}

/// The mark with which a text ends or begins, and the text without it: `Name of the order. mandatory`, `(required)`,
/// `Mandatory. Name of the order`. `None` for a word within a sentence.
pub(in crate::import) fn split_marker(text: &str) -> Option<(&str, Mark)> {
    at_end(text).or_else(|| at_beginning(text))
}

fn at_end(text: &str) -> Option<(&str, Mark)> {
    let trimmed = text.trim_end_matches(|it: char| it.is_whitespace() || ".)],;*!".contains(it));
    let found = words().filter_map(|(word, mark)| Some((strip_end(trimmed, word)?, word, mark)));
    let (before, word, mark) = found.min_by_key(|(before, ..)| before.len())?;
    // A phrase such as `is not mandatory` says the opposite.
    let negated = strip_negation(before);
    let (before, mark) = match negated {
        Some(before) => (before, opposite(mark)),
        None => (before, mark),
    };
    let before = before.trim_end();
    let is_apart = before.is_empty() || before.ends_with(|it: char| ".!?([—–-:;,*\"”»".contains(it));
    if is_apart {
        let rest = before.trim_end_matches(|it: char| it.is_whitespace() || "([—–-:*,;".contains(it));
        return Some((rest, mark));
    }
    let sentence = before.rsplit(['.', '!', '?']).next().unwrap_or_default();
    let is_common = LANGUAGES.iter().any(|it| it.apart.contains(&word));
    if negated.is_some() && (mark == Mark::Optional || !has_condition(sentence)) {
        return Some((text, mark));
    }
    if is_common || has_condition(sentence) || ends_with_negation(before) {
        return None;
    }
    let is_copula = LANGUAGES.iter().flat_map(|it| it.connectors).any(|word| strip_end(before, word).is_some());
    Some((if is_copula { text } else { before }, mark))
}

/// Whether a sentence says that something depends on something.
fn has_condition(sentence: &str) -> bool {
    LANGUAGES.iter().flat_map(|it| it.dependencies).any(|word| find(sentence, word, End::Word).is_some())
}

pub(in crate::import) fn opposite(mark: Mark) -> Mark {
    if mark == Mark::Mandatory { Mark::Optional } else { Mark::Mandatory }
}

/// The text before a word at its end.
fn strip_end<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let characters = word.chars().count();
    let start = text.char_indices().rev().nth(characters.checked_sub(1)?)?.0;
    let before = &text[..start];
    (folded(&text[start..]) == word && !before.ends_with(is_word_character)).then_some(before)
}

/// The text before a negation at its end, `not` or `is not`.
fn strip_negation(text: &str) -> Option<&str> {
    let text = text.trim_end_matches([' ', '-']);
    let copulas = || LANGUAGES.iter().flat_map(|it| it.connectors);
    let without_copula = copulas().find_map(|word| strip_end(text, word)).map(str::trim_end);
    let negated = |text| LANGUAGES.iter().flat_map(|it| it.negations).find_map(|word| strip_end(text, word));
    negated(text).or_else(|| negated(without_copula?))
}

/// Whether a text begins with such a word that is apart from a sentence.
pub(in crate::import) fn begins_with_marker(text: &str) -> bool {
    at_beginning(text).is_some()
}

fn at_beginning(text: &str) -> Option<(&str, Mark)> {
    let inner = text.trim_start_matches(|it: char| it.is_whitespace() || "([*".contains(it));
    let is_bracketed = inner.len() < text.trim_start().len();
    let negated = strip_leading_negation(inner);
    let inner = negated.unwrap_or(inner);
    let (rest, mark) = words()
        .filter_map(|(word, mark)| Some((strip(inner, word, End::Word)?, mark)))
        .min_by_key(|(rest, _)| rest.len())?;
    let mark = if negated.is_some() { opposite(mark) } else { mark };
    let after = rest.trim_start();
    let closes = after.starts_with([')', ']', '.', ',', ';', ':', '“', '"', '«']);
    let begins = is_bracketed || closes || after.starts_with(char::is_uppercase);
    if !begins || is_conditional(after.trim_start_matches([',', ':', ' ', '—', '–', '-'])) {
        return None;
    }
    Some((after.trim_start_matches(|it: char| it.is_whitespace() || ")].,;:*—–-".contains(it)), mark))
}

/// The text after a negation at its beginning, `not` or `non-`.
fn strip_leading_negation(text: &str) -> Option<&str> {
    let rest = LANGUAGES.iter().flat_map(|it| it.negations).find_map(|word| strip(text, word, End::Word))?;
    Some(rest.trim_start_matches([' ', '-']))
}

/// Whether the text after a word says on what it depends, or continues the sentence.
fn is_conditional(text: &str) -> bool {
    LANGUAGES.iter().flat_map(|it| it.conditions).any(|word| strip(text.trim_start(), word, End::Word).is_some())
}

/// Whether a text has a word for mandatory anywhere, also as a part of another word, but no word for optional; or a word for
/// optional that is negated.
pub(in crate::import) fn mentions_mandatory(text: &str) -> bool {
    if mentions_negated_optional(text) {
        return true;
    }
    let mut text = folded(text);
    for word in LANGUAGES.iter().flat_map(|it| it.optional) {
        text = text.replace(word, "");
    }
    LANGUAGES.iter().flat_map(|it| it.mandatory).any(|word| text.contains(word))
}

fn mentions_negated_optional(text: &str) -> bool {
    let words = Words::of(text);
    let mut found = LANGUAGES.iter().flat_map(|it| it.optional).flat_map(|word| words.find_all(word, End::Word));
    found.any(|range| {
        ends_with_negation(&text[..range.start]) || strip_leading_negation(text[range.end..].trim_start()).is_some()
    })
}

/// Whether one of the last words of a sentence is a negation.
fn ends_with_negation(text: &str) -> bool {
    let words = text.rsplit([' ', '-']).filter(|word| !word.is_empty()).take(MAX_NEGATED);
    let mut words = words.take_while(|word| !word.ends_with(['.', '!', '?', ':', ';', ',']));
    words.any(|word| LANGUAGES.iter().any(|it| is_any(word, it.negations)))
}
