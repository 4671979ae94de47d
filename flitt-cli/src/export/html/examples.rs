//! The example of a request as a shell command and as Rust code.

use flitt_schema::{Body, Endpoint, Key, Parameter, RustName, ValueType, rust_type_name};
use serde_json::Value;

use crate::export::Origin;
use crate::export::example::Example;
use crate::output::shell_quoted;

/// A command that sends it.
pub(super) fn curl(endpoint: &Endpoint, host: &str, example: &Example) -> String {
    let body_type = match endpoint.body {
        Body::Json => "application/json",
        Body::Form => "application/x-www-form-urlencoded",
    };
    let mut lines = vec![format!("curl {host}{}", endpoint.path), format!("-H 'content-type: {body_type}'")];
    for parameter in endpoint.request.rows.iter() {
        let text = example.parameters.iter().find(|(name, _)| *name == parameter.name).map(|(_, text)| text);
        if let (Some(header), Some(text)) = (&parameter.details.header, text) {
            lines.push(format!("-H {}", shell_quoted(&format!("{}: {}{text}", header.name, header.prefix))));
        }
    }
    lines.push(format!("-d {}", shell_quoted(&example.body)));
    lines.join(" \\\n  ")
}

/// The code that sends it by the library.
pub(super) fn rust(endpoint: &Endpoint, example: &Example, origin: Origin<'_>) -> String {
    let marker = endpoint.type_name();
    let set = example.parameters.iter().filter_map(|(name, text)| Some((endpoint.request.row(name)?, text)));
    let set: Vec<(&Parameter, &String)> = set.collect();
    let has_nested = set.iter().any(|(parameter, _)| parameter.is_nested());
    let imports = imports(&if has_nested { format!("{{{marker}, tables}}") } else { marker.clone() }, origin);
    let setters: String = set
        .iter()
        .flat_map(|(parameter, text)| {
            let argument = argument(parameter, &json(parameter, text));
            ["\n    .".to_owned(), setter(parameter), format!("({argument})")]
        })
        .collect();
    let key = match endpoint.key {
        Key::Company => ".with_company_key(\"..\")",
        _ => "",
    };
    format!(
        "{imports}\n\
         let client = Client::new(Credentials::test(){key})?;\n\
         let request = {marker}::request(){setters}\n    .build()?;\n\
         let response = client.send(&request).await?;"
    )
}

/// Where the types come from: generated in the library, or by a derive in the reader's crate.
fn imports(names: &str, origin: Origin<'_>) -> String {
    let client = "use flitt_client::{Client, Credentials};\n";
    match origin {
        Origin::BuiltIn => format!("use flitt_client::api::{names};\n{client}"),
        Origin::Folder(folder) => {
            let folder = Value::from(folder.to_string_lossy());
            format!(
                "// The types of the schema files in this folder; the path is relative to Cargo.toml.\n\
                 mod gateway {{\n    #[derive(flitt_client::Api)]\n    #[flitt(schemas = {folder})]\n    \
                 pub struct Gateway;\n}}\n\n{client}use gateway::{names};\n"
            )
        }
    }
}

/// The value in JSON: a string for text, other types as written.
fn json(parameter: &Parameter, text: &str) -> Value {
    let parsed = if parameter.value_type == ValueType::String { None } else { serde_json::from_str(text).ok() };
    parsed.unwrap_or_else(|| Value::from(text))
}

fn setter(parameter: &Parameter) -> String {
    let name = parameter.details.rust.as_ref().unwrap_or(&parameter.name);
    if RustName::of(name) == RustName::Raw { format!("r#{name}") } else { name.to_string() }
}

fn argument(parameter: &Parameter, value: &Value) -> String {
    match (parameter.value_type, value) {
        (ValueType::List, Value::Array(items)) => {
            format!("[{}]", items.iter().map(|item| builder(parameter, item)).collect::<Vec<_>>().join(", "))
        }
        (ValueType::Map, Value::Object(members)) => {
            let members = members.iter().map(|(name, value)| format!("({name:?}, {})", builder(parameter, value)));
            format!("[{}]", members.collect::<Vec<_>>().join(", "))
        }
        (ValueType::Object, _) => builder(parameter, value),
        // A listed number is set by its text, as a value of its list.
        (ValueType::Integer, number) if !parameter.details.values.is_empty() => format!("\"{number}\""),
        (_, other) => other.to_string(),
    }
}

/// The builder of one nested value.
fn builder(parameter: &Parameter, value: &Value) -> String {
    let (Some(table), Value::Object(members)) = (&parameter.details.table, value) else { return value.to_string() };
    let set = table.rows.iter().filter_map(|inner| Some((inner, members.get(inner.name.as_ref())?)));
    let setters: Vec<String> =
        set.map(|(inner, value)| format!(".{}({})", setter(inner), argument(inner, value))).collect();
    let setters = setters.concat();
    format!("tables::{}::{}::builder(){setters}.build()?", table.name, rust_type_name(&table.name))
}
