//! `Debug` of public types: a derived one shows every text.

use std::fs;
use std::path::Path;

/// Public types whose `Debug` is derived. None of them has a text from outside, but for the values of statements, which no public
/// function returns.
const DERIVED: [&str; 8] =
    ["Dialect", "Health", "NotAllowedError", "Resolution", "Row", "SchemaError", "StuckId", "Value"];

#[test]
fn types_with_texts_from_outside_do_not_derive_debug() {
    let mut derived = Vec::new();
    folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut derived);
    derived.sort();
    derived.dedup();
    assert_eq!(derived, DERIVED, "look at what `Debug` shows of a new type");
}

fn folder(path: &Path, derived: &mut Vec<String>) {
    for entry in fs::read_dir(path).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            folder(&path, derived);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let mut is_derived = false;
            for line in text.lines().map(str::trim_start) {
                let mut words = line.split(|character: char| !character.is_alphanumeric());
                match (words.next(), words.next()) {
                    (Some("pub"), Some("struct" | "enum")) if is_derived => {
                        derived.extend(words.next().map(str::to_owned));
                    }
                    _ if line.starts_with('#') => is_derived |= line.contains("derive(") && line.contains("Debug"),
                    _ if line.starts_with("//") => {}
                    _ => is_derived = false,
                }
            }
        }
    }
}
