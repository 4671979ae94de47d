use crate::json::Span;
use crate::model::{Condition, Group, GroupRule, Table, Text};
use crate::parse::suggestion;
use crate::parse::{GroupSpans, Report, TableSpans};
use crate::text::{nearest, one_of};

/// Groups name rows of their table, and can hold as well as not hold.
pub(super) fn groups(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (group, group_spans) in table.groups.iter().zip(&spans.groups) {
        let mut known = true;
        for (names, places) in group.of.iter().zip(&group_spans.of) {
            for (name, place) in names.iter().zip(places) {
                known &= is_row(table, name, place, report);
            }
        }
        if let Some(condition) = &group.when {
            known &= holds_sometimes(table, condition, group_spans.when.of("parameter"), &group_spans.is, report);
        }
        if known {
            shape(group, group_spans, report);
            certainty(table, group, group_spans, report);
        }
    }
}

/// The conditions of a callback's keys name rows of the table.
pub(super) fn callback(table: &Table, spans: &TableSpans, report: &mut Report) {
    for (rule, (keys, is)) in table.callback.iter().zip(&spans.callback) {
        if let Some(condition) = &rule.when {
            holds_sometimes(table, condition, keys.of("parameter"), is, report);
        }
    }
}

/// A name that stands for a row.
pub(super) fn is_row(table: &Table, name: &str, place: &Span, report: &mut Report) -> bool {
    let known = table.row(name).is_some();
    if !known {
        let names = || table.rows.iter().map(|row| row.name.as_ref());
        report.error(place, format!("`{name}` is no parameter of this table"), &suggestion(nearest(name, names())), "");
    }
    known
}

/// A condition names a row, and values that the row can have.
fn holds_sometimes(table: &Table, condition: &Condition, place: &Span, is: &[Span], report: &mut Report) -> bool {
    if !is_row(table, &condition.parameter, place, report) {
        return false;
    }
    let Some(row) = table.row(&condition.parameter) else { return false };
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
fn shape(group: &Group, spans: &GroupSpans, report: &mut Report) {
    let names: Vec<&Text> = group.of.iter().flat_map(|alternative| alternative.iter()).collect();
    let (members, least) = match group.rule {
        GroupRule::ExactlyOne | GroupRule::AtLeastOne | GroupRule::Excludes => (group.of.len(), 2),
        GroupRule::Together => (names.len(), 2),
        GroupRule::Requires => (names.len(), 1),
    };
    if members < least || group.of.iter().any(|alternative| alternative.is_empty()) {
        let message = format!("`{}` over {members} of at least {least} members says nothing", group.rule.word());
        report.error(spans.keys.of("of"), message, "", "name more parameters, or remove the group");
    }
    if group.rule == GroupRule::Requires && group.when.is_none() {
        report.error(
            &spans.keys.whole,
            "`requires` has no `when`",
            "",
            "what is always required is `mandatory`; otherwise say when: { \"parameter\": \"..\" }",
        );
    }
    for (position, name) in names.iter().enumerate() {
        if names[..position].contains(name) && !matches!(group.rule, GroupRule::AtLeastOne) {
            report.error(spans.keys.of("of"), format!("`{name}` stands twice in this group"), "", "keep one of them");
        }
    }
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
        report.error(
            place,
            format!("`{}` always holds: its parameters are mandatory", group.rule.word()),
            "",
            "remove the group",
        );
    }
}
