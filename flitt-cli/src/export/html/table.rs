//! Tables of parameters.

use flitt_schema::{Parameter, Rule, Table};
use maud::{Markup, html};

use super::layout::prose;
use crate::describe::parameter::{other_values, properties, type_with_length};
use crate::direction::Direction;

/// The anchor of a response variant.
pub(super) fn response_anchor(index: usize) -> String {
    if index == 0 { "response".to_owned() } else { format!("response-{}", index + 1) }
}

/// A table with its groups and its nested tables.
pub(super) fn table(table: &Table, direction: Direction, anchor: &str) -> Markup {
    let required = required_heading(direction);
    html! {
        @if table.rows.is_empty() {
            p { "No parameters." }
        } @else {
            table {
                thead { tr { th scope="col" { "Parameter" } th scope="col" { "Type" } th scope="col" { (required) } th scope="col" { "Description" } } }
                tbody { @for parameter in table.rows.iter() { (self::row(parameter, direction, anchor)) } }
            }
        }
        @if !table.groups.is_empty() {
            ul.rules {
                @for group in table.groups.iter() {
                    li {
                        (prose(&Rule::Group(group.clone()).to_string()))
                        @if !group.doc.is_empty() { ": " (prose(&group.doc)) }
                    }
                }
            }
        }
        @for (parameter, inner) in table.rows.iter().filter_map(|parameter| Some((parameter, parameter.details.table.as_ref()?))) {
            h3 { "Within " code { (parameter.name) } }
            @if !inner.doc.is_empty() { p { (prose(&inner.doc)) } }
            (self::table(inner, direction, &format!("{anchor}-{}", parameter.name)))
        }
    }
}

fn required_heading(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "Mandatory",
        Direction::Response => "Always present",
    }
}

fn row(parameter: &Parameter, direction: Direction, anchor: &str) -> Markup {
    let id = format!("{anchor}-{}", parameter.name);
    let is_required = if direction == Direction::Request { parameter.mandatory } else { parameter.always };
    html! {
        tr id=(id) {
            th scope="row" { a href=(format!("#{id}")) { code { (parameter.name) } } }
            td data-label="Type" { (type_with_length(parameter)) }
            td data-label=(required_heading(direction)) {
                @if is_required { "yes" } @else { span.no { "no" } }
            }
            td {
                p { (prose(&parameter.details.doc)) }
                (notes(parameter, direction))
                (values(parameter, direction))
                @if let Some(quirk) = &parameter.details.quirk { p.quirk { strong { "Quirk: " } (prose(quirk)) } }
            }
        }
    }
}

/// Sentences about the other keys of a parameter.
fn notes(parameter: &Parameter, direction: Direction) -> Markup {
    let details = &parameter.details;
    let mut notes = properties(parameter, direction);
    notes.extend(details.fixed.as_ref().map(|fixed| format!("Always `{fixed}`.")));
    notes.extend(details.default.as_ref().map(|default| format!("Default: `{default}`.")));
    html! { @if !notes.is_empty() { p.notes { (prose(&notes.join(" "))) } } }
}

fn values(parameter: &Parameter, direction: Direction) -> Markup {
    let others = other_values(parameter, direction);
    html! {
        @if let Some(list) = &parameter.details.list {
            p.notes { "Values: the list " a href=(format!("lists.html#{list}")) { (list) } (others) "." }
        }
        @if parameter.details.list.is_none() && !parameter.details.values.is_empty() {
            p.notes { "These values" (others) "." }
            dl {
                @for listed in parameter.details.values.iter() {
                    dt { code { (listed.value) } }
                    dd {
                        (prose(&listed.doc))
                        @if let Some(outcome) = listed.outcome { span.outcome { (outcome.as_str()) } }
                    }
                }
            }
        }
    }
}
