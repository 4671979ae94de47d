//! Failures in the gateway's own codes and words.

use std::fmt;

use flitt_client::{List, ResponseCode};

use crate::wire::{Format, Value};

/// A request that the gateway refuses: its code and its message.
///
/// The message is the gateway's pattern for the code, from `schemas/reference/response_codes.json`, filled with the case
/// at hand. Where the gateway's documentation is silent, the sandbox adds its own words behind a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    code: ResponseCode,
    message: String,
}

impl Failure {
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

    /// A failure whose message has nothing to fill in.
    pub(crate) fn new(code: ResponseCode) -> Self {
        Self::filled(code, &[])
    }

    /// A failure about one parameter.
    pub(crate) fn parameter(code: ResponseCode, name: &str) -> Self {
        Self::filled(code, &[("param_name", name)])
    }

    /// A failure whose message names values: each `{name}` of the pattern is replaced.
    pub(crate) fn filled(code: ResponseCode, values: &[(&str, &str)]) -> Self {
        Self { code, message: fill(pattern(code), values) }
    }

    /// A failure that the gateway does not document, in the sandbox's words.
    pub(crate) fn application(why: &str) -> Self {
        Self::new(ResponseCode::ApplicationError).with(": ", why)
    }

    /// Adds words to the message.
    #[must_use]
    pub(crate) fn with(mut self, separator: &str, words: &str) -> Self {
        self.message.push_str(separator);
        self.message.push_str(words);
        self
    }

    /// The body of the answer. Failures are never signed, and never written in protocol 2.0.
    pub(crate) fn body(&self, format: Format, request_id: &str) -> String {
        format.body(&[
            ("error_code", Value::Number(number(self.code))),
            ("error_message", Value::from(self.message.as_str())),
            ("request_id", Value::from(request_id)),
            ("response_status", Value::from("failure")),
        ])
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code.value(), self.message)
    }
}

impl std::error::Error for Failure {}

/// A code as a number.
pub(crate) fn number(code: ResponseCode) -> u64 {
    code.value().parse().unwrap_or_default()
}

/// The gateway's message for a code; one code has none that is known.
pub(crate) fn pattern(code: ResponseCode) -> &'static str {
    code.column("message").unwrap_or_else(|| code.meaning())
}

/// Replaces each `{name}` once, from left to right: a value that holds braces is not filled again.
fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
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
