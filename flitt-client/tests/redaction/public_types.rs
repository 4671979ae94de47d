//! Which public types there are, by the sources themselves: a new one has to be looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The full names of the public types of a crate of this workspace.
pub(crate) fn public(package: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(package).join("src");
    let mut found = BTreeSet::new();
    folder(&root, &package.replace('-', "_"), &mut found);
    assert!(found.len() > 10, "{package} has types");
    found
}

fn folder(path: &Path, module: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let inner = if matches!(name, "lib" | "mod") { module.to_owned() } else { format!("{module}::{name}") };
        if path.is_dir() {
            folder(&path, &inner, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(text.lines().filter_map(type_of).map(|name| format!("{inner}::{name}")));
        }
    }
}

/// The public type that a line declares.
fn type_of(line: &str) -> Option<&str> {
    let rest = ["struct ", "enum ", "union "]
        .iter()
        .find_map(|word| line.trim_start().strip_prefix("pub ")?.strip_prefix(word))?;
    let end = rest.find(|character: char| !(character.is_alphanumeric() || character == '_')).unwrap_or(rest.len());
    Some(&rest[..end])
}

#[test]
fn declarations_are_read() {
    assert_eq!(type_of("pub struct Exchange<'c, E = ()> {"), Some("Exchange"));
    assert_eq!(type_of("    pub enum Kind {"), Some("Kind"));
    assert_eq!(type_of("pub(crate) struct Inner;"), None);
}
