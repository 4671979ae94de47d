//! Keeps secrets out of the journal. Only what a table knows, and calls harmless, is shown.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::schema::{Library, Parameter};
use flitt_client::{MASK, replace_secret};
use serde_json::Value;

use crate::cards::passes_luhn;
use crate::wire::DATA;

/// Stands for the value of a parameter that no table knows.
const HIDDEN: &str = "[hidden]";
/// What no table explains, and is no secret: envelopes, and what a refusal says.
const PROTOCOL: [&str; 8] =
    ["request", "response", "order", "version", "error_code", "error_message", "request_id", "response_status"];
/// How many digits card numbers have.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// The names whose values people may see.
pub(crate) struct Shown {
    names: BTreeSet<String>,
    sensitive: BTreeSet<String>,
}

/// Texts that were hidden in one message, and are to be hidden elsewhere too.
#[derive(Default)]
pub(crate) struct Secrets(Vec<(String, String)>);

impl Shown {
    /// What all tables together allow: a name that one of them calls sensitive is hidden everywhere.
    pub(crate) fn of(library: &Library) -> Self {
        let endpoints = || library.endpoints.iter().map(|endpoint| &endpoint.model);
        let requests = endpoints().map(|endpoint| endpoint.request.as_ref());
        let answers = endpoints().flat_map(|endpoint| endpoint.response.forms.iter()).map(|form| form.table.as_ref());
        let tables = requests.chain(answers).chain(library.tables.iter().map(|read| &read.model));
        let rows: Vec<&Parameter> = tables.flat_map(|table| table.rows.iter()).collect();
        let of_rows = |is_sensitive: bool| {
            let rows = rows.iter().filter(move |row| row.sensitive == is_sensitive);
            rows.map(|row| row.name.to_string()).collect::<BTreeSet<String>>()
        };
        let sensitive = of_rows(true);
        let mut names = &of_rows(false) - &sensitive;
        names.extend(PROTOCOL.map(str::to_owned));
        Self { names, sensitive }
    }

    /// A value as people may see it; what is hidden of it goes to the secrets.
    pub(crate) fn redact(&self, name: &str, value: &Value, secrets: &mut Secrets) -> Value {
        match value {
            Value::Object(fields) if self.names.contains(name) || name.is_empty() => {
                let fields = fields.iter().map(|(name, value)| (name.clone(), self.redact(name, value, secrets)));
                Value::Object(fields.collect())
            }
            Value::Array(items) if self.names.contains(name) || name.is_empty() => {
                Value::Array(items.iter().map(|item| self.redact(name, item, secrets)).collect())
            }
            Value::String(text) if name == DATA && packed(text).is_some() => {
                self.redact("", &packed(text).unwrap_or_default(), secrets)
            }
            Value::Null => Value::Null,
            Value::String(text) if text.is_empty() => value.clone(),
            Value::String(text) if self.names.contains(name) => Value::String(without_cards(text)),
            Value::Number(number) if self.names.contains(name) => {
                let text = without_cards(&number.to_string());
                if text == number.to_string() { value.clone() } else { Value::String(text) }
            }
            Value::Bool(_) if self.names.contains(name) => value.clone(),
            _ => {
                let stands = if self.sensitive.contains(name) { format!("[{name}]") } else { HIDDEN.to_owned() };
                secrets.add(value, &stands);
                Value::String(stands)
            }
        }
    }
}

impl Secrets {
    fn add(&mut self, value: &Value, stands: &str) {
        match value {
            Value::Object(fields) => fields.values().for_each(|value| self.add(value, stands)),
            Value::Array(items) => items.iter().for_each(|item| self.add(item, stands)),
            Value::Null | Value::Bool(_) => {}
            Value::String(text) => self.add_text(text, stands),
            Value::Number(number) => self.add_text(&number.to_string(), stands),
        }
    }

    fn add_text(&mut self, text: &str, stands: &str) {
        if !text.is_empty() {
            self.0.push((text.to_owned(), stands.to_owned()));
            self.0.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        }
    }

    /// Hides the secrets in a text, and a merchant's key.
    pub(crate) fn hide_in(&self, text: &str, key: Option<&str>) -> String {
        // The gateway masks its key in the values too, so a secret may stand there with a part masked.
        let masked = |secret: &str| key.map(|key| secret.replace(key, MASK)).filter(|masked| masked != secret);
        self.0.iter().fold(without_cards(text), |text, (secret, stands)| {
            let text = replace_secret(&text, secret, stands);
            masked(secret).map_or(text.clone(), |masked| replace_secret(&text, &masked, stands))
        })
    }
}

/// The JSON value in base64 of protocol 2.0.
fn packed(text: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64_STANDARD.decode(text).ok()?).ok()
}

/// Hides what looks like a card number, also in groups of digits: people write them where they do not belong. Numbers
/// that begin with 0 or 1 are none; times in milliseconds begin so.
fn without_cards(text: &str) -> String {
    let is_part = |character: char| character.is_ascii_digit() || matches!(character, ' ' | '-');
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|character| !is_part(character)).unwrap_or(from.len());
        let run = from[..end].trim_end_matches([' ', '-']);
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        shown.push_str(before);
        let is_card = CARD_DIGITS.contains(&digits.len()) && !digits.starts_with(['0', '1']) && passes_luhn(&digits);
        shown.push_str(if is_card { "[card_number]" } else { run });
        rest = &from[run.len()..];
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Secrets, without_cards};
    use crate::rules::Rules;

    #[test]
    fn only_what_a_table_calls_harmless_is_shown() {
        let rules = Rules::shared().unwrap();
        let mut secrets = Secrets::default();
        let message = json!({ "request": {
            "order_id": "1", "amount": 100, "card_number": "4444555566661111", "cvv2": 123, "container": { "a": "b123" },
            "kartennummer": "4444555566661111", "receiver_iban": "GE00TB1", "rectoken": "",
            "order_desc": "for 4444 5555 6666 1111, thanks", "merchant_data": "1795219200123",
        }});
        let shown = rules.shown.redact("", &message, &mut secrets);
        assert_eq!(
            shown["request"],
            json!({
                "order_id": "1", "amount": 100, "card_number": "[card_number]", "cvv2": "[cvv2]",
                "container": "[container]", "kartennummer": "[hidden]", "receiver_iban": "[receiver_iban]",
                "rectoken": "", "order_desc": "for [card_number], thanks", "merchant_data": "1795219200123",
            })
        );
        let said = secrets.hide_in("signed: **********|100|123|4444555566661111|b123|GE00TB1 (1234)", Some("test"));
        assert_eq!(said, "signed: **********|100|[cvv2]|[card_number]|[container]|[receiver_iban] (1234)");
    }

    #[test]
    fn card_numbers_are_hidden_wherever_they_stand() {
        assert_eq!(without_cards("a4444-5555-6666-1111b 12"), "a[card_number]b 12");
        assert_eq!(without_cards("4444555566661112 გელა 10.20"), "4444555566661112 გელა 10.20");
    }
}
