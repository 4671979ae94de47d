//! What was sent, as people may see it, and which check it did not pass.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::schema::{Endpoint, Key};
use flitt_client::{MASK, masked_signed_text};
use serde_json::{Map, Value};

use super::redact::Secrets;
use crate::merchant::Merchant;
use crate::rules::Rules;
use crate::wire::{DATA, Format, ORDER, SIGNATURE};

/// How much of a text is kept, in bytes.
pub(super) const KEPT: usize = 32 * 1024;

/// A body that was sent, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The length in bytes.
    pub length: usize,
    /// The body as JSON with line breaks, also where it was a form; nothing for what is neither.
    pub body: Option<String>,
    /// The text that is signed, with the key masked; nothing where there is no signature.
    pub signed_text: Option<String>,
}

/// The check that a request did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedCheck {
    /// Which.
    pub stage: Stage,
    /// The gateway's code.
    pub code: u64,
    /// The gateway's words, without secrets.
    pub message: String,
}

/// The checks of a request, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// There is an endpoint, and it takes the method.
    Address,
    /// The content type is one of the endpoint's.
    ContentType,
    /// The body can be read, and has parameters.
    Body,
    /// The parameters fit to the endpoint's table.
    Parameters,
    /// The merchant is known, and has the key that is needed.
    Merchant,
    /// The signature belongs to the parameters.
    Signature,
    /// The currency is available.
    Currency,
    /// The order lets it be done.
    Order,
}

impl Stage {
    /// The check that a code tells of (<https://docs.flitt.com/api/response-codes/>).
    fn of(status: u16, code: u64) -> Self {
        match (status, code) {
            (404 | 405, _) => Self::Address,
            (413, _) | (_, 1005 | 1010 | 1046) => Self::Body,
            (_, 1021) => Self::ContentType,
            (_, 1007 | 1009 | 1011 | 1034) => Self::Parameters,
            (_, 1016 | 1017) => Self::Merchant,
            (_, 1014) => Self::Signature,
            (_, 1012) => Self::Currency,
            _ => Self::Order,
        }
    }
}

/// A body as it is read once, with its secrets: not to be shown.
pub(super) struct Raw {
    length: usize,
    value: Option<Value>,
}

impl Raw {
    pub(super) fn read(content_type: &str, body: &[u8]) -> Self {
        let value = if Format::of(content_type) == Ok(Format::Form) {
            let fields = form_urlencoded::parse(body).into_owned().map(|(name, value)| (name, Value::String(value)));
            Some(Value::Object(fields.collect()))
        } else {
            serde_json::from_slice(body).ok()
        };
        Self { length: body.len(), value }
    }

    /// The parameters: what stands in the envelope, where there is one, and in the data of protocol 2.0.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        let Some(Value::Object(fields)) = &self.value else { return Map::new() };
        let inner = ["request", "response"].iter().find_map(|name| fields.get(*name)?.as_object());
        inner.unwrap_or(fields).clone()
    }

    /// What people may see of it.
    pub(super) fn message(&self, rules: &Rules, key: Option<&str>, secrets: &mut Secrets) -> Message {
        let mut shown = self.value.as_ref().map(|value| rules.shown.redact("", value, secrets));
        let said = shown.as_mut().and_then(|shown| match shown.pointer("/response") {
            Some(_) => shown.pointer_mut("/response/error_message"),
            None => shown.pointer_mut("/error_message"),
        });
        if let Some(said) = said {
            // Error 1014 repeats the whole signed text.
            *said = Value::String(secrets.hide_in(&text(said), key));
        }
        let body = shown.and_then(|shown| serde_json::to_string_pretty(&shown).ok()).map(cut);
        Message { length: self.length, body, signed_text: self.signed_text(rules, key) }
    }

    /// What was signed, with the names of sensitive values instead of them.
    fn signed_text(&self, rules: &Rules, key: Option<&str>) -> Option<String> {
        let parameters = self.parameters();
        parameters.get(SIGNATURE)?;
        if parameters.contains_key(DATA) {
            return Some(format!("{MASK}|[{DATA}]"));
        }
        let shown = |(name, value): (&String, &Value)| {
            (name.clone(), text(&rules.shown.redact(name, value, &mut Secrets::default())))
        };
        let texts: Vec<(String, String)> = parameters.iter().map(shown).collect();
        let pairs = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        Some(cut(masked_signed_text(key.unwrap_or(MASK), pairs)))
    }

    /// The check that an answer says was not passed.
    pub(super) fn failed(&self, status: u16, key: Option<&str>, secrets: &Secrets) -> Option<FailedCheck> {
        let parameters = self.parameters();
        let code = text(parameters.get("error_code")?).parse().unwrap_or_default();
        let message = parameters.get("error_message").map(text).unwrap_or_default();
        Some(FailedCheck { stage: Stage::of(status, code), code, message: secrets.hide_in(&message, key) })
    }
}

/// What people may see of a callback, and of the answer to it.
pub(super) fn of_callback(rules: &Rules, merchant: Option<&Merchant>, body: &str, answer: &str) -> (Message, String) {
    let raw = Raw::read(Format::Json.content_type(), body.as_bytes());
    let parameters = unpacked(raw.parameters());
    let kind = rules.callback_key(|name| parameters.get(name).map(text));
    let key = merchant.and_then(|merchant| merchant.key(kind));
    let mut secrets = Secrets::default();
    let message = raw.message(rules, key, &mut secrets);
    (message, secrets.hide_in(answer, key))
}

/// The parameters, also those that protocol 2.0 packs.
pub(super) fn unpacked(parameters: Map<String, Value>) -> Map<String, Value> {
    let packed = parameters.get(DATA).and_then(Value::as_str);
    let bytes = packed.and_then(|packed| BASE64_STANDARD.decode(packed).ok());
    let data: Option<Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    match data.as_ref().and_then(|data| data.get(ORDER)).and_then(Value::as_object) {
        Some(order) => order.clone(),
        None => parameters,
    }
}

/// The key that signs what goes to an endpoint and comes from it.
pub(super) fn key<'m>(merchant: Option<&'m Merchant>, endpoint: Option<&Endpoint>) -> Option<&'m str> {
    merchant?.key(endpoint.map_or(Key::Payment, |endpoint| endpoint.key))
}

/// A value as it is signed.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A text that is not longer than what is kept.
fn cut(mut text: String) -> String {
    if text.len() > KEPT {
        text.truncate(text.floor_char_boundary(KEPT));
        text.push('…');
    }
    text
}
