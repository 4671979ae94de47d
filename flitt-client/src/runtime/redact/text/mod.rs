//! Secrets in texts: error messages, signed texts, and values that are shown.

use std::borrow::Cow;
use std::fmt;

use flitt_schema::Endpoint;
use secrecy::zeroize::Zeroizing;

use super::address;
use super::card_numbers;
use super::embedded::secrets_in;
use super::hits::Hits;
use super::labels;
use super::layers::{Layer, each_layer};
use super::needle::{Kind, Needle};
use crate::runtime::credentials::Credentials;
use crate::runtime::request::Values;
use crate::runtime::signature::{MASK, mask};

/// Replaces secrets in texts by their names: keys and other values that it was given, and whatever looks like a card number,
/// an IBAN, the secret part of an address or a value with the name of a secret. They are found as they are, in other groups, and encoded.
#[derive(Clone, Default)]
pub struct TextRedactor {
    needles: Vec<Needle>,
    /// The keys among them, which the gateway masks within other values.
    keys: Vec<Zeroizing<String>>,
    /// If something sensitive was sent: the values that a signed text may contain. All others in it are redacted.
    allowed: Option<Vec<Zeroizing<String>>>,
}

impl TextRedactor {
    /// For texts about the keys of a merchant.
    #[must_use]
    pub fn of_keys(credentials: &Credentials) -> Self {
        let mut redactor = Self::default();
        for (name, key) in credentials.keys() {
            redactor.insert_key(&format!("[{name}]"), key);
        }
        redactor
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
        redactor
    }

    /// Adds a key.
    #[must_use]
    pub fn with_key(mut self, name: &str, key: &str) -> Self {
        self.insert_key(&format!("[{name}]"), key);
        self
    }

    /// The same keys, each replaced by the mask of the gateway.
    pub(crate) fn of_masked_keys(credentials: &Credentials) -> Self {
        let mut redactor = Self::default();
        credentials.keys().for_each(|(_, key)| redactor.insert_key(MASK, key));
        redactor
    }

    /// Adds sensitive values, each with the name of its parameter.
    #[must_use]
    pub fn with_values<'v>(mut self, values: impl IntoIterator<Item = (&'v str, &'v str)>) -> Self {
        for (name, text) in values {
            self.insert_value(name, text);
        }
        self
    }

    /// A text from outside, such as an error message.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let Some(allowed) = &self.allowed else { return self.redact_all(text).into_owned() };
        let text = redact_signed_text(text, allowed);
        self.redact_all(&text).into_owned()
    }

    /// A text from outside of any length, of which at most [`BEGINNING`] bytes are read and shown. Where it is longer, the end of these is
    /// left out: half a secret can be there.
    pub(crate) fn redact_beginning(&self, text: &str) -> String {
        let (text, rest) = text.split_at(boundary(text, BEGINNING));
        let mut shown = self.redact(text);
        if rest.is_empty() {
            return shown;
        }
        shown.truncate(boundary(&shown, shown.len().saturating_sub(LONGEST_SECRET)));
        format!("{shown} [more than {} bytes]", rest.len())
    }

    fn redact_all<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut hits = Hits::default();
        each_layer(text, &mut |layer| {
            self.find(layer, |_| true, &mut hits);
            card_numbers::find(layer, &mut hits);
            address::find(layer, &mut hits);
            labels::find(layer, &mut hits);
        });
        hits.replaced(text)
    }

    /// A value that is shown: without keys, card numbers and IBANs. Other values that are equal to a sensitive one stay, since
    /// a security code of three digits is equal to many.
    #[must_use]
    pub fn redact_value<'v>(&self, text: &'v str) -> Cow<'v, str> {
        if !self.may_find(|kind| kind == Kind::Key, text) && !card_numbers::may_contain(text) {
            return Cow::Borrowed(text);
        }
        let mut hits = Hits::default();
        each_layer(text, &mut |layer| {
            self.find(layer, |kind| kind == Kind::Key, &mut hits);
            card_numbers::find(layer, &mut hits);
        });
        hits.replaced(text)
    }

    /// The same, and without the secret parts of addresses.
    #[must_use]
    pub fn redact_text_value<'v>(&self, text: &'v str) -> Cow<'v, str> {
        let without_keys = self.redact_value(text);
        if !may_have_secret(&without_keys) {
            return without_keys;
        }
        let shown = shown_text(&without_keys).into_owned();
        if shown == *without_keys { without_keys } else { Cow::Owned(shown) }
    }

    /// A text without the values that it was given; keys stay.
    pub(super) fn without_values(&self, text: &str) -> String {
        if !self.may_find(|kind| kind != Kind::Key, text) {
            return text.to_owned();
        }
        let mut hits = Hits::default();
        each_layer(text, &mut |layer| self.find(layer, |kind| kind != Kind::Key, &mut hits));
        hits.replaced(text).into_owned()
    }

    /// A text that this program made, such as the body of a request: without keys. Public keys stay; they are words.
    #[must_use]
    pub fn without_keys<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.may_find(|kind| kind == Kind::Key, text) {
            return Cow::Borrowed(text);
        }
        let mut hits = Hits::default();
        each_layer(text, &mut |layer| self.find(layer, |kind| kind == Kind::Key, &mut hits));
        hits.replaced(text)
    }

    /// Whether a text is as long as one of these secrets: what is decoded from a text is never longer.
    fn may_find(&self, is_due: impl Fn(Kind) -> bool, text: &str) -> bool {
        self.needles.iter().any(|needle| is_due(needle.kind) && needle.shortest_part() <= text.len())
    }

    fn find<'n>(&'n self, layer: &Layer, is_due: impl Fn(Kind) -> bool, hits: &mut Hits<'n>) {
        let needles = || self.needles.iter().filter(|needle| is_due(needle.kind));
        let compact = needles().any(Needle::is_compact).then(|| layer.compact());
        for needle in needles() {
            needle.find(layer, compact.as_ref(), hits);
        }
    }

    fn insert_key(&mut self, name: &str, key: &str) {
        if !key.is_empty() {
            self.keys.push(Zeroizing::new(key.to_owned()));
            self.needles.push(Needle::of_key(key, name));
        }
    }

    fn insert_value(&mut self, name: &str, value: &str) {
        for text in self.as_shown(value) {
            self.needles.extend(Needle::of_value(&text, &format!("[{name}]")));
        }
    }

    /// A value as it is and as the gateway shows it: it masks the keys everywhere, also within values.
    fn as_shown(&self, value: &str) -> Vec<Zeroizing<String>> {
        let masked = self.keys.iter().map(|key| mask(value, key)).filter(|masked| masked != value);
        let all = masked.chain([value.to_owned()]).filter(|text| !text.is_empty());
        all.map(Zeroizing::new).collect()
    }
}

/// A text from outside that is shown, such as the description of an order: without card numbers, IBANs, the secret parts of
/// addresses and values with the name of a secret. Of a text of more than 64 KiB, only the length is shown.
#[must_use]
pub fn shown_text(text: &str) -> Cow<'_, str> {
    if text.len() > LONGEST {
        return Cow::Owned(format!("[{} bytes]", text.len()));
    }
    if !may_have_secret(text) {
        return Cow::Borrowed(text);
    }
    TextRedactor::default().redact_all(text)
}

/// The length of a text, in bytes, up to which it is looked through and shown.
pub(super) const LONGEST: usize = 64 * 1024;

/// How much of a text of the gateway is read and shown, in bytes: a gateway says less, and redaction takes time for each byte.
const BEGINNING: usize = 10_000;

/// No secret is longer, in bytes, however it is written.
const LONGEST_SECRET: usize = 1_000;

/// The last boundary of a character up to a position.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Whether it is worth looking through a text.
fn may_have_secret(text: &str) -> bool {
    may_have_address(text) || card_numbers::may_contain(text) || labels::may_contain(text)
}

/// Every escape and every address has one of these.
fn may_have_address(text: &str) -> bool {
    text.contains(['/', '\\', '%', '&', '=', '@', '／', '＼', '％', '＆', '＝', '＠'])
}

/// A value whose `Debug` passes [`shown_text`].
pub struct ShownDebug<D>(pub D);

impl<D: fmt::Debug> fmt::Debug for ShownDebug<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if formatter.alternate() { format!("{:#?}", self.0) } else { format!("{:?}", self.0) };
        formatter.write_str(&shown_text(&text))
    }
}

/// Redacts every part of a signed text (`key|value|value`) that is not known to be harmless: another encoding of a card
/// number is still a card number.
fn redact_signed_text(text: &str, allowed: &[Zeroizing<String>]) -> Zeroizing<String> {
    let Some((head, tail)) = text.split_once('|') else { return Zeroizing::new(text.to_owned()) };
    let parts = tail.split('|').map(|part| {
        let known = allowed.iter().any(|value| value.as_str() == part.trim_end());
        if known { part } else { "[redacted]" }
    });
    // Joined at once, so that it does not move: the head can contain a key.
    Zeroizing::new(std::iter::once(head).chain(parts).collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests;
