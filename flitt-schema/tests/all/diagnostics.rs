//! The texts of diagnostics: one case for each.
//!
//! A case is a folder of `tests/diagnostics` with schema files (`*.json`, `tables/`, `reference/`) and `expected.txt`:
//! all diagnostics of the folder, separated by empty lines. `SNAPSHOTS=overwrite` writes `expected.txt`.
//! Files that cannot be kept in a repository as text are in `unreadable.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use flitt_schema::{Folder, Library};
use snapbox::{Assert, Data};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn rendered(library: &Library) -> String {
    let texts: Vec<String> = library.diagnostics.iter().map(ToString::to_string).collect();
    if texts.is_empty() { String::new() } else { texts.join("\n\n") + "\n" }
}

#[test]
fn every_case_gives_its_text() {
    let assert = Assert::new().action_env("SNAPSHOTS");
    let cases = cases();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let mut failures = Vec::new();
    for case in cases {
        let actual = rendered(&Library::read_folder(&Folder::new(&case, "")));
        let expected = Data::read_from(&case.join("expected.txt"), None).raw();
        if let Err(difference) = assert.try_eq(None, actual.into(), expected) {
            failures.push(difference.to_string());
        }
    }
    assert!(failures.is_empty(), "{} cases differ:\n\n{}", failures.len(), failures.join("\n"));
}

/// Every case has a diagnostic, except the clean ones, and no diagnostic is repeated.
#[test]
fn every_case_has_distinct_diagnostics() {
    for case in cases() {
        let library = Library::read_folder(&Folder::new(&case, ""));
        let clean = case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("clean_"));
        assert_eq!(library.diagnostics.is_empty(), clean, "{}", case.display());
        for (position, diagnostic) in library.diagnostics.iter().enumerate() {
            assert!(!library.diagnostics[..position].contains(diagnostic), "{}: {diagnostic}", case.display());
        }
    }
}
