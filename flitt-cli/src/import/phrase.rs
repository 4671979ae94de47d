//! Comparison of words of a page, whatever their case and apostrophes.

use std::ops::Range;

/// A character in lower case; all apostrophes are one.
pub(super) fn fold(character: char) -> char {
    match character {
        '`' => '\'',
        ascii if ascii.is_ascii() => ascii.to_ascii_lowercase(),
        // Most letters of the pages are in lower case already, and need no look into the tables of Unicode.
        'а'..='я' | 'ა'..='ჰ' => character,
        '’' | 'ʼ' | '‘' | '´' | '′' | 'ʹ' => '\'',
        '\u{a0}' => ' ',
        other => {
            let mut lower = other.to_lowercase();
            lower.next().filter(|_| lower.next().is_none()).unwrap_or(other)
        }
    }
}

pub(super) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// How a phrase may end in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With its word.
    Word,
    /// Anywhere: the phrase is the beginning of a word.
    Anywhere,
}

/// A text and where its words begin, so that many phrases can be searched in it.
pub(super) struct Words<'t> {
    text: &'t str,
    /// The byte with which each word begins, and its first character in lower case.
    starts: Vec<(usize, char)>,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut before = None;
        let mut starts = Vec::new();
        for (at, character) in text.char_indices() {
            // In joined text, a capital after a small letter or a digit begins a word too.
            let begins_word =
                |before: char| !is_word_character(before) || (character.is_uppercase() && !before.is_uppercase());
            if before.is_none_or(begins_word) {
                starts.push((at, fold(character)));
            }
            before = Some(character);
        }
        Self { text, starts }
    }

    /// The bytes of all occurrences of a phrase at the beginning of a word.
    pub(super) fn find_all(&self, phrase: &str, end: End) -> impl Iterator<Item = Range<usize>> {
        let first = phrase.chars().next();
        let starts = self.starts.iter().filter(move |(_, character)| Some(*character) == first);
        starts.filter_map(move |(at, _)| prefix_length(&self.text[*at..], phrase, end).map(|length| *at..*at + length))
    }

    pub(super) fn has(&self, phrase: &str, end: End) -> bool {
        self.find_all(phrase, end).next().is_some()
    }
}

/// The bytes of the first occurrence of a phrase in a text, at the beginning of a word.
pub(super) fn find(text: &str, phrase: &str, end: End) -> Option<Range<usize>> {
    Words::of(text).find_all(phrase, end).next()
}

/// The text after a phrase at its beginning.
pub(super) fn strip<'t>(text: &'t str, phrase: &str, end: End) -> Option<&'t str> {
    prefix_length(text, phrase, end).map(|length| &text[length..])
}

/// Whether a text is one of the phrases.
pub(super) fn is_any<'p>(text: &str, phrases: impl IntoIterator<Item = &'p &'p str>) -> bool {
    let text = folded(text);
    phrases.into_iter().any(|phrase| text == **phrase)
}

/// How many bytes of the text the phrase is, if the text begins with it. Converters leave spaces out.
fn prefix_length(text: &str, phrase: &str, end: End) -> Option<usize> {
    let mut rest = text.char_indices();
    for expected in phrase.chars() {
        let mut after = rest.clone();
        match after.next() {
            Some((_, character)) if fold(character) == expected => rest = after,
            _ if expected == ' ' => {}
            _ => return None,
        }
    }
    let after = rest.as_str();
    let continues = phrase.ends_with(is_word_character) && after.starts_with(is_word_character);
    (end == End::Anywhere || !continues).then(|| text.len() - after.len())
}

/// Whether a character belongs to a word.
pub(super) fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
