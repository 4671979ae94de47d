//! One endpoint, documented in each layout of the family: every parameter with its type, length, default, values, and
//! whether it is mandatory.

use std::fmt::Write as _;
use std::path::Path;

use flitt_schema::Parameter;
use serde_json::Value;

use super::invariants::{BUILT_IN, assert_invariants};
use super::read_page;
use crate::import::Imported;

/// Pages of layouts that leave something open, and the part of the warning that says so.
const DOUBTS: [(&str, &str); 6] = [
    ("broken.en.md", "on one line"),
    ("broken.uk.md", "on one line"),
    ("flat.en.md", "on one line"),
    ("flat.ru.md", "on one line"),
    ("headless.en.md", "has no titles"),
    ("headless.en.md", "on one line"),
];

/// Examples, which are no part of a description.
const EXAMPLES: [&str; 5] = ["A-17", "1549901", "1020", "Too late", "1773cf135bd"];

/// A parameter as the truth has it.
fn shown(parameter: &Parameter) -> String {
    let details = &parameter.details;
    let values: Vec<&str> = details.values.iter().map(|listed| listed.value.as_ref()).collect();
    let (name, of_type) = (&parameter.name, parameter.value_type.as_str());
    format!(
        "{name} {of_type} {:?} {} {:?} {values:?}",
        parameter.limit,
        parameter.mandatory,
        details.default.as_deref()
    )
}

fn expected(parameter: &Value) -> String {
    let text = |key: &str| parameter[key].as_str();
    let limit = parameter["max_length"].as_u64();
    let mandatory = parameter["mandatory"].as_bool().unwrap_or_default();
    let values: Vec<&str> = parameter["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (name, of_type) = (text("name").unwrap_or_default(), text("type").unwrap_or_default());
    format!("{name} {of_type} {limit:?} {mandatory} {:?} {values:?}", text("default"))
}

/// What differs from the truth.
fn differences(page: &str, truth: &Value) -> Vec<String> {
    let imported = read_page(page, &BUILT_IN);
    let mut found = Vec::new();
    let tables = [("request", &imported.request), ("response", &imported.response)];
    for (direction, parameters) in tables {
        let read: Vec<String> = parameters.iter().flatten().map(shown).collect();
        let expected: Vec<String> = truth[direction].as_array().into_iter().flatten().map(expected).collect();
        found.extend(read.iter().filter(|it| !expected.contains(it)).map(|it| format!("{direction} has    {it}")));
        found.extend(expected.iter().filter(|it| !read.contains(it)).map(|it| format!("{direction} misses {it}")));
        if found.is_empty() && read != expected {
            found.push(format!("{direction} has another order"));
        }
    }
    found.extend(examples_in_descriptions(&imported));
    if imported.path.as_deref() != truth["path"].as_str() {
        found.push(format!("the path {:?}", imported.path));
    }
    found
}

fn examples_in_descriptions(imported: &Imported) -> Vec<String> {
    let parameters = [&imported.request, &imported.response].into_iter().flatten().flatten();
    let docs = parameters.map(|parameter| parameter.details.doc.to_string());
    docs.filter(|doc| EXAMPLES.iter().any(|example| doc.contains(example))).collect()
}

#[test]
fn every_layout_is_read_completely() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pages/family"));
    let truth = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    let truth: Value = serde_json::from_str(&truth).unwrap();
    let mut report = String::new();
    let mut pages = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "truth.json" {
            continue;
        }
        let page = std::fs::read_to_string(&path).unwrap();
        assert_invariants(&page);
        let mut found = differences(&page, &truth);
        let warnings = read_page(&page, &BUILT_IN).warnings;
        let is_expected = |message: &str| DOUBTS.iter().any(|(page, part)| *page == name && message.contains(part));
        found.extend(
            warnings
                .iter()
                .filter(|it| !is_expected(&it.message))
                .map(|it| format!("line {}: {}", it.line, it.message)),
        );
        if !found.is_empty() {
            let _ = writeln!(report, "{name}\n  {}", found.join("\n  "));
        }
        pages += 1;
    }
    assert!(report.is_empty(), "{report}");
    assert!(pages > 30, "only {pages} pages");
}
