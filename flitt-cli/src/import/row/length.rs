//! Lengths: `1024`, `max. 1024 characters`, `1-1024`, in a cell or in a description.

use crate::import::phrase::{End, Words, fold, strip};
use crate::import::wording::LANGUAGES;

/// A length on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Length {
    None,
    Valid(u32),
    /// A text that is not one length.
    Invalid(String),
}

/// Parses the text of a cell, or of the brackets after a type.
pub(in crate::import) fn parse_length(text: &str) -> Length {
    let text = text.trim();
    let invalid = || Length::Invalid(text.to_owned());
    let numbers: Vec<&str> = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    if !is_about_length(text) {
        return if numbers.is_empty() { Length::None } else { invalid() };
    }
    match numbers.as_slice() {
        [number] => number.parse().map_or_else(|_| invalid(), Length::Valid),
        [from, to] if is_range(text, from, to) => to.parse().map_or_else(|_| invalid(), Length::Valid),
        _ => invalid(),
    }
}

/// Whether a text has only digits and words of lengths.
fn is_about_length(text: &str) -> bool {
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    let is_known = |word: &str| {
        word.bytes().all(|byte| byte.is_ascii_digit())
            || LANGUAGES.iter().any(|language| {
                let exact = language.at_most.iter().any(|phrase| {
                    phrase
                        .split(' ')
                        .any(|it| strip(word, it.trim_end_matches('.'), End::Word).is_some_and(str::is_empty))
                });
                exact || language.characters.iter().any(|stem| strip(word, stem, End::Anywhere).is_some())
            })
    };
    words.into_iter().all(is_known) && !text.contains(['/', '+', '*'])
}

/// `1-50`, `1..50`, `from 1 to 50`: two numbers, the second the larger.
fn is_range(text: &str, from: &str, to: &str) -> bool {
    let between: String = text
        .chars()
        .skip_while(|it| !it.is_ascii_digit())
        .skip_while(char::is_ascii_digit)
        .take_while(|it| !it.is_ascii_digit())
        .collect();
    let between = between.trim();
    let is_dash = matches!(between, "-" | "–" | "—" | ".." | "..." | "…" | "~");
    let numbers = from.parse::<u32>().ok().zip(to.parse::<u32>().ok());
    is_dash && numbers.is_some_and(|(from, to)| from <= to)
}

/// The length that a description states, such as `up to 50 characters` or `макс. 50 символів`, if it states exactly one.
pub(in crate::import) fn length_in_text(text: &str) -> Option<u32> {
    let mut found: Vec<u32> = Vec::new();
    let words = Words::of(text);
    for language in &LANGUAGES {
        for phrase in language.at_most {
            let ends = words.find_all(phrase, End::Word).map(|at| at.end);
            found.extend(ends.filter_map(|end| counted(&text[end..], language.characters)));
        }
    }
    found.sort_unstable();
    found.dedup();
    if let [only] = found.as_slice() { Some(*only) } else { None }
}

/// The number at the beginning of a text, if a word for characters follows it.
fn counted(text: &str, characters: &[&str]) -> Option<u32> {
    let text = text.trim_start_matches(|it: char| it.is_whitespace() || it == ':' || it == '=' || it == '.');
    let digits = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start_matches(|it: char| it.is_whitespace() || it == '-');
    let unit: String = unit.chars().map(fold).collect();
    characters.iter().any(|stem| unit.starts_with(stem)).then(|| number.parse().ok()).flatten()
}
