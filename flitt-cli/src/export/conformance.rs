//! The examples of schema files as test cases for programs in any language.

use flitt_client::__private::examples::{body, full_text};
use flitt_schema::{Body, Digest, Endpoint, Example, ExampleOf, Library, Protocol, quoted};

/// The version of the format.
const FORMAT: u32 = 1;

/// The document. Values keep the texts that schema files have: a reader that turns `1.50` into 1.5 would sign another text.
pub(super) fn document(library: &Library) -> String {
    let of_endpoint = |endpoint: &Endpoint, examples: Vec<Example>| -> Vec<String> {
        examples.iter().enumerate().map(|(number, example)| case(endpoint, example, number + 1)).collect()
    };
    let cases: Vec<String> =
        library.endpoints.iter().flat_map(|loaded| of_endpoint(&loaded.model, loaded.examples())).collect();
    format!("{{\n  \"format\": {FORMAT},\n  \"cases\": [{}\n  ]\n}}\n", cases.join(","))
}

fn case(endpoint: &Endpoint, example: &Example, number: usize) -> String {
    let text = |text: &str| quoted(text);
    let signed = example.signed.as_ref();
    let values = example.values.iter().map(|value| format!("{}: {}", quoted(&value.name), value.to_json()));
    let digest = match (endpoint.digest, example.of) {
        (Digest::Sha512, ExampleOf::Request) if example.protocol != Protocol::Data => "sha512",
        _ => "sha1",
    };
    let optional = |value: Option<String>| value.unwrap_or_else(|| "null".to_owned());
    let members = [
        ("id", text(&format!("{}/{number}", endpoint.name))),
        ("endpoint", text(&endpoint.name)),
        ("url", text(&format!("{}{}", endpoint.host.as_deref().unwrap_or_default(), endpoint.path))),
        ("direction", text(example.of.as_str())),
        ("protocol", text(example.protocol.as_str())),
        ("partial", example.is_partial.to_string()),
        ("source", text(&example.source)),
        ("doc", text(&example.doc)),
        ("values", format!("{{ {} }}", values.collect::<Vec<_>>().join(", "))),
        ("digest", optional(signed.map(|_| text(digest)))),
        ("key", optional(signed.map(|signed| text(&signed.key.text)))),
        ("signed_text", optional(full_text(example, endpoint).map(|full| text(&full)))),
        ("signature", optional(signed.map(|signed| text(&signed.signature.text)))),
        ("content_type", text(content_type(endpoint, example))),
        ("body", text(&body(example, endpoint))),
    ];
    let members = members.map(|(name, json)| format!("\n      \"{name}\": {json}"));
    format!("\n    {{{}\n    }}", members.join(","))
}

fn content_type(endpoint: &Endpoint, example: &Example) -> &'static str {
    match (endpoint.body, example.of) {
        (Body::Form, ExampleOf::Request) => "application/x-www-form-urlencoded",
        _ => "application/json",
    }
}
