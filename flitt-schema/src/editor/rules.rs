//! What holds for a row by the place where it stands, and for its values by its type: as JSON Schemas, with words where
//! the editors' own say little. The parser's words stand in `check`.

use serde_json::{Value, json};

use crate::keys::{ENDPOINT, Keys, ROW, TABLE};
use crate::model::ValueType;

/// The types of values that are signed one by one.
const FLAT: [&str; 2] = ["string", "integer"];

/// The rules for the objects of these keys.
pub(super) fn of(keys: &'static Keys) -> Vec<Value> {
    let is = |other: &'static Keys| std::ptr::eq(keys, other);
    if is(&ENDPOINT) {
        in_endpoint()
    } else if is(&TABLE) {
        vec![json!({ "properties": { "rows": { "items": { "properties": { "protocol": { "const": "2.0" } } } } } })]
    } else if is(&ROW) {
        in_row()
    } else {
        Vec::new()
    }
}

fn in_endpoint() -> Vec<Value> {
    let never = |words: &str| json!({ "const": false, "errorMessage": words });
    let keys_of_answers = json!({ "properties": {
        "always": never("`always` is for answers; `mandatory` says that a request must have it."),
        "echo": never("`echo` is for answers: they can repeat what the request said."),
        "separator": never("No request may hold the separator `|`."),
        "columns": false,
        "protocol": false,
    } });
    let keys_of_requests = json!({ "properties": {
        "mandatory": never("`mandatory` is for requests; `always` says that every answer has it."),
        "fixed": false,
        "header": false,
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
    // What is no type at all has a message of its own.
    let others: Vec<&&str> = ValueType::WORDS.iter().filter(|word| !FLAT.contains(word)).collect();
    let is_plain = json!({ "properties": { "type": {
        "not": { "enum": others },
        "errorMessage": "Only `string` and `integer` are signed one by one; nested values need protocol 2.0 (`data_when`), JSON text or base64.",
    } } });
    let is_plain_in_flat = json!({ "if": { "not": { "required": ["protocol"] } }, "then": is_plain });
    let has_signature = |words: &str| {
        let row = json!({ "properties": { "from": { "const": "signature" } }, "required": ["from"] });
        json!({ "contains": row, "errorMessage": words })
    };
    let of_response = |schema: Value| json!({ "properties": { "response": schema } });
    vec![
        of_request(&json!({ "items": keys_of_answers })),
        of_answer(&json!({ "items": keys_of_requests })),
        json!({ "if": is_flat, "then": of_request(&json!({ "items": needs_length })) }),
        json!({
            "if": { "allOf": [is_flat, { "not": { "required": ["data_when"] } }] },
            "then": of_request(&json!({ "items": is_plain })),
        }),
        json!({
            "if": { "allOf": [is_flat, of_response(json!({ "properties": { "signed": { "not": { "const": "never" } } } }))] },
            "then": of_answer(&json!({ "items": { "allOf": [needs_length, is_plain_in_flat] } })),
        }),
        json!({
            "if": { "properties": { "protocol": { "not": { "const": "2.0" } }, "key": { "not": { "const": "none" } } } },
            "then": of_request(&has_signature(
                "A key signs this request, and no row takes the signature: add one with \"from\": \"signature\", or say \"key\": \"none\".",
            )),
        }),
        json!({
            "if": { "allOf": [is_flat, of_response(json!({ "properties": {
                "signed": { "const": "always" }, "shape": { "const": "object" } } }))] },
            "then": of_response(json!({ "properties": { "rows": has_signature(
                "The answer is always signed, and no row takes the signature: add one with \"from\": \"signature\".",
            ) } })),
        }),
        json!({
            "if": { "properties": { "protocol": { "const": "2.0" } }, "required": ["protocol"] },
            "then": of_response(json!({ "properties": { "shape": { "const": "object" } } })),
        }),
    ]
}

/// A rule for the list of the request's rows, where they stand in the file itself.
fn of_request(rows: &Value) -> Value {
    json!({ "properties": { "request": rows } })
}

/// A rule for each list of the answer's rows, where they stand in the file itself.
fn of_answer(rows: &Value) -> Value {
    json!({ "properties": { "response": { "properties": {
        "rows": rows,
        "forms": { "items": { "properties": { "rows": rows } } },
    } } } })
}

fn in_row() -> Vec<Value> {
    let is_of = |types: &[&str]| json!({ "properties": { "type": { "enum": types } }, "required": ["type"] });
    let number = json!({ "type": ["string", "integer"], "pattern": "^[+-]?[0-9]+$" });
    let truth = json!({ "enum": ["true", "false"] });
    vec![
        // What has a table holds what the table describes.
        json!({
            "if": { "allOf": [is_of(&["string"]), { "anyOf": [{ "required": ["table"] }, { "required": ["rows"] }] }] },
            "then": { "properties": { "format": { "enum": ["json", "base64_json"] } }, "required": ["format"] },
        }),
        json!({
            "if": is_of(&["integer", "boolean", "decimal", "texts"]),
            "then": { "properties": { "table": false, "rows": false } },
        }),
        // Its own values are of its type.
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
        json!({ "if": is_of(&["boolean"]), "then": { "properties": { "default": truth, "fixed": truth } } }),
    ]
}
