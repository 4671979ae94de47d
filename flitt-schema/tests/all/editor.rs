//! The JSON Schemas for editors against the parser: the same verdict on every shipped file, and on every wrong file of
//! `tests/diagnostics` whose fault a JSON Schema can express. `tests/editor/not_expressible.txt` lists the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use flitt_schema::{Folder, Library, MetaSchema, key_reference};
use jsonschema::Validator;
use serde_json::Value;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn validator(schema: MetaSchema) -> Validator {
    let schema: Value = serde_json::from_str(&schema.text()).expect("it is JSON");
    jsonschema::draft7::new(&schema).expect("it is a JSON Schema")
}

/// The schema files of a folder, each with the kind that follows from its place.
fn files(root: &Path) -> Vec<(MetaSchema, PathBuf)> {
    let kinds = [("", MetaSchema::Endpoint), ("tables", MetaSchema::Table), ("reference", MetaSchema::List)];
    let mut found = Vec::new();
    for (folder, kind) in kinds {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        let paths = entries.map(|entry| entry.unwrap().path());
        let is_schema_file = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            path.extension().is_some_and(|extension| extension == "json") && !name.ends_with(".schema.json")
        };
        found.extend(paths.filter(is_schema_file).map(|path| (kind, path)));
    }
    found
}

#[test]
fn the_shipped_schemas_are_those_of_the_parser() {
    let update = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    for schema in MetaSchema::ALL {
        let path = here().join("../schemas").join(schema.file_name());
        let text = schema.text();
        if update {
            fs::write(&path, &text).unwrap();
        }
        let shipped = fs::read_to_string(&path).unwrap_or_default();
        assert!(shipped == text, "{} differs; write it with SNAPSHOTS=overwrite", path.display());
    }
}

#[test]
fn shipped_files_are_valid_and_name_their_schema() {
    let files = files(&here().join("../schemas"));
    assert!(files.len() > 20);
    for (kind, path) in files {
        let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<String> = validator(kind).iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        let named = value["$schema"].as_str().unwrap_or_default();
        let expected = fs::canonicalize(here().join("../schemas").join(kind.file_name())).unwrap();
        assert_eq!(fs::canonicalize(path.parent().unwrap().join(named)).ok(), Some(expected), "{}", path.display());
    }
}

/// `case: reason`, one a line.
fn not_expressible() -> BTreeMap<String, String> {
    let text = fs::read_to_string(here().join("tests/editor/not_expressible.txt")).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    lines.map(|(case, reason)| (case.to_owned(), reason.to_owned())).collect()
}

#[test]
fn wrong_files_are_wrong_for_both() {
    let listed = not_expressible();
    let mut missed = BTreeSet::new();
    for entry in fs::read_dir(here().join("tests/diagnostics")).unwrap() {
        let case = entry.unwrap().path();
        if !case.is_dir() {
            continue;
        }
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let library = Library::read_folder(&Folder::new(&case, ""));
        let mut is_valid = true;
        for (kind, path) in files(&case) {
            let Ok(value) = serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap_or_default()) else {
                // Editors find by themselves what is no JSON.
                is_valid = false;
                continue;
            };
            is_valid &= validator(kind).is_valid(&value);
        }
        if library.diagnostics.is_empty() {
            assert!(is_valid, "{name} is clean, and its JSON Schema refuses it");
        } else if is_valid {
            missed.insert(name);
        }
    }
    let unlisted: Vec<&String> = missed.iter().filter(|name| !listed.contains_key(*name)).collect();
    assert!(unlisted.is_empty(), "found by the parser alone, and not in not_expressible.txt: {unlisted:#?}");
    let needless: Vec<&String> = listed.keys().filter(|name| !missed.contains(*name)).collect();
    assert!(needless.is_empty(), "in not_expressible.txt without need: {needless:#?}");
}

/// The reference of keys has every key of the JSON Schemas.
#[test]
fn the_reference_has_every_key() {
    let listed: BTreeSet<&str> = key_reference().iter().flat_map(|object| &object.keys).map(|key| key.name).collect();
    let schema: Value = serde_json::from_str(&MetaSchema::Endpoint.text()).unwrap();
    let keys = |object: &Value| object["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut keys_of_all = keys(&schema);
    for definition in schema["definitions"].as_object().unwrap().values() {
        keys_of_all.extend(keys(definition));
    }
    assert!(keys_of_all.len() > 50, "{keys_of_all:?}");
    let missing: Vec<&String> = keys_of_all.iter().filter(|key| !listed.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "not in the reference: {missing:?}");
}

#[test]
fn every_key_has_a_description() {
    fn each_property(value: &Value, seen: &mut usize) {
        if let Value::Object(members) = value {
            for property in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let doc = property.1["description"].as_str().unwrap_or_default();
                assert!(doc.ends_with('.') && doc.len() > 3, "{property:?}");
                *seen += 1;
            }
            members.values().for_each(|member| each_property(member, seen));
        }
    }
    let mut seen = 0;
    for schema in MetaSchema::ALL {
        each_property(&serde_json::from_str(&schema.text()).unwrap(), &mut seen);
    }
    assert!(seen > 80, "{seen}");
}
