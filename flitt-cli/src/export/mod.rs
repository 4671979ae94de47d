//! Documents generated from the schemas, for other tools and for people.

mod conformance;
mod documented;
mod example;
mod html;
mod json_schema;
mod openapi;

use std::path::Path;

use flitt_schema::{Library, MetaSchema};
use serde_json::{Value, json};

/// A file of a document that consists of several.
pub(crate) struct File {
    /// The name, without a folder.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Where the schema files are.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    /// In the library.
    BuiltIn,
    /// In a folder.
    Folder(&'a Path),
}

/// The `OpenAPI` document, as JSON.
pub(crate) fn openapi(library: &Library) -> String {
    format!("{:#}\n", openapi::document(library))
}

/// The examples of the schema files as test cases, as JSON.
pub(crate) fn conformance(library: &Library) -> String {
    conformance::document(library)
}

/// A JSON Schema for each request and each response.
pub(crate) fn json_schemas(library: &Library) -> Vec<File> {
    let files = library.endpoints.iter().map(|loaded| &loaded.model).flat_map(|endpoint| {
        [("request", json_schema::request(endpoint)), ("response", json_schema::response(endpoint, None))].map(
            |(direction, schema)| {
                let title =
                    format!("{} of {}", if direction == "request" { "Request" } else { "Response" }, endpoint.name);
                let text = format!("{:#}\n", with_title(&title, schema));
                File { name: format!("{}.{direction}.json", endpoint.name), text }
            },
        )
    });
    files.collect()
}

fn with_title(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}

/// The JSON Schemas by which editors complete schema files.
pub(crate) fn editor_schemas() -> Vec<File> {
    MetaSchema::ALL.map(|schema| File { name: schema.file_name().to_owned(), text: schema.text() }).into()
}

/// The reference as a site of static pages.
pub(crate) fn html(library: &Library, origin: Origin<'_>) -> Vec<File> {
    html::site(library, origin)
}
