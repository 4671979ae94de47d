//! The example of a request, in the words of a shell and of Rust.

use flitt_client::schema::{Body, Endpoint, Key, Parameter, RustName, ValueType, rust_type_name};

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

/// The lines that send it by the library. Values of nested tables are types of their own, which their pages show.
pub(super) fn rust(endpoint: &Endpoint, example: &Example) -> String {
    let marker = rust_type_name(&endpoint.name);
    let setters = example.parameters.iter().filter_map(|(name, text)| {
        let row = endpoint.request.row(name)?;
        Some(format!("\n    .{}({})", setter(row), argument(row, text)))
    });
    let key = match endpoint.key {
        Key::Company => ".with_company_key(\"..\")",
        _ => "",
    };
    format!(
        "use flitt_client::api::{marker};\nuse flitt_client::{{Client, Credentials}};\n\n\
         let client = Client::new(Credentials::test(){key})?;\n\
         let request = {marker}::request(){}\n    .build()?;\n\
         let answer = client.send(&request).await?;",
        setters.collect::<String>()
    )
}

fn setter(row: &Parameter) -> String {
    let name = row.details.rust.as_ref().unwrap_or(&row.name);
    if RustName::of(name) == RustName::Raw { format!("r#{name}") } else { name.to_string() }
}

fn argument(row: &Parameter, text: &str) -> String {
    match row.value_type {
        ValueType::Integer if row.details.values.is_empty() => text.to_owned(),
        ValueType::Boolean => text.to_owned(),
        ValueType::Object | ValueType::List | ValueType::Map | ValueType::Texts => format!("{}_values", row.name),
        _ => format!("{text:?}"),
    }
}
