//! A secret that is looked for in texts.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use secrecy::zeroize::Zeroizing;

use super::hits::Hits;
use super::layers::{Compact, Layer};
use crate::runtime::credentials::PUBLIC_KEYS;

/// A secret shorter than this, in bytes, is replaced only as a whole word: a security code of three digits is part of many
/// other numbers.
const SHORT: usize = 8;

/// Shorter encodings are not searched for: too many harmless texts contain them.
const SHORTEST: usize = 4;

/// So much of a text before and after a word says whether it is where a key would be, in bytes.
const CONTEXT: usize = 64;

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Key,
    /// A key that is also an ordinary word, and is replaced only where a key would be.
    Word,
    Value,
}

/// A secret that is looked for, and the text that replaces it.
#[derive(Clone)]
pub(super) struct Needle {
    pub(super) kind: Kind,
    text: Zeroizing<Vec<u8>>,
    /// Whether only its letters and digits count, in either case.
    is_compact: bool,
    name: String,
}

impl Needle {
    pub(super) fn of_key(key: &str, name: &str) -> Self {
        let kind = if is_word(key) { Kind::Word } else { Kind::Key };
        Self::new(kind, key, name.to_owned())
    }

    /// A value, and where it is short its letters in base64: too few to be decoded where they are cut off.
    pub(super) fn of_value(value: &str, name: &str) -> Vec<Self> {
        let whole = Self::new(Kind::Value, value, name.to_owned());
        // The bytes before it, and the letters that are theirs or shared with them.
        let places = [(0, 0), (1, 2), (2, 3)];
        let letters = |alphabet: Alphabet| places.map(|(before, shared)| in_base64(&alphabet, value, before, shared));
        let encoded = [STANDARD, URL_SAFE].into_iter().flat_map(letters).filter(|text| text.len() >= SHORTEST);
        let encoded = encoded.map(|text| Self { text, ..whole.clone() });
        if whole.is_compact { vec![whole] } else { encoded.chain([whole.clone()]).collect() }
    }

    fn new(kind: Kind, text: &str, name: String) -> Self {
        let layer = Layer::of(text);
        let compact = layer.compact();
        let (is_compact, text) =
            if is_compactable(compact.bytes()) { (true, compact.bytes()) } else { (false, layer.bytes()) };
        Self { kind, text: Zeroizing::new(text.to_vec()), is_compact, name }
    }

    pub(super) fn is_compact(&self) -> bool {
        self.is_compact
    }

    /// The length of the shortest part of it that is looked for, in bytes.
    pub(super) fn shortest_part(&self) -> usize {
        if self.is_compact { self.text.len() * 3 / 4 } else { self.text.len() }
    }

    /// Adds each place where it is in a layer.
    pub(super) fn find<'n>(&'n self, layer: &Layer, compact: Option<&Compact>, hits: &mut Hits<'n>) {
        match compact.filter(|_| self.is_compact) {
            Some(compact) => {
                for part in parts(compact.bytes(), &self.text) {
                    let place = layer.place(compact.index(part.start), compact.index(part.end - 1));
                    hits.add(place, &self.name);
                }
            }
            None => {
                for start in occurrences(layer.bytes(), &self.text) {
                    let end = start + self.text.len();
                    let place = layer.place(start, end - 1);
                    if self.is_due(place.1 - place.0, &layer.bytes()[..start], &layer.bytes()[end..]) {
                        hits.add(place, &self.name);
                    }
                }
            }
        }
    }

    /// Whether it is replaced between these texts. `written` is how many bytes it takes, which are more where it is encoded.
    fn is_due(&self, written: usize, before: &[u8], after: &[u8]) -> bool {
        let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        let is_within = written < SHORT && (is_part(before.last()) || is_part(after.first()));
        !is_within && (self.kind != Kind::Word || is_key_position(before, after))
    }
}

/// The base64 letters of a text behind so many bytes, without letters that it shares with what is before and after it.
fn in_base64(alphabet: &Alphabet, text: &str, before: usize, shared: usize) -> Zeroizing<Vec<u8>> {
    let text = Zeroizing::new([&vec![0; before], text.as_bytes()].concat());
    let written = Zeroizing::new(GeneralPurpose::new(alphabet, NO_PAD).encode(&*text));
    Zeroizing::new(written.as_bytes().get(shared..text.len() * 8 / 6).unwrap_or_default().to_vec())
}

/// Whether only the letters and digits of a secret are looked for: a number that is no card number can be made of two.
fn is_compactable(compact: &[u8]) -> bool {
    let is_long = if compact.iter().all(u8::is_ascii_digit) { 12 } else { SHORT };
    compact.len() >= is_long
}

/// The places of at least three quarters of a secret in a text: what was cut off is still most of it.
fn parts<'t>(text: &'t [u8], secret: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
    // Three quarters always have the middle.
    let quarter = secret.len() / 4;
    occurrences(text, &secret[quarter..secret.len() - quarter]).filter_map(move |middle| {
        let (before, after) = (&text[..middle], &text[middle + secret.len() - 2 * quarter..]);
        let is_same = |(one, other): &(&u8, &u8)| one == other;
        let left = before.iter().rev().zip(secret[..quarter].iter().rev()).take_while(is_same).count();
        let right = after.iter().zip(&secret[secret.len() - quarter..]).take_while(is_same).count();
        let part = middle - left..middle + secret.len() - 2 * quarter + right;
        (part.len() >= SHORT && part.len() * 4 >= secret.len() * 3).then_some(part)
    })
}

/// The places of a secret in a text, also where they overlap.
fn occurrences<'t>(text: &'t [u8], secret: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let length = secret.len().max(1);
    text.windows(length).enumerate().filter(move |(_, window)| *window == secret).map(|(start, _)| start)
}

/// Public test keys are ordinary words that messages contain, and no secrets. Any other key is redacted everywhere.
fn is_word(key: &str) -> bool {
    PUBLIC_KEYS.contains(&key)
}

/// Whether a word is where a key would be, and not part of a sentence: alone, in a signed text, after a word such as `key`,
/// or a whole value.
fn is_key_position(before: &[u8], after: &[u8]) -> bool {
    const NAMES: [&str; 4] = ["key", "password", "secret", "signed with"];
    // The last is the end of what was decoded.
    const OPENING: [char; 12] = ['|', ':', '=', '"', '\'', '`', '(', '[', '{', '<', '>', '\u{fffd}'];
    let before = String::from_utf8_lossy(&before[before.len().saturating_sub(CONTEXT)..]);
    let after = String::from_utf8_lossy(&after[..after.len().min(CONTEXT)]);
    let (before, rest) = (before.trim_end(), after.trim_start());
    let is_named = || {
        let name = before.trim_end_matches(|character: char| OPENING.contains(&character) || character == ' ');
        NAMES.iter().any(|known| name.to_ascii_lowercase().ends_with(known))
    };
    let is_whole = || rest.len() == after.len() || !rest.starts_with(char::is_alphanumeric);
    let is_opened = before.is_empty() || before.ends_with(OPENING);
    rest.starts_with('|') || is_named() || (is_opened && is_whole())
}

#[cfg(test)]
mod tests {
    use super::{is_key_position, is_word};

    #[test]
    fn a_name_is_looked_for_in_64_bytes() {
        for (spaces, expected) in [(61, true), (62, false)] {
            let before = format!("key{}", " ".repeat(spaces));
            assert_eq!(is_key_position(before.as_bytes(), b" mode"), expected, "{spaces}");
        }
    }

    #[test]
    fn only_public_keys_are_words() {
        assert!(is_word("test") && is_word("testcredit"));
        for key in ["tests", "Test", "payment", "sunflower", "k3y"] {
            assert!(!is_word(key), "{key}");
        }
    }

    #[test]
    fn a_key_that_is_a_word_is_redacted_where_a_key_would_be() {
        let is_due = |text: &str| {
            let (before, after) = text.split_once("test").unwrap();
            is_key_position(before.as_bytes(), after.as_bytes())
        };
        for sentence in [
            "the merchant is in test mode",
            "test mode is on",
            "Only test cards are allowed in a test.",
            "Error: test mode is on",
            "(test mode)",
            "(a test) mode",
            "a test mode|",
        ] {
            assert!(!is_due(sentence), "{sentence}");
        }
        for text in [
            "test",
            "response_signature_string: test|100|a",
            "100|test|GEL",
            "|test ",
            "secret_key=test&amount=1",
            r#"{"key":"test","mode": 1}"#,
            r#"{"mode": "test"}"#,
            "Wrong key test in use",
            "PASSWORD: test",
            "signed with test (in production)",
            "(test ) is",
            "key = test mode",
            "secret_key: 'test mode",
            "a test|b",
            "wrong password test in use",
            "the secret test in use",
            "Key:\n\ttest mode",
            "a `test` b",
            "a [test] b",
            "a {test} b",
            "a <test> b",
            "<b>test</b>",
            "a \u{fffd}test",
        ] {
            assert!(is_due(text), "{text}");
        }
    }
}
