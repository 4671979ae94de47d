use std::collections::{HashMap, HashSet};

use super::rows::Rows;
use crate::model::{Origin, Parameter};
use crate::parse::{ParameterSpans, Report, TableSpans};
use crate::rust_name::{RustName, is_snake_case, rust_type_name};
use crate::source::Span;

const RENAME_HELP: &str = "give the value another name: { \"value\": \"..\", \"rust\": \"..\" }";

/// The name of the type that is generated for a parameter: the enumeration of its values, or the trait that is
/// implemented when it is set.
fn type_name(row: &Parameter) -> String {
    rust_type_name(row.rust_name())
}

/// The names of parameters are unique, on the wire and in Rust, and valid in Rust.
pub(super) fn parameters(table: &Rows<'_>, spans: &TableSpans, report: &mut Report) {
    let rows = &table.table.rows;
    // The first parameter of each name. A duplicate name on the wire is reported and does not count.
    let (mut rust_names, mut types) = (HashMap::new(), HashMap::new());
    for (position, (row, row_spans)) in rows.iter().zip(&spans.rows).enumerate() {
        if let Some(first) = table.position(&row.name).filter(|first| *first != position) {
            let (line, _) = report.source().line_and_column(spans.rows[first].keys.of("name").start);
            let message = format!("duplicate parameter `{}`", row.name);
            report.error(
                row_spans.keys.of("name"),
                message,
                "second occurrence",
                format!("the first one is in line {line}: keep one of them"),
            );
            continue;
        }
        let name = row.rust_name();
        let type_name = type_name(row);
        let same_name = *rust_names.entry(name).or_insert(row);
        let same_type = *types.entry(type_name.clone()).or_insert(row);
        let span = row_spans.keys.of(if row.details.rust.is_some() { "rust" } else { "name" });
        let usable = check_name(name, is_snake_case(name), span, "add `rust` with a lower-case name", report);
        if !usable {
            continue;
        }
        if row.origin == Origin::Caller && table.table.has_function(name) {
            report.error(
                span,
                format!("reserved name `{name}`: the builder has a function of this name"),
                "",
                "give the parameter another Rust name with `rust`",
            );
        } else if !std::ptr::eq(same_name, row) {
            let message = format!("duplicate Rust name `{name}`: the parameter `{}` has it too", same_name.name);
            report.error(span, message, "", "give one of them another Rust name with `rust`");
        } else if !std::ptr::eq(same_type, row) {
            let message =
                format!("duplicate Rust type `{type_name}` of `{name}` and the parameter `{}`", same_type.name);
            report.error(span, message, "", "give one of them another Rust name with `rust`");
        } else if row.has_own_type() && table.table.has_type(&type_name) {
            let message = format!("reserved Rust type `{type_name}` of the values of `{name}`");
            report.error(span, message, "", "give the parameter another Rust name with `rust`");
        }
    }
}

/// Listed values are unique, on the wire and in Rust.
pub(super) fn values(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if row.details.list.is_some() {
        return;
    }
    let listed = row.details.values.iter().map(|value| (value.value.as_ref(), value.rust.as_deref()));
    let spans = spans.values.iter().map(|keys| (keys.of("value").clone(), keys.of("rust").clone()));
    variants(listed, spans, report);
}

/// The values of one list are unique, on the wire and in Rust.
pub(super) fn variants<'v>(
    values: impl Iterator<Item = (&'v str, Option<&'v str>)>,
    spans: impl Iterator<Item = (Span, Span)>,
    report: &mut Report,
) {
    let (mut seen, mut names) = (HashSet::new(), HashMap::new());
    for ((value, rust), (value_span, rust_span)) in values.zip(spans) {
        if !seen.insert(value) {
            duplicate_value(value, &value_span, report);
            continue;
        }
        let variant = rust.map_or_else(|| rust_type_name(value), ToOwned::to_owned);
        let span = if rust.is_some() { &rust_span } else { &value_span };
        let upper = variant.starts_with(|first: char| first.is_ascii_uppercase());
        if rust.is_none() && !RustName::of(&variant).is_usable() {
            report.error(span, format!("the value `{value}` needs a name in Rust"), "", RENAME_HELP);
        } else if !check_name(&variant, upper, span, "use a name such as `Approved`", report) {
            // Reported; an invalid name cannot be a duplicate.
        } else if let Some(other) = names.get(&variant) {
            let message = format!("duplicate Rust name `{variant}`: the value `{other}` has it too");
            report.error(span, message, "", RENAME_HELP);
        }
        names.entry(variant).or_insert(value);
    }
}

/// Reports a duplicate value.
pub(super) fn duplicate_value(value: &str, span: &Span, report: &mut Report) {
    report.error(span, format!("duplicate value `{value}`"), "second occurrence", "keep one of them");
}

/// Checks that a name is valid in Rust and has the usual case.
fn check_name(name: &str, usual_case: bool, span: &Span, help: &str, report: &mut Report) -> bool {
    let error = match RustName::of(name) {
        RustName::Keyword => "it is a keyword, and cannot be a raw identifier",
        RustName::Invalid => "it is not an identifier",
        RustName::Plain | RustName::Raw if !usual_case => "it has the wrong case",
        RustName::Plain | RustName::Raw => return true,
    };
    report.error(span, format!("invalid Rust name `{name}`: {error}"), "", help);
    false
}
