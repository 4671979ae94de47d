//! JSON Schemas of requests and answers (draft 2020-12, which `OpenAPI` 3.1 speaks too).

use flitt_client::schema::{Body, Endpoint, FailureRows, Format, Origin, Parameter, Protocol, Shape, Table, ValueType};
use serde_json::{Map, Value, json};

use crate::words::Side;

/// The body of a request.
pub(super) fn request(endpoint: &Endpoint) -> Value {
    let rows = table(&endpoint.request, Side::Request);
    match endpoint.protocol {
        Protocol::Plain => rows,
        _ if endpoint.body == Body::Form => rows,
        Protocol::Flat => envelope("request", &rows),
        Protocol::Data => envelope("request", &data("order", &rows)),
    }
}

/// The body of an answer: one of its forms, or a failure, which is described elsewhere where that is given.
pub(super) fn answer(endpoint: &Endpoint, usual_failure: Option<&Value>) -> Value {
    let forms = endpoint.response.forms.iter().map(|form| {
        let rows = table(&form.table, Side::Answer);
        match (endpoint.response.shape, endpoint.protocol) {
            (Shape::List, _) => json!({ "type": "array", "items": rows }),
            (Shape::Map, _) => json!({ "type": "object", "additionalProperties": rows }),
            (Shape::Object, Protocol::Data) => data("order", &rows),
            (Shape::Object, _) => rows,
        }
    });
    let mut forms: Vec<Value> = forms.collect();
    forms.push(match (&endpoint.response.failure, usual_failure) {
        (None, Some(elsewhere)) => elsewhere.clone(),
        (rows, _) => failure(rows.as_ref()),
    });
    let any = json!({ "anyOf": forms });
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

/// A failure, by the usual parameters or by those of an endpoint.
pub(super) fn failure(rows: Option<&FailureRows>) -> Value {
    let (message, code) = match rows {
        Some(rows) => (rows.message.to_string(), rows.code.as_ref().map(ToString::to_string)),
        None => ("error_message".to_owned(), Some("error_code".to_owned())),
    };
    let mut properties = Map::new();
    properties
        .insert(message.clone(), json!({ "type": "string", "description": "Why the request was not processed." }));
    if let Some(code) = code {
        properties.insert(code, json!({ "type": ["integer", "string"], "description": "The same as a code." }));
    }
    properties.insert(
        "request_id".to_owned(),
        json!({ "type": "string", "description": "The gateway's name of the request." }),
    );
    json!({
        "description": "The gateway did not process the request. Failures are never signed.",
        "type": "object",
        "properties": properties,
        "required": [message],
    })
}

/// The rows of a table. Answers may hold more than the table knows; requests may not.
pub(super) fn table(table: &Table, side: Side) -> Value {
    let rows = || table.rows.iter().filter(|row| row.details.header.is_none());
    let properties: Map<String, Value> = rows().map(|row| (row.name.to_string(), parameter(row, side))).collect();
    let required: Vec<&str> = rows()
        .filter(|row| if side == Side::Request { row.mandatory } else { row.always })
        .map(|row| row.name.as_ref())
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if side == Side::Request {
        schema["additionalProperties"] = json!(false);
    }
    if !table.doc.is_empty() {
        schema["description"] = json!(table.doc);
    }
    schema
}

fn parameter(row: &Parameter, side: Side) -> Value {
    let nested = || row.details.table.as_ref().map_or_else(|| json!({}), |inner| table(inner, side));
    let mut schema = match row.value_type {
        ValueType::String => string(row, side),
        ValueType::Integer => integer(row, side),
        ValueType::Boolean => json!({ "type": "boolean" }),
        ValueType::Decimal => json!({ "type": ["number", "string"] }),
        ValueType::Object => nested(),
        ValueType::List if row.details.columns.is_some() => {
            json!({ "type": "array", "items": { "type": "array", "items": {} } })
        }
        ValueType::List => json!({ "type": "array", "items": nested() }),
        ValueType::Map => json!({ "type": "object", "additionalProperties": nested() }),
        ValueType::Texts => json!({ "type": "array", "items": { "type": ["string", "number"] } }),
    };
    let details = &row.details;
    let mut words: Vec<&str> = vec![details.doc.as_ref()];
    match (row.origin, side) {
        (Origin::Signature, Side::Request) => words.push("Made by signing."),
        (Origin::Credentials, Side::Request) => words.push("The merchant's number."),
        _ => {}
    }
    words.retain(|words| !words.is_empty());
    schema["description"] = json!(words.join(" "));
    if let Some(value) = &details.fixed {
        schema["const"] = wire(row, value);
    }
    if let Some(value) = &details.default {
        schema["default"] = wire(row, value);
    }
    if details.deprecated.is_some() {
        schema["deprecated"] = json!(true);
    }
    if row.sensitive && side == Side::Request {
        schema["writeOnly"] = json!(true);
    }
    listed(row, side, &mut schema);
    schema
}

/// Only a closed list refuses other values; of an open one, its values are examples.
fn listed(row: &Parameter, side: Side, schema: &mut Value) {
    let values: Vec<Value> = row.details.values.iter().map(|listed| wire(row, &listed.value)).collect();
    if values.is_empty() {
        return;
    }
    let key = if row.closed && side == Side::Request { "enum" } else { "examples" };
    schema[key] = json!(values);
}

fn string(row: &Parameter, side: Side) -> Value {
    let mut schema = json!({ "type": "string" });
    if let (Some(limit), Side::Request) = (row.limit, side) {
        schema["maxLength"] = json!(limit);
    }
    if side == Side::Request {
        match row.format {
            Some(Format::Currency) => schema["pattern"] = json!("^[A-Za-z]{3}$"),
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

/// In answers, numbers come as numbers, as texts, and as empty texts.
fn integer(row: &Parameter, side: Side) -> Value {
    if side == Side::Answer {
        return json!({ "type": ["integer", "string"] });
    }
    let mut schema = json!({ "type": "integer" });
    // The first number with more digits than are allowed.
    let bound = row.limit.and_then(|digits| 10_i64.checked_pow(digits)).map(|first| first - 1);
    let largest = [row.details.largest, bound].into_iter().flatten().min();
    if let Some(largest) = largest {
        schema["maximum"] = json!(largest);
    }
    if let Some(smallest) = row.details.smallest {
        schema["minimum"] = json!(smallest);
    }
    schema
}

/// A value as it stands in JSON.
fn wire(row: &Parameter, text: &str) -> Value {
    match row.value_type {
        ValueType::Integer => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
        _ => json!(text),
    }
}
