//! Names are not signed: values that get another name, or move across names.
//!
//! # What a signature leaves open
//!
//! Names are not signed, only values in the order of the names. So some changes of a signed response pass; a caller who
//! must be sure asks for the order's status. [`renames_are_rejected_or_of_a_documented_class`] and
//! [`moves_are_rejected_or_of_a_documented_class`] try every change of their kind and sort what passes into these classes;
//! anything else fails the test.
//!
//! | class | what passes | what helps |
//! |---|---|---|
//! | unknown name | a value that need not be there gets a name that no table has, in the same place of the order | the row seems absent; rows that must be there are rejected |
//! | other name | it gets the name of another row that is free, in the same place of the order | both rows are optional; amounts, ids, currencies and JSON keep their form |
//! | several values in an unknown field | some that need not be there become one, with the separators in it | nothing reads a field that no table has |
//! | several values in a free text | the same, in a row that may hold the separator | only `response_description`; `additional_info` must stay JSON |
//! | empty field | a field without a value gets another name, is removed, or is added | it carries no information |
//! | unsigned field | `response_signature_string` is changed, removed or added | it is there for people who look for errors; no other parameter is read from it |

use std::collections::{BTreeMap, HashSet};

use flitt_client::error::VerificationError;
use flitt_schema::Format;
use flitt_tests::{DocumentedResponse, as_text, documented_responses};
use serde_json::Value;

/// Every rename of every field to every name of its table and to unknown names.
#[test]
fn renames_are_rejected_or_of_a_documented_class() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for response in documented_responses() {
        let table = response.table();
        let known = table.rows.iter().map(|row| row.name.to_string());
        let names: Vec<&String> = response.fields.keys().collect();
        for old in &names {
            // Next to it in the order, and at both ends.
            let unknown = [format!("{old}_"), format!("{old}0"), "zzz".to_owned(), "a".to_owned(), String::new()];
            let shorter = old[..old.len() - 1].to_owned();
            for new in known.clone().chain(unknown).chain([shorter]) {
                if new == **old {
                    continue;
                }
                let mut fields = response.fields.clone();
                let value = fields.remove(*old).expect("it is there");
                if fields.contains_key(&new) {
                    // Both are present: a duplicate name is rejected.
                    let rest = serde_json::to_string(&fields).expect("JSON");
                    let twice = format!("{},{:?}:{value}}}", rest.trim_end_matches('}'), new);
                    assert!(response.text_error(&twice).is_some(), "{}: `{old}` as `{new}`", response.id);
                    *classes.entry("rejected").or_default() += 1;
                    continue;
                }
                fields.insert(new.clone(), value);
                let rejection = response.rejection(&fields);
                let class = class_of_rename(&response, old, &new, rejection.as_ref());
                let class = class.unwrap_or_else(|why| panic!("{}: `{old}` as `{new}`: {why}", response.id));
                *classes.entry(class).or_default() += 1;
            }
        }
    }
    println!("renames: {classes:#?}");
    let found: Vec<&str> = classes.keys().copied().collect();
    assert_eq!(found, ["empty field", "other name", "rejected", "unknown name"]);
}

fn class_of_rename(
    response: &DocumentedResponse,
    old: &str,
    new: &str,
    rejection: Option<&VerificationError>,
) -> Result<&'static str, String> {
    if rejection.is_some() {
        return Ok("rejected");
    }
    let row = response.table().row(old);
    if row.is_some_and(|row| row.always) {
        return Err("a row that is always there went".to_owned());
    }
    if old == "signature" || new == "signature" {
        return Err("the signature went".to_owned());
    }
    if old == "response_signature_string" {
        return Err("it was not signed and is now".to_owned());
    }
    let text = response.text(old);
    if text.is_empty() {
        return Ok("empty field");
    }
    match response.table().row(new) {
        None => Ok("unknown name"),
        Some(row) if row.is_digits() && !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err("a number is something else".to_owned())
        }
        Some(row) if row.format == Some(Format::Currency) && text.len() != 3 => Err("a currency is longer".to_owned()),
        Some(row) if row.format == Some(Format::Json) && serde_json::from_str::<Value>(&text).is_err() => {
            Err("JSON is something else".to_owned())
        }
        Some(_) => Ok("other name"),
    }
}

/// Text is moved across the separator between two values that follow each other in the order: the signed text stays the
/// same. Every split of every pair is tried, also into fields that had no value.
#[test]
fn moves_are_rejected_or_of_a_documented_class() {
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for response in documented_responses() {
        let signed: Vec<(String, String)> = response
            .fields
            .keys()
            .filter(|name| response.is_signed(name))
            .map(|name| (name.clone(), response.text(name)))
            .collect();
        for pair in signed.windows(2) {
            let ((left, left_text), (right, right_text)) = (&pair[0], &pair[1]);
            let joined = format!("{left_text}|{right_text}");
            let changes = [
                // All in one of them, and the other without a value.
                (joined.clone(), String::new()),
                (String::new(), joined.clone()),
                // The values change places with the separator: only where both are equal is it the same text.
                (format!("{left_text}|"), right_text.clone()),
                (left_text.clone(), format!("|{right_text}")),
            ];
            for (new_left, new_right) in changes {
                let mut fields = response.fields.clone();
                fields.insert(left.clone(), Value::String(new_left.clone()));
                fields.insert(right.clone(), Value::String(new_right.clone()));
                let rejection = response.rejection(&fields);
                let class = class_of_move(&response, &[(left, &new_left), (right, &new_right)], rejection.as_ref());
                let class = class.unwrap_or_else(|why| panic!("{}: `{left}` and `{right}`: {why}", response.id));
                *classes.entry(class).or_default() += 1;
            }
        }
        // Into a field that was empty, or into one that was not there, between its neighbours.
        for free in ["response_description", "additional_info", "zzz", "a", "comment", "merchant_data", "order_desc"] {
            if response.fields.get(free).is_some_and(|value| !as_text(value).is_empty()) {
                continue;
            }
            let after = signed.iter().position(|(name, _)| name.as_str() > free).unwrap_or(signed.len());
            let ends = (0..5).map(|count| (after + count).min(signed.len()));
            let ranges = ends.flat_map(|end| (0..5).map(move |count| after.saturating_sub(count)..end));
            for range in ranges.collect::<HashSet<_>>() {
                let moved = &signed[range];
                if moved.is_empty() {
                    continue;
                }
                let mut fields = response.fields.clone();
                for (name, _) in moved {
                    fields.remove(name);
                }
                let text = moved.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("|");
                fields.insert(free.to_owned(), Value::String(text.clone()));
                let rejection = response.rejection(&fields);
                let lost = moved.iter().any(|(name, _)| response.table().row(name).is_some_and(|row| row.always));
                assert!(!lost || rejection.is_some(), "{}: a row that is always there went into `{free}`", response.id);
                let class = class_of_move(&response, &[(free, &text)], rejection.as_ref());
                let class = class.unwrap_or_else(|why| panic!("{}: into `{free}`: {why}", response.id));
                *classes.entry(class).or_default() += 1;
            }
        }
    }
    println!("moves: {classes:#?}");
    let found: Vec<&str> = classes.keys().copied().collect();
    let classes = [
        "other name",
        "rejected",
        "several values in a free text",
        "several values in an unknown field",
        "unknown name",
    ];
    assert_eq!(found, classes);
}

fn class_of_move(
    response: &DocumentedResponse,
    changed: &[(&str, &str)],
    rejection: Option<&VerificationError>,
) -> Result<&'static str, String> {
    if rejection.is_some() {
        return Ok("rejected");
    }
    let mut class = "unknown name";
    for (name, text) in changed {
        let row = response.table().row(name);
        if row.is_some_and(|row| row.always) && text.is_empty() {
            return Err(format!("`{name}` is always there"));
        }
        class = match (row, text.contains('|')) {
            (Some(row), true) if !row.separator => return Err(format!("`{name}` holds the separator")),
            (Some(_), true) => "several values in a free text",
            (None, true) => "several values in an unknown field",
            (Some(_), false) => "other name",
            (None, false) => class,
        };
    }
    Ok(class)
}
