//! Redaction of all that people see: what the journal records, the pages show, and `Debug` writes. Only values of parameters
//! that a schema file lists as not sensitive are shown. Every text from outside is shown without card numbers, and pages
//! without the merchants' keys.

use std::fmt;
use std::path::Path;

use flitt_client::__private::redact::{RedactedBody, Shown};
use flitt_schema::Key;
use serde_json::Value;

use crate::model::merchant::Merchants;

mod html;

pub(crate) use html::page;

pub(crate) use flitt_client::__private::redact::{
    Policy, TextRedactor, passes_luhn, shown_address, shown_name, shown_text,
};

/// A text from outside, for `Debug`.
pub(crate) struct DebugText<'t>(pub(crate) &'t str);

impl fmt::Debug for DebugText<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown_text(self.0).fmt(formatter)
    }
}

/// The path of a file, without secrets.
pub(crate) struct ShownPath<'p>(pub(crate) &'p Path);

impl ShownPath<'_> {
    fn text(&self) -> String {
        shown_text(&self.0.to_string_lossy()).into_owned()
    }
}

impl fmt::Display for ShownPath<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

impl fmt::Debug for ShownPath<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text(), formatter)
    }
}

/// An address from outside, for `Debug`.
pub(crate) struct DebugAddress<'t>(pub(crate) &'t str);

impl fmt::Debug for DebugAddress<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown_address(self.0).fmt(formatter)
    }
}

/// Redacts all keys of all merchants.
pub(crate) fn of_merchants(merchants: &Merchants) -> TextRedactor {
    let keys = merchants
        .iter()
        .flat_map(|merchant| [Key::Payment, Key::Payout, Key::Company].into_iter().filter_map(|key| merchant.key(key)));
    let mut known: Vec<&str> = keys.collect();
    known.sort_unstable();
    known.dedup();
    known.into_iter().fold(TextRedactor::default(), |texts, key| texts.with_key("key", key))
}

/// A value without secrets, and what was redacted in it.
pub(crate) fn redact(policy: &Policy<'_>, value: &Value, texts: &TextRedactor) -> RedactedBody {
    policy.json(&value.to_string(), texts)
}

/// A redacted body as a value.
pub(crate) fn as_value(body: &RedactedBody) -> Option<Value> {
    serde_json::from_str(&body.shown.to_json()).ok()
}

/// The names and the texts of the parameters in a redacted body.
pub(crate) fn as_texts(body: RedactedBody) -> Vec<(String, String)> {
    match body.shown {
        Shown::Object(members) => members.into_iter().map(|(name, value)| (name, value.into_text())).collect(),
        _ => Vec::new(),
    }
}

/// Adds values that were redacted, with their names: they are redacted in other texts, too.
pub(crate) fn with_secrets_of(texts: TextRedactor, secrets: &[(String, String)]) -> TextRedactor {
    texts.with_values(secrets.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

#[cfg(test)]
mod tests {
    use flitt_client::__private::redact::TextRedactor;
    use serde_json::json;

    use super::{as_value, redact, with_secrets_of};
    use crate::schemas::Schemas;

    #[test]
    fn only_parameters_that_are_not_sensitive_are_shown() {
        let schemas = Schemas::shared().unwrap();
        let body = json!({ "request": {
            "order_id": "1", "amount": 100, "card_number": "4444555566661111", "cvv2": 123, "container": { "a": "b123" },
            "kartennummer": "4444555566661111", "receiver_iban": "GE00TB1", "rectoken": "",
            "order_desc": "for 4444 5555 6666 1111, thanks", "merchant_data": "1795219200123",
        }});
        let texts = TextRedactor::default().with_key("key", "test");
        let shown = redact(&schemas.redaction, &body, &texts);
        assert_eq!(
            as_value(&shown).unwrap()["request"],
            json!({
                "order_id": "1", "amount": 100, "card_number": "[card_number]", "cvv2": "[cvv2]",
                "container": "[container]", "kartennummer": "[redacted]", "receiver_iban": "[receiver_iban]",
                "rectoken": "", "order_desc": "for [card_number], thanks", "merchant_data": "1795219200123",
            })
        );
        let texts = with_secrets_of(texts, &shown.secrets);
        let text = texts.redact("signed: **********|100|123|4444555566661111|b123|GE00TB1 (1234)");
        assert_eq!(text, "signed: **********|100|[cvv2]|[card_number]|[container]|[receiver_iban] (1234)");
        let encoded = texts.redact("6b 4745303054423 474530305442 R0UwMFRCMQ== 4444%205555%206666%201111");
        assert!(!encoded.contains("R0UwMFRCMQ") && !encoded.contains("5555"), "{encoded}");
    }

    #[test]
    fn addresses_of_the_merchant_are_shown_without_secrets() {
        let schemas = Schemas::shared().unwrap();
        let body = json!({ "request": { "server_callback_url": "https://user:k3y@shop.example/callback?token=k3y" },
            "response": { "checkout_url": "https://pay.flitt.com/?token=1" } });
        let shown = as_value(&redact(&schemas.redaction, &body, &TextRedactor::default())).unwrap();
        assert_eq!(shown["request"]["server_callback_url"], "https://[redacted]@shop.example/callback?[redacted]");
        assert_eq!(shown["response"]["checkout_url"], "https://pay.flitt.com/?token=1", "the payer's page");
    }

    #[test]
    fn data_of_protocol_2_are_shown_as_what_they_contain() {
        let schemas = Schemas::shared().unwrap();
        let data = "eyJvcmRlciI6eyJvcmRlcl9pZCI6IjEiLCJjdnYyIjoiMTIzIn19";
        let shown = redact(&schemas.redaction, &json!({ "data": data, "signature": "x" }), &TextRedactor::default());
        assert_eq!(as_value(&shown).unwrap()["data"], json!({ "order": { "order_id": "1", "cvv2": "[cvv2]" } }));
    }
}
