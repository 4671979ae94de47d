use super::{TableUse, quoted_name};
use crate::model::{Condition, CowStr, Group, GroupRule, Table, ValueType};
use crate::parse::{GroupSpans, Report, TableSpans, suggestion};
use crate::source::Span;
use crate::text::{closest_match, one_of};

/// Groups name parameters of their table, and neither always hold nor never hold.
pub(super) fn groups(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (group, group_spans) in table.groups.iter().zip(&spans.groups) {
        let mut known = true;
        for (names, name_spans) in group.of.iter().zip(&group_spans.of) {
            for (name, span) in names.iter().zip(name_spans) {
                known &= names_parameter(table, spans, name, span, report);
            }
        }
        if let Some(condition) = &group.when {
            known &=
                check_condition(table, spans, condition, group_spans.when.of("parameter"), &group_spans.is, report);
        }
        if known && shape(group, group_spans, report) {
            certainty(table, group, group_spans, report);
        }
    }
}

/// The conditions of a callback's keys name parameters of the table.
pub(super) fn callback(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (rule, (keys, is)) in table.callback.iter().zip(&spans.callback) {
        if let Some(condition) = &rule.when {
            check_condition(table, spans, condition, keys.of("parameter"), is, report);
        }
    }
}

/// The conditions under which 0 is accepted name parameters of the table.
pub(super) fn zero_when(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (row, row_spans) in table.rows.iter().zip(&spans.rows) {
        for (condition, (keys, is)) in row.details.zero_when.iter().zip(&row_spans.zero_when) {
            check_condition(table, spans, condition, keys.of("parameter"), is, report);
        }
    }
}

/// The names of values in lists are in another parameter of the same response.
pub(super) fn columns(table: &Table, spans: &TableSpans, used: TableUse, report: &mut Report) {
    for (row, row_spans) in table.rows.iter().zip(&spans.rows) {
        let Some(name) = &row.details.columns else { continue };
        let span = row_spans.keys.of("columns");
        if used.is_request() {
            let message = format!("unexpected `columns` of {} in a request", quoted_name(row));
            report.error(span, message, "", "only lists in responses have columns: remove `columns`");
        } else if row.value_type != ValueType::List && row_spans.is_readable("type") {
            let message =
                format!("unexpected `columns` of {}, which has type `{}`", quoted_name(row), row.value_type.as_str());
            report.error(span, message, "", "only lists have columns: remove `columns`, or change the type to `list`");
        } else if names_parameter(table, spans, name, span, report)
            && table.row(name).is_some_and(|row| row.value_type != ValueType::Texts)
        {
            let message = format!("`{name}` cannot name columns: its type is not `texts`");
            report.error(span, message, "", "name the parameter that lists the names of the columns");
        }
    }
}

/// Checks that a name is a parameter of a table; messages call the table `what`.
pub(crate) fn is_parameter(table: &Table, name: &str, span: &Span, what: &str, report: &mut Report) -> bool {
    let known = table.row(name).is_some();
    if !known {
        let names = || table.rows.iter().map(|row| row.name.as_ref());
        let message = format!("unknown parameter `{name}` of this {what}");
        let help = format!("correct the name, or add the parameter to the {what}");
        report.error(span, message, &suggestion(closest_match(name, names())), help);
    }
    known
}

/// The same, but silent if parameters of the table could not be read.
pub(super) fn names_parameter(table: &Table, spans: &TableSpans, name: &str, span: &Span, report: &mut Report) -> bool {
    if spans.incomplete && table.row(name).is_none() { false } else { is_parameter(table, name, span, "table", report) }
}

/// A condition names a parameter, and values that it can have.
fn check_condition(
    table: &Table,
    spans: &TableSpans,
    condition: &Condition,
    span: &Span,
    is: &[Span],
    report: &mut Report,
) -> bool {
    if !names_parameter(table, spans, &condition.parameter, span, report) {
        return false;
    }
    let Some(row) = table.row(&condition.parameter) else { return false };
    let row_spans = table.position(&row.name).and_then(|position| spans.rows.get(position));
    if row.details.values.is_empty() || row_spans.is_some_and(|row| !row.is_readable("values")) {
        return true;
    }
    let mut holds = true;
    for (value, span) in condition.is.iter().zip(is) {
        let listed = || row.details.values.iter().map(|listed| listed.value.as_ref());
        if row.closed && !listed().any(|known| known == value) {
            let message = format!("impossible condition: `{}` is never `{value}`", row.name);
            report.error(
                span,
                message,
                &suggestion(closest_match(value, listed())),
                format!("`{}` must be {}", row.name, one_of(listed())),
            );
            holds = false;
        }
    }
    holds
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
    for (position, (name, span)) in names.iter().zip(name_spans).enumerate() {
        if names[..position].contains(name) && !matches!(group.rule, GroupRule::AtLeastOne) {
            let message = format!("duplicate parameter `{name}` in this group");
            report.error(span, message, "second occurrence", "keep one of them");
            sound = false;
        }
    }
    sound
}

/// A group that holds for every request with all mandatory parameters has no effect; one that holds for none rejects
/// every request.
fn certainty(table: &Table, group: &Group, spans: &GroupSpans, report: &mut Report) {
    let is_mandatory = |name: &CowStr| table.row(name).is_some_and(|row| row.mandatory);
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
            format!("`{}` never holds: two of its alternatives are mandatory", group.rule.as_str()),
            "",
            "remove the group, or `mandatory` from one of them",
        );
    } else if always && !group.of.is_empty() {
        let why = match group.rule {
            GroupRule::AtLeastOne => "one of its alternatives is mandatory",
            _ => "its parameters are mandatory",
        };
        report.error(span, format!("`{}` always holds: {why}", group.rule.as_str()), "", "remove the group");
    }
}
