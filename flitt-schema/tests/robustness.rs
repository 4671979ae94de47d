//! Whatever a schema file holds: no panic, and every diagnostic stands within the file that it names.

use std::collections::BTreeMap;
use std::path::Path;

use flitt_schema::{Diagnostic, Files, Folder, InMemory, Library, Source};

/// How many mutants are made, of all shipped files together.
const MUTANTS: u64 = 3_000;

/// What a mutation puts in the place of a token, beside tokens of the shipped files.
const STRANGE: [&str; 20] = [
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "0",
    "1e999",
    "1.5",
    "99999999999999999999",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\"\u{202e}ქართული\"",
    "\"👩‍👩‍👧\"",
    "\"|\"",
    "\"../x\"",
    "\"self\"",
    "//",
    "\r\n\r\n",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

/// The shipped files with one of them mutated.
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
        // Of a file that is no text, positions are told up to its first byte that is none.
        let bytes = self.bytes(name).unwrap_or_default();
        let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let text = String::from_utf8_lossy(&bytes[..valid]).into_owned();
        let found = text.split('\n').nth(line - 1);
        found.is_some_and(|text| (1..=text.chars().count() + 1).contains(&column))
    }
}

impl Files for Mutated<'_> {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        self.bytes(name).map(|bytes| Source::from_bytes(name, bytes))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<InMemory>().list(folder)
    }
}

/// Pseudo-random numbers, the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % end.max(1)
    }
}

fn shipped() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let folder = Folder::new(root, "");
    let names = ["", "tables", "reference"].into_iter().flat_map(|sub| folder.list(sub).unwrap());
    let names = names.filter(|name| !name.ends_with(".schema.json"));
    names.map(|name| (name.clone(), folder.read(&name).unwrap().unwrap().text().to_owned())).collect()
}

/// Where the strings, words, numbers and marks of a text stand.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let length = match bytes[start] {
            b'"' => 1 + text[start + 1..].find('"').map_or(0, |length| length + 1),
            byte if byte.is_ascii_alphanumeric() => {
                text[start..].find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(1)
            }
            _ => 1,
        };
        if !bytes[start].is_ascii_whitespace() {
            found.push(start..start + length);
        }
        start += length;
    }
    found
}

/// One to three changes of a text.
fn mutant(text: &str, pool: &[&str], random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let tokens = tokens(text);
    // Tokens stand where they stood: one change of a token at most, and it comes first.
    let token = tokens[random.below(tokens.len())].clone();
    let other = pool[random.below(pool.len())].as_bytes().to_vec();
    let strange = STRANGE[random.below(STRANGE.len())].as_bytes().to_vec();
    match random.below(8) {
        0 => drop(bytes.drain(token)),
        1 => drop(bytes.splice(token.end..token.end, text.as_bytes()[token].to_vec())),
        2 | 3 => drop(bytes.splice(token, other)),
        4 | 5 => drop(bytes.splice(token, strange)),
        _ => {}
    }
    for _ in 0..random.below(3) {
        let place = random.below(bytes.len());
        let end = (place + 1 + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(place..end)),
            1 => drop(bytes.splice(place..place, bytes[place..end].to_vec())),
            2 => bytes[place] = u8::try_from(random.below(256)).unwrap(),
            3 => bytes[place] = b"{}[]\",:\\ \n"[random.below(10)],
            4 => drop(bytes.remove(place)),
            _ => bytes.truncate(place),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
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

#[test]
fn mutants_of_the_shipped_files() {
    let files = shipped();
    assert!(files.len() > 5, "only {} files are shipped", files.len());
    let pool: Vec<&str> = files.values().flat_map(|text| tokens(text).into_iter().map(|token| &text[token])).collect();
    let (mut clean, mut faulty) = (0, 0);
    for (seed, (name, text)) in (1..=MUTANTS).zip(files.iter().cycle()) {
        let bytes = mutant(text, &pool, &mut Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let mutated = Mutated { files: &files, name, bytes: &bytes };
        let library = Library::read_file(&mutated, name);
        looks_right(&mutated, &library);
        if seed % 25 == 0 {
            looks_right(&mutated, &Library::read_folder(&mutated));
        }
        *(if library.diagnostics.is_empty() { &mut clean } else { &mut faulty }) += 1;
    }
    assert!(clean > 100 && faulty > 1000, "{clean} mutants are clean, {faulty} are not: the mutations say little");
}

/// Cut off after any byte, a file is no JSON, and the place where that is told lies within it.
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

/// Long names are not compared letter by letter, and many faults are told in reasonable order.
#[test]
fn large_names_and_many_faults() {
    let long = "x".repeat(300_000);
    let group = format!("{{ \"rule\": \"excludes\", \"of\": [\"{long}y\", \"b\"] }}");
    let text = format!("{{\"endpoint\":\"a\",\"request\":[{{\"name\":\"{long}\"}}],\"groups\":[{group}]}}");
    let library = Library::read_file(&InMemory::from_iter([("a.json", text)]), "a.json");
    assert!(library.diagnostics.len() > 3);
    let many = format!("{{{}}}", "\"a\":1,".repeat(2_000).trim_end_matches(','));
    let library = Library::read_file(&InMemory::from_iter([("a.json", many)]), "a.json");
    assert!(library.diagnostics.len() > 2_000);
    assert!(library.diagnostics.is_sorted_by_key(Diagnostic::line_and_column));
}
