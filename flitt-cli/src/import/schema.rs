//! Rows as the text of a schema file, in the style of the shipped ones.

use std::fmt::Display;

use flitt_client::schema::{Origin, Parameter, Value, ValueType, quoted};

use super::Imported;

/// A value takes one line up to this width.
const WIDTH: usize = 110;

/// What stands over the rows.
pub(crate) struct Heading {
    pub(crate) endpoint: String,
    pub(crate) path: String,
}

/// The text of a schema file.
pub(crate) fn write(heading: &Heading, imported: &Imported) -> String {
    let request = imported.request.as_deref().unwrap_or_default();
    let answer = imported.answer.as_deref().unwrap_or_default();
    let is_signed = |rows: &[Parameter]| rows.iter().any(|row| row.origin == Origin::Signature);
    let mut lines = vec![
        "{".to_owned(),
        "  \"$schema\": \"./endpoint.schema.json\",".to_owned(),
        format!("  \"endpoint\": {},", quoted(&heading.endpoint)),
        "  \"doc\": \"Imported from a page of the documentation; say here what it does.\",".to_owned(),
        format!("  \"path\": {},", quoted(&heading.path)),
        format!("  \"key\": {},", quoted(if is_signed(request) { "payment" } else { "none" })),
        "  \"retry\": \"never\",".to_owned(),
        format!("  \"request\": {},", rows(request, 2)),
        "  \"response\": {".to_owned(),
        format!("    \"rows\": {},", rows(answer, 4)),
        format!("    \"signed\": {}", quoted(if is_signed(answer) { "always" } else { "never" })),
    ];
    lines.extend(["  }".to_owned(), "}\n".to_owned()]);
    lines.join("\n")
}

fn rows(rows: &[Parameter], indent: usize) -> String {
    if rows.is_empty() {
        return "[]".to_owned();
    }
    let space = " ".repeat(indent + 2);
    let rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let keys: Vec<String> =
                keys(row, indent + 4).into_iter().map(|(key, value)| format!("{space}  \"{key}\": {value}")).collect();
            format!("{space}{{\n{}\n{space}}}", keys.join(",\n"))
        })
        .collect();
    format!("[\n{}\n{}]", rows.join(",\n"), " ".repeat(indent))
}

/// The keys of a row, in the order of the shipped files.
fn keys(row: &Parameter, indent: usize) -> Vec<(&'static str, String)> {
    let details = &row.details;
    let text = |text: &str| Some(quoted(text));
    let yes = |is: bool| is.then(|| "true".to_owned());
    let keys = [
        ("name", text(&row.name)),
        ("rust", details.rust.as_deref().and_then(text)),
        ("type", text(row.value_type.word())),
        ("max_length", Some(row.limit.map_or("null".to_owned(), |limit| limit.to_string()))),
        ("mandatory", yes(row.mandatory)),
        ("default", details.default.as_deref().map(|default| wire(row, default))),
        ("values", (!details.values.is_empty()).then(|| values(row, indent))),
        ("smallest", details.smallest.as_ref().map(shown)),
        ("largest", details.largest.as_ref().map(shown)),
        ("format", row.format.and_then(|format| text(format.word()))),
        ("unit", row.unit.and_then(|unit| text(unit.word()))),
        ("sensitive", yes(row.sensitive)),
        ("separator", yes(row.separator)),
        ("from", Some(row.origin).filter(|origin| *origin != Origin::Caller).and_then(|it| text(it.word()))),
        ("doc", Some(details.doc.as_ref()).filter(|doc| !doc.is_empty()).and_then(text)),
    ];
    keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn values(row: &Parameter, indent: usize) -> String {
    let space = " ".repeat(indent);
    let bare = |listed: &Value| listed.rust.is_none() && listed.doc.is_empty();
    if row.details.values.iter().all(bare) {
        let values: Vec<String> = row.details.values.iter().map(|listed| quoted(&listed.value)).collect();
        let flat = format!("[{}]", values.join(", "));
        if flat.chars().count() + indent <= WIDTH {
            return flat;
        }
    }
    let values = row.details.values.iter().map(|listed| {
        let keys = [("value", Some(&listed.value)), ("rust", listed.rust.as_ref()), ("doc", Some(&listed.doc))];
        let keys: Vec<String> = keys
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.filter(|value| !value.is_empty())?)))
            .map(|(key, value)| format!("\"{key}\": {}", quoted(value)))
            .collect();
        let flat = format!("{space}  {{ {} }}", keys.join(", "));
        match keys.as_slice() {
            [_] => format!("{space}  {}", quoted(&listed.value)),
            _ if flat.chars().count() <= WIDTH => flat,
            _ => format!("{space}  {{\n{space}    {}\n{space}  }}", keys.join(&format!(",\n{space}    "))),
        }
    });
    format!("[\n{}\n{space}]", values.collect::<Vec<_>>().join(",\n"))
}

/// A number where the row is one and the text is its usual form.
fn wire(row: &Parameter, text: &str) -> String {
    let is_number = row.value_type == ValueType::Integer && text.parse().is_ok_and(|it: i64| it.to_string() == text);
    if is_number { text.to_owned() } else { quoted(text) }
}

fn shown(number: impl Display) -> String {
    number.to_string()
}
