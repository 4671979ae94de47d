//! JSON Schemas of requests and responses (draft 2020-12, which `OpenAPI` 3.1 uses too).

use flitt_codegen::markdown;
use flitt_schema::{Body, Endpoint, ErrorFields, Format, Origin, Parameter, Protocol, Shape, Table, ValueType};
use serde_json::{Map, Value, json};

use crate::direction::Direction;

/// The body of a request.
pub(super) fn request(endpoint: &Endpoint) -> Value {
    let rows = table(&endpoint.request, Direction::Request);
    match endpoint.protocol {
        Protocol::Plain => rows,
        _ if endpoint.body == Body::Form => rows,
        Protocol::Flat => envelope("request", &rows),
        Protocol::Data => envelope("request", &data("order", &rows)),
    }
}

/// The body of a response: one of its variants, or a failure. `usual_failure` replaces the description of a failure with the
/// usual parameters.
pub(super) fn response(endpoint: &Endpoint, usual_failure: Option<&Value>) -> Value {
    let variants = endpoint.response.variants.iter().map(|variant| {
        let rows = table(&variant.table, Direction::Response);
        match (endpoint.response.shape, endpoint.protocol) {
            (Shape::List, _) => json!({ "type": "array", "items": rows }),
            (Shape::Map, _) => json!({ "type": "object", "additionalProperties": rows }),
            (Shape::Object, Protocol::Data) => data("order", &rows),
            (Shape::Object, _) => rows,
        }
    });
    let mut variants: Vec<Value> = variants.collect();
    variants.push(match (&endpoint.response.failure, usual_failure) {
        (None, Some(usual)) => usual.clone(),
        (fields, _) => failure(fields.as_ref()),
    });
    let any = json!({ "anyOf": variants });
    if endpoint.protocol == Protocol::Plain { any } else { envelope("response", &any) }
}

fn envelope(name: &str, inner: &Value) -> Value {
    json!({ "type": "object", "properties": { name: inner }, "required": [name] })
}

/// Protocol 2.0: JSON in base64, signed as a whole.
fn data(name: &str, rows: &Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "version": { "const": "2.0", "type": "string" },
            "data": {
                "type": "string",
                "description": "The parameters as JSON in base64.",
                "contentEncoding": "base64",
                "contentMediaType": "application/json",
                "contentSchema": envelope(name, rows),
            },
            "signature": { "type": "string", "description": "SHA-1 over the key, `|` and `data`, in hexadecimal digits." },
        },
        "required": ["version", "data", "signature"],
    })
}

/// A failure, with the usual parameters or with those of an endpoint.
pub(super) fn failure(fields: Option<&ErrorFields>) -> Value {
    let (message, code) = match fields {
        Some(fields) => (fields.message.to_string(), fields.code.as_ref().map(ToString::to_string)),
        None => ("error_message".to_owned(), Some("error_code".to_owned())),
    };
    let mut properties = Map::new();
    properties
        .insert(message.clone(), json!({ "type": "string", "description": "Why the request was not processed." }));
    if let Some(code) = code {
        properties.insert(code, json!({ "type": ["integer", "string"], "description": "The reason as a code." }));
    }
    properties.insert(
        "request_id".to_owned(),
        json!({ "type": "string", "description": "The ID of the request at the gateway." }),
    );
    json!({
        "description": "The gateway reports a failure, which is never signed. For a request that moves money, few codes prove that nothing was done.",
        "type": "object",
        "properties": properties,
        "required": [message],
    })
}

/// The parameters of a table. Only responses may contain others.
pub(super) fn table(table: &Table, direction: Direction) -> Value {
    let rows = || table.rows.iter().filter(|it| it.details.header.is_none());
    let properties: Map<String, Value> = rows().map(|it| (it.name.to_string(), parameter(it, direction))).collect();
    let required: Vec<&str> = rows()
        .filter(|it| if direction == Direction::Request { it.mandatory } else { it.always })
        .map(|it| it.name.as_ref())
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if direction == Direction::Request {
        schema["additionalProperties"] = json!(false);
    }
    if !table.doc.is_empty() {
        schema["description"] = json!(markdown::paragraphs(&table.doc));
    }
    schema
}

fn parameter(parameter: &Parameter, direction: Direction) -> Value {
    let nested = || parameter.details.table.as_ref().map_or_else(|| json!({}), |inner| table(inner, direction));
    let mut schema = match parameter.value_type {
        ValueType::String => string(parameter, direction),
        ValueType::Integer => integer(parameter, direction),
        ValueType::Boolean => json!({ "type": "boolean" }),
        ValueType::Decimal => json!({ "type": ["number", "string"] }),
        ValueType::StringOrInteger => json!({ "type": ["string", "integer"] }),
        ValueType::Object => nested(),
        ValueType::List if parameter.details.columns.is_some() => {
            json!({ "type": "array", "items": { "type": "array", "items": {} } })
        }
        ValueType::List => json!({ "type": "array", "items": nested() }),
        ValueType::Map => json!({ "type": "object", "additionalProperties": nested() }),
        ValueType::Texts => json!({ "type": "array", "items": { "type": ["string", "number"] } }),
    };
    let details = &parameter.details;
    let mut sentences: Vec<&str> = vec![details.doc.as_ref()];
    match (parameter.origin, direction) {
        (Origin::Signature, Direction::Request) => sentences.push("Set by signing."),
        (Origin::Credentials, Direction::Request) => sentences.push("The merchant ID."),
        _ => {}
    }
    sentences.retain(|sentence| !sentence.is_empty());
    schema["description"] = json!(markdown::paragraphs(&sentences.join(" ")));
    if let Some(value) = &details.fixed {
        schema["const"] = wire(parameter, value);
    }
    if let Some(value) = &details.default {
        schema["default"] = wire(parameter, value);
    }
    if details.deprecated.is_some() {
        schema["deprecated"] = json!(true);
    }
    if parameter.sensitive && direction == Direction::Request {
        schema["writeOnly"] = json!(true);
    }
    listed(parameter, direction, &mut schema);
    schema
}

/// A closed list is an enumeration; the values of an open one are examples.
fn listed(parameter: &Parameter, direction: Direction, schema: &mut Value) {
    let values: Vec<Value> = parameter.details.values.iter().map(|listed| wire(parameter, &listed.value)).collect();
    if values.is_empty() {
        return;
    }
    let key = if parameter.closed && direction == Direction::Request { "enum" } else { "examples" };
    schema[key] = json!(values);
}

fn string(parameter: &Parameter, direction: Direction) -> Value {
    let mut schema = json!({ "type": "string" });
    if let (Some(limit), Direction::Request) = (parameter.limit, direction) {
        schema["maxLength"] = json!(limit);
    }
    if direction == Direction::Request {
        match parameter.format {
            Some(Format::Currency) => schema["pattern"] = json!("^[A-Z]{3}$"),
            Some(Format::Flag) => schema["enum"] = json!(["Y", "N"]),
            Some(Format::Expiry) => schema["pattern"] = json!("^(0[1-9]|1[0-2])[0-9]{2}$"),
            Some(Format::CardNumber) => schema["pattern"] = json!("^[0-9]+$"),
            Some(Format::Json) => schema["contentMediaType"] = json!("application/json"),
            Some(Format::Base64Json) => {
                schema["contentEncoding"] = json!("base64");
                schema["contentMediaType"] = json!("application/json");
            }
            _ => {}
        }
    }
    schema
}

/// Responses contain integers as numbers, as strings, and as empty strings.
fn integer(parameter: &Parameter, direction: Direction) -> Value {
    if direction == Direction::Response {
        return json!({ "type": ["integer", "string"] });
    }
    let mut schema = json!({ "type": "integer" });
    // One less than the first number with too many digits.
    let bound = parameter.limit.and_then(|digits| 10_i64.checked_pow(digits)).map(|first| first - 1);
    let largest = [parameter.details.largest, bound].into_iter().flatten().min();
    if let Some(largest) = largest {
        schema["maximum"] = json!(largest);
    }
    if let Some(smallest) = parameter.details.smallest {
        schema["minimum"] = json!(smallest);
    }
    schema
}

/// A value in JSON.
fn wire(parameter: &Parameter, text: &str) -> Value {
    match parameter.value_type {
        ValueType::Integer => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
        _ => json!(text),
    }
}
