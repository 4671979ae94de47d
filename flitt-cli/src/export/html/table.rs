//! Tables of parameters.

use flitt_client::schema::{Origin, Parameter, Rule, Table, Unit, ValueType};
use maud::{Markup, html};

use super::frame::prose;

/// Whose rows a table has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Answer,
}

/// The anchor of one form of an answer.
pub(super) fn answer_anchor(number: usize) -> String {
    if number == 0 { "answer".to_owned() } else { format!("answer-{}", number + 1) }
}

/// A table, what holds between its rows, and the tables of its nested values.
pub(super) fn table(table: &Table, side: Side, anchor: &str) -> Markup {
    let needed = if side == Side::Request { "Mandatory" } else { "Always there" };
    html! {
        @if table.rows.is_empty() {
            p { "No parameters." }
        } @else {
            table {
                thead { tr { th { "Parameter" } th { "Type" } th { (needed) } th { "Description" } } }
                tbody { @for row in table.rows.iter() { (self::row(row, side, anchor)) } }
            }
        }
        @if !table.groups.is_empty() {
            ul.rules {
                @for group in table.groups.iter() {
                    li {
                        (prose(&Rule::Group(group.clone()).words()))
                        @if !group.doc.is_empty() { ": " (prose(&group.doc)) }
                    }
                }
            }
        }
        @for (row, inner) in table.rows.iter().filter_map(|row| Some((row, row.details.table.as_ref()?))) {
            h3 { "Inside " code { (row.name) } }
            @if !inner.doc.is_empty() { p { (prose(&inner.doc)) } }
            (self::table(inner, side, &format!("{anchor}-{}", row.name)))
        }
    }
}

fn row(row: &Parameter, side: Side, anchor: &str) -> Markup {
    let id = format!("{anchor}-{}", row.name);
    let needed = if side == Side::Request { row.mandatory } else { row.always };
    html! {
        tr id=(id) {
            th scope="row" { a href=(format!("#{id}")) { code { (row.name) } } }
            td data-label="Type" { (type_of(row)) }
            td data-label=(if side == Side::Request { "Mandatory" } else { "Always there" }) {
                @if needed { "yes" } @else { span.no { "no" } }
            }
            td {
                p { (prose(&row.details.doc)) }
                (facts(row, side))
                (values(row))
                @if let Some(quirk) = &row.details.quirk { p.quirk { strong { "Quirk: " } (prose(quirk)) } }
            }
        }
    }
}

fn type_of(row: &Parameter) -> Markup {
    let word = row.value_type.word();
    html! {
        @match row.limit { Some(limit) => { (word) "(" (limit) ")" }, None => (word) }
        @if row.value_type == ValueType::String {
            @if let Some(format) = row.format { br; span.no { (format.word()) } }
        }
    }
}

/// What follows from the other keys of a row.
fn facts(row: &Parameter, side: Side) -> Markup {
    let details = &row.details;
    let mut facts: Vec<String> = Vec::new();
    match (row.origin, side) {
        (Origin::Credentials, Side::Request) => facts.push("Comes from the credentials.".to_owned()),
        (Origin::Signature, Side::Request) => facts.push("Made by signing.".to_owned()),
        _ => {}
    }
    match row.unit {
        Some(Unit::Minor) => facts.push("In minor units: 1020 is 10.20.".to_owned()),
        Some(Unit::Seconds) => facts.push("In seconds.".to_owned()),
        _ => {}
    }
    if let Some(header) = &details.header {
        facts.push(format!("Travels as the header `{}: {}..`.", header.name, header.prefix));
    }
    if let Some(fixed) = &details.fixed {
        facts.push(format!("Always `{fixed}`."));
    }
    if let Some(default) = &details.default {
        facts.push(format!("Default: `{default}`."));
    }
    match (details.smallest, details.largest) {
        (Some(smallest), Some(largest)) => facts.push(format!("From {smallest} to {largest}.")),
        (Some(smallest), None) => facts.push(format!("At least {smallest}.")),
        (None, Some(largest)) => facts.push(format!("At most {largest}.")),
        (None, None) => {}
    }
    if row.sensitive {
        facts.push("Sensitive: never logged or shown.".to_owned());
    }
    if let Some(documented) = details.documented_length {
        facts.push(format!("Documented length: {documented}."));
    }
    if details.undocumented {
        facts.push("In no table of the documentation.".to_owned());
    }
    if let Some(instead) = &details.deprecated {
        facts.push(format!("Deprecated: {instead}"));
    }
    html! { @if !facts.is_empty() { p.facts { (prose(&facts.join(" "))) } } }
}

fn values(row: &Parameter) -> Markup {
    html! {
        @if let Some(list) = &row.details.list {
            p.facts { "Values: the list " a href=(format!("lists.html#{list}")) { (list) } "." }
        }
        @if row.details.list.is_none() && !row.details.values.is_empty() {
            dl {
                @for listed in row.details.values.iter() {
                    dt { code { (listed.value) } }
                    dd {
                        (prose(&listed.doc))
                        @if let Some(outcome) = listed.outcome { span.outcome { (outcome.word()) } }
                    }
                }
            }
        }
    }
}
