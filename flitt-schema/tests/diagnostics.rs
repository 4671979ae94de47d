//! What people read when a schema file is wrong: one case for each diagnostic, with its exact text.
//!
//! A case is a folder of `tests/diagnostics` with the files of a folder of schemas (`*.json`, `tables/`, `reference/`)
//! and `expected.txt`: all diagnostics of it, with an empty line between two. `UPDATE_EXPECTED=1 cargo test` writes
//! `expected.txt` anew; read what changed before it is committed.
//! Files that no repository keeps as text are in `unreadable.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use flitt_schema::{Folder, Library};

/// The diagnostics of a folder, as people see them.
fn told(root: &Path) -> String {
    rendered(&Library::read_folder(&Folder::new(root, "")))
}

fn rendered(library: &Library) -> String {
    let texts: Vec<String> = library.diagnostics.iter().map(ToString::to_string).collect();
    if texts.is_empty() { String::new() } else { texts.join("\n\n") + "\n" }
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_gives_its_text() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some_and(|value| value == "1");
    let cases = cases();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    let mut failures = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let actual = told(&case);
        let file = case.join("expected.txt");
        match fs::read_to_string(&file) {
            Ok(expected) if expected.replace("\r\n", "\n") == actual => {}
            _ if update => fs::write(&file, actual).unwrap(),
            Ok(expected) => failures.push(format!("=== {name}\n{}", differences(&expected, &actual))),
            Err(error) => failures.push(format!("=== {name}: no expected.txt ({error}); the text is\n{actual}")),
        }
    }
    assert!(failures.is_empty(), "{} cases differ (`-` expected, `+` now):\n\n{}", failures.len(), failures.join("\n"));
}

/// Every case but those that show what is no fault has a diagnostic, and no case says one thing twice.
#[test]
fn every_case_tells_something_once() {
    for case in cases() {
        let library = Library::read_folder(&Folder::new(&case, ""));
        let clean = case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("clean_"));
        assert_eq!(library.diagnostics.is_empty(), clean, "{}", case.display());
        for (position, diagnostic) in library.diagnostics.iter().enumerate() {
            assert!(!library.diagnostics[..position].contains(diagnostic), "{}: {diagnostic}", case.display());
        }
    }
}

/// The lines of two texts: what only the first has with `-`, what only the second has with `+`.
fn differences(expected: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    // How many lines the rests from here on have in common.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (row, old_line) in old.iter().enumerate().rev() {
        for (column, new_line) in new.iter().enumerate().rev() {
            common[row][column] = if old_line == new_line {
                common[row + 1][column + 1] + 1
            } else {
                common[row + 1][column].max(common[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut text) = (0, 0, String::new());
    while row < old.len() || column < new.len() {
        let (sign, line) = if row < old.len() && column < new.len() && old[row] == new[column] {
            (row, column) = (row + 1, column + 1);
            (' ', old[row - 1])
        } else if column == new.len() || (row < old.len() && common[row + 1][column] >= common[row][column + 1]) {
            row += 1;
            ('-', old[row - 1])
        } else {
            column += 1;
            ('+', new[column - 1])
        };
        text.extend([sign, ' ']);
        text.push_str(line);
        text.push('\n');
    }
    text
}
