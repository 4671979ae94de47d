//! Rules over the values that a parameter can have: its own values, its bounds, its list, and what is not checked.

use super::quoted_name;
use crate::model::{Format, Origin, Parameter, ValueType};
use crate::parse::{ParameterSpans, Report};
use crate::values::{Rule, check_listed_value, check_nested, check_value};

const LISTED: &str = "listed value";

/// The default, the fixed and the listed values of a parameter are valid values of it. The values of a reference list
/// are in another file, and not the parameter's own.
pub(super) fn own_values_are_valid(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    let default = row.details.default.iter().map(|value| ("default", value, spans.keys.of("default")));
    let fixed = row.details.fixed.iter().map(|value| ("fixed value", value, spans.keys.of("fixed")));
    let is_own = row.details.list.is_none() && is_single(row);
    let listed = row.details.values.iter().zip(&spans.values).filter(|_| is_own);
    let listed = listed.map(|(value, keys)| (LISTED, &value.value, keys.of("value")));
    for (what, value, span) in default.chain(fixed).chain(listed) {
        // Of several violated rules the last one is the most specific: a value of the wrong format needs no length.
        // A listed value is one of the list; looking for it would take the square of the number of values.
        let rules = if what == LISTED { check_listed_value(row, value) } else { check_value(row, value) };
        if let Some(rule) = rules.into_iter().rfind(|rule| is_applicable(rule, row, spans)) {
            let is_secret = row.sensitive && what != LISTED;
            let value = if is_secret { String::new() } else { format!(" `{value}`") };
            let message = format!("invalid {what}{value}: {} {rule}", quoted_name(row));
            report.error(span, message, "", "correct the value, or the rules of the parameter");
        }
    }
    nested_values_are_valid(row, spans, report);
    if row.mandatory && row.details.default.is_some() {
        report.error(
            spans.keys.of("default"),
            format!("unexpected `default` of {}, which is mandatory", quoted_name(row)),
            "",
            "the gateway uses a default only for absent parameters: remove `default` or `mandatory`",
        );
    }
}

/// The default and the fixed value of a nested parameter are JSON of its type: a fixed one is sent as it is written.
fn nested_values_are_valid(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if !row.is_nested() {
        return;
    }
    let default = row.details.default.iter().map(|value| ("default", value, spans.keys.of("default")));
    let fixed = row.details.fixed.iter().map(|value| ("fixed value", value, spans.keys.of("fixed")));
    for (what, value, span) in default.chain(fixed) {
        // What is wrong with the nested table itself is said where it is.
        let is_wrong = |rule: &Rule| !matches!(rule, Rule::Unknown { .. });
        if let Some(violation) = check_nested(row, value).into_iter().find(|violation| is_wrong(&violation.rule)) {
            let help = "correct the value, or the rules of the parameter";
            report.error(span, format!("invalid {what}: {violation}"), "", help);
        }
    }
}

/// Whether a rule is based on keys that could be read and do not contradict each other.
fn is_applicable(rule: &Rule, row: &Parameter, spans: &ParameterSpans) -> bool {
    match rule {
        Rule::NotListed { values } => !values.is_empty() && spans.is_readable("values"),
        Rule::TooSmall { .. } | Rule::TooLarge { .. } => !bounds_cross(row),
        _ => true,
    }
}

fn bounds_cross(row: &Parameter) -> bool {
    row.details.smallest.zip(row.details.largest).is_some_and(|(smallest, largest)| smallest > largest)
}

/// Only integers have bounds, and the minimum is not above the maximum.
pub(super) fn bounds(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    let bounds = [("smallest", row.details.smallest), ("largest", row.details.largest)];
    let is_integer = row.value_type == ValueType::Integer || !spans.is_readable("type");
    for (key, _) in bounds.iter().filter(|(_, bound)| bound.is_some() && !is_integer) {
        let message =
            format!("unexpected `{key}` of {}, which has type `{}`", quoted_name(row), row.value_type.as_str());
        report.error(spans.keys.of(key), message, "", format!("remove `{key}`, or change the type to `integer`"));
    }
    if is_integer
        && bounds_cross(row)
        && let (Some(smallest), Some(largest)) = (row.details.smallest, row.details.largest)
    {
        report.error(
            spans.keys.of("smallest"),
            format!("invalid bounds of {}: `smallest` {smallest} is above `largest` {largest}", quoted_name(row)),
            "",
            "correct one of them",
        );
    }
}

/// 0 is accepted under conditions only if it is below the minimum otherwise.
pub(super) fn zero_when(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if !spans.keys.has("zero_when") {
        return;
    }
    let span = spans.keys.of("zero_when");
    let name = quoted_name(row);
    if row.value_type != ValueType::Integer {
        if spans.is_readable("type") {
            let message = format!("unexpected `zero_when` of {name}, which has type `{}`", row.value_type.as_str());
            report.error(span, message, "", "remove `zero_when`, or change the type to `integer`");
        }
    } else if row.details.smallest.is_none_or(|smallest| smallest < 1) {
        let message = format!("`zero_when` of {name} has no effect: 0 is not below its minimum");
        report.error(span, message, "", "add a minimum, such as \"smallest\": 1, or remove `zero_when`");
    }
}

/// An informational value is never a reason to reject a response, and its text is not checked.
pub(super) fn informational(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if !row.details.informational {
        return;
    }
    let name = quoted_name(row);
    let decides = [("always", row.always), ("echo", row.echo), ("from", row.origin == Origin::Credentials)];
    for (key, _) in decides.iter().filter(|(_, is_set)| *is_set) {
        let message = format!("unexpected `{key}` of {name}, which is informational");
        report.error(
            spans.keys.of(key),
            message,
            "",
            format!("remove `{key}`, which rejects responses, or `informational`"),
        );
    }
    let is_checked =
        row.value_type == ValueType::Integer || matches!(row.format, Some(Format::Currency | Format::Json));
    if !is_checked && spans.is_readable("type") && spans.is_readable("format") {
        let message = format!("`informational` of {name} has no effect: its value is not checked");
        report.error(
            spans.keys.of("informational"),
            message,
            "",
            "remove it; only integers, currencies and JSON are checked",
        );
    }
}

/// A closed parameter lists its values, in one place.
pub(super) fn lists_values(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    let has_values = !row.details.values.is_empty() || !spans.is_readable("values");
    if row.closed && !has_values && !spans.keys.has("list") {
        report.error(
            spans.keys.of("closed"),
            format!("missing values of {}, which is closed", quoted_name(row)),
            "",
            "list the values in `values`, or name a reference list with `list`",
        );
    }
    lists_fit_type(row, spans, report);
    if spans.keys.has("list") && spans.keys.has("values") {
        let message = format!("{} has both `values` and `list`", quoted_name(row));
        report.error(spans.keys.of("list"), message, "", "keep one of them");
    }
}

/// A value that can be listed is a single one. `build` would compare the JSON of several with the listed values.
fn lists_fit_type(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if is_single(row) || !spans.is_readable("type") {
        return;
    }
    for key in ["values", "list"].into_iter().filter(|key| spans.keys.has(key)) {
        let message =
            format!("unexpected `{key}` of {}, which has type `{}`", quoted_name(row), row.value_type.as_str());
        let help = match row.value_type {
            ValueType::Texts => "remove it, or change the type to `string`; name the usual texts in `doc`",
            _ => "remove it, or move it to a parameter of the nested table",
        };
        report.error(spans.keys.of(key), message, "", help);
    }
}

/// Whether a parameter has one value, not several.
fn is_single(row: &Parameter) -> bool {
    !row.is_nested() && row.value_type != ValueType::Texts
}
