//! The example of a request, in the words of a shell and of Rust.

use flitt_client::schema::{Body, Endpoint, Key, Parameter, RustName, ValueType, rust_type_name};

use serde_json::Value;

use crate::export::example::Example;

/// A command that sends it.
pub(super) fn curl(endpoint: &Endpoint, host: &str, example: &Example) -> String {
    let body_type = match endpoint.body {
        Body::Json => "application/json",
        Body::Form => "application/x-www-form-urlencoded",
    };
    let mut lines = vec![format!("curl {host}{}", endpoint.path), format!("-H 'content-type: {body_type}'")];
    for row in endpoint.request.rows.iter() {
        let text = example.parameters.iter().find(|(name, _)| *name == row.name).map(|(_, text)| text);
        if let (Some(header), Some(text)) = (&row.details.header, text) {
            lines.push(format!("-H {}", quoted(&format!("{}: {}{text}", header.name, header.prefix))));
        }
    }
    lines.push(format!("-d {}", quoted(&example.body)));
    lines.join(" \\\n  ")
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The lines that send it by the library.
pub(super) fn rust(endpoint: &Endpoint, example: &Example) -> String {
    let marker = rust_type_name(&endpoint.name);
    let rows = example.parameters.iter().filter_map(|(name, text)| Some((endpoint.request.row(name)?, text)));
    let rows: Vec<(&Parameter, &String)> = rows.collect();
    let tables = if rows.iter().any(|(row, _)| row.is_nested()) { "{tables, " } else { "" };
    let closing = if tables.is_empty() { "" } else { "}" };
    let setters: String = rows
        .iter()
        .flat_map(|(row, text)| ["\n    .".to_owned(), setter(row), format!("({})", argument(row, &json(row, text)))])
        .collect();
    let key = match endpoint.key {
        Key::Company => ".with_company_key(\"..\")",
        _ => "",
    };
    format!(
        "use flitt_client::api::{tables}{marker}{closing};\nuse flitt_client::{{Client, Credentials}};\n\n\
         let client = Client::new(Credentials::test(){key})?;\n\
         let request = {marker}::request(){setters}\n    .build()?;\n\
         let answer = client.send(&request).await?;"
    )
}

/// The value in JSON: a text as a string, all else as it stands.
fn json(row: &Parameter, text: &str) -> Value {
    let parsed = if row.value_type == ValueType::String { None } else { serde_json::from_str(text).ok() };
    parsed.unwrap_or_else(|| Value::from(text))
}

fn setter(row: &Parameter) -> String {
    let name = row.details.rust.as_ref().unwrap_or(&row.name);
    if RustName::of(name) == RustName::Raw { format!("r#{name}") } else { name.to_string() }
}

fn argument(row: &Parameter, value: &Value) -> String {
    match (row.value_type, value) {
        (ValueType::List, Value::Array(items)) => {
            format!("[{}]", items.iter().map(|item| built(row, item)).collect::<Vec<_>>().join(", "))
        }
        (ValueType::Map, Value::Object(members)) => {
            let members = members.iter().map(|(name, value)| format!("({name:?}, {})", built(row, value)));
            format!("[{}]", members.collect::<Vec<_>>().join(", "))
        }
        (ValueType::Object, _) => built(row, value),
        // A number that is listed is set as a value of its list.
        (ValueType::Integer, number) if !row.details.values.is_empty() => format!("\"{number}\""),
        (_, other) => other.to_string(),
    }
}

/// The builder of one nested value.
fn built(row: &Parameter, value: &Value) -> String {
    let (Some(table), Value::Object(members)) = (&row.details.table, value) else { return value.to_string() };
    let rows = table.rows.iter().filter_map(|row| Some((row, members.get(row.name.as_ref())?)));
    let setters: Vec<String> = rows.map(|(row, value)| format!(".{}({})", setter(row), argument(row, value))).collect();
    let setters = setters.concat();
    format!("tables::{}::{}::builder(){setters}.build()?", table.name, rust_type_name(&table.name))
}
