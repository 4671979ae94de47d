//! Rules between the keys of an object as JSON Schemas, with messages where those of editors are not clear enough. The
//! parser and the checks apply the same rules.

use serde_json::{Value, json};

use crate::keys::{ENDPOINT, GROUP, ObjectSpec, PARAMETER, RESPONSE, TABLE};
use crate::model::ValueType;

/// The types of values that are signed one by one.
const FLAT: [&str; 2] = ["string", "integer"];

/// The rules for an object.
pub(super) fn of(object: &'static ObjectSpec) -> Vec<Value> {
    let is = |other: &'static ObjectSpec| std::ptr::eq(object, other);
    if is(&ENDPOINT) {
        in_endpoint()
    } else if is(&TABLE) {
        vec![json!({ "properties": { "rows": { "items": { "properties": { "protocol": { "const": "2.0" } } } } } })]
    } else if is(&PARAMETER) {
        in_parameter()
    } else if is(&GROUP) {
        in_group()
    } else if is(&RESPONSE) {
        in_response()
    } else {
        Vec::new()
    }
}

fn in_group() -> Vec<Value> {
    vec![
        json!({
            "if": { "properties": { "rule": { "const": "requires" } } },
            "then": { "required": ["when"] },
        }),
        json!({
            "if": { "properties": { "rule": { "enum": ["exactly_one", "at_least_one", "excludes"] } } },
            "then": { "properties": { "of": { "minItems": 2 } } },
            "else": { "properties": { "of": { "minItems": 1 } } },
        }),
    ]
}

fn in_response() -> Vec<Value> {
    vec![json!({
        "if": { "properties": { "shape": { "enum": ["list", "map"] } }, "required": ["shape"] },
        "then": { "properties": { "signed": { "const": "never" }, "forms": { "maxItems": 1 } } },
    })]
}

fn in_endpoint() -> Vec<Value> {
    let never = |message: &str| json!({ "const": false, "errorMessage": message });
    let keys_of_responses = json!({ "properties": {
        "always": never("Unexpected key `always` in a request; `mandatory` marks what a request must have."),
        "echo": never("Unexpected key `echo` in a request; only responses repeat values of the request."),
        "separator": never("Unexpected key `separator` in a request; no request may contain the separator `|`."),
        "informational": never("Unexpected key `informational` in a request; only responses are rejected for their values."),
        "columns": false,
        "protocol": false,
    } });
    let keys_of_requests = json!({ "properties": {
        "mandatory": never("Unexpected key `mandatory` in a response; `always` marks what every response has."),
        "fixed": false,
        "header": false,
        "zero_when": never("Unexpected key `zero_when` in a response; only the values of requests have bounds."),
        "format": { "not": { "enum": ["callback_url", "return_url"] } },
        "protocol": { "const": "2.0" },
    } });
    let is_flat = json!({ "properties": { "protocol": { "const": "1.0.1" } } });
    let needs_length = json!({
        "if": {
            "properties": { "type": { "enum": FLAT }, "documented": { "const": true } },
            "not": { "required": ["fixed"] },
        },
        "then": { "required": ["max_length"] },
    });
    // An unknown type has a message of its own.
    let others: Vec<&&str> = ValueType::NAMES.iter().filter(|name| !FLAT.contains(name)).collect();
    let is_plain = json!({ "properties": { "type": {
        "not": { "enum": others },
        "errorMessage": "Only `string` and `integer` are signed value by value; nested values need protocol 2.0 (`data_when`), JSON in a string, or base64.",
    } } });
    let is_plain_in_flat = json!({ "if": { "not": { "required": ["protocol"] } }, "then": is_plain });
    let has_signature = |message: &str| {
        let signature = json!({ "properties": { "from": { "const": "signature" } }, "required": ["from"] });
        json!({ "contains": signature, "errorMessage": message })
    };
    let of_response_object = |schema: Value| json!({ "properties": { "response": schema } });
    vec![
        json!({
            "if": { "properties": { "request": { "type": "object" } } },
            "then": { "properties": { "groups": { "maxItems": 0 } } },
        }),
        of_request(&json!({ "items": keys_of_responses })),
        of_response(&json!({ "items": keys_of_requests })),
        json!({ "if": is_flat, "then": of_request(&json!({ "items": needs_length })) }),
        json!({
            "if": { "allOf": [is_flat, { "not": { "required": ["data_when"] } }] },
            "then": of_request(&json!({ "items": is_plain })),
        }),
        json!({
            "if": { "allOf": [
                is_flat,
                of_response_object(json!({ "properties": { "signed": { "not": { "const": "never" } } } })),
            ] },
            "then": of_response(&json!({ "items": { "allOf": [needs_length, is_plain_in_flat] } })),
        }),
        json!({
            "if": { "properties": { "protocol": { "not": { "const": "2.0" } }, "key": { "not": { "const": "none" } } } },
            "then": of_request(&has_signature(
                "Missing parameter for the signature: add one with \"from\": \"signature\", or set \"key\": \"none\".",
            )),
        }),
        json!({
            "if": { "allOf": [is_flat, of_response_object(json!({ "properties": {
                "signed": { "const": "always" }, "shape": { "const": "object" } } }))] },
            "then": of_response_object(json!({ "properties": { "rows": has_signature(
                "Missing parameter for the signature: add one with \"from\": \"signature\", or set \"signed\": \"never\".",
            ) } })),
        }),
        json!({
            "if": { "properties": { "protocol": { "const": "2.0" } }, "required": ["protocol"] },
            "then": { "allOf": [
                of_response_object(json!({ "properties": { "shape": { "const": "object" } } })),
                { "properties": { "body": never_value(
                    "form", "A request of protocol 2.0 cannot be a form: remove `body`, or correct `protocol`.",
                ) } },
            ] },
        }),
    ]
    .into_iter()
    .chain(in_signing())
    .collect()
}

/// The rules over the key and the digest of an endpoint.
fn in_signing() -> [Value; 3] {
    let can_be_data = json!({ "anyOf": [
        { "properties": { "protocol": { "const": "2.0" } }, "required": ["protocol"] },
        { "properties": { "data_when": { "minItems": 1 } }, "required": ["data_when"] },
    ] });
    let signature_is_named = json!({ "items": {
        "if": { "properties": { "from": { "const": "signature" } }, "required": ["from"] },
        "then": { "properties": { "name": { "enum": ["signature", "response_signature_string"] } } },
    } });
    [
        of_response(&signature_is_named),
        json!({
            "if": can_be_data,
            "then": { "properties": {
                "key": never_value("none", "A request of protocol 2.0 is always signed: name the key."),
                "digest": never_value("sha512", "Protocol 2.0 is always signed by SHA-1: remove `digest`."),
            } },
        }),
        json!({
            "if": { "properties": { "digest": { "const": "sha512" } }, "required": ["digest"] },
            "then": { "properties": {
                "key": never_value("none", "Nothing is signed: remove `digest`, or name the key."),
                "response": { "properties": { "signed": {
                    "const": "never", "errorMessage": "Responses are verified by SHA-1 only: remove `digest`.",
                } } },
            } },
        }),
    ]
}

/// Another value than this one.
fn never_value(value: &str, message: &str) -> Value {
    json!({ "not": { "const": value }, "errorMessage": message })
}

/// A rule for the request's parameters, if they are in the file itself.
fn of_request(rows: &Value) -> Value {
    json!({ "properties": { "request": rows } })
}

/// A rule for the parameters of each form of the response, if they are in the file itself.
fn of_response(rows: &Value) -> Value {
    json!({ "properties": { "response": { "properties": {
        "rows": rows,
        "forms": { "items": { "properties": { "rows": rows } } },
    } } } })
}

fn in_parameter() -> Vec<Value> {
    let is_of = |types: &[&str]| json!({ "properties": { "type": { "enum": types } }, "required": ["type"] });
    let has = |key: &str| json!({ "required": [key] });
    let is_true = |key: &str| json!({ "properties": { key: { "const": true } }, "required": [key] });
    let number = json!({ "type": ["string", "integer"], "pattern": "^[+-]?[0-9]+$" });
    let boolean = json!({ "enum": ["true", "false"] });
    vec![
        json!({
            "if": { "properties": { "type": { "const": "integer" } } },
            "then": { "properties": {
                "format": false, "max_length": { "maximum": 19 }, "enforced_length": { "maximum": 19 },
            } },
            "else": { "properties": { "unit": false, "smallest": false, "largest": false, "zero_when": false } },
        }),
        json!({ "not": { "required": ["values", "list"] } }),
        json!({ "if": is_true("closed"), "then": { "anyOf": [has("values"), has("list")] } }),
        json!({ "if": is_of(&["object", "list", "map"]), "then": { "anyOf": [has("table"), has("rows")] } }),
        json!({ "not": { "required": ["table", "rows"] } }),
        json!({
            "if": has("zero_when"),
            "then": { "properties": { "smallest": { "minimum": 1 } }, "required": ["smallest"] },
        }),
        // An informational value is checked otherwise, and rejects no response.
        json!({
            "if": is_true("informational"),
            "then": {
                "properties": { "always": { "const": false }, "echo": { "const": false }, "from": { "not": { "const": "credentials" } } },
                "anyOf": [
                    is_of(&["integer"]),
                    { "properties": { "format": { "enum": ["currency", "json"] } }, "required": ["format"] },
                ],
            },
        }),
        json!({ "if": has("groups"), "then": has("rows") }),
        // Only a single value is listed.
        json!({
            "if": is_of(&["texts", "object", "list", "map"]),
            "then": { "properties": { "values": false, "list": false } },
        }),
        json!({ "if": has("enforced_length"), "then": has("quirk") }),
        json!({ "if": has("columns"), "then": { "properties": { "type": { "const": "list" } } } }),
        json!({
            "if": { "properties": { "from": { "const": "protocol" } }, "required": ["from"] },
            "then": { "anyOf": [has("default"), has("fixed")] },
        }),
        json!({ "if": is_true("mandatory"), "then": { "properties": { "default": false } } }),
        json!({
            "if": has("header"),
            "then": { "properties": { "from": { "const": "caller" }, "type": { "enum": FLAT } } },
        }),
        // Only strings of these formats have a table.
        json!({
            "if": { "allOf": [is_of(&["string"]), { "anyOf": [has("table"), has("rows")] }] },
            "then": { "properties": { "format": { "enum": ["json", "base64_json"] } }, "required": ["format"] },
        }),
        json!({
            "if": is_of(&["integer", "boolean", "decimal", "texts", "string_or_integer"]),
            "then": { "properties": { "table": false, "rows": false } },
        }),
        // Its own values have its type.
        json!({
            "if": is_of(&["integer"]),
            "then": { "properties": {
                "default": number,
                "fixed": number,
                "values": { "items": {
                    "if": { "type": "object" }, "then": { "properties": { "value": number } }, "else": number,
                } },
            } },
        }),
        json!({ "if": is_of(&["boolean"]), "then": { "properties": { "default": boolean, "fixed": boolean } } }),
    ]
}
