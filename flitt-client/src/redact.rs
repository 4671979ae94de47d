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
        self.secrets.iter().fold(text, |text, (secret, name)| text.replace(secret, name))
    }
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
