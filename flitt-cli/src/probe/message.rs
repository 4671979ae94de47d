//! A callback whose values can be changed and signed again.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flitt_client::signature::sign;
use serde_json::{Map, Value, json};

use super::scenario::{Encoding, Signing};

/// The keys of the documented test merchant.
const PAYMENT_KEY: &str = "test";
const PAYOUT_KEY: &str = "testcredit";
/// A key that no merchant has.
const WRONG_KEY: &str = "not-the-key-of-this-merchant";

const JSON: &str = "application/json; charset=UTF-8";

const SIGNATURE: &str = "signature";
/// The signed text that the gateway shows to merchants in test mode; it is not signed.
const SIGNED_TEXT: &str = "response_signature_string";

/// The parameters of a callback, as the gateway signed them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    fields: Map<String, Value>,
    wrapping: Wrapping,
}

/// How the parameters of a callback are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapping {
    /// Each is signed.
    None,
    /// In protocol 2.0 they are signed as one text.
    Data,
    /// The same, within `response`.
    DataInResponse,
}

impl Message {
    /// A callback as the gateway writes it; `None` where it is not one.
    pub(super) fn read(body: &str) -> Option<Self> {
        let Ok(Value::Object(fields)) = serde_json::from_str(body) else { return None };
        let response = fields.get("response").and_then(Value::as_object);
        let wrapping = if response.is_some() { Wrapping::DataInResponse } else { Wrapping::Data };
        let Some(data) = response.unwrap_or(&fields).get("data").and_then(Value::as_str) else {
            return Some(Self { fields, wrapping: Wrapping::None });
        };
        let data: Value = serde_json::from_slice(&BASE64_STANDARD.decode(data).ok()?).ok()?;
        let fields = data.get("order")?.as_object()?.clone();
        Some(Self { fields, wrapping })
    }

    /// The text of a value; empty without one.
    pub(super) fn text(&self, name: &str) -> String {
        self.fields.get(name).map(text_of).unwrap_or_default()
    }

    /// Whether a scenario can be played with it: in protocol 2.0, no change keeps the signature.
    pub(super) fn can_be(&self, change: &BTreeMap<String, Option<String>>, signing: Signing) -> bool {
        self.wrapping == Wrapping::None || change.is_empty() || signing != Signing::Unchanged
    }

    /// Replaces values, and removes those without a text.
    pub(super) fn change(&mut self, changes: &BTreeMap<String, Option<String>>) {
        for (name, text) in changes {
            match text {
                None => _ = self.fields.remove(name),
                Some(text) => {
                    let is_number = self.fields.get(name).is_some_and(Value::is_number);
                    let number = text.parse::<u64>().ok().filter(|_| is_number);
                    self.fields.insert(name.clone(), number.map_or_else(|| text.as_str().into(), Value::from));
                }
            }
        }
    }

    /// The body and its content type.
    pub(super) fn body(&self, signing: Signing, encoding: Encoding) -> (String, &'static str) {
        let key = match signing {
            Signing::Payout => Some(PAYOUT_KEY),
            Signing::Wrong => Some(WRONG_KEY),
            Signing::Payment => Some(PAYMENT_KEY),
            Signing::None | Signing::Unchanged => None,
        };
        let fields = match self.wrapping {
            Wrapping::None => self.signed(key, signing),
            Wrapping::Data | Wrapping::DataInResponse => self.as_data(key, signing),
        };
        match encoding {
            Encoding::Json if self.wrapping == Wrapping::DataInResponse => {
                (json!({ "response": fields }).to_string(), JSON)
            }
            Encoding::Json => (Value::Object(fields).to_string(), JSON),
            Encoding::Form => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(fields.iter().map(|(name, value)| (name, text_of(value))));
                (form.finish(), "application/x-www-form-urlencoded")
            }
        }
    }

    fn signed(&self, key: Option<&str>, signing: Signing) -> Map<String, Value> {
        let mut fields = self.fields.clone();
        if signing != Signing::Unchanged {
            fields.remove(SIGNATURE);
            fields.remove(SIGNED_TEXT);
        }
        if let Some(key) = key {
            let texts: Vec<(String, String)> =
                fields.iter().map(|(name, value)| (name.clone(), text_of(value))).collect();
            let signature = sign(key, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
            fields.insert(SIGNATURE.to_owned(), signature.into());
        }
        fields
    }

    fn as_data(&self, key: Option<&str>, signing: Signing) -> Map<String, Value> {
        let data = BASE64_STANDARD.encode(json!({ "order": self.fields }).to_string());
        let mut envelope = Map::new();
        envelope.insert("version".to_owned(), "2.0".into());
        let key = key.or((signing == Signing::Unchanged).then_some(PAYMENT_KEY));
        if let Some(key) = key {
            envelope.insert(SIGNATURE.to_owned(), sign(key, [("data", data.as_str())]).into());
        }
        envelope.insert("data".to_owned(), data.into());
        envelope
    }
}

/// The text of a value, as it is signed and as a form has it.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use flitt_client::api::FinalOrder;
    use flitt_client::{Credentials, callback};
    use flitt_sandbox::Sandbox;

    use super::{Message, Wrapping};
    use crate::probe::scenario::{Encoding, Signing};

    async fn paid(version: &str) -> Message {
        let sandbox = Sandbox::builder().without_callbacks().start().await.unwrap();
        let fields = [("order_id", "1"), ("merchant_id", "1549901"), ("amount", "100"), ("currency", "GEL")];
        let fields: serde_json::Map<_, _> = fields
            .iter()
            .chain(&[("order_desc", "Tea")])
            .map(|(name, text)| ((*name).to_owned(), (*text).into()))
            .collect();
        let wrapping = if version == "2.0" { Wrapping::Data } else { Wrapping::None };
        let message = Message { fields, wrapping };
        let (body, content_type) = message.body(Signing::Payment, Encoding::Json);
        let (status, response) =
            sandbox.respond("/api/checkout/url", content_type, format!("{{\"request\":{body}}}").into()).await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&response));
        sandbox.pay("1", "4444555511116666").unwrap();
        Message::read(&sandbox.callback_for("1").unwrap().body).unwrap()
    }

    fn is_valid(body: &str) -> bool {
        callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes()).is_ok()
    }

    #[tokio::test]
    async fn only_the_payment_key_and_the_original_are_valid() {
        for version in ["1.0.1", "2.0"] {
            let message = paid(version).await;
            assert_eq!(message.text("order_status"), "approved");
            let written = message.body(Signing::Unchanged, Encoding::Json).0;
            assert_eq!(Message::read(&written).as_ref(), Some(&message), "{written}");
            for (signing, valid) in [
                (Signing::Unchanged, true),
                (Signing::Payment, true),
                (Signing::Payout, false),
                (Signing::Wrong, false),
                (Signing::None, false),
            ] {
                let (body, _) = message.body(signing, Encoding::Json);
                assert_eq!(is_valid(&body), valid, "{version} {signing:?} {body}");
            }
        }
    }

    #[tokio::test]
    async fn a_change_is_signed_again_or_is_not() {
        let mut message = paid("1.0.1").await;
        let change = BTreeMap::from([("amount".to_owned(), Some("7".to_owned())), ("eci".to_owned(), None)]);
        message.change(&change);
        assert!(is_valid(&message.body(Signing::Payment, Encoding::Json).0));
        assert!(!is_valid(&message.body(Signing::Unchanged, Encoding::Json).0));
        assert!(is_valid(&message.body(Signing::Payment, Encoding::Form).0));
        assert_eq!((message.text("amount"), message.text("eci")), ("7".to_owned(), String::new()));
        assert!(!paid("2.0").await.can_be(&change, Signing::Unchanged) && message.can_be(&change, Signing::Unchanged));
    }
}
