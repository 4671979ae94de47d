//! The API as an `OpenAPI` 3.1 document.

use flitt_client::Client;
use flitt_codegen::markdown;
use flitt_schema::{Body, Endpoint, Example, ExampleOf, Library, Protocol, Rule, ValueType, rust_type_name};
use serde_json::{Map, Value, json};

use super::documented;
use super::example::example;
use super::json_schema;

/// The document.
pub(super) fn document(library: &Library) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let mut security = Map::new();
    schemas.insert("Failure".to_owned(), json_schema::failure(None));
    let usual_failure = json!({ "$ref": "#/components/schemas/Failure" });
    for endpoint in library.endpoints.iter().map(|loaded| &loaded.model) {
        let name = rust_type_name(&endpoint.name);
        schemas.insert(format!("{name}Request"), json_schema::request(endpoint));
        schemas.insert(format!("{name}Response"), json_schema::response(endpoint, Some(&usual_failure)));
        for header in endpoint.request.rows.iter().filter_map(|it| it.details.header.as_ref()) {
            let scheme = json!({ "type": "apiKey", "in": "header", "name": header.name,
                "description": format!("The value begins with {}.", markdown::code(&header.prefix)) });
            security.insert(header.name.to_string(), scheme);
        }
        // A path can have one operation only. A second endpoint of the path gets a fragment, which is not sent.
        let fragment =
            if paths.contains_key(endpoint.path.as_ref()) { format!("#{}", endpoint.name) } else { String::new() };
        let path = format!("{}{fragment}", endpoint.path);
        paths.insert(path, item(endpoint, &name, library));
    }
    let mut components = json!({ "schemas": schemas });
    if !security.is_empty() {
        components["securitySchemes"] = Value::Object(security);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Flitt payment gateway",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Generated from the schema files of `flitt`. Every example is signed with the public test key of \
                            the gateway: SHA-1 over the key and the values that are not empty, in byte order of their \
                            names, joined by `|`.",
        },
        "servers": [{ "url": Client::DEFAULT_BASE_URL }],
        "security": [],
        "paths": paths,
        "components": components,
    })
}

fn item(endpoint: &Endpoint, name: &str, library: &Library) -> Value {
    let body_type = match endpoint.body {
        Body::Json => "application/json",
        Body::Form => "application/x-www-form-urlencoded",
    };
    let reference = |suffix: &str| json!({ "$ref": format!("#/components/schemas/{name}{suffix}") });
    let mut content = json!({ "schema": reference("Request") });
    let invented = example(endpoint, library).map(|example| body(endpoint, &example.body));
    let all = documented::examples(endpoint, library);
    let mut requests = shown_examples(&all, ExampleOf::Request, endpoint);
    // A body has either one example or several.
    match invented {
        Some(invented) if requests.is_empty() => content["example"] = invented,
        invented => {
            let invented = invented.map(|value| json!({ "summary": "What must be set, invented", "value": value }));
            requests.extend(invented.map(|invented| ("invented".to_owned(), invented)));
            if !requests.is_empty() {
                content["examples"] = Value::Object(requests);
            }
        }
    }
    let mut response = json!({ "schema": reference("Response") });
    let responses = shown_examples(&all, ExampleOf::Response, endpoint);
    if !responses.is_empty() {
        response["examples"] = Value::Object(responses);
    }
    let mut operation = json!({
        "operationId": endpoint.name,
        "summary": endpoint.doc.split(". ").next().unwrap_or_default().trim_end_matches('.'),
        "description": description(endpoint),
        "requestBody": { "required": true, "content": { body_type: content } },
        "responses": {
            "200": {
                "description": "The response, or a failure.",
                "content": { "application/json": response },
            },
        },
    });
    if !endpoint.source.is_empty() {
        operation["externalDocs"] = json!({ "url": endpoint.source });
    }
    let headers: Vec<Value> = endpoint
        .request
        .rows
        .iter()
        .filter_map(|it| it.details.header.as_ref())
        .map(|header| json!({ header.name.as_ref(): [] }))
        .collect();
    if !headers.is_empty() {
        operation["security"] = json!(headers);
    }
    let mut item = json!({ "post": operation });
    if let Some(host) = &endpoint.host {
        item["servers"] = json!([{ "url": host }]);
    }
    item
}

/// The examples of the schema file that leave nothing out.
fn shown_examples(all: &[Example], of: ExampleOf, endpoint: &Endpoint) -> Map<String, Value> {
    let example = |(number, example, text): (usize, &Example, String)| {
        let value = match of {
            ExampleOf::Request => with_integers(body(endpoint, &text), endpoint),
            ExampleOf::Response => serde_json::from_str(&text).unwrap_or(Value::Null),
        };
        let mut shown = json!({ "summary": example.source, "value": value });
        if !example.doc.is_empty() {
            shown["description"] = json!(markdown::paragraphs(&example.doc));
        }
        (format!("example_{number}"), shown)
    };
    documented::bodies(all, of, endpoint).map(example).collect()
}

/// A request whose integers are numbers, as the schema has them: pages print some of them as texts, which are signed alike.
fn with_integers(mut body: Value, endpoint: &Endpoint) -> Value {
    let members = match endpoint.protocol {
        Protocol::Plain => body.as_object_mut(),
        Protocol::Flat | Protocol::Data => body.get_mut("request").and_then(Value::as_object_mut),
    };
    for (name, value) in members.into_iter().flatten() {
        let is_integer = endpoint.request.row(name).is_some_and(|it| it.value_type == ValueType::Integer);
        if let Some(number) = value.as_str().filter(|_| is_integer).and_then(|text| text.parse::<i64>().ok()) {
            *value = json!(number);
        }
    }
    body
}

/// The body of an example: the JSON, or the pairs of a form as an object.
fn body(endpoint: &Endpoint, text: &str) -> Value {
    match endpoint.body {
        Body::Json => serde_json::from_str(text).unwrap_or(Value::Null),
        Body::Form => {
            let pairs = form_urlencoded::parse(text.as_bytes());
            // A form contains texts only; the table says which of them are integers.
            let is_integer =
                |name: &str| endpoint.request.row(name).is_some_and(|it| it.value_type == ValueType::Integer);
            let value = |name: &str, text: &str| match text.parse::<i64>() {
                Ok(value) if is_integer(name) => json!(value),
                _ => json!(text),
            };
            pairs.map(|(name, text)| (name.to_string(), value(&name, &text))).collect::<Map<_, _>>().into()
        }
    }
}

fn description(endpoint: &Endpoint) -> String {
    let mut paragraphs = vec![markdown::paragraphs(&endpoint.doc)];
    if endpoint.protocol == Protocol::Flat && !endpoint.data_when.is_empty() {
        let names: Vec<String> = endpoint.data_when.iter().map(|name| markdown::code(name)).collect();
        paragraphs.push(format!("When {} is set, the request is sent in protocol 2.0.", names.join(" or ")));
    }
    let groups = endpoint.request.groups.iter();
    paragraphs.extend(groups.map(|group| format!("- {}", markdown::line(&Rule::Group(group.clone()).to_string()))));
    paragraphs.join("\n\n")
}
