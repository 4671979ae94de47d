use super::{Use, shown};
use crate::json::Span;
use crate::model::{Condition, Group, GroupRule, Table, Text, ValueType};
use crate::parse::suggestion;
use crate::parse::{GroupSpans, Report, TableSpans};
use crate::text::{nearest, one_of};

/// Groups name rows of their table, and can hold as well as not hold.
pub(super) fn groups(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (group, group_spans) in table.groups.iter().zip(&spans.groups) {
        let mut known = true;
        for (names, places) in group.of.iter().zip(&group_spans.of) {
            for (name, place) in names.iter().zip(places) {
                known &= names_row(table, spans, name, place, report);
            }
        }
        if let Some(condition) = &group.when {
            known &=
                holds_sometimes(table, spans, condition, group_spans.when.of("parameter"), &group_spans.is, report);
        }
        if known && shape(group, group_spans, report) {
            certainty(table, group, group_spans, report);
        }
    }
}

/// The conditions of a callback's keys name rows of the table.
pub(super) fn callback(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (rule, (keys, is)) in table.callback.iter().zip(&spans.callback) {
        if let Some(condition) = &rule.when {
            holds_sometimes(table, spans, condition, keys.of("parameter"), is, report);
        }
    }
}

/// Lists of values have their names in another row of the same answer.
pub(super) fn columns(table: &Table, spans: &TableSpans, used: Use, report: &mut Report) {
    for (row, row_spans) in table.rows.iter().zip(&spans.rows) {
        let Some(name) = &row.details.columns else { continue };
        let place = row_spans.keys.of("columns");
        if used.is_request() {
            let message = format!("{} has `columns` in a request", shown(row));
            report.error(place, message, "", "only an answer's list has them: remove `columns`");
        } else if row.value_type != ValueType::List && row_spans.knows("type") {
            let message = format!("{} has `columns` and is of type `{}`", shown(row), row.value_type.word());
            report.error(place, message, "", "only a `list` has them: remove `columns`, or make the type `list`");
        } else if names_row(table, spans, name, place, report)
            && table.row(name).is_some_and(|row| row.value_type != ValueType::Texts)
        {
            let message = format!("`{name}` names no columns: it is not of type `texts`");
            report.error(place, message, "", "name the row that holds the list of the columns' names");
        }
    }
}

/// A name that stands for a row; `what` is what the messages call the table.
pub(crate) fn is_row(table: &Table, name: &str, place: &Span, what: &str, report: &mut Report) -> bool {
    let known = table.row(name).is_some();
    if !known {
        let names = || table.rows.iter().map(|row| row.name.as_ref());
        let message = format!("`{name}` is no parameter of this {what}");
        let help = format!("correct the name, or add the parameter to the {what}");
        report.error(place, message, &suggestion(nearest(name, names())), help);
    }
    known
}

/// The same, unless the table lacks rows because they could not be read.
fn names_row(table: &Table, spans: &TableSpans, name: &str, place: &Span, report: &mut Report) -> bool {
    if spans.incomplete && table.row(name).is_none() { false } else { is_row(table, name, place, "table", report) }
}

/// A condition names a row, and values that the row can have.
fn holds_sometimes(
    table: &Table,
    spans: &TableSpans,
    condition: &Condition,
    place: &Span,
    is: &[Span],
    report: &mut Report,
) -> bool {
    if !names_row(table, spans, &condition.parameter, place, report) {
        return false;
    }
    let Some(row) = table.row(&condition.parameter) else { return false };
    let row_spans = table.position(&row.name).and_then(|position| spans.rows.get(position));
    if row.details.values.is_empty() || row_spans.is_some_and(|row| !row.knows("values")) {
        return true;
    }
    let mut holds = true;
    for (value, place) in condition.is.iter().zip(is) {
        let listed = || row.details.values.iter().map(|listed| listed.value.as_ref());
        if row.closed && !listed().any(|known| known == value) {
            let message = format!("`{}` is never `{value}`, so this never applies", row.name);
            report.error(
                place,
                message,
                &suggestion(nearest(value, listed())),
                format!("`{}` is {}", row.name, one_of(listed())),
            );
            holds = false;
        }
    }
    holds
}

/// A group has as many members as its rule needs, and none twice.
fn shape(group: &Group, spans: &GroupSpans, report: &mut Report) -> bool {
    let names: Vec<&Text> = group.of.iter().flat_map(|alternative| alternative.iter()).collect();
    let (members, least, what) = match group.rule {
        GroupRule::ExactlyOne | GroupRule::AtLeastOne | GroupRule::Excludes => (group.of.len(), 2, "alternatives"),
        GroupRule::Together => (names.len(), 2, "parameters"),
        GroupRule::Requires => (names.len(), 1, "parameter"),
    };
    let mut sound = true;
    if members < least {
        let message = format!("`{}` needs at least {least} {what}, and has {members}", group.rule.word());
        report.error(spans.keys.of("of"), message, "", "name more parameters, or remove the group");
        sound = false;
    }
    if group.rule == GroupRule::Requires && !spans.keys.has("when") {
        report.error(
            &spans.keys.begin,
            "`requires` has no `when`",
            "",
            "what is always required is `mandatory`; otherwise say when: { \"parameter\": \"..\" }",
        );
        sound = false;
    }
    let places = spans.of.iter().flatten();
    for (position, (name, place)) in names.iter().zip(places).enumerate() {
        if names[..position].contains(name) && !matches!(group.rule, GroupRule::AtLeastOne) {
            let message = format!("`{name}` stands twice in this group");
            report.error(place, message, "the second time", "keep one of them");
            sound = false;
        }
    }
    sound
}

/// A group that holds for every request that has its mandatory parameters says nothing; one that holds for none
/// refuses everything.
fn certainty(table: &Table, group: &Group, spans: &GroupSpans, report: &mut Report) {
    let is_sure = |name: &Text| table.row(name).is_some_and(|row| row.mandatory);
    let sure = group.of.iter().filter(|alternative| alternative.iter().all(is_sure)).count();
    let begun = group.of.iter().filter(|alternative| alternative.iter().any(is_sure)).count();
    let all_sure = group.of.iter().flat_map(|alternative| alternative.iter()).all(is_sure);
    let (never, always) = match group.rule {
        GroupRule::ExactlyOne | GroupRule::Excludes => (begun > 1, false),
        GroupRule::AtLeastOne => (false, sure > 0),
        GroupRule::Together | GroupRule::Requires => (false, all_sure),
    };
    let place = spans.keys.of("of");
    if never {
        report.error(
            place,
            format!("`{}` can never hold: two of its alternatives are mandatory", group.rule.word()),
            "",
            "remove the group, or `mandatory` from one of them",
        );
    } else if always && !group.of.is_empty() {
        let why = match group.rule {
            GroupRule::AtLeastOne => "an alternative of it is mandatory",
            _ => "its parameters are mandatory",
        };
        report.error(place, format!("`{}` always holds: {why}", group.rule.word()), "", "remove the group");
    }
}
