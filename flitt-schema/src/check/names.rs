use crate::model::{Origin, Parameter, Table};
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
pub(super) fn parameters(table: &Table, spans: &TableSpans, report: &mut Report) {
    let rows = &table.rows;
    let types: Vec<String> = rows.iter().map(type_name).collect();
    for (position, (row, row_spans)) in rows.iter().zip(&spans.rows).enumerate() {
        let earlier = &rows[..position];
        if let Some(first) = earlier.iter().position(|other| other.name == row.name) {
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
        let span = row_spans.keys.of(if row.details.rust.is_some() { "rust" } else { "name" });
        let usable = check_name(name, is_snake_case(name), span, "add `rust` with a lower-case name", report);
        if !usable {
            continue;
        }
        if row.origin == Origin::Caller && table.has_function(name) {
            report.error(
                span,
                format!("reserved name `{name}`: the builder has a function of this name"),
                "",
                "give the parameter another Rust name with `rust`",
            );
        } else if let Some(other) = earlier.iter().find(|other| other.rust_name() == name) {
            let message = format!("duplicate Rust name `{name}`: the parameter `{}` has it too", other.name);
            report.error(span, message, "", "give one of them another Rust name with `rust`");
        } else if let Some(other) = types[..position].iter().position(|other| *other == types[position]) {
            let (other, type_name) = (&rows[other], &types[position]);
            let message = format!("duplicate Rust type `{type_name}` of `{name}` and the parameter `{}`", other.name);
            report.error(span, message, "", "give one of them another Rust name with `rust`");
        } else if row.has_own_type() && table.has_type(&types[position]) {
            let message = format!("reserved Rust type `{}` of the values of `{name}`", types[position]);
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
    let mut seen: Vec<(&str, String)> = Vec::new();
    for ((value, rust), (value_span, rust_span)) in values.zip(spans) {
        if seen.iter().any(|(other, _)| *other == value) {
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
        } else if let Some((other, _)) = seen.iter().find(|(_, other)| *other == variant) {
            let message = format!("duplicate Rust name `{variant}`: the value `{other}` has it too");
            report.error(span, message, "", RENAME_HELP);
        }
        seen.push((value, variant));
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
