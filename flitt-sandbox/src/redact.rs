//! Redaction of secrets. Only values of parameters that a schema file lists as not sensitive are shown.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::__private::redact as replace_secret;
use flitt_client::signature::MASK;
use flitt_schema::{Library, Parameter};
use serde_json::Value;

use crate::http::wire::DATA;
use crate::model::card::passes_luhn;

/// Replaces the value of a parameter that is in no table.
const HIDDEN: &str = "[redacted]";
/// Names that are in no table and not secret: envelopes, and the parameters of errors.
const PROTOCOL: [&str; 8] =
    ["request", "response", "order", "version", "error_code", "error_message", "request_id", "response_status"];
/// The number of digits of card numbers.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// Which values are shown, and which are redacted. The default redacts every value.
#[derive(Default)]
pub(crate) struct RedactionPolicy {
    /// The names of parameters whose values are shown.
    shown: BTreeSet<String>,
    /// The names of sensitive parameters, which replace their values.
    sensitive: BTreeSet<String>,
}

/// Values that were redacted in one body, and the text that replaced each. They are redacted in other texts, too.
#[derive(Default)]
pub(crate) struct Secrets(Vec<(String, String)>);

impl RedactionPolicy {
    /// The policy of all tables together: a name that is sensitive in one of them is redacted everywhere.
    pub(crate) fn from_schemas(library: &Library) -> Self {
        let endpoints = || library.endpoints.iter().map(|endpoint| &endpoint.model);
        let requests = endpoints().map(|endpoint| endpoint.request.as_ref());
        let responses =
            endpoints().flat_map(|endpoint| endpoint.response.variants.iter()).map(|variant| variant.table.as_ref());
        let tables = requests.chain(responses).chain(library.tables.iter().map(|loaded| &loaded.model));
        let (sensitive, others): (Vec<&Parameter>, Vec<&Parameter>) =
            tables.flat_map(|table| table.rows.iter()).partition(|parameter| parameter.sensitive);
        let names = |parameters: &[&Parameter]| -> BTreeSet<String> {
            parameters.iter().map(|parameter| parameter.name.to_string()).collect()
        };
        let sensitive = names(&sensitive);
        let mut shown = &names(&others) - &sensitive;
        shown.extend(PROTOCOL.map(str::to_owned));
        Self { shown, sensitive }
    }

    /// A redacted copy of the value of a parameter. The redacted values are added to `secrets`.
    pub(crate) fn redact(&self, name: &str, value: &Value, secrets: &mut Secrets) -> Value {
        match value {
            Value::Object(fields) if self.shown.contains(name) || name.is_empty() => {
                let fields = fields.iter().map(|(name, value)| (name.clone(), self.redact(name, value, secrets)));
                Value::Object(fields.collect())
            }
            Value::Array(items) if self.shown.contains(name) || name.is_empty() => {
                Value::Array(items.iter().map(|item| self.redact(name, item, secrets)).collect())
            }
            Value::String(text) if name == DATA && decode_data(text).is_some() => {
                self.redact("", &decode_data(text).unwrap_or_default(), secrets)
            }
            Value::Null => Value::Null,
            Value::String(text) if text.is_empty() => value.clone(),
            Value::String(text) if self.shown.contains(name) => Value::String(without_cards(text)),
            Value::Number(number) if self.shown.contains(name) => {
                let text = without_cards(&number.to_string());
                if text == number.to_string() { value.clone() } else { Value::String(text) }
            }
            Value::Bool(_) if self.shown.contains(name) => value.clone(),
            _ => {
                let replacement = if self.sensitive.contains(name) { format!("[{name}]") } else { HIDDEN.to_owned() };
                secrets.add(value, &replacement);
                Value::String(replacement)
            }
        }
    }
}

impl Secrets {
    fn add(&mut self, value: &Value, replacement: &str) {
        match value {
            Value::Object(fields) => fields.values().for_each(|value| self.add(value, replacement)),
            Value::Array(items) => items.iter().for_each(|item| self.add(item, replacement)),
            Value::Null | Value::Bool(_) => {}
            Value::String(text) => self.add_text(text, replacement),
            Value::Number(number) => self.add_text(&number.to_string(), replacement),
        }
    }

    fn add_text(&mut self, text: &str, replacement: &str) {
        if !text.is_empty() {
            self.0.push((text.to_owned(), replacement.to_owned()));
            self.0.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        }
    }

    /// Redacts the secrets in a text, also where a merchant's key within them is masked.
    pub(crate) fn redact_in(&self, text: &str, key: Option<&str>) -> String {
        // Error messages mask the key also within values, so that a part of a secret may be masked.
        let masked = |secret: &str| key.map(|key| secret.replace(key, MASK)).filter(|masked| masked != secret);
        self.0.iter().fold(without_cards(text), |text, (secret, replacement)| {
            let text = replace_secret(&text, secret, replacement);
            masked(secret).map_or(text.clone(), |masked| replace_secret(&text, &masked, replacement))
        })
    }
}

/// The JSON value in the base64 data of protocol 2.0.
fn decode_data(text: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64_STANDARD.decode(text).ok()?).ok()
}

/// Redacts what looks like a card number, also in groups of digits: people enter card numbers in other fields. Numbers
/// that begin with 0 or 1 are left: card numbers do not, but times in milliseconds do.
fn without_cards(text: &str) -> String {
    let is_part = |character: char| character.is_ascii_digit() || matches!(character, ' ' | '-');
    let mut redacted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|character| !is_part(character)).unwrap_or(from.len());
        let run = from[..end].trim_end_matches([' ', '-']);
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        redacted.push_str(before);
        let is_card = CARD_DIGITS.contains(&digits.len()) && !digits.starts_with(['0', '1']) && passes_luhn(&digits);
        redacted.push_str(if is_card { "[card_number]" } else { run });
        rest = &from[run.len()..];
    }
    redacted + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Secrets, without_cards};
    use crate::schemas::Schemas;

    #[test]
    fn only_parameters_that_are_not_sensitive_are_shown() {
        let schemas = Schemas::shared().unwrap();
        let mut secrets = Secrets::default();
        let body = json!({ "request": {
            "order_id": "1", "amount": 100, "card_number": "4444555566661111", "cvv2": 123, "container": { "a": "b123" },
            "kartennummer": "4444555566661111", "receiver_iban": "GE00TB1", "rectoken": "",
            "order_desc": "for 4444 5555 6666 1111, thanks", "merchant_data": "1795219200123",
        }});
        let shown = schemas.redaction.redact("", &body, &mut secrets);
        assert_eq!(
            shown["request"],
            json!({
                "order_id": "1", "amount": 100, "card_number": "[card_number]", "cvv2": "[cvv2]",
                "container": "[container]", "kartennummer": "[redacted]", "receiver_iban": "[receiver_iban]",
                "rectoken": "", "order_desc": "for [card_number], thanks", "merchant_data": "1795219200123",
            })
        );
        let text = secrets.redact_in("signed: **********|100|123|4444555566661111|b123|GE00TB1 (1234)", Some("test"));
        assert_eq!(text, "signed: **********|100|[cvv2]|[card_number]|[container]|[receiver_iban] (1234)");
    }

    #[test]
    fn card_numbers_are_redacted_in_other_values() {
        assert_eq!(without_cards("a4444-5555-6666-1111b 12"), "a[card_number]b 12");
        assert_eq!(without_cards("4444555566661112 გელა 10.20"), "4444555566661112 გელა 10.20");
    }
}
