//! Whatever a schema file holds: no panic, and the position of every diagnostic is within the file that it names. Changes of
//! the shipped files at random are tried by `tests/examples/trust.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use flitt_schema::{Diagnostic, Files, Folder, InMemory, Library, Source};

/// The shipped files, one of them with other bytes.
struct Mutated<'a> {
    files: &'a BTreeMap<String, String>,
    name: &'a str,
    bytes: &'a [u8],
}

impl Mutated<'_> {
    fn bytes(&self, name: &str) -> Option<&[u8]> {
        if name == self.name { Some(self.bytes) } else { self.files.get(name).map(String::as_bytes) }
    }

    /// How many lines and, of a line, how many columns a position may have.
    fn holds(&self, name: &str, (line, column): (usize, usize)) -> bool {
        // In a file that is no text, positions are known up to the first byte that is none.
        let bytes = self.bytes(name).unwrap_or_default();
        let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let text = String::from_utf8_lossy(&bytes[..valid]).into_owned();
        let found = text.split('\n').nth(line - 1);
        found.is_some_and(|text| (1..=text.chars().count() + 1).contains(&column))
    }
}

impl Files for Mutated<'_> {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        self.bytes(name)
            .map(|bytes| Source::from_bytes(name, bytes).map_err(|error| Diagnostic::of_source(name, &error)))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<InMemory>().list(folder)
    }
}

fn shipped() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let folder = Folder::new(root, "");
    let names = ["", "tables", "reference"].into_iter().flat_map(|sub| folder.list(sub).unwrap());
    let names = names.filter(|name| !name.ends_with(".schema.json"));
    names.map(|name| (name.clone(), folder.read(&name).unwrap().unwrap().text().to_owned())).collect()
}

fn looks_right(files: &Mutated, library: &Library) {
    for diagnostic in &library.diagnostics {
        let (line, column) = diagnostic.line_and_column();
        let text = diagnostic.to_string();
        assert!(files.holds(diagnostic.path(), (line, column)), "outside of the file: {text}");
        assert!(text.starts_with(&format!("{}:{line}:{column}: ", diagnostic.path())), "{text}");
        assert!(!diagnostic.message().contains('\n') && !diagnostic.message().is_empty(), "{text}");
    }
}

/// Cut off after any byte, a file is no JSON, and the reported position is within it.
#[test]
fn truncated_after_every_byte() {
    let files = shipped();
    let (name, text) = files.iter().min_by_key(|(_, text)| text.len()).unwrap();
    for length in 0..text.trim_end().len() {
        let mutated = Mutated { files: &files, name, bytes: &text.as_bytes()[..length] };
        let library = Library::read_file(&mutated, name);
        assert_eq!(library.diagnostics.len(), 1, "after {length} bytes");
        looks_right(&mutated, &library);
    }
}

/// Long names are not compared letter by letter, and many errors are reported in a reasonable order.
#[test]
fn large_names_and_many_errors() {
    let long = "x".repeat(120_000);
    let group = format!("{{ \"rule\": \"excludes\", \"of\": [\"{long}y\", \"b\"] }}");
    let text = format!("{{\"endpoint\":\"a\",\"request\":[{{\"name\":\"{long}\"}}],\"groups\":[{group}]}}");
    let library = Library::read_file(&InMemory::from_iter([("a.json", text)]), "a.json");
    assert!(library.diagnostics.len() > 3);
    let many = format!("{{{}}}", "\"a\":1,".repeat(2_000).trim_end_matches(','));
    let library = Library::read_file(&InMemory::from_iter([("a.json", many)]), "a.json");
    assert!(library.diagnostics.len() > 2_000);
    assert!(library.diagnostics.is_sorted_by_key(Diagnostic::line_and_column));
}
