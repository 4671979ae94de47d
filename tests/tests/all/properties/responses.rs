//! Responses: no signed value can change.

use std::collections::{BTreeMap, BTreeSet};

use flitt_client::api::FinalOrder;
use flitt_client::callback;
use flitt_tests::{DocumentedResponse, Kind, documented_responses, verified_responses};
use proptest::prelude::*;
use serde_json::Value;

use super::{config, text};

#[test]
fn any_change_of_a_signed_value_is_rejected() {
    let mut changes = 0;
    for response in documented_responses() {
        assert_eq!(response.rejection(&response.fields), None, "{}", response.id);
        for name in response.fields.keys().filter(|name| response.is_signed(name)) {
            let text = response.text(name);
            let mut others = BTreeSet::from([
                format!("{text}0"),
                format!("0{text}"),
                format!(" {text}"),
                format!("{text} "),
                text.to_uppercase(),
                text.to_lowercase(),
                text.chars().rev().collect(),
                text.chars().skip(1).collect(),
                String::new(),
                "1".to_owned(),
                "approved".to_owned(),
            ]);
            others.remove(&text);
            for other in others {
                let mut fields = response.fields.clone();
                fields.insert(name.clone(), Value::String(other.clone()));
                assert!(response.rejection(&fields).is_some(), "{}: `{name}` may be {other:?}", response.id);
                changes += 1;
            }
            for other in [Value::Null, Value::Bool(true), Value::Array(vec![]), Value::from(17), Value::from(1.5)] {
                let mut fields = response.fields.clone();
                fields.insert(name.clone(), other.clone());
                assert!(response.rejection(&fields).is_some(), "{}: `{name}` may be {other}", response.id);
                changes += 1;
            }
            let mut fields = response.fields.clone();
            fields.remove(name);
            assert!(response.rejection(&fields).is_some(), "{}: `{name}` may be absent", response.id);
            changes += 1;
        }
    }
    println!("{changes} changes of signed values, all rejected");
    assert!(changes > 2_000, "only {changes} changes were tried");
}

/// A number and the same number as text are one value: the signed text knows no types.
#[test]
fn numbers_may_come_as_text() {
    for response in documented_responses() {
        for (name, value) in response.fields.iter().filter(|(_, value)| value.is_number()) {
            let mut fields = response.fields.clone();
            fields.insert(name.clone(), Value::String(value.to_string()));
            assert_eq!(response.rejection(&fields), None, "{}: `{name}`", response.id);
        }
    }
}

#[test]
fn random_changes_of_values_are_rejected() {
    let responses = documented_responses();
    proptest!(config(512), |(which in 0..responses.len(), at in any::<prop::sample::Index>(), other in text(0..30))| {
        let response = &responses[which];
        let names: Vec<&String> = response.fields.keys().filter(|name| response.is_signed(name)).collect();
        let name = *at.get(&names);
        prop_assume!(response.text(name) != other);
        let mut fields = response.fields.clone();
        fields.insert(name.clone(), Value::String(other));
        prop_assert!(response.rejection(&fields).is_some(), "{}: `{}`", response.id, name);
    });
}

/// The text that shows what was signed is not signed itself. Everything else is said by signed fields.
#[test]
fn the_unsigned_field_is_free() {
    for response in documented_responses() {
        for text in ["", "**********|anything", "{}"] {
            let mut fields = response.fields.clone();
            fields.insert("response_signature_string".to_owned(), Value::from(text));
            // The table of a reversal has no such row, and nothing reads it there.
            assert_eq!(response.rejection(&fields), None, "{}", response.id);
            fields.remove("response_signature_string");
            assert_eq!(response.rejection(&fields), None, "{}", response.id);
        }
    }
}

#[test]
fn every_change_of_one_byte_is_rejected_or_changes_no_value() {
    let vector = verified_responses().into_iter().find(|vector| vector.id == "purchase-response").expect("it is there");
    assert_eq!(vector.kind, Kind::Callback);
    let response = DocumentedResponse::of(&vector);
    let body = vector.body().into_bytes();
    assert!(body.len() > 1_300, "{} bytes", body.len());
    let signed: Vec<String> =
        response.fields.keys().filter(|name| response.is_signed(name)).map(|name| response.text(name)).collect();
    let (mut rejected, mut accepted) = (0, 0);
    let mut change = |bytes: &[u8]| {
        let result = callback::verify::<FinalOrder>(&response.credentials, bytes);
        let Ok(order) = result else {
            rejected += 1;
            return;
        };
        accepted += 1;
        // Whatever the names are now: the values are those that were signed, in their order.
        let fields: BTreeMap<&str, &str> = order.fields().iter().map(|field| (field.name(), field.text())).collect();
        let is_signed =
            |name: &&str, text: &&str| !text.is_empty() && !matches!(*name, "signature" | "response_signature_string");
        let values: Vec<&str> =
            fields.iter().filter(|(name, text)| is_signed(name, text)).map(|(_, text)| *text).collect();
        assert_eq!(values.join("|"), signed.join("|"), "{}", String::from_utf8_lossy(bytes));
        for (name, text) in [
            ("order_id", "test33694502191"),
            ("merchant_id", "1396424"),
            ("amount", "200"),
            ("currency", "UAH"),
            ("order_status", "approved"),
            ("response_status", "success"),
        ] {
            assert_eq!(order.get(name), Some(text), "{}", String::from_utf8_lossy(bytes));
        }
    };
    for at in 0..body.len() {
        let mut bytes = body.clone();
        for flip in [1, 2, 4, 0x20, 0x80] {
            bytes[at] = body[at] ^ flip;
            change(&bytes);
        }
        let mut without = body.clone();
        without.remove(at);
        change(&without);
        for inserted in [b'"', b'|', b'0', b'\\', b' '] {
            let mut with = body.clone();
            with.insert(at, inserted);
            change(&with);
        }
    }
    println!(
        "of {} changes of one byte {rejected} are rejected and {accepted} change no signed value",
        rejected + accepted
    );
    assert!(rejected > accepted, "{rejected} rejected, {accepted} accepted");
}
