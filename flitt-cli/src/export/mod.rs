//! Documents made of the schemas, for other tools and for people.

mod example;
mod html;
mod openapi;
mod shapes;

use flitt_client::schema::{EditorSchema, Library};
use serde_json::{Value, json};

/// A file of a document that has several.
pub(crate) struct File {
    /// The name, without a folder.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The `OpenAPI` document, as JSON.
pub(crate) fn openapi(library: &Library) -> String {
    format!("{:#}\n", openapi::document(library))
}

/// A JSON Schema for each request and each answer.
pub(crate) fn json_schemas(library: &Library) -> Vec<File> {
    let files = library.endpoints.iter().map(|read| &read.model).flat_map(|endpoint| {
        [("request", shapes::request(endpoint)), ("response", shapes::answer(endpoint, None))].map(|(side, schema)| {
            let title = format!("{} of {}", if side == "request" { "Request" } else { "Answer" }, endpoint.name);
            let text = format!("{:#}\n", headed(&title, schema));
            File { name: format!("{}.{side}.json", endpoint.name), text }
        })
    });
    files.collect()
}

fn headed(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}

/// The JSON Schemas by which editors complete schema files.
pub(crate) fn editor_schemas() -> Vec<File> {
    EditorSchema::ALL.map(|schema| File { name: schema.file_name().to_owned(), text: schema.text() }).into()
}

/// The reference as a site of static pages.
pub(crate) fn html(library: &Library) -> Vec<File> {
    html::site(library)
}
