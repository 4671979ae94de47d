//! The rules by which a parameter makes the client reject a response, and what it means that one is present or absent.

use serde_json::Value;

use super::super::change::{Class, Judgement};
use super::super::object::text_of;
use super::{is_true, major, minor, safety};

/// Whether a response whose text of it is not digits is rejected.
pub(super) fn is_digits(owner: &Value) -> bool {
    text_of(owner, "type") == "integer"
        && matches!(text_of(owner, "unit").as_str(), "minor" | "identifier")
        && !is_true(owner, "informational")
}

/// The rules by which responses are rejected: for each, what its presence means, and what its absence means.
pub(super) fn rejections(owner: &Value) -> Vec<(Judgement, Judgement)> {
    let is_form_checked = text_of(owner, "from") != "signature";
    let has_format =
        matches!(text_of(owner, "format").as_str(), "currency" | "json") && !is_true(owner, "informational");
    let rules = [
        (is_true(owner, "always"), always_rule()),
        (text_of(owner, "from") == "credentials", merchant_rule()),
        (is_true(owner, "echo"), echo_rule()),
        (is_form_checked && is_digits(owner), digits_rule()),
        (is_form_checked && has_format, format_rule()),
    ];
    rules.into_iter().filter(|(applies, _)| *applies).map(|(_, rule)| rule).collect()
}

/// The judgement of a rule that is present, or absent.
pub(super) fn one_of(is_present: bool, (present, absent): (Judgement, Judgement)) -> Judgement {
    if is_present { present } else { absent }
}

pub(super) fn always_rule() -> (Judgement, Judgement) {
    (
        major(Class::Wire, "responses without it are rejected"),
        major(Class::Behaviour, "responses without it are accepted"),
    )
}

pub(super) fn merchant_rule() -> (Judgement, Judgement) {
    (
        major(Class::Wire, "a response of another merchant is rejected"),
        safety("a response of another merchant is accepted"),
    )
}

pub(super) fn echo_rule() -> (Judgement, Judgement) {
    (
        major(Class::Behaviour, "a response with another value than the request is rejected"),
        safety("a response that is about another request is accepted"),
    )
}

pub(super) fn digits_rule() -> (Judgement, Judgement) {
    (
        major(Class::Wire, "responses with other text than digits are rejected"),
        minor(Class::Wire, "responses with other text than digits are accepted"),
    )
}

pub(super) fn format_rule() -> (Judgement, Judgement) {
    (
        major(Class::Wire, "responses with values of another form are rejected"),
        minor(Class::Wire, "responses with values of any form are accepted"),
    )
}
