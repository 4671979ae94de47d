//! The bodies of requests and responses, with secrets redacted.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::reference::ResponseCode;
use flitt_client::signature::{MASK, masked_signed_text};
use flitt_client::value::WireEnum;
use flitt_schema::{Endpoint, Key};
use serde_json::{Map, Value};

use super::Received;
use super::check::{CheckStage, FailedCheck};
use super::excerpt::{boundary_before, excerpt};
use crate::http::wire::{DATA, Format, ORDER, SIGNATURE};
use crate::model::error::code_message;
use crate::model::merchant::Merchant;
use crate::redact::{TextRedactor, as_texts, as_value, redact, shown_name, with_secrets_of};
use crate::schemas::Schemas;

/// The maximum length of a recorded text, in bytes.
pub(super) const MAX_TEXT_LENGTH: usize = 32 * 1024;
/// The maximum length of a body whose content is recorded, in bytes. Of a longer one, only the length is.
pub(crate) const MAX_BODY_LENGTH: usize = 256 * 1024;
/// The maximum length of a message, in bytes.
const MAX_MESSAGE_LENGTH: usize = 16 * 1024;
/// The maximum number of values that are searched for in other texts, and their length together.
const MAX_SECRETS: usize = 100;
const MAX_SECRET_LENGTH: usize = 16 * 1024;

/// The body of a request or a response, without secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedBody {
    /// The length in bytes.
    pub length: usize,
    /// The content as JSON with line breaks, also if it was a form. `None` if it was neither, or longer than 256 KiB. Of more
    /// than 32 KiB, the beginning and the end.
    pub content: Option<String>,
    /// The signed text, with the key masked. `None` without a signature. Of more than 32 KiB, the beginning and the end.
    pub signed_text: Option<String>,
}

/// A parsed body with its secrets, which must not be shown.
pub(super) struct ParsedBody {
    length: usize,
    value: Option<Value>,
    /// The names of parameters that are not signed.
    unsigned: Vec<String>,
}

/// The secrets of a request and of its response, which other texts about them must not show.
pub(super) struct Secrets {
    texts: TextRedactor,
    /// Whether there were too many to search for all of them.
    is_incomplete: bool,
}

impl Secrets {
    /// Redacts the keys of the merchants.
    pub(super) fn new(keys: &TextRedactor) -> Self {
        Self { texts: keys.clone(), is_incomplete: false }
    }

    /// A text from outside, of which nothing is shown if it can contain secrets that are not searched for.
    fn redact(&self, text: &str) -> Option<String> {
        let is_searched = !self.is_incomplete && text.len() <= MAX_MESSAGE_LENGTH;
        is_searched.then(|| self.texts.redact(text))
    }

    /// The gateway's message about an error; without the values in it if these can be secrets that are not searched for.
    fn message(&self, code: u64, message: &str) -> String {
        self.redact(message).unwrap_or_else(|| {
            ResponseCode::from_wire(&code.to_string()).map_or("", code_message).to_owned() + " (too long to be shown)"
        })
    }

    fn add(&mut self, secrets: &[(String, String)]) {
        let length: usize = secrets.iter().map(|(_, text)| text.len()).sum();
        if secrets.len() > MAX_SECRETS || length > MAX_SECRET_LENGTH {
            self.is_incomplete = true;
        } else {
            self.texts = with_secrets_of(std::mem::take(&mut self.texts), secrets);
        }
    }
}

impl ParsedBody {
    /// Parses a body. `length` is that of the whole body, which is not parsed if it is too long.
    pub(super) fn parse(content_type: &str, body: &[u8], length: usize) -> Self {
        let value = if length > MAX_BODY_LENGTH {
            None
        } else if Format::from_content_type(content_type) == Ok(Format::Form) {
            let fields = form_urlencoded::parse(body).into_owned().map(|(name, value)| (name, Value::String(value)));
            Some(Value::Object(fields.collect()))
        } else {
            serde_json::from_slice(body).ok()
        };
        Self { length, value, unsigned: Vec::new() }
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

    /// The body without secrets, which are added to `secrets`.
    pub(super) fn redacted(&self, schemas: &Schemas, key: Option<&str>, secrets: &mut Secrets) -> RecordedBody {
        let mut redacted = None;
        match &self.value {
            Some(value) => {
                let body = redact(&schemas.redaction, value, &secrets.texts);
                redacted = as_value(&body);
                let mut names = Vec::new();
                unshown_names(value, &mut names);
                secrets.add(&[body.secrets, names].concat());
            }
            None => secrets.is_incomplete |= self.length > MAX_BODY_LENGTH,
        }
        let code = self.error_code().unwrap_or_default();
        let error_message = redacted.as_mut().and_then(|redacted| match redacted.pointer("/response") {
            Some(_) => redacted.pointer_mut("/response/error_message"),
            None => redacted.pointer_mut("/error_message"),
        });
        if let Some(message) = error_message {
            // Error 1014 repeats the whole signed text.
            *message = Value::String(secrets.message(code, &text(message)));
        }
        let content = redacted.and_then(|redacted| serde_json::to_string_pretty(&redacted).ok());
        RecordedBody {
            length: self.length,
            content: content.map(|content| excerpt(content, MAX_TEXT_LENGTH)),
            signed_text: self.signed_text(schemas, key, &secrets.texts),
        }
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
        Some(excerpt(masked_signed_text(key.unwrap_or(MASK), pairs), MAX_TEXT_LENGTH))
    }

    /// The check that a response reports as failed.
    pub(super) fn failed_check(&self, status: u16, secrets: &Secrets) -> Option<FailedCheck> {
        let code = self.error_code()?;
        let message = self.parameters().get("error_message").map(text).unwrap_or_default();
        Some(FailedCheck {
            stage: CheckStage::from_response(status, code),
            code,
            message: secrets.message(code, &message),
        })
    }

    fn error_code(&self) -> Option<u64> {
        let parameters = self.parameters();
        Some(text(parameters.get("error_code")?).parse().unwrap_or_default())
    }
}

/// The names in a body that are not shown: other texts can repeat them.
fn unshown_names(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if shown_name(name) != *name {
                    found.push(("redacted".to_owned(), name.clone()));
                }
                unshown_names(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| unshown_names(item, found)),
        _ => {}
    }
}

/// How much is not shown of the end of a response that is not whole, in bytes: it can be cut off within a secret.
const CUT_LENGTH: usize = 128;

/// The body of a callback and what was received of the response to it, without secrets.
pub(super) fn redacted_callback(
    schemas: &Schemas,
    keys: &TextRedactor,
    merchant: Option<&Merchant>,
    body: &str,
    response: &Received,
) -> (RecordedBody, String) {
    let parsed = ParsedBody::parse(Format::Json.content_type(), body.as_bytes(), body.len());
    let parameters = decode_data(parsed.parameters());
    let key = schemas.callback_key(|name| parameters.get(name).map(text));
    let key = merchant.and_then(|merchant| merchant.key(key));
    let mut secrets = Secrets::new(keys);
    let request = parsed.redacted(schemas, key, &mut secrets);
    let mut shown = secrets.redact(&response.text).unwrap_or_default();
    if !response.is_whole {
        shown.truncate(boundary_before(&shown, shown.len().saturating_sub(CUT_LENGTH)));
    }
    (request, shown)
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
