//! Errors with the gateway's own codes and messages.

use std::fmt;

use flitt_client::reference::ResponseCode;
use flitt_client::value::WireEnum;

use crate::redact::{shown_name, shown_text};

/// The error with which the gateway rejects a request: a code and a message.
///
/// The message is the gateway's template for the code, from `schemas/reference/response_codes.json`, with the values of
/// the request filled in. Where the gateway's documentation gives no details, the sandbox appends its own after a
/// colon. [`message`](Self::message) is what the merchant's server receives; `Display` and `Debug` are for people, and show
/// neither card numbers nor other secrets of the request.
#[derive(Clone, PartialEq, Eq)]
pub struct GatewayError {
    code: ResponseCode,
    message: String,
    /// The message for people.
    shown: String,
}

impl GatewayError {
    /// The code.
    #[must_use]
    pub fn code(&self) -> ResponseCode {
        self.code
    }

    /// The message, with the exact values of the request.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// An error whose message has no placeholders.
    pub(crate) fn new(code: ResponseCode) -> Self {
        Self::filled(code, &[])
    }

    /// An error about one parameter.
    pub(crate) fn parameter(code: ResponseCode, name: &str) -> Self {
        Self::filled(code, &[("param_name", name)])
    }

    /// An error whose message contains values: each `{name}` of the template is replaced.
    pub(crate) fn filled(code: ResponseCode, values: &[(&str, &str)]) -> Self {
        let message = fill(code_message(code), values);
        Self { code, shown: shown_text(&message).into_owned(), message }
    }

    /// An error whose message is not the gateway's template for the code.
    pub(crate) fn with_message(code: ResponseCode, message: &str) -> Self {
        Self { code, shown: shown_text(message).into_owned(), message: message.to_owned() }
    }

    /// An error about a parameter whose name is not that of a table.
    pub(crate) fn unknown_parameter(code: ResponseCode, name: &str) -> Self {
        Self { shown: Self::parameter(code, &shown_name(name)).shown, ..Self::parameter(code, name) }
    }

    /// The message for people.
    pub(crate) fn shown_message(&self) -> &str {
        &self.shown
    }

    /// An error that the gateway does not document, with the sandbox's own message.
    pub(crate) fn application(details: &str) -> Self {
        Self::new(ResponseCode::ApplicationError).with_details(details)
    }

    /// Appends a text to the message that people do not see.
    #[must_use]
    pub(crate) fn append_for_merchant(mut self, text: &str) -> Self {
        self.message.push(' ');
        self.message.push_str(text);
        self
    }

    /// Appends details to the message, after a colon.
    #[must_use]
    pub(crate) fn with_details(mut self, details: &str) -> Self {
        for (message, details) in [(&mut self.message, details), (&mut self.shown, &shown_text(details))] {
            message.push_str(": ");
            message.push_str(details);
        }
        self
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.as_str(), self.shown)
    }
}

impl fmt::Debug for GatewayError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("GatewayError").field("code", &self.code).field("message", &self.shown).finish()
    }
}

impl std::error::Error for GatewayError {}

/// A response code as a number.
pub(crate) fn code_number(code: ResponseCode) -> u64 {
    code.as_str().parse().unwrap_or_default()
}

/// The gateway's message template for a code. One code has no known message: its description is used.
pub(crate) fn code_message(code: ResponseCode) -> &'static str {
    code.column("message").unwrap_or_else(|| code.description())
}

/// Replaces each `{name}` once, from left to right: braces within a value are not replaced again.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, tail)| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, tail)));
        rest = match known {
            Some((value, tail)) => {
                filled.push_str(value);
                tail
            }
            None => {
                filled.push('{');
                after
            }
        };
    }
    filled.push_str(rest);
    filled
}
