//! Secrets in texts: error messages, signed texts, and values that are shown.

use std::borrow::Cow;
use std::cmp::Reverse;

use flitt_schema::Endpoint;
use secrecy::zeroize::Zeroizing;

use super::card_numbers::without_card_numbers;
use super::embedded::secrets_in;
use super::secret_encodings::secret_encodings;
use crate::runtime::credentials::{Credentials, PUBLIC_KEYS};
use crate::runtime::request::Values;
use crate::runtime::signature::MASK;

/// Replaces secrets in texts by their names: keys and other values that it was given, in every encoding, and whatever looks
/// like a card number. Without any, it replaces card numbers.
#[derive(Clone, Default)]
pub struct TextRedactor {
    /// Longest first.
    secrets: Vec<Secret>,
    /// The keys among them, which the gateway masks within other values.
    keys: Vec<Zeroizing<String>>,
    /// If something sensitive was sent: the values that a signed text may contain. All others in it are redacted.
    allowed: Option<Vec<String>>,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
struct Secret {
    text: Zeroizing<String>,
    /// The text that replaces it.
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Key,
    /// A key that is also an ordinary word, and is replaced only where a key would be.
    Word,
    Value,
}

impl Secret {
    fn encoded(&self) -> impl Iterator<Item = Self> {
        secret_encodings(&self.text).map(|text| Self {
            kind: if self.kind == Kind::Word && !is_word(&text) { Kind::Key } else { self.kind },
            text,
            name: self.name.clone(),
        })
    }
}

impl TextRedactor {
    /// For texts about the keys of a merchant.
    #[must_use]
    pub fn of_keys(credentials: &Credentials) -> Self {
        let mut redactor = Self::default();
        for (name, key) in credentials.keys() {
            redactor.insert_key(name, key);
        }
        redactor.sorted()
    }

    /// For texts about one request.
    pub(crate) fn of_request(credentials: &Credentials, endpoint: &Endpoint, values: &Values) -> Self {
        let mut redactor = Self::of_keys(credentials);
        let mut allowed = Vec::new();
        let mut has_sensitive = false;
        for (row, parameter) in endpoint.request.rows.iter().enumerate() {
            let Some(value) = values.sent(&endpoint.request, row, credentials) else { continue };
            if parameter.contains_sensitive() {
                has_sensitive = true;
                redactor.insert_value(&parameter.name, value);
                for (name, text) in secrets_in(parameter, value) {
                    redactor.insert_value(&name, &text);
                }
            } else {
                allowed.extend(redactor.as_shown(value));
            }
        }
        redactor.allowed = has_sensitive.then_some(allowed);
        redactor.sorted()
    }

    /// Adds a key.
    #[must_use]
    pub fn with_key(mut self, name: &str, key: &str) -> Self {
        self.insert_key(name, key);
        self.sorted()
    }

    /// Adds sensitive values, each with the name of its parameter.
    #[must_use]
    pub fn with_values<'v>(mut self, values: impl IntoIterator<Item = (&'v str, &'v str)>) -> Self {
        for (name, text) in values {
            self.insert_value(name, text);
        }
        self.sorted()
    }

    /// A text from outside, such as an error message.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        // Cleared when it is replaced: it can contain a key.
        let mut text = Zeroizing::new(match &self.allowed {
            Some(allowed) => redact_signed_text(text, allowed),
            None => text.to_owned(),
        });
        for secret in self.secrets.iter().filter(|secret| !secret.text.is_empty()) {
            if text.contains(secret.text.as_str()) {
                let is_due = if secret.kind == Kind::Word { is_key_position } else { |_: &str, _: &str| true };
                text = Zeroizing::new(replace_where(&text, &secret.text, &secret.name, is_due));
            }
        }
        without_card_numbers(&text).into_owned()
    }

    /// A value that is shown: without keys and card numbers. Other values that are equal to a sensitive one stay, since a
    /// security code of three digits is equal to many.
    #[must_use]
    pub fn redact_value<'v>(&self, text: &'v str) -> Cow<'v, str> {
        let mut shown = without_card_numbers(text);
        for key in self.secrets.iter().filter(|secret| secret.kind == Kind::Key) {
            if shown.contains(key.text.as_str()) {
                shown = Cow::Owned(replace(&shown, &key.text, &key.name));
            }
        }
        shown
    }

    fn insert_key(&mut self, name: &str, key: &str) {
        if !key.is_empty() {
            self.keys.push(Zeroizing::new(key.to_owned()));
            let kind = if is_word(key) { Kind::Word } else { Kind::Key };
            self.insert(Secret { text: Zeroizing::new(key.to_owned()), name: format!("[{name}]"), kind });
        }
    }

    fn insert_value(&mut self, name: &str, value: &str) {
        for text in self.as_shown(value) {
            self.insert(Secret { text: Zeroizing::new(text), name: format!("[{name}]"), kind: Kind::Value });
        }
    }

    /// A value as it is and as the gateway shows it: it masks the keys everywhere, also within values.
    fn as_shown(&self, value: &str) -> Vec<String> {
        let masked = self.keys.iter().map(|key| value.replace(key.as_str(), MASK)).filter(|masked| masked != value);
        masked.chain([value.to_owned()]).filter(|text| !text.is_empty()).collect()
    }

    fn insert(&mut self, secret: Secret) {
        let encoded: Vec<Secret> = secret.encoded().collect();
        self.secrets.push(secret);
        self.secrets.extend(encoded);
    }

    fn sorted(mut self) -> Self {
        self.secrets.sort_by_key(|secret| Reverse(secret.text.len()));
        self.secrets.dedup();
        self
    }
}

/// A secret shorter than this, in bytes, is replaced only as a whole word: a security code of three digits is part of many
/// other numbers.
const SHORT: usize = 8;

/// Replaces a secret in a text by its name. A secret of less than eight bytes is replaced only as a whole word, with no
/// letter or digit next to it.
#[must_use]
pub fn replace(text: &str, secret: &str, name: &str) -> String {
    replace_where(text, secret, name, |_, _| true)
}

/// Replaces a secret where the texts before and after it allow it.
fn replace_where(text: &str, secret: &str, name: &str, is_due: impl Fn(&str, &str) -> bool) -> String {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    // No growth: it would leave a copy of the text, which can contain other secrets.
    let mut replaced = String::with_capacity(text.len() + text.matches(secret).count() * name.len());
    let mut done = 0;
    for (start, _) in text.match_indices(secret) {
        let (before, after) = (&text[..start], &text[start + secret.len()..]);
        let within = secret.len() < SHORT && (is_part(before.chars().next_back()) || is_part(after.chars().next()));
        replaced.push_str(&text[done..start]);
        replaced.push_str(if !within && is_due(before, after) { name } else { secret });
        done = start + secret.len();
    }
    replaced.push_str(&text[done..]);
    replaced
}

/// Public test keys are ordinary words that messages contain, and no secrets. Any other key is redacted everywhere.
fn is_word(key: &str) -> bool {
    PUBLIC_KEYS.contains(&key)
}

/// Whether a word is where a key would be, and not part of a sentence: alone, in a signed text, after a word such as `key`,
/// or a whole value.
fn is_key_position(before: &str, after: &str) -> bool {
    const NAMES: [&str; 4] = ["key", "password", "secret", "signed with"];
    const OPENING: [char; 11] = ['|', ':', '=', '"', '\'', '`', '(', '[', '{', '<', '>'];
    let (before, rest) = (before.trim_end(), after.trim_start());
    let is_named = || {
        let name = before.trim_end_matches(|character: char| OPENING.contains(&character) || character == ' ');
        NAMES.iter().any(|known| name.to_ascii_lowercase().ends_with(known))
    };
    let is_whole = || rest.len() == after.len() || !rest.starts_with(char::is_alphanumeric);
    let is_opened = before.is_empty() || before.ends_with(OPENING);
    rest.starts_with('|') || is_named() || (is_opened && is_whole())
}

/// Redacts every part of a signed text (`key|value|value`) that is not known to be harmless: another encoding of a card
/// number is still a card number.
fn redact_signed_text(text: &str, allowed: &[String]) -> String {
    let Some((head, tail)) = text.split_once('|') else { return text.to_owned() };
    let parts = tail.split('|').map(|part| {
        let known = allowed.iter().any(|value| value == part.trim_end());
        if known { part } else { "[redacted]" }
    });
    std::iter::once(head).chain(parts).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::{TextRedactor, is_key_position, is_word, replace, replace_where};
    use crate::runtime::credentials::Credentials;
    use crate::runtime::request::{Endpoint as _, NoStatus, Values};

    #[test]
    fn long_secrets_are_replaced_everywhere() {
        assert_eq!(replace("x4444555566661111y", "4444555566661111", "[card]"), "x[card]y");
    }

    #[test]
    fn short_secrets_are_replaced_as_whole_words() {
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
    fn a_key_is_redacted_in_every_encoding() {
        let redactor =
            |key: &str| TextRedactor::of_request(&Credentials::new(7, key), NoStatus::SCHEMA, &Values::new(0));
        let private = redactor("k3y/of=mine");
        for encoded in ["k3y/of=mine", "6b33792f6f663d6d696e65", "6B33792F6F663D6D696E65", "k3y%2Fof%3Dmine"] {
            assert_eq!(private.redact(&format!("a word {encoded} and another")), "a word [payment key] and another");
        }
        // The public test key is a word, and is redacted only where a key would be. Its hexadecimal form is no word.
        let public = redactor("test");
        assert_eq!(public.redact("in a test 74657374 or so"), "in a test [payment key] or so");
    }

    #[test]
    fn a_key_that_is_a_word_is_redacted_where_a_key_would_be() {
        let redacted = |text: &str| replace_where(text, "test", "[payment key]", is_key_position);
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
    fn only_public_keys_are_words() {
        assert!(is_word("test") && is_word("testcredit"));
        for key in ["tests", "Test", "payment", "sunflower", "k3y"] {
            assert!(!is_word(key), "{key}");
        }
    }
}
