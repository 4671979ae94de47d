//! Writes parameters as a schema file, in the style of the shipped ones.

use std::fmt::Display;

use flitt_schema::{Origin, Parameter, Value, ValueType, quoted};

use super::Imported;

/// The maximum width of a value on one line.
const MAX_WIDTH: usize = 110;

/// The keys of the endpoint itself.
pub(crate) struct Heading {
    pub(crate) endpoint: String,
    pub(crate) path: String,
}

/// The text of a schema file.
pub(crate) fn write_schema(heading: &Heading, imported: &Imported) -> String {
    let request = imported.request.as_deref().unwrap_or_default();
    let response = imported.response.as_deref().unwrap_or_default();
    let is_signed = |parameters: &[Parameter]| parameters.iter().any(|it| it.origin == Origin::Signature);
    let mut lines = vec![
        "{".to_owned(),
        "  \"$schema\": \"./endpoint.schema.json\",".to_owned(),
        format!("  \"endpoint\": {},", quoted(&heading.endpoint)),
        "  \"doc\": \"Imported from a page of the documentation; describe here what it does.\",".to_owned(),
        format!("  \"path\": {},", quoted(&heading.path)),
        format!("  \"key\": {},", quoted(if is_signed(request) { "payment" } else { "none" })),
        "  \"retry\": \"never\",".to_owned(),
        format!("  \"request\": {},", rows(request, 2)),
        "  \"response\": {".to_owned(),
        format!("    \"rows\": {},", rows(response, 4)),
        format!("    \"signed\": {}", quoted(if is_signed(response) { "always" } else { "never" })),
    ];
    lines.extend(["  }".to_owned(), "}\n".to_owned()]);
    lines.join("\n")
}

fn rows(parameters: &[Parameter], indent: usize) -> String {
    if parameters.is_empty() {
        return "[]".to_owned();
    }
    let space = " ".repeat(indent + 2);
    let rows: Vec<String> = parameters
        .iter()
        .map(|parameter| {
            let keys: Vec<String> = keys(parameter, indent + 4)
                .into_iter()
                .map(|(key, value)| format!("{space}  \"{key}\": {value}"))
                .collect();
            format!("{space}{{\n{}\n{space}}}", keys.join(",\n"))
        })
        .collect();
    format!("[\n{}\n{}]", rows.join(",\n"), " ".repeat(indent))
}

/// The keys of a parameter, in the order of the shipped files.
fn keys(parameter: &Parameter, indent: usize) -> Vec<(&'static str, String)> {
    let details = &parameter.details;
    let text = |text: &str| Some(quoted(text));
    let flag = |is_set: bool| is_set.then(|| "true".to_owned());
    let keys = [
        ("name", text(&parameter.name)),
        ("rust", details.rust.as_deref().and_then(text)),
        ("type", text(parameter.value_type.as_str())),
        ("max_length", Some(parameter.limit.map_or("null".to_owned(), |limit| limit.to_string()))),
        ("mandatory", flag(parameter.mandatory)),
        ("default", details.default.as_deref().map(|default| wire(parameter, default))),
        ("values", (!details.values.is_empty()).then(|| values(parameter, indent))),
        ("smallest", details.smallest.as_ref().map(shown)),
        ("largest", details.largest.as_ref().map(shown)),
        ("format", parameter.format.and_then(|format| text(format.as_str()))),
        ("informational", flag(details.informational)),
        ("unit", parameter.unit.and_then(|unit| text(unit.as_str()))),
        ("sensitive", flag(parameter.sensitive)),
        ("separator", flag(parameter.separator)),
        ("from", Some(parameter.origin).filter(|origin| *origin != Origin::Caller).and_then(|it| text(it.as_str()))),
        ("doc", Some(details.doc.as_ref()).filter(|doc| !doc.is_empty()).and_then(text)),
    ];
    keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn values(parameter: &Parameter, indent: usize) -> String {
    let space = " ".repeat(indent);
    let bare = |listed: &Value| listed.rust.is_none() && listed.doc.is_empty();
    if parameter.details.values.iter().all(bare) {
        let values: Vec<String> = parameter.details.values.iter().map(|listed| quoted(&listed.value)).collect();
        let flat = format!("[{}]", values.join(", "));
        if flat.chars().count() + indent <= MAX_WIDTH {
            return flat;
        }
    }
    let values = parameter.details.values.iter().map(|listed| {
        let keys = [("value", Some(&listed.value)), ("rust", listed.rust.as_ref()), ("doc", Some(&listed.doc))];
        let keys: Vec<String> = keys
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.filter(|value| !value.is_empty())?)))
            .map(|(key, value)| format!("\"{key}\": {}", quoted(value)))
            .collect();
        let flat = format!("{space}  {{ {} }}", keys.join(", "));
        match keys.as_slice() {
            [_] => format!("{space}  {}", quoted(&listed.value)),
            _ if flat.chars().count() <= MAX_WIDTH => flat,
            _ => format!("{space}  {{\n{space}    {}\n{space}  }}", keys.join(&format!(",\n{space}    "))),
        }
    });
    format!("[\n{}\n{space}]", values.collect::<Vec<_>>().join(",\n"))
}

/// A number where the parameter is an integer and the text is its canonical form.
fn wire(parameter: &Parameter, text: &str) -> String {
    let is_number =
        parameter.value_type == ValueType::Integer && text.parse().is_ok_and(|it: i64| it.to_string() == text);
    if is_number { text.to_owned() } else { quoted(text) }
}

fn shown(number: impl Display) -> String {
    number.to_string()
}
