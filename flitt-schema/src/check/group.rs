use std::collections::HashSet;

use super::rows::Rows;
use super::{TableUse, quoted_name};
use crate::model::{Condition, CowStr, Group, GroupRule, Origin, Parameter, ValueType};
use crate::parse::{GroupSpans, Report, TableSpans};
use crate::source::Span;
use crate::text::one_of;

/// Groups name parameters of their table, and neither always hold nor never hold.
pub(super) fn groups(rows: &Rows<'_>, spans: &TableSpans, used: TableUse, report: &mut Report) {
    for (group, group_spans) in rows.table.groups.iter().zip(&spans.groups) {
        let mut known = true;
        for (names, name_spans) in group.of.iter().zip(&group_spans.of) {
            for (name, span) in names.iter().zip(name_spans) {
                known &= names_parameter(rows, spans, name, span, report) && is_given(rows, name, span, used, report);
            }
        }
        if let Some(condition) = &group.when {
            let span = group_spans.when.of("parameter");
            known &= check_condition(rows, spans, condition, span, &group_spans.is, report)
                && is_given(rows, &condition.parameter, span, used, report);
        }
        if known && shape(group, group_spans, report) {
            certainty(rows, group, group_spans, report);
        }
    }
}

/// The conditions of a callback's keys name parameters of the table.
pub(super) fn callback(rows: &Rows<'_>, spans: &TableSpans, report: &mut Report) {
    for (rule, (keys, is)) in rows.table.callback.iter().zip(&spans.callback) {
        if let Some(condition) = &rule.when {
            check_condition(rows, spans, condition, keys.of("parameter"), is, report);
        }
    }
}

/// The conditions under which 0 is accepted name parameters of the table.
pub(super) fn zero_when(rows: &Rows<'_>, spans: &TableSpans, used: TableUse, report: &mut Report) {
    for (row, row_spans) in rows.table.rows.iter().zip(&spans.rows) {
        for (condition, (keys, is)) in row.details.zero_when.iter().zip(&row_spans.zero_when) {
            let span = keys.of("parameter");
            if check_condition(rows, spans, condition, span, is, report) {
                is_given(rows, &condition.parameter, span, used, report);
            }
        }
    }
}

/// A rule of a request is about values that the caller or `fixed` gives: `build` checks it before there are others.
fn is_given(rows: &Rows<'_>, name: &str, span: &Span, used: TableUse, report: &mut Report) -> bool {
    let other = rows.row(name).filter(|row| used.is_request() && row.origin != Origin::Caller);
    if let Some(row) = other {
        let message =
            format!("`{name}` cannot be in a rule of this request: its value comes from the {}", row.origin.as_str());
        report.error(span, message, "", "name a parameter that the caller sets, or remove it");
    }
    other.is_none()
}

/// The names of values in lists are in another parameter of the same response.
pub(super) fn columns(rows: &Rows<'_>, spans: &TableSpans, used: TableUse, report: &mut Report) {
    for (row, row_spans) in rows.table.rows.iter().zip(&spans.rows) {
        let Some(name) = &row.details.columns else { continue };
        let span = row_spans.keys.of("columns");
        if used.is_request() {
            let message = format!("unexpected `columns` of {} in a request", quoted_name(row));
            report.error(span, message, "", "only lists in responses have columns: remove `columns`");
        } else if row.value_type != ValueType::List && row_spans.is_readable("type") {
            let message =
                format!("unexpected `columns` of {}, which has type `{}`", quoted_name(row), row.value_type.as_str());
            report.error(span, message, "", "only lists have columns: remove `columns`, or change the type to `list`");
        } else if names_parameter(rows, spans, name, span, report)
            && rows.row(name).is_some_and(|row| row.value_type != ValueType::Texts)
        {
            let message = format!("`{name}` cannot name columns: its type is not `texts`");
            report.error(span, message, "", "name the parameter that lists the names of the columns");
        }
    }
}

/// Checks that a name is a parameter of a table; messages call the table `what`.
pub(crate) fn is_parameter(rows: &Rows<'_>, name: &str, span: &Span, what: &str, report: &mut Report) -> bool {
    let known = rows.row(name).is_some();
    if !known {
        let message = format!("unknown parameter `{name}` of this {what}");
        let help = format!("correct the name, or add the parameter to the {what}");
        let label = report.suggestion(name, rows.names());
        report.error(span, message, &label, help);
    }
    known
}

/// The same, but silent if parameters of the table could not be read.
pub(super) fn names_parameter(
    rows: &Rows<'_>,
    spans: &TableSpans,
    name: &str,
    span: &Span,
    report: &mut Report,
) -> bool {
    if spans.incomplete && rows.row(name).is_none() { false } else { is_parameter(rows, name, span, "table", report) }
}

/// A condition names a parameter, and values that it can have.
fn check_condition(
    rows: &Rows<'_>,
    spans: &TableSpans,
    condition: &Condition,
    span: &Span,
    is: &[Span],
    report: &mut Report,
) -> bool {
    if !names_parameter(rows, spans, &condition.parameter, span, report) {
        return false;
    }
    let Some(row) = rows.row(&condition.parameter) else { return false };
    let row_spans = rows.position(&row.name).and_then(|position| spans.rows.get(position));
    if !can_be_fixed(row, condition, is.first().unwrap_or(span), report) {
        return false;
    }
    if row.details.values.is_empty() || row_spans.is_some_and(|row| !row.is_readable("values")) {
        return true;
    }
    if !row.closed {
        return true;
    }
    let listed = || row.details.values.iter().map(|listed| listed.value.as_ref());
    // Most conditions have few values; a set costs a look at each listed one.
    let set: Option<HashSet<&str>> = (is.len() > 8).then(|| listed().collect());
    let is_listed = |value: &str| match &set {
        Some(set) => set.contains(value),
        None => listed().any(|known| known == value),
    };
    let mut holds = true;
    for (value, span) in condition.is.iter().zip(is).filter(|(value, _)| !is_listed(value)) {
        holds = false;
        if report.is_full() {
            break;
        }
        let message = format!("impossible condition: `{}` is never `{value}`", row.name);
        let label = report.suggestion(value, listed());
        report.error(span, message, &label, format!("`{}` must be {}", row.name, one_of(listed())));
    }
    holds
}

/// Whether a condition holds for the value that a parameter always has, if it has one.
fn can_be_fixed(row: &Parameter, condition: &Condition, span: &Span, report: &mut Report) -> bool {
    let other = row.details.fixed.as_deref().filter(|fixed| !condition.holds(Some(fixed)));
    if let Some(fixed) = other {
        let value = if row.sensitive { "always has another value" } else { "is always" };
        let shown = if row.sensitive { String::new() } else { format!(" `{fixed}`") };
        let message = format!("impossible condition: `{}` {value}{shown}", row.name);
        report.error(span, message, "", "correct the condition, or `fixed` of the parameter");
    }
    other.is_none()
}

/// A group has as many members as its rule needs, and no duplicates.
fn shape(group: &Group, spans: &GroupSpans, report: &mut Report) -> bool {
    let names: Vec<&CowStr> = group.of.iter().flat_map(|alternative| alternative.iter()).collect();
    let (members, least, what) = match group.rule {
        GroupRule::ExactlyOne | GroupRule::AtLeastOne | GroupRule::Excludes => (group.of.len(), 2, "alternatives"),
        GroupRule::Together => (names.len(), 2, "parameters"),
        GroupRule::Requires => (names.len(), 1, "parameter"),
    };
    let mut sound = true;
    if members < least {
        let message =
            format!("too few members: `{}` needs at least {least} {what}, not {members}", group.rule.as_str());
        report.error(spans.keys.of("of"), message, "", "name more parameters, or remove the group");
        sound = false;
    }
    if group.rule == GroupRule::Requires && !spans.keys.has("when") {
        report.error(
            &spans.keys.begin,
            "missing key `when` of the rule `requires`",
            "",
            "add a condition: \"when\": { \"parameter\": \"..\" }; use `mandatory` for what is always required",
        );
        sound = false;
    }
    let name_spans = spans.of.iter().flatten();
    let mut seen = HashSet::new();
    for (name, span) in names.iter().zip(name_spans) {
        if !seen.insert(name) && !matches!(group.rule, GroupRule::AtLeastOne) {
            let message = format!("duplicate parameter `{name}` in this group");
            report.error(span, message, "second occurrence", "keep one of them");
            sound = false;
        }
    }
    sound
}

/// A group that holds for every request with all mandatory and fixed parameters has no effect; one that holds for none
/// rejects every request.
fn certainty(rows: &Rows<'_>, group: &Group, spans: &GroupSpans, report: &mut Report) {
    let is_fixed = |row: &Parameter| row.details.fixed.as_deref().is_some_and(|fixed| !fixed.is_empty());
    let is_mandatory = |name: &CowStr| rows.row(name).is_some_and(|row| row.mandatory || is_fixed(row));
    let has_fixed = group.of.iter().flat_map(|names| names.iter()).filter_map(|name| rows.row(name)).any(is_fixed);
    let mandatory_name = if has_fixed { "mandatory or fixed" } else { "mandatory" };
    let mandatory = group.of.iter().filter(|alternative| alternative.iter().all(is_mandatory)).count();
    let begun = group.of.iter().filter(|alternative| alternative.iter().any(is_mandatory)).count();
    let all_mandatory = group.of.iter().flat_map(|alternative| alternative.iter()).all(is_mandatory);
    let (never, always) = match group.rule {
        GroupRule::ExactlyOne | GroupRule::Excludes => (begun > 1, false),
        GroupRule::AtLeastOne => (false, mandatory > 0),
        GroupRule::Together | GroupRule::Requires => (false, all_mandatory),
    };
    let span = spans.keys.of("of");
    if never {
        report.error(
            span,
            format!("`{}` never holds: two of its alternatives are {mandatory_name}", group.rule.as_str()),
            "",
            if has_fixed {
                "remove the group, or one of them"
            } else {
                "remove the group, or `mandatory` from one of them"
            },
        );
    } else if always && !group.of.is_empty() {
        let why = match group.rule {
            GroupRule::AtLeastOne => format!("one of its alternatives is {mandatory_name}"),
            _ => format!("its parameters are {mandatory_name}"),
        };
        report.error(span, format!("`{}` always holds: {why}", group.rule.as_str()), "", "remove the group");
    }
}
