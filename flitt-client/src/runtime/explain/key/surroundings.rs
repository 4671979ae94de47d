//! What is around a key by mistake: line ends, quotes, byte order marks, names and comments.

use super::variants::{Variant, variant};
use crate::runtime::explain::cause::Cause;

/// White space at an end, also as it is written in a file.
const SPACES: [&str; 11] = ["\n", "\r\n", " ", "\t", "\r", "\u{a0}", "\u{200b}", "\\n", "\\r\\n", "\u{2028}", "\0"];

/// Quotes that programs and editors put around a key.
const QUOTES: [(&str, &str); 9] = [
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("“", "”"),
    ("„", "“"),
    ("”", "”"),
    ("‘", "’"),
    ("«", "»"),
    ("\\\"", "\\\""),
];

/// A byte order mark, and how it looks where UTF-8 was read as Latin-1.
const MARKS: [&str; 2] = ["\u{feff}", "ï»¿"];

/// What follows a key in code and in files of settings.
const TAILS: [&str; 5] = [";", ",", ".", ")", "="];

/// So many layers are taken off: a line end, quotes, a byte order mark, a name.
const MOST_LAYERS: usize = 8;

/// The key with more around it.
pub(super) fn added(key: &str) -> Vec<Variant> {
    // Each is made at once: a text that grows leaves copies in memory.
    let around = |before: &str, after: &str| [before, key, after].concat();
    let both = [around(" ", " "), around("", "\n\n")];
    let spaced = SPACES.iter().flat_map(|space| [around("", space), around(space, "")]).chain(both);
    let quoted = QUOTES.iter().flat_map(|(opening, closing)| {
        let ends = ["\n", "\r\n", " "].map(|end| [opening, key, closing, end].concat());
        [around(opening, closing), around(opening, ""), around("", closing)].into_iter().chain(ends)
    });
    let marked = MARKS.iter().flat_map(|mark| ["", "\n", "\r\n", " "].map(|end| around(mark, end)));
    let tails = TAILS.iter().map(|tail| around("", tail));
    let of = |cause: Cause| move |text: String| variant(cause, text);
    spaced
        .map(of(Cause::SpaceAroundKey))
        .chain(quoted.map(of(Cause::QuotesAroundKey)))
        .chain(marked.map(of(Cause::BomBeforeKey)))
        .chain(tails.map(of(Cause::TextAroundKey)))
        .collect()
}

/// The key with less around it, layer by layer, and without any white space.
pub(super) fn removed(key: &str) -> Vec<Variant> {
    let mut variants: Vec<Variant> = Vec::new();
    for _ in 0..MOST_LAYERS {
        let (before, text) =
            variants.last().map_or((Cause::SpaceAroundKey, key), |(cause, text)| (*cause, text.as_str()));
        let Some((cause, inner)) = without_layer(text).filter(|(_, inner)| !inner.is_empty()) else { break };
        // A quote is a better name than the line end around it.
        let cause = if cause == Cause::SpaceAroundKey { before } else { cause };
        let inner = variant(cause, inner);
        variants.push(inner);
    }
    variants.push(variant(Cause::SpaceAroundKey, key.split_whitespace().collect::<Vec<_>>().concat()));
    variants
}

fn without_layer(text: &str) -> Option<(Cause, &str)> {
    let bare = SPACES.iter().fold(text.trim(), |text, space| {
        let text = text.strip_suffix(space).unwrap_or(text);
        text.strip_prefix(space).unwrap_or(text)
    });
    if bare != text {
        return Some((Cause::SpaceAroundKey, bare));
    }
    if let Some(bare) = MARKS.iter().find_map(|mark| text.strip_prefix(mark)) {
        return Some((Cause::BomBeforeKey, bare));
    }
    let bare = QUOTES.iter().fold(text, |text, (opening, closing)| {
        let text = text.strip_prefix(opening).unwrap_or(text);
        text.strip_suffix(closing).unwrap_or(text)
    });
    if bare != text {
        return Some((Cause::QuotesAroundKey, bare));
    }
    // `key # comment`, `NAME=key`, `NAME: key`, `key,`
    let commented = || text.split_once([' ', '#']).map(|(value, _)| value).filter(|value| !value.is_empty());
    let named = || text.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty());
    let named = || named().or_else(|| text.split_once(": ")).map(|(_, value)| value);
    let tailed = || TAILS.iter().find_map(|tail| text.strip_suffix(tail));
    named().or_else(commented).or_else(tailed).map(|bare| (Cause::TextAroundKey, bare))
}
