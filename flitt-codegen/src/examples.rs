//! The examples of an endpoint in its documentation: items of a list, all from the schema file as code, so that none of it is
//! compiled.

use flitt_schema::{Endpoint, Example, ExampleOf, Loaded, Protocol, quoted};

use crate::markdown::{code, line, link};

/// The examples, if there are any.
pub(crate) fn documentation(loaded: &Loaded<Endpoint>) -> String {
    let items: Vec<String> = loaded.examples().iter().map(|example| item(example, &loaded.model)).collect();
    if items.is_empty() { String::new() } else { format!("\n\nExamples:\n\n{}", items.join("\n")) }
}

fn item(example: &Example, endpoint: &Endpoint) -> String {
    let of = match example.of {
        ExampleOf::Request => "request",
        ExampleOf::Response => "response",
    };
    let protocol = match example.protocol {
        Protocol::Data if endpoint.protocol != Protocol::Data => " in protocol 2.0",
        _ => "",
    };
    let part = if example.is_partial { ", a part of it" } else { "" };
    let source = if example.source.starts_with("http") { link(&example.source) } else { line(&example.source) };
    let doc = if example.doc.is_empty() { String::new() } else { format!(" {}", line(&example.doc)) };
    let values = example.values.iter().map(|value| format!("{}: {}", quoted(&value.name), value.to_json()));
    let values = code(&format!("{{ {} }}", values.collect::<Vec<_>>().join(", ")));
    let signed = example.signed.as_ref().map(|signed| {
        let (key, text, signature) = (&signed.key.text, &signed.text.text, &signed.signature.text);
        format!("; signed text {}, signature with the key {} {}", code(text), code(key), code(signature))
    });
    format!("- A {of}{protocol}{part}, from {source}:{doc} {values}{}", signed.unwrap_or_default())
}
