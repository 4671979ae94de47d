//! Keeps secrets out of every text that people see.

use std::fmt;

use crate::credentials::Credentials;
use crate::encode::value_of;
use crate::schema::Endpoint;
use crate::signature::MASK;
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
    /// Secret and what stands for it, longest secret first.
    secrets: Vec<(String, String)>,
    /// Texts that a signed text may show as they are; the rest of it is hidden when something sensitive was sent.
    shown: Option<Vec<String>>,
}

impl Redactor {
    /// For texts about one request.
    pub(crate) fn new(credentials: &Credentials, endpoint: &Endpoint, values: &Values) -> Self {
        let mut secrets: Vec<(String, String)> =
            credentials.keys().map(|(name, key)| (key.to_owned(), format!("[{name}]"))).collect();
        let mut shown = Vec::new();
        let mut has_sensitive = false;
        for (row, parameter) in endpoint.request.rows.iter().enumerate() {
            let Some(value) = value_of(&endpoint.request, row, values, credentials) else { continue };
            // The gateway masks its key wherever it stands, also within a value.
            let masked = credentials.keys().map(|(_, key)| value.replace(key, MASK));
            let spellings = masked.chain([value.to_owned()]).filter(|text| !text.is_empty());
            if parameter.sensitive {
                has_sensitive = true;
                secrets.extend(spellings.map(|text| (text, format!("[{}]", parameter.name))));
            } else {
                shown.extend(spellings);
            }
        }
        secrets.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Self { secrets, shown: has_sensitive.then_some(shown) }
    }

    /// A text of the gateway, as people may see it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let text = match &self.shown {
            Some(shown) => hide_unknown_parts(text, shown),
            None => text.to_owned(),
        };
        self.secrets.iter().fold(text, |text, (secret, name)| replace(&text, secret, name))
    }
}

/// A secret shorter than this, in bytes, is replaced only where it stands alone: a security code of three digits is part
/// of many numbers that are none.
const SHORT: usize = 8;

/// A text whose secret is replaced by its name.
pub(crate) fn replace(text: &str, secret: &str, name: &str) -> String {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(secret) {
        let end = start + secret.len();
        let before = rest[..start].chars().next_back().or_else(|| replaced.chars().next_back());
        let within = secret.len() < SHORT && (is_part(before) || is_part(rest[end..].chars().next()));
        replaced.push_str(&rest[..start]);
        replaced.push_str(if within { secret } else { name });
        rest = &rest[end..];
    }
    replaced + rest
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
    use super::replace;

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
    }
}
