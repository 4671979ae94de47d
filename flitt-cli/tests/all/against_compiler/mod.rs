//! The verdicts of `flitt breaking`, held against the compiler and against what is sent: for random edits of schema files, a
//! caller of the old API is compiled against the new one, and requests and responses are tried with both.
//!
//! It is the short form of a long run: `BREAKING_EDITS=2000 cargo test --release -p flitt-cli --test all against_compiler -- --nocapture`.

mod caller;
mod compile;
mod edits;
mod folders;
mod random;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use flitt_schema::{InMemory, Library, MetaSchema};
use serde_json::Value;

use self::compile::Callers;
use self::edits::{Edit, Folder, KEYS, edits};
use self::random::Random;
use self::wire::Difference;

/// The edits of the short form.
const EDITS: usize = 16;

/// The callers of one compilation.
const BATCH: usize = 200;

/// What the command says of one edit.
struct Report {
    /// Class and verdict of each finding.
    findings: Vec<(String, String)>,
    text: String,
}

impl Report {
    fn has(&self, classes: &[&str], verdict: &str) -> bool {
        self.findings.iter().any(|(class, found)| classes.contains(&class.as_str()) && found == verdict)
    }
}

fn base() -> Folder {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/contract");
    let mut folder = Folder::new();
    for part in ["", "tables", "reference"] {
        for entry in fs::read_dir(root.join(part)).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let name = Path::new(part).join(path.file_name().expect("it has a name"));
                folder.insert(name.display().to_string(), fs::read_to_string(path).expect("it can be read"));
            }
        }
    }
    folder
}

fn library(folder: &Folder) -> Library {
    Library::read_folder(&folder.clone().into_iter().collect::<InMemory>())
}

fn write(folder: &Folder, root: &Path) {
    for (name, text) in folder {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("it can be written");
    }
}

/// Runs `flitt breaking --json`.
fn report(old: &Path, edit: &Edit) -> Report {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    write(&edit.folder, folder.path());
    let output = Command::new(env!("CARGO_BIN_EXE_flitt"))
        .args(["breaking", "--json"])
        .arg(old)
        .arg(folder.path())
        .output()
        .expect("the command runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.stderr, b"", "{}: {}", edit.key, String::from_utf8_lossy(&output.stderr));
    let findings: Vec<(String, String)> = text
        .lines()
        .map(|line| {
            let object: Value = serde_json::from_str(line).expect("each line is an object");
            let text = |key: &str| object[key].as_str().expect("it has this key").to_owned();
            assert!(object["line"].is_u64() && object["column"].is_u64() && !text("file").is_empty(), "{line}");
            (text("class"), text("verdict"))
        })
        .collect();
    let breaks = findings.iter().any(|(_, verdict)| verdict == "major");
    assert_eq!(output.status.code(), Some(i32::from(breaks)), "{text}");
    Report { findings, text }
}

#[test]
fn verdicts_agree_with_the_compiler_and_the_wire() {
    let count = env::var("BREAKING_EDITS").map_or(EDITS, |count| count.parse().expect("it is a number"));
    let seed = env::var("BREAKING_SEED").map_or(19, |seed| seed.parse().expect("it is a number"));
    let base = base();
    let old = library(&base);
    assert!(old.diagnostics.is_empty(), "{:?}", old.diagnostics);
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    write(&base, folder.path());
    let mut random = Random::new(seed);
    let edits = edits(&base, count, &mut random);
    let caller = caller::caller(&old);
    let callers = Callers::new("callers", "#![allow(warnings)]");

    let mut broken: BTreeMap<usize, String> = BTreeMap::new();
    let mut useless: BTreeSet<usize> = BTreeSet::new();
    for (number, batch) in edits.chunks(BATCH).enumerate() {
        // The old folder itself is one of them: its caller compiles.
        let folders: Vec<&Folder> = [&base].into_iter().chain(batch.iter().map(|edit| &edit.folder)).collect();
        for error in callers.broken(&folders, &caller) {
            assert_ne!(error.number, 0, "the caller does not compile with its own files: {}", error.text);
            let position = number * BATCH + error.number - 1;
            if error.is_of_derive {
                println!("the code of edit {position} ({}) does not compile: {}", edits[position].key, error.text);
                useless.insert(position);
            } else {
                broken.insert(position, error.text);
            }
        }
    }

    let (mut missed, mut too_much, mut differing) = (Vec::new(), Vec::new(), 0);
    for (number, edit) in edits.iter().enumerate().filter(|(number, _)| !useless.contains(number)) {
        let report = report(folder.path(), edit);
        let difference = wire::compare(&old, &library(&edit.folder), &mut random);
        differing += usize::from(difference != Difference::default());
        if report.text.contains("the generated code has changed") {
            missed.push(format!("{number} {}: the place of a difference of the code\n{}", edit.key, report.text));
        }
        let error = broken.get(&number);
        let Difference { request, response, looser } = &difference;
        let describe = |why: &str, what: &Option<String>| {
            format!("{number} {}: {why}: {}\n{}", edit.key, what.as_deref().unwrap_or("nothing"), report.text)
        };
        if error.is_some() != report.has(&["source"], "major") {
            let list = if error.is_some() { &mut missed } else { &mut too_much };
            list.push(describe("source", &error.cloned()));
        }
        if request.is_some() && !report.has(&["wire"], "major") {
            missed.push(describe("request", request));
        }
        if response.is_some() && !report.has(&["wire", "behaviour", "safety"], "major") {
            missed.push(describe("response", response));
        }
        let is_known = ["major", "minor"].iter().any(|verdict| report.has(&["wire", "behaviour", "safety"], verdict));
        if looser.is_some() && !is_known && !report.has(&["source"], "major") {
            missed.push(describe("looser", looser));
        }
        if report.has(&["wire"], "major") && request.is_none() && response.is_none() {
            too_much.push(describe("wire", &None));
        }
    }
    let keys: BTreeSet<&str> = edits.iter().map(|edit| edit.key.as_str()).collect();
    println!(
        "{} edits of {} keys: {} do not compile, {differing} differ on the wire; {} missed, {} said too much",
        edits.len(),
        keys.len(),
        broken.len(),
        missed.len(),
        too_much.len()
    );
    if env::var_os("BREAKING_VERBOSE").is_some() {
        println!("missed:\n{}\n\ntoo much:\n{}", missed.join("\n"), too_much.join("\n"));
    }
    assert!(missed.is_empty(), "missed:\n{}", missed.join("\n"));
    assert!(too_much.len() * 100 < edits.len() * 3, "said too much:\n{}", too_much.join("\n"));
}

/// The folders of the short form.
const FOLDERS: usize = 24;

/// Folders that pass `flitt check` compile, with either derive and without a warning: random ones, with names that collide with
/// those of generated code and with each other. `BREAKING_FOLDERS=2000` is the long form.
#[test]
fn checked_folders_compile() {
    let count = env::var("BREAKING_FOLDERS").map_or(FOLDERS, |count| count.parse().expect("it is a number"));
    let seed = env::var("BREAKING_SEED").map_or(19, |seed| seed.parse().expect("it is a number"));
    let mut random = Random::new(seed);
    let (folders, tried) = folders::folders(count, &mut random);
    let caller = format!(
        "mod single {{ #[derive(::flitt_client::Endpoint)] #[flitt(schema = \"{}/{}\")] pub(crate) struct Marker; }}",
        compile::FOLDER,
        folders::FIRST,
    );
    let callers = Callers::new("folders", "#![deny(warnings)]\n#![allow(dead_code)]");
    let mut broken = Vec::new();
    for batch in folders.chunks(BATCH) {
        for error in callers.broken(&batch.iter().collect::<Vec<_>>(), &caller) {
            broken.push(format!("{}\n{:#?}", error.text, batch[error.number]));
        }
    }
    println!("{count} folders of {tried} pass the check; {} of them do not compile", broken.len());
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}

/// A new key of schema files is edited, too.
#[test]
fn every_key_is_edited() {
    let known: BTreeSet<&str> = KEYS.iter().flat_map(|(_, keys)| keys.split_whitespace()).collect();
    for schema in MetaSchema::ALL {
        let schema: Value = serde_json::from_str(&schema.text()).expect("it is JSON");
        for key in properties(&schema) {
            assert!(known.contains(key.as_str()), "no edit changes the key `{key}`: add it to `KEYS`");
        }
    }
}

/// The names of all properties that a JSON Schema describes.
fn properties(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| {
                let own = value.as_object().filter(|_| key == "properties").map(|all| all.keys().cloned().collect());
                own.unwrap_or_else(Vec::new).into_iter().chain(properties(value))
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(properties).collect(),
        _ => Vec::new(),
    }
}
