//! The examples of schema files, as documents show them.

use flitt_client::__private::examples::body;
use flitt_schema::{Endpoint, Example, ExampleOf, Key, Library, Protocol, quoted};

/// The examples of an endpoint.
pub(super) fn examples(endpoint: &Endpoint, library: &Library) -> Vec<Example> {
    library.endpoint(&endpoint.name).map(flitt_schema::Loaded::examples).unwrap_or_default()
}

/// What an example is, for headings: "Request in protocol 2.0, a part of it".
pub(super) fn title(example: &Example, endpoint: &Endpoint) -> String {
    let of = match example.of {
        ExampleOf::Request => "Request",
        ExampleOf::Response => "Response",
    };
    let protocol = match example.protocol {
        Protocol::Data if endpoint.protocol != Protocol::Data => " in protocol 2.0",
        _ => "",
    };
    let part = if example.is_partial { ", a part of it" } else { "" };
    format!("{of}{protocol}{part}")
}

/// The values as JSON, one a line, each as the schema file has it.
pub(super) fn values(example: &Example) -> String {
    let members = example.values.iter().map(|value| format!("\n  {}: {}", quoted(&value.name), value.to_json()));
    format!("{{{}\n}}", members.collect::<Vec<_>>().join(","))
}

/// The bodies of the whole examples of one direction, each with its number among all and its example. A request without its
/// signature is not whole.
pub(super) fn bodies<'e>(
    all: &'e [Example],
    of: ExampleOf,
    endpoint: &'e Endpoint,
) -> impl Iterator<Item = (usize, &'e Example, String)> {
    let is_unsigned = of == ExampleOf::Response || endpoint.key == Key::None;
    let is_whole =
        move |example: &Example| example.of == of && !example.is_partial && (is_unsigned || example.signed.is_some());
    let whole = all.iter().enumerate().filter(move |(_, example)| is_whole(example));
    whole.map(|(number, example)| (number + 1, example, body(example, endpoint)))
}
