//! The tables as the documents that other generators read: JSON Schema, `OpenAPI`, `GraphQL`.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::records::{Call, Field, Kind, List, Record, Records};

/// A JSON Schema (draft 7) whose definitions are the tables.
pub fn json_schema(tables: &Records) -> String {
    let definitions = schemas(tables, "#/definitions/");
    json!({ "$schema": "http://json-schema.org/draft-07/schema#", "definitions": definitions }).to_string()
}

/// An `OpenAPI` 3.0 document: a call for each response, the tables as its components.
pub fn openapi(tables: &Records) -> String {
    let paths = tables.calls.iter().map(|call| (format!("{}/{}", call.path, call.name), operation(call)));
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Equal tables", "version": "1.0.0" },
        "paths": paths.collect::<Map<_, _>>(),
        "components": { "schemas": schemas(tables, COMPONENTS) },
    })
    .to_string()
}

const COMPONENTS: &str = "#/components/schemas/";

fn operation(call: &Call) -> Value {
    let content = |name: &str| {
        let reference = format!("{COMPONENTS}{name}");
        json!({ "application/json": { "schema": { "$ref": reference } } })
    };
    json!({ "post": {
        "operationId": call.name,
        "description": call.doc,
        "requestBody": { "required": true, "content": content(&call.request) },
        "responses": { "200": { "description": "The response.", "content": content(&call.response) } },
    } })
}

fn schemas(tables: &Records, place: &str) -> Map<String, Value> {
    let lists = tables.lists.iter().map(|list| {
        // By the names that they have in Rust: `typify` finds none for values such as `>`.
        let values: Vec<&str> = list.values.iter().map(|value| value.name.as_str()).collect();
        let values = json!({ "type": "string", "description": list_doc(list), "enum": values });
        (list.name.clone(), values)
    });
    let records = tables.records.iter().map(|record| {
        let properties: Map<String, Value> =
            record.fields.iter().map(|field| (field.wire.clone(), property(field, place))).collect();
        let mandatory = record.fields.iter().filter(|field| !field.optional);
        let mandatory: Vec<&str> = mandatory.map(|field| field.wire.as_str()).collect();
        let schema =
            json!({ "type": "object", "description": record.doc, "properties": properties, "required": mandatory });
        (record.name.clone(), schema)
    });
    lists.chain(records).collect()
}

/// A schema has one description for all values of a list.
fn list_doc(list: &List) -> String {
    list.values.iter().fold(format!("{}\n", list.doc), |text, value| format!("{text}\n- {}", value.doc))
}

fn property(field: &Field, place: &str) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("{place}{name}") });
    let mut property = match &field.kind {
        Kind::Integer => json!({ "type": "integer", "format": "int64" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Listed(name) | Kind::Record(name) => json!({ "allOf": [reference(name)] }),
        Kind::ListOf(name) => json!({ "type": "array", "items": reference(name) }),
        Kind::MapOf(name) => json!({ "type": "object", "additionalProperties": reference(name) }),
    };
    property["description"] = json!(field.doc);
    property
}

/// What a type has that would have no field: `GraphQL` knows no such types.
const NO_FIELD: &str = "nothing";

/// A `GraphQL` schema: an input for each table of requests, a type for each of responses, a mutation for each call.
pub fn graphql_schema(tables: &Records) -> String {
    let mut text = String::from("schema { query: Query mutation: Mutation }\ntype Query { version: String }\n");
    text.push_str("type Mutation {\n");
    for call in &tables.calls {
        let _ =
            writeln!(text, "{} {}(input: {}Input!): {}!", quoted(&call.doc), call.name, call.request, call.response);
    }
    text.push_str("}\n");
    for list in &tables.lists {
        let _ = writeln!(text, "{}\nenum {} {{", quoted(&list.doc), list.name);
        list.values.iter().for_each(|value| _ = writeln!(text, "{} {}", quoted(&value.doc), value.name));
        text.push_str("}\n");
    }
    for record in &tables.records {
        if record.in_request {
            graphql_record(&mut text, record, "input", "Input");
        }
        if record.in_response {
            graphql_record(&mut text, record, "type", "");
        }
    }
    text
}

fn graphql_record(text: &mut String, record: &Record, keyword: &str, suffix: &str) {
    let _ = writeln!(text, "{}\n{keyword} {}{suffix} {{", quoted(&record.doc), record.name);
    for field in &record.fields {
        let kind = match &field.kind {
            Kind::Integer => "Int".to_owned(),
            Kind::Boolean => "Boolean".to_owned(),
            Kind::Text => "String".to_owned(),
            Kind::Texts => "[String!]".to_owned(),
            Kind::Listed(name) => name.clone(),
            Kind::Record(name) => format!("{name}{suffix}"),
            // It has no maps.
            Kind::ListOf(name) | Kind::MapOf(name) => format!("[{name}{suffix}!]"),
        };
        let mandatory = if field.optional { "" } else { "!" };
        let _ = writeln!(text, "{} {}: {kind}{mandatory}", quoted(&field.doc), field.name);
    }
    if record.fields.is_empty() {
        let _ = writeln!(text, "{NO_FIELD}: String");
    }
    text.push_str("}\n");
}

fn quoted(doc: &str) -> String {
    json!(doc).to_string()
}

/// The query of a call, which asks for every field.
pub fn graphql_query(tables: &Records, call: &Call) -> String {
    let Call { name, request, response, .. } = call;
    let fields = selection(tables, response);
    format!("mutation {name}($input: {request}Input!) {{ {name}(input: $input) {{ {fields} }} }}\n")
}

fn selection(tables: &Records, name: &str) -> String {
    let Some(Record { fields, .. }) =
        tables.records.iter().find(|record| record.name == name && !record.fields.is_empty())
    else {
        return NO_FIELD.to_owned();
    };
    let fields = fields.iter().map(|field| match &field.kind {
        Kind::Record(inner) | Kind::ListOf(inner) | Kind::MapOf(inner) => {
            format!("{} {{ {} }}", field.name, selection(tables, inner))
        }
        _ => field.name.clone(),
    });
    fields.collect::<Vec<_>>().join(" ")
}
