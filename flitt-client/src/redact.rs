//! Keeps secrets out of every text that people see.

use std::fmt;

use secrecy::zeroize::Zeroizing;

use crate::credentials::{Credentials, PUBLIC_KEYS};
use crate::encode::value_of;
use crate::nested;
use crate::schema::Endpoint;
use crate::signature::MASK;
use crate::spellings::spellings;
use crate::values::Values;

/// Stands for a value that is never shown.
pub(crate) struct Hidden;

/// Stands for a value that is never shown.
pub(crate) const HIDDEN: Hidden = Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[hidden]")
    }
}

/// Replaces keys and the values of sensitive parameters by their names.
pub(crate) struct Redactor {
    /// Longest first.
    secrets: Vec<Secret>,
    /// Texts that a signed text may show as they are; the rest of it is hidden when something sensitive was sent.
    shown: Option<Vec<String>>,
}

/// A text that is never shown.
#[derive(PartialEq, Eq)]
struct Secret {
    text: Zeroizing<String>,
    /// What stands for it.
    name: String,
    /// Whether it goes only where it stands as a value: it is a word that messages are made of, too.
    is_word: bool,
}

impl Secret {
    fn key(name: &str, key: &str) -> Self {
        Self { text: Zeroizing::new(key.to_owned()), name: format!("[{name}]"), is_word: is_word(key) }
    }

    fn value(text: String, name: &str) -> Self {
        Self { text: Zeroizing::new(text), name: format!("[{name}]"), is_word: false }
    }

    fn written_otherwise(&self) -> impl Iterator<Item = Self> {
        spellings(&self.text).map(|text| Self {
            is_word: self.is_word && is_word(&text),
            text,
            name: self.name.clone(),
        })
    }
}

impl Redactor {
    /// For texts about one request.
    pub(crate) fn new(credentials: &Credentials, endpoint: &Endpoint, values: &Values) -> Self {
        let mut secrets: Vec<Secret> = credentials.keys().map(|(name, key)| Secret::key(name, key)).collect();
        let mut shown = Vec::new();
        let mut has_sensitive = false;
        for (row, parameter) in endpoint.request.rows.iter().enumerate() {
            let Some(value) = value_of(&endpoint.request, row, values, credentials) else { continue };
            // The gateway masks its key wherever it stands, also within a value.
            let masked = credentials.keys().map(|(_, key)| value.replace(key, MASK));
            let spellings = masked.chain([value.to_owned()]).filter(|text| !text.is_empty());
            if parameter.holds_sensitive() {
                has_sensitive = true;
                secrets.extend(spellings.map(|text| Secret::value(text, &parameter.name)));
                let nested = nested::sensitive(parameter, value).into_iter();
                secrets.extend(nested.map(|(name, text)| Secret::value(text, &name)));
            } else {
                shown.extend(spellings);
            }
        }
        let others: Vec<Secret> = secrets.iter().flat_map(Secret::written_otherwise).collect();
        secrets.extend(others);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.text.len()));
        secrets.dedup();
        Self { secrets, shown: has_sensitive.then_some(shown) }
    }

    /// A text of the gateway, as people may see it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let text = match &self.shown {
            Some(shown) => hide_unknown_parts(text, shown),
            None => text.to_owned(),
        };
        self.secrets.iter().fold(text, |text, secret| {
            let goes = if secret.is_word { stands_as_value } else { |_: &str, _: &str| true };
            replace_where(&text, &secret.text, &secret.name, goes)
        })
    }
}

/// A secret shorter than this, in bytes, is replaced only where it stands alone: a security code of three digits is part
/// of many numbers that are none.
const SHORT: usize = 8;

/// A text whose secret is replaced by what stands for it. A secret of less than eight bytes goes only where it stands
/// alone, with no letter or digit beside it.
#[must_use]
pub fn replace(text: &str, secret: &str, name: &str) -> String {
    replace_where(text, secret, name, |_, _| true)
}

/// The same, where what stands before and behind the secret allows it.
fn replace_where(text: &str, secret: &str, name: &str, goes: impl Fn(&str, &str) -> bool) -> String {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut replaced = String::with_capacity(text.len());
    let mut done = 0;
    for (start, _) in text.match_indices(secret) {
        let (before, after) = (&text[..start], &text[start + secret.len()..]);
        let within = secret.len() < SHORT && (is_part(before.chars().next_back()) || is_part(after.chars().next()));
        replaced.push_str(&text[done..start]);
        replaced.push_str(if !within && goes(before, after) { name } else { secret });
        done = start + secret.len();
    }
    replaced + &text[done..]
}

/// The gateway's public test keys are words that its messages are made of, and no secrets. Any other key goes wherever it
/// stands, whatever it reads like.
fn is_word(key: &str) -> bool {
    PUBLIC_KEYS.contains(&key)
}

/// Whether a word stands where a key would, and not in a sentence: alone, in a signed text, after the word that names
/// it, or as the whole of a value.
fn stands_as_value(before: &str, after: &str) -> bool {
    const NAMES: [&str; 4] = ["key", "password", "secret", "signed with"];
    const OPENING: [char; 11] = ['|', ':', '=', '"', '\'', '`', '(', '[', '{', '<', '>'];
    let (before, behind) = (before.trim_end(), after.trim_start());
    let is_named = || {
        let name = before.trim_end_matches(|character: char| OPENING.contains(&character) || character == ' ');
        NAMES.iter().any(|known| name.to_ascii_lowercase().ends_with(known))
    };
    let is_whole = || behind.len() == after.len() || !behind.starts_with(char::is_alphanumeric);
    let is_opened = before.is_empty() || before.ends_with(OPENING);
    behind.starts_with('|') || is_named() || (is_opened && is_whole())
}

/// Within a signed text (`key|value|value`), hides every part that is not known to be harmless: an encoding of a card
/// number that differs from the one that was sent is still a card number.
fn hide_unknown_parts(text: &str, shown: &[String]) -> String {
    let Some((head, tail)) = text.split_once('|') else { return text.to_owned() };
    let parts = tail.split('|').map(|part| {
        let known = shown.iter().any(|value| value == part.trim_end());
        if known { part } else { "[hidden]" }
    });
    std::iter::once(head).chain(parts).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::{Redactor, is_word, replace, replace_where, stands_as_value};
    use crate::api::OrderStatus;
    use crate::{Credentials, Endpoint as _};

    #[test]
    fn long_secrets_go_wherever_they_stand() {
        assert_eq!(replace("x4444555566661111y", "4444555566661111", "[card]"), "x[card]y");
    }

    #[test]
    fn short_secrets_go_where_they_stand_alone() {
        assert_eq!(replace("111|a|111", "111", "[cvv2]"), "[cvv2]|a|[cvv2]");
        assert_eq!(
            replace("(request id 5htKi111wf, code 1111)", "111", "[cvv2]"),
            "(request id 5htKi111wf, code 1111)"
        );
        assert_eq!(replace("111111", "111", "[cvv2]"), "111111");
        assert_eq!(replace("x1234567y x12345678y", "1234567", "[token]"), "x1234567y x12345678y");
        assert_eq!(replace("x1234567y x12345678y", "12345678", "[token]"), "x1234567y x[token]y", "long from eight on");
    }

    #[test]
    fn a_key_goes_in_every_spelling() {
        let request = OrderStatus::request().order_id("1001").build().unwrap();
        let redactor = |key: &str| Redactor::new(&Credentials::new(7, key), OrderStatus::SCHEMA, request.values());
        let own = redactor("k3y/of=mine");
        for spelling in ["k3y/of=mine", "6b33792f6f663d6d696e65", "6B33792F6F663D6D696E65", "k3y%2Fof%3Dmine"] {
            assert_eq!(own.redact(&format!("a word {spelling} and another")), "a word [payment key] and another");
        }
        // The public test key is a word, and hides only where a key would stand; its digits are no word.
        let public = redactor("test");
        assert_eq!(public.redact("in a test 74657374 or so"), "in a test [payment key] or so");
    }

    #[test]
    fn a_key_that_is_a_word_goes_where_a_key_would_stand() {
        let redacted = |text: &str| replace_where(text, "test", "[payment key]", stands_as_value);
        for sentence in [
            "the merchant is in test mode",
            "test mode is on",
            "Only test cards are allowed in a test.",
            "the latest tests",
            "Application error (request id test7, order contest)",
            "order 'A big test'",
            "Error: test mode is on (test mode)",
        ] {
            assert_eq!(redacted(sentence), sentence);
        }
        for (text, expected) in [
            ("test", "[payment key]"),
            ("response_signature_string: test|100|a test", "response_signature_string: [payment key]|100|a test"),
            ("100|test|GEL|test", "100|[payment key]|GEL|[payment key]"),
            ("test|test|test ", "[payment key]|[payment key]|[payment key] "),
            ("secret_key=test&amount=1", "secret_key=[payment key]&amount=1"),
            (r#"{"key":"test","mode": "test"}"#, r#"{"key":"[payment key]","mode": "[payment key]"}"#),
            ("Wrong key test in test mode", "Wrong key [payment key] in test mode"),
            ("PASSWORD: test", "PASSWORD: [payment key]"),
            ("signed with test (in test mode)", "signed with [payment key] (in test mode)"),
            ("(test ) is (test)", "([payment key] ) is ([payment key])"),
            ("(test mode)", "(test mode)"),
            ("key = test mode", "key = [payment key] mode"),
            ("secret_key: 'test mode", "secret_key: '[payment key] mode"),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn public_keys_alone_are_words() {
        assert!(is_word("test") && is_word("testcredit"));
        for key in ["tests", "Test", "payment", "sunflower", "k3y"] {
            assert!(!is_word(key), "{key}");
        }
    }
}
