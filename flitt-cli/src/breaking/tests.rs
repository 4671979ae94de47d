//! Tests that need more than the command shows: every key of schema files has a rule, every hidden function is known, and many
//! values take little memory.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use flitt_schema::{InMemory, MetaSchema};
use serde_json::Value;
use syn::{ImplItem, Item, Visibility};

use super::contract::Contract;
use super::object::{Kind, Object};
use super::source::{FUNCTIONS_OF_RESPONSES, judged};
use super::surface::{Signature, Surface};
use super::walk;

/// The keys of an object in a JSON Schema for editors.
fn properties<'s>(schema: &'s Value, pointer: &str) -> BTreeSet<&'s str> {
    let object = schema.pointer(pointer).unwrap_or_else(|| panic!("there is nothing at {pointer}"));
    let all = object["properties"].as_object().expect("it is an object with keys");
    all.keys().map(String::as_str).collect()
}

fn keys(object: Object) -> BTreeSet<&'static str> {
    object.keys().iter().map(|key| key.name).collect()
}

/// A new key of schema files needs a rule here: what does a change of it break?
#[test]
fn every_key_has_a_rule() {
    let schema = |kind: MetaSchema| serde_json::from_str::<Value>(&kind.text()).expect("it is JSON");
    let (endpoint, table, list) = (schema(MetaSchema::Endpoint), schema(MetaSchema::Table), schema(MetaSchema::List));
    let expected = [
        (Object::Endpoint, &endpoint, ""),
        (Object::Confirmation, &endpoint, "/definitions/confirm_with"),
        (Object::Response, &endpoint, "/definitions/response"),
        (Object::Form, &endpoint, "/definitions/form of the response"),
        (Object::Failure, &endpoint, "/definitions/failure"),
        (Object::ListedValue, &endpoint, "/definitions/listed value"),
        (Object::Table, &table, ""),
        (Object::Parameter, &table, "/definitions/parameter"),
        (Object::List, &list, ""),
    ];
    for (object, schema, pointer) in expected {
        assert_eq!(keys(object), properties(schema, pointer), "{object:?}");
    }
    let of_list = properties(&list, "/definitions/value");
    assert!(of_list.is_subset(&keys(Object::ListedValue)), "{of_list:?}");
    // All other objects are compared as a whole, by the rule of the key that has them.
    let whole = [
        "compared parameter",
        "condition",
        "contradiction",
        "decline",
        "example",
        "failures",
        "group",
        "header",
        "request",
        "retry",
        "signed",
    ];
    let known: BTreeSet<&str> =
        expected.iter().filter_map(|(.., pointer)| pointer.strip_prefix("/definitions/")).chain(whole).collect();
    let definitions = endpoint["definitions"].as_object().expect("they are an object");
    assert_eq!(definitions.keys().map(String::as_str).collect::<BTreeSet<&str>>(), known);
}

/// Generated code depends on what is not only documentation, and only keys of documentation have no effect at all.
#[test]
fn documentation_is_not_in_code() {
    for object in [Object::Endpoint, Object::Parameter, Object::Table, Object::List, Object::ListedValue] {
        for key in object.keys().iter().filter(|key| matches!(key.kind, Kind::Documentation)) {
            assert!(!key.in_code, "{object:?}: {}", key.name);
        }
    }
}

/// A getter of these names hides a function that programs call on every response.
#[test]
fn functions_of_responses_are_known() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flitt-client/src/runtime/response/raw.rs");
    let file = syn::parse_file(&fs::read_to_string(path).expect("it can be read")).expect("it is Rust");
    let functions = file.items.iter().flat_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => item.items.as_slice(),
        _ => &[],
    });
    let names = functions.filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(function.sig.ident.to_string()),
        _ => None,
    });
    for name in names {
        assert!(FUNCTIONS_OF_RESPONSES.contains(&name.as_str()), "`{name}` of `RawResponse` can be hidden by a getter");
    }
}

/// As many values as a file can have, each under another name: the changes share the lists of values, and a difference of the code
/// is not compared with every change.
#[test]
fn many_renamed_values_are_compared() {
    const VALUES: usize = 19_000;
    let contract = |prefix: &str| {
        let values: Vec<String> = (0..VALUES).map(|number| format!(r#""{prefix}{number}""#)).collect();
        let keys = format!(r#""max_length": 20, "closed": true, "values": [{}]"#, values.join(", "));
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop/greet.json");
        let text = fs::read_to_string(path).expect("it can be read").replace(r#""max_length": 20"#, &keys);
        let files: InMemory = [("greet.json".to_owned(), text)].into_iter().collect();
        Contract::read(&files).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"))
    };
    let (old, new) = (contract("a"), contract("b"));
    let none = BTreeSet::new();
    let (old, new) = (old.trees(&none), new.trees(&none));
    let changes = walk::changes(&old, &new);
    assert_eq!(changes.len(), 2 * VALUES);
    let lists: BTreeSet<usize> = changes
        .iter()
        .flat_map(|change| change.accepted.iter().flatten())
        .map(|list| Rc::as_ptr(list).addr())
        .collect();
    assert_eq!(lists.len(), 2);

    let surface = |prefix: &str| {
        let path = |number| format!("greet::request::Name::{prefix}{number}");
        Surface((0..VALUES).map(|number| (path(number), Signature::Item("variant".to_owned()))).collect())
    };
    let found = judged(&surface("A"), &surface("B"), &changes);
    assert_eq!(found.keys().flatten().count(), 2 * VALUES);
}
