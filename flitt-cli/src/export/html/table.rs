//! Tables of parameters.

use flitt_client::schema::{Parameter, Rule, Table};
use maud::{Markup, html};

use super::frame::prose;
use crate::words::{self, Side};

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
            td data-label="Type" { (words::type_of(row)) }
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

/// What follows from the other keys of a row.
fn facts(row: &Parameter, side: Side) -> Markup {
    let details = &row.details;
    let mut facts = words::facts(row, side);
    facts.extend(details.fixed.as_ref().map(|fixed| format!("Always `{fixed}`.")));
    facts.extend(details.default.as_ref().map(|default| format!("Default: `{default}`.")));
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
