//! The canonical form: the shipped files have it, and it changes nothing but the form.

use std::fs;
use std::path::{Path, PathBuf};

use flitt_schema::{Source, canonical};

fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas")
}

/// The names of the shipped files in their folder.
fn shipped() -> Vec<String> {
    let names = |folder: &str| {
        let entries = fs::read_dir(schemas().join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        names
            .filter(|name| {
                Path::new(name).extension().is_some_and(|it| it == "json") && !name.ends_with(".schema.json")
            })
            .map(move |name| prefix.clone() + &name)
    };
    let names: Vec<String> = ["", "tables", "reference"].into_iter().flat_map(names).collect();
    assert!(names.len() > 20, "{names:?}");
    names
}

fn of(name: &str, text: &str) -> String {
    canonical(name, &Source::new(name, text)).unwrap()
}

#[test]
fn the_shipped_files_are_in_canonical_form() {
    let other: Vec<String> = shipped()
        .into_iter()
        .filter(|name| {
            let text = fs::read_to_string(schemas().join(name)).unwrap();
            of(name, &text) != text
        })
        .collect();
    assert!(other.is_empty(), "write these anew with `flitt check --fix schemas`: {other:?}");
}

#[test]
fn the_form_changes_nothing_else_and_is_stable() {
    for name in shipped() {
        let text = fs::read_to_string(schemas().join(&name)).unwrap();
        let squeezed = serde_json::from_str::<serde_json::Value>(&text).unwrap();
        let again = of(&name, &squeezed.to_string());
        assert_eq!(serde_json::from_str::<serde_json::Value>(&again).unwrap(), squeezed, "{name}");
        assert_eq!(again, of(&name, &again), "{name}");
    }
}

#[test]
fn keys_come_in_order_and_nothing_is_lost() {
    let text = r#"{"unknown":1,"request":[{"type":"string","name":"a"}],"endpoint":"e","path":"\u002fapi","retry":{"with":"a"},
        "response":{"signed":"never","rows":[]},"doc":"","doc":"twice","data_when":[]}"#;
    let expected = r#"{
  "endpoint": "e",
  "doc": "",
  "doc": "twice",
  "path": "\u002fapi",
  "data_when": [],
  "retry": { "with": "a" },
  "request": [
    { "name": "a", "type": "string" }
  ],
  "response": { "rows": [], "signed": "never" },
  "unknown": 1
}
"#;
    assert_eq!(of("e.json", text), expected);
    assert_eq!(of("e.json", expected), expected);
    assert_eq!(of("e.json", "{}"), "{}\n");
    assert_eq!(of("e.json", "[1, {}]"), "[\n  1,\n  {}\n]\n");
    assert!(canonical("e.json", &Source::new("e.json", "{")).is_err());
}
