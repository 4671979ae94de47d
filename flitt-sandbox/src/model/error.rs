//! Errors with the gateway's own codes and messages.

use std::fmt;

use flitt_client::reference::ResponseCode;
use flitt_client::value::WireEnum;

/// The error with which the gateway rejects a request: a code and a message.
///
/// The message is the gateway's template for the code, from `schemas/reference/response_codes.json`, with the values of
/// the request filled in. Where the gateway's documentation gives no details, the sandbox appends its own after a
/// colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayError {
    code: ResponseCode,
    message: String,
}

impl GatewayError {
    /// The code.
    #[must_use]
    pub fn code(&self) -> ResponseCode {
        self.code
    }

    /// The message.
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
        Self { code, message: fill(code_message(code), values) }
    }

    /// An error that the gateway does not document, with the sandbox's own message.
    pub(crate) fn application(details: &str) -> Self {
        Self::new(ResponseCode::ApplicationError).with_details(details)
    }

    /// Appends text to the message.
    #[must_use]
    pub(crate) fn append(mut self, separator: &str, text: &str) -> Self {
        self.message.push_str(separator);
        self.message.push_str(text);
        self
    }

    /// Appends details to the message, after a colon.
    #[must_use]
    pub(crate) fn with_details(self, details: &str) -> Self {
        self.append(": ", details)
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.as_str(), self.message)
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
