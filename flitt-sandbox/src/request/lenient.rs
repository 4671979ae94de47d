//! What the gateway accepts although its tables do not have it, where that is not proven: one function for each switch.

use flitt_schema::{Endpoint, Format, Parameter, Rule, Violation};

use super::{ORDER_ID, ReceivedRequest};
use crate::model::switch::{Switch, Switches};

/// Whether a violation of the table is accepted.
pub(super) fn is_accepted(
    switches: &Switches,
    endpoint: &Endpoint,
    received: &ReceivedRequest,
    violation: &Violation,
) -> bool {
    let Some(parameter) = endpoint.request.row(&violation.parameter) else { return false };
    let text = received.fields.text(&parameter.name).unwrap_or_default();
    let switch = match &violation.rule {
        Rule::Missing | Rule::Empty if is_generated(endpoint, received, parameter) => Switch::GeneratedOrderId,
        Rule::Empty if endpoint.name == "reverse_order" && parameter.name == "currency" => {
            Switch::EmptyReversalCurrency
        }
        Rule::Format(Format::Flag) | Rule::NotListed { .. }
            if parameter.format == Some(Format::Flag) && matches!(text, "y" | "n") =>
        {
            Switch::LowerCaseFlags
        }
        Rule::NotAnInteger if parameter.name == "lifetime" && is_lifetime(parameter, text) => Switch::DecimalLifetime,
        Rule::Format(Format::CallbackUrl) if is_relative(text) => Switch::RelativeCallbacks,
        _ => return false,
    };
    switches.is_on(switch)
}

/// A whole number without the zeros behind its point: 600 for `600.00`.
pub(super) fn whole_number(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    }
}

/// Whether the gateway sets the parameter itself: the identifier of a subscription that is created in protocol 2.0.
fn is_generated(endpoint: &Endpoint, received: &ReceivedRequest, parameter: &Parameter) -> bool {
    let is_subscription = received.fields.text("subscription").is_some_and(|flag| flag.eq_ignore_ascii_case("Y"));
    parameter.name == ORDER_ID && endpoint.name == "checkout_url" && received.outer.is_some() && is_subscription
}

/// Whether the text without the zeros behind its point is a lifetime.
fn is_lifetime(parameter: &Parameter, text: &str) -> bool {
    let whole = whole_number(text);
    let is_plain =
        whole.len() < text.len() && !whole.starts_with('0') && whole.bytes().all(|byte| byte.is_ascii_digit());
    let range = parameter.details.smallest.unwrap_or(i64::MIN)..=parameter.details.largest.unwrap_or(i64::MAX);
    is_plain && whole.parse().is_ok_and(|number: i64| range.contains(&number))
}

/// An address without scheme and host.
fn is_relative(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//")
}
