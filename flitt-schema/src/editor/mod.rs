//! JSON Schemas of the meta-format, by which editors complete and check schema files. They use draft 7, the newest one that
//! common editors support in full.

mod rules;

use serde_json::{Map, Value, json};

use crate::keys::{ENDPOINT, Key, Kind, LIST, META_FORMAT_VERSION, ObjectSpec, TABLE};

/// The kinds of schema files, each with a JSON Schema of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetaSchema {
    /// For the file of an endpoint.
    Endpoint,
    /// For a file of the folder `tables`.
    Table,
    /// For a file of the folder `reference`.
    List,
}

impl MetaSchema {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Endpoint, Self::Table, Self::List];

    /// The name of its file in the folder of the endpoints.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint.schema.json",
            Self::Table => "table.schema.json",
            Self::List => "list.schema.json",
        }
    }

    /// The text of the JSON Schema.
    #[must_use]
    pub fn text(self) -> String {
        let (keys, title) = match self {
            Self::Endpoint => {
                (&ENDPOINT, "An endpoint of the gateway: its request, its response, and their signatures")
            }
            Self::Table => (&TABLE, "A table that several endpoints share"),
            Self::List => (&LIST, "A reference list"),
        };
        let mut definitions = Map::new();
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        schema.insert("title".to_owned(), json!(title));
        schema.extend(object(keys, &mut definitions));
        schema.insert("definitions".to_owned(), Value::Object(definitions));
        format!("{:#}\n", Value::Object(schema))
    }
}

fn object(keys: &'static ObjectSpec, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys.all {
        properties.insert(key.name.to_owned(), property(key, definitions));
    }
    let others = keys.others.map_or(json!(false), |kind| value(kind, definitions));
    let required: Vec<&str> = keys.all.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("additionalProperties".to_owned(), others);
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if !keys.one_of.is_empty() {
        let one: Vec<Value> = keys.one_of.iter().map(|name| json!({ "required": [name] })).collect();
        schema.insert("oneOf".to_owned(), json!(one));
    }
    let rules = rules::of(keys);
    if !rules.is_empty() {
        schema.insert("allOf".to_owned(), Value::Array(rules));
    }
    schema
}

fn property(key: &'static Key, definitions: &mut Map<String, Value>) -> Value {
    let mut schema = value(&key.kind, definitions);
    // Draft 7 ignores the other keys of an object with `$ref`, so the reference is wrapped in `allOf`.
    if schema.get("$ref").is_some() {
        schema = json!({ "allOf": [schema] });
    }
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), json!(key.doc));
        if key.required && matches!(key.kind, Kind::String) {
            schema.insert("minLength".to_owned(), json!(1));
        }
    }
    schema
}

fn value(kind: &'static Kind, definitions: &mut Map<String, Value>) -> Value {
    match kind {
        Kind::String => json!({ "type": "string" }),
        Kind::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Kind::StringOrNumber => json!({ "type": ["string", "number"] }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Length => json!({ "type": ["integer", "null"], "minimum": 1, "maximum": crate::parse::MAX_LENGTH }),
        Kind::Version => json!({ "type": "integer", "minimum": 1, "maximum": META_FORMAT_VERSION }),
        Kind::Enum(names) => json!({ "enum": names }),
        Kind::AnyObject => json!({ "type": "object" }),
        Kind::StringMap => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Kind::List(item) => json!({ "type": "array", "items": value(item, definitions) }),
        Kind::NonEmptyList(item) => json!({ "type": "array", "items": value(item, definitions), "minItems": 1 }),
        Kind::Either(kinds) => {
            let kinds: Vec<Value> = kinds.iter().map(|kind| value(kind, definitions)).collect();
            json!({ "anyOf": kinds })
        }
        Kind::Object(keys) => {
            let name = keys.label.trim_start_matches("a ").trim_start_matches("an ").replace(['`', '\''], "");
            if !definitions.contains_key(&name) {
                // Inserted first: its own parts may refer to it.
                definitions.insert(name.clone(), Value::Null);
                let schema = object(keys, definitions);
                definitions.insert(name.clone(), Value::Object(schema));
            }
            json!({ "$ref": format!("#/definitions/{}", name.replace(' ', "%20")) })
        }
    }
}
