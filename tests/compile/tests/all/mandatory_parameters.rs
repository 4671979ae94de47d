//! For every mandatory parameter of every shipped endpoint: a program that leaves it out does not compile, and the
//! compiler says so. The programs are written from the schema files, so a new file or row needs no change here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::crate_folder::Nested;
use flitt_client::Api;
use flitt_client::api::Flitt;
use flitt_schema::{Endpoint, Format, InMemory, Library, Loaded, Parameter, RustName, ValueType};
use serde_json::Value;

/// A name as Rust writes it.
fn ident(name: &str) -> String {
    if RustName::of(name) == RustName::Raw { format!("r#{name}") } else { name.to_owned() }
}

fn function(row: &Parameter) -> String {
    ident(row.details.rust.as_deref().unwrap_or(&row.name))
}

/// An expression that the setter of a row takes.
fn value(row: &Parameter) -> String {
    match (row.value_type, row.format) {
        (_, Some(Format::Flag)) => "flitt_client::value::Flag::Y".to_owned(),
        (_, Some(Format::Currency)) => "flitt_client::Currency::GEL".to_owned(),
        _ if row.closed => "flitt_client::value::WireEnum::from_wire(\"\").unwrap()".to_owned(),
        _ if !row.details.values.is_empty() => "\"\"".to_owned(),
        (ValueType::Integer, _) => "1".to_owned(),
        (ValueType::Boolean, _) => "true".to_owned(),
        (ValueType::List | ValueType::Map, _) => "[]".to_owned(),
        // The programs are not run: any type will do where nothing is returned.
        (ValueType::Object, _) => "loop {}".to_owned(),
        _ => "\"x\"".to_owned(),
    }
}

/// The call chain that sets some rows.
fn program<'e>(endpoint: &Endpoint, rows: impl Iterator<Item = &'e Parameter>) -> String {
    let mut chain = format!("flitt_client::api::{}::request()", endpoint.type_name());
    for row in rows {
        let _ = write!(chain, ".{}({})", function(row), value(row));
    }
    format!("pub fn program() {{\n    let _ = {chain}.build();\n}}\n")
}

/// One program, and what the compiler says about it.
struct Case {
    module: String,
    sentence: String,
    path: String,
    position: String,
}

#[test]
fn a_program_without_a_mandatory_parameter_does_not_compile() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "mandatory");
    let client =
        r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false, features = ["api"] }"#;
    nested.manifest("mandatory", &format!("[dependencies]\n{client}"));
    let library = Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>());
    assert!(library.diagnostics.is_empty(), "{:?}", library.diagnostics);
    assert_eq!(library.endpoints.len(), Flitt::ENDPOINTS.len());

    let (mut modules, mut cases) = (String::new(), Vec::new());
    for read in &library.endpoints {
        let endpoint = &read.model;
        let mandatory: Vec<usize> = endpoint.request.mandatory_from_caller().collect();
        let rows = || mandatory.iter().map(|&row| &endpoint.request.rows[row]);
        let module = format!("{}_complete", endpoint.name);
        nested.write(&format!("src/{module}.rs"), &program(endpoint, rows()));
        let _ = writeln!(modules, "pub mod {module};");
        for &left_out in &mandatory {
            let missing = &endpoint.request.rows[left_out];
            let module = format!("{}_without_{}", endpoint.name, missing.name.to_lowercase());
            nested
                .write(&format!("src/{module}.rs"), &program(endpoint, rows().filter(|row| row.name != missing.name)));
            let _ = writeln!(modules, "pub mod {module};");
            cases.push(case(module, read, left_out));
        }
    }
    nested.write("src/lib.rs", &modules);
    assert!(cases.len() >= 12, "only {} programs", cases.len());

    let messages = errors(&nested);
    for Case { module, sentence, path, position } in &cases {
        let file = format!("src/{module}.rs");
        let result = messages.get(&file).unwrap_or_else(|| panic!("{file} compiles"));
        assert_eq!(result.len(), 1, "{file}: {result:#?}");
        assert!(result[0].contains(sentence.as_str()), "{file}: {}", result[0]);
        let note = result[0].lines().find(|line| line.contains(path.as_str()));
        let note = note.unwrap_or_else(|| panic!("{file}: {}", result[0]));
        assert!(note.split(", ").any(|one| one.ends_with(position.as_str())), "{file}: {note}");
    }
    assert_eq!(messages.len(), cases.len(), "complete programs compile: {:?}", messages.keys());
    println!("{} programs, none compiles", cases.len());
}

fn case(module: String, read: &Loaded<Endpoint>, left_out: usize) -> Case {
    let missing = &read.model.request.rows[left_out];
    let place = read.locations.row(left_out).expect("the row has a place");
    // The place in the file, found without the parser: the brace of the parameter precedes its name.
    let (_, text) = Flitt::FILES.iter().find(|(name, _)| *name == place.path).expect("the file");
    let offset: usize = text.split_inclusive('\n').take(place.line - 1).map(str::len).sum::<usize>() + place.column - 1;
    assert!(text[offset..].starts_with('{'), "{}:{}:{}", place.path, place.line, place.column);
    let name = text[offset..].split('"').nth(3);
    assert_eq!(name, Some(missing.name.as_ref()), "{}:{}:{}", place.path, place.line, place.column);
    Case {
        module,
        sentence: sentence(&read.model, missing),
        path: format!("declared mandatory in schemas/{}:", place.path),
        position: format!(":{}:{}", place.line, place.column),
    }
}

/// The message: it names every mandatory parameter, and whether it is set.
fn sentence(endpoint: &Endpoint, missing: &Parameter) -> String {
    let mandatory: Vec<_> = endpoint.request.mandatory_from_caller().map(|row| &endpoint.request.rows[row]).collect();
    let [_, _, ..] = mandatory.as_slice() else {
        return format!("mandatory parameter `{}` of `{}` is not set", missing.name, endpoint.name);
    };
    let state = |row: &&Parameter| {
        let state = if row.name == missing.name { "Unset" } else { "Set" };
        format!("`{}` is {state}", row.name)
    };
    let states: Vec<String> = mandatory.iter().map(state).collect();
    format!("not all mandatory parameters of `{}` are set: {}", endpoint.name, states.join(", "))
}

/// Runs `cargo check`, and returns the whole errors of each file.
fn errors(nested: &Nested) -> BTreeMap<String, Vec<String>> {
    let output = nested.output(["check", "--quiet", "--message-format=json"]);
    assert!(!output.status.success(), "none of it compiles");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let mut messages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("cargo writes JSON");
        let message = &line["message"];
        if line["reason"] != "compiler-message" || message["level"] != "error" {
            continue;
        }
        let spans = message["spans"].as_array().expect("spans");
        let Some(file) =
            spans.iter().find(|span| span["is_primary"] == true).and_then(|span| span["file_name"].as_str())
        else {
            continue;
        };
        let rendered = message["rendered"].as_str().unwrap_or_default().to_owned();
        messages.entry(file.replace('\\', "/")).or_default().push(rendered);
    }
    assert!(!messages.is_empty(), "{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    messages
}

/// Every file that the folder's derive reads is there as text, for readers of the schema at run time.
#[test]
fn the_shipped_files_are_those_of_the_folder() {
    for (name, text) in Flitt::FILES {
        let path = crate::crate_folder::workspace().join("schemas").join(name);
        assert_eq!(fs::read_to_string(&path).expect("the file is there"), *text, "{name}");
    }
}
