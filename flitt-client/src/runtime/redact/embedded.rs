//! The sensitive values within a nested value of a request.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{Format, Parameter};

use super::policy::Policy;
use super::text::TextRedactor;

/// The sensitive values within the text of a parameter, with their names.
pub(super) fn secrets_in(parameter: &Parameter, text: &str) -> Vec<(String, String)> {
    let Some(policy) = Policy::of_nested(parameter).filter(Policy::contains_sensitive) else { return Vec::new() };
    let decoded = || STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let json = match parameter.format {
        Some(Format::Base64Json) => Cow::Owned(decoded().unwrap_or_default()),
        _ => Cow::Borrowed(text),
    };
    policy.json(&json, &TextRedactor::default()).secrets
}
