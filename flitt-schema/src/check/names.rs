use crate::json::Span;
use crate::model::{Origin, Parameter, Table};
use crate::parse::{Report, RowSpans, TableSpans};
use crate::text::{RustName, is_snake_case, rust_type_name};

const RENAME_HELP: &str = "give it another name: { \"value\": \"..\", \"rust\": \"..\" }";

/// The name of the type that is made for a parameter: of its listed values, or of the proof that it is set.
fn type_name(row: &Parameter) -> String {
    rust_type_name(row.rust_name())
}

/// No two rows have one name, on the wire or in Rust, and every name can be written in Rust.
pub(super) fn parameters(table: &Table, spans: &TableSpans, report: &mut Report) {
    let rows = &table.rows;
    let types: Vec<String> = rows.iter().map(type_name).collect();
    for (position, (row, row_spans)) in rows.iter().zip(&spans.rows).enumerate() {
        let earlier = &rows[..position];
        if let Some(first) = earlier.iter().position(|other| other.name == row.name) {
            let (line, _) = report.source().line_and_column(spans.rows[first].keys.of("name").start);
            let message = format!("the parameter `{}` stands twice in this table", row.name);
            report.error(
                row_spans.keys.of("name"),
                message,
                "the second time",
                format!("the first one is in line {line}; keep one of them"),
            );
            continue;
        }
        let name = row.rust_name();
        let place = row_spans.keys.of(if row.details.rust.is_some() { "rust" } else { "name" });
        let usable = check_name(name, is_snake_case(name), place, "a lower-case name", report);
        if !usable {
            continue;
        }
        if row.origin == Origin::Caller && table.has_function(name) {
            report.error(
                place,
                format!("`{name}` is the name of a function that is generated anyway"),
                "",
                "give the parameter another name with `rust`",
            );
        } else if let Some(other) = earlier.iter().find(|other| other.rust_name() == name) {
            let message = format!("`{name}` is also the Rust name of the parameter `{}`", other.name);
            report.error(place, message, "", "give one of them another name with `rust`");
        } else if let Some(other) = types[..position].iter().position(|other| *other == types[position]) {
            let (other, type_name) = (&rows[other], &types[position]);
            let message = format!("`{name}` and the parameter `{}` give one Rust type, `{type_name}`", other.name);
            report.error(place, message, "", "give one of them another name with `rust`");
        } else if row.has_own_type() && table.has_type(&types[position]) {
            let message = format!("the values of `{name}` give the Rust type `{}`, which is taken", types[position]);
            report.error(place, message, "", "give the parameter another name with `rust`");
        }
    }
}

/// No value is listed twice, and no two values have one name in Rust.
pub(super) fn values(row: &Parameter, spans: &RowSpans, report: &mut Report) {
    if row.details.list.is_some() {
        return;
    }
    let listed = row.details.values.iter().map(|value| (value.value.as_ref(), value.rust.as_deref()));
    let places = spans.values.iter().map(|keys| (keys.of("value").clone(), keys.of("rust").clone()));
    variants(listed, places, report);
}

/// Values of one list: none twice, each with a name of its own in Rust.
pub(super) fn variants<'v>(
    values: impl Iterator<Item = (&'v str, Option<&'v str>)>,
    places: impl Iterator<Item = (Span, Span)>,
    report: &mut Report,
) {
    let mut seen: Vec<(&str, String)> = Vec::new();
    for ((value, rust), (value_span, rust_span)) in values.zip(places) {
        if seen.iter().any(|(other, _)| *other == value) {
            told_twice(value, &value_span, report);
            continue;
        }
        let variant = rust.map_or_else(|| rust_type_name(value), ToOwned::to_owned);
        let place = if rust.is_some() { &rust_span } else { &value_span };
        let upper = variant.starts_with(|first: char| first.is_ascii_uppercase());
        if rust.is_none() && !RustName::of(&variant).is_usable() {
            report.error(place, format!("the value `{value}` gives no name in Rust"), "", RENAME_HELP);
        } else if !check_name(&variant, upper, place, "a name such as `Approved`", report) {
            // Told; a name that Rust cannot write collides with none.
        } else if let Some((other, _)) = seen.iter().find(|(_, other)| *other == variant) {
            let message = format!("`{variant}` is also the Rust name of the value `{other}`");
            report.error(place, message, "", RENAME_HELP);
        }
        seen.push((value, variant));
    }
}

/// A value that stands in its list already.
pub(super) fn told_twice(value: &str, place: &Span, report: &mut Report) {
    report.error(place, format!("the value `{value}` is listed twice"), "the second time", "keep one of them");
}

/// A name that Rust can write, in the usual case.
fn check_name(name: &str, usual_case: bool, place: &Span, wanted: &str, report: &mut Report) -> bool {
    let fault = match RustName::of(name) {
        RustName::Keyword => "is a keyword of Rust, even when written raw",
        RustName::Invalid => "is no name in Rust",
        RustName::Plain | RustName::Raw if !usual_case => "has the wrong case for a name in Rust",
        RustName::Plain | RustName::Raw => return true,
    };
    report.error(place, format!("`{name}` {fault}"), "", format!("give {wanted} with `rust`"));
    false
}
