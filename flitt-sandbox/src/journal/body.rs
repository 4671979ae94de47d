//! The bodies of requests and responses, with secrets redacted.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::signature::{MASK, masked_signed_text};
use flitt_schema::{Endpoint, Key};
use serde_json::{Map, Value};

use super::check::{CheckStage, FailedCheck};
use crate::http::wire::{DATA, Format, ORDER, SIGNATURE};
use crate::model::merchant::Merchant;
use crate::redact::{TextRedactor, as_texts, as_value, redact, with_secrets_of};
use crate::schemas::Schemas;

/// The maximum length of a recorded text, in bytes.
pub(super) const MAX_TEXT_LENGTH: usize = 32 * 1024;

/// The body of a request or a response, without secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedBody {
    /// The length in bytes.
    pub length: usize,
    /// The content as JSON with line breaks, also if it was a form. `None` if it was neither.
    pub content: Option<String>,
    /// The signed text, with the key masked. `None` without a signature.
    pub signed_text: Option<String>,
}

/// A parsed body with its secrets, which must not be shown.
pub(super) struct ParsedBody {
    length: usize,
    value: Option<Value>,
    /// The names of parameters that are not signed.
    unsigned: Vec<String>,
}

impl ParsedBody {
    pub(super) fn parse(content_type: &str, body: &[u8]) -> Self {
        let value = if Format::from_content_type(content_type) == Ok(Format::Form) {
            let fields = form_urlencoded::parse(body).into_owned().map(|(name, value)| (name, Value::String(value)));
            Some(Value::Object(fields.collect()))
        } else {
            serde_json::from_slice(body).ok()
        };
        Self { length: body.len(), value, unsigned: Vec::new() }
    }

    /// The same, with parameters that are not signed.
    pub(super) fn without_signature_of(self, names: &[String]) -> Self {
        Self { unsigned: names.to_vec(), ..self }
    }

    /// The parameters: the content of the envelope, if there is one.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        let Some(Value::Object(fields)) = &self.value else { return Map::new() };
        let inner = ["request", "response"].iter().find_map(|name| fields.get(*name)?.as_object());
        inner.unwrap_or(fields).clone()
    }

    /// The body without secrets. The redacted values are added to `texts`.
    pub(super) fn redacted(&self, schemas: &Schemas, key: Option<&str>, texts: &mut TextRedactor) -> RecordedBody {
        let mut redacted = None;
        if let Some(value) = &self.value {
            let body = redact(&schemas.redaction, value, texts);
            *texts = with_secrets_of(std::mem::take(texts), &body);
            redacted = as_value(&body);
        }
        let error_message = redacted.as_mut().and_then(|redacted| match redacted.pointer("/response") {
            Some(_) => redacted.pointer_mut("/response/error_message"),
            None => redacted.pointer_mut("/error_message"),
        });
        if let Some(message) = error_message {
            // Error 1014 repeats the whole signed text.
            *message = Value::String(texts.redact(&text(message)));
        }
        let content = redacted.and_then(|redacted| serde_json::to_string_pretty(&redacted).ok()).map(truncate);
        RecordedBody { length: self.length, content, signed_text: self.signed_text(schemas, key, texts) }
    }

    /// The signed text, in which the names of sensitive parameters replace their values.
    fn signed_text(&self, schemas: &Schemas, key: Option<&str>, texts: &TextRedactor) -> Option<String> {
        let mut parameters = self.parameters();
        parameters.get(SIGNATURE)?;
        parameters.retain(|name, _| !self.unsigned.contains(name));
        if parameters.contains_key(DATA) {
            return Some(format!("{MASK}|[{DATA}]"));
        }
        let shown = as_texts(redact(&schemas.redaction, &Value::Object(parameters), texts));
        let pairs = shown.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        Some(truncate(masked_signed_text(key.unwrap_or(MASK), pairs)))
    }

    /// The check that a response reports as failed.
    pub(super) fn failed_check(&self, status: u16, texts: &TextRedactor) -> Option<FailedCheck> {
        let parameters = self.parameters();
        let code = text(parameters.get("error_code")?).parse().unwrap_or_default();
        let message = parameters.get("error_message").map(text).unwrap_or_default();
        Some(FailedCheck { stage: CheckStage::from_response(status, code), code, message: texts.redact(&message) })
    }
}

/// The body of a callback and the response to it, without secrets.
pub(super) fn redacted_callback(
    schemas: &Schemas,
    merchant: Option<&Merchant>,
    body: &str,
    response: &str,
) -> (RecordedBody, String) {
    let body = ParsedBody::parse(Format::Json.content_type(), body.as_bytes());
    let parameters = decode_data(body.parameters());
    let key = schemas.callback_key(|name| parameters.get(name).map(text));
    let key = merchant.and_then(|merchant| merchant.key(key));
    let mut texts = redactor(key);
    let request = body.redacted(schemas, key, &mut texts);
    (request, texts.redact(response))
}

/// Redacts the key that signs a body in texts about it.
pub(super) fn redactor(key: Option<&str>) -> TextRedactor {
    TextRedactor::default().with_key("key", key.unwrap_or_default())
}

/// The parameters within the data of protocol 2.0; elsewhere the parameters as they are.
pub(super) fn decode_data(parameters: Map<String, Value>) -> Map<String, Value> {
    let encoded = parameters.get(DATA).and_then(Value::as_str);
    let bytes = encoded.and_then(|encoded| BASE64_STANDARD.decode(encoded).ok());
    let data: Option<Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    match data.as_ref().and_then(|data| data.get(ORDER)).and_then(Value::as_object) {
        Some(order) => order.clone(),
        None => parameters,
    }
}

/// The key that signs the requests and responses of an endpoint.
pub(super) fn signing_key<'m>(merchant: Option<&'m Merchant>, endpoint: Option<&Endpoint>) -> Option<&'m str> {
    merchant?.key(endpoint.map_or(Key::Payment, |endpoint| endpoint.key))
}

/// The text of a value in the signed text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Truncates a text to [`MAX_TEXT_LENGTH`].
fn truncate(mut text: String) -> String {
    if text.len() > MAX_TEXT_LENGTH {
        text.truncate(text.floor_char_boundary(MAX_TEXT_LENGTH));
        text.push('…');
    }
    text
}
