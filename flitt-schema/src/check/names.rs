use std::collections::{HashMap, HashSet};

use super::proposal::{self, FreeNames};
use super::rows::Rows;
use crate::model::{Origin, Parameter};
use crate::parse::{ParameterSpans, Report, Spans, TableSpans};
use crate::rust_name::{RustName, is_snake_case, rust_type_name};
use crate::source::Span;

const RENAME_HELP: &str = "give the value another name: { \"value\": \"..\", \"rust\": \"..\" }";

/// Why a name is reserved that begins with two underscores.
const HIDDEN_PREFIX: &str = "names of generated code begin with `__`";

/// The name of the type that is generated for a parameter: the enumeration of its values, or the trait that is
/// implemented when it is set.
fn type_name(row: &Parameter) -> String {
    rust_type_name(row.rust_name())
}

/// The names of parameters are unique, on the wire and in Rust, and valid in Rust.
pub(super) fn parameters(table: &Rows<'_>, spans: &TableSpans, report: &mut Report) {
    let rows = &table.table.rows;
    let mut free = FreeNames::new(table.table);
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
        if let Some(error) = invalid(name, is_snake_case(name)) {
            let message = format!("invalid Rust name `{name}`: {error}");
            rename(row, row_spans, &mut free, report, message, "write");
            continue;
        }
        let same_name = *rust_names.entry(name).or_insert(row);
        let same_type = *types.entry(type_name.clone()).or_insert(row);
        let (message, help) = if row.origin != Origin::Protocol && table.table.has_function(name) {
            (format!("reserved name `{name}`: the builder has a function of this name"), "write")
        } else if !std::ptr::eq(same_name, row) {
            let message = format!("duplicate Rust name `{name}`: the parameter `{}` has it too", same_name.name);
            (message, "give one of them another Rust name:")
        } else if !std::ptr::eq(same_type, row) {
            let message =
                format!("duplicate Rust type `{type_name}` of `{name}` and the parameter `{}`", same_type.name);
            (message, "give one of them another Rust name:")
        } else if row.has_own_type() && table.table.has_type(&type_name) {
            (format!("reserved Rust type `{type_name}` of the values of `{name}`"), "write")
        } else if row.has_own_type() && RustName::of(&type_name) != RustName::Plain {
            (format!("invalid Rust type `{type_name}` of the values of `{name}`"), "write")
        } else {
            continue;
        };
        rename(row, row_spans, &mut free, report, message, help);
    }
}

/// Reports a name that cannot be used, with one that can.
fn rename(
    row: &Parameter,
    spans: &ParameterSpans,
    free: &mut FreeNames<'_>,
    report: &mut Report,
    message: String,
    what: &str,
) {
    let span = spans.keys.of(if row.details.rust.is_some() { "rust" } else { "name" }).clone();
    let proposed = free.propose(row);
    let help = proposal::help(what, proposed.as_ref(), "give the parameter a lower-case name with `rust`");
    let fix = proposal::fix(proposed, "name", &spans.keys, report);
    report.error_with_fix(&span, message, "", help, fix);
}

/// Listed values are unique, on the wire and in Rust.
pub(super) fn values(row: &Parameter, spans: &ParameterSpans, report: &mut Report) {
    if row.details.list.is_some() {
        return;
    }
    let listed = row.details.values.iter().map(|value| (value.value.as_ref(), value.rust.as_deref()));
    variants(&listed.collect::<Vec<_>>(), &spans.values, report);
}

/// The values of one list are unique, on the wire and in Rust.
pub(super) fn variants(values: &[(&str, Option<&str>)], spans: &[Spans], report: &mut Report) {
    let variant = |value: &str, rust: Option<&str>| rust.map_or_else(|| rust_type_name(value), ToOwned::to_owned);
    let mut taken: Option<HashSet<String>> = None;
    let (mut seen, mut names) = (HashSet::new(), HashMap::new());
    for (&(value, rust), keys) in values.iter().zip(spans) {
        if !seen.insert(value) {
            duplicate_value(value, keys.of("value"), report);
            continue;
        }
        let name = variant(value, rust);
        let upper = name.starts_with(|first: char| first.is_ascii_uppercase());
        let message = if rust.is_none() && !RustName::of(&name).is_usable() {
            format!("the value `{value}` needs a name in Rust")
        } else if let Some(error) = invalid(&name, upper) {
            format!("invalid Rust name `{name}`: {error}")
        } else if let Some(other) = names.get(&name) {
            format!("duplicate Rust name `{name}`: the value `{other}` has it too")
        } else {
            names.insert(name, value);
            continue;
        };
        let all = || values.iter().map(|(value, rust)| variant(value, *rust)).collect();
        let proposed = proposal::variant(rust.unwrap_or(value), taken.get_or_insert_with(all));
        let help = proposal::help("give the value a name:", proposed.as_ref(), RENAME_HELP);
        let fix = proposal::fix(proposed, "value", keys, report);
        report.error_with_fix(keys.of(if rust.is_some() { "rust" } else { "value" }), message, "", help, fix);
    }
}

/// Reports a duplicate value.
pub(super) fn duplicate_value(value: &str, span: &Span, report: &mut Report) {
    report.error(span, format!("duplicate value `{value}`"), "second occurrence", "keep one of them");
}

/// Why a name is not valid in Rust, or does not have the usual case.
fn invalid(name: &str, usual_case: bool) -> Option<&'static str> {
    match RustName::of(name) {
        RustName::Keyword => Some("it is a keyword, and cannot be a raw identifier"),
        RustName::Invalid => Some("it is not an identifier"),
        RustName::Plain | RustName::Raw if !usual_case => Some("it has the wrong case"),
        RustName::Plain | RustName::Raw if name.starts_with("__") => Some(HIDDEN_PREFIX),
        RustName::Plain | RustName::Raw => None,
    }
}
