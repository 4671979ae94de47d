//! Files that no repository keeps as text: they are made here, and what people read of them is compared exactly.

use std::fs;

use flitt_schema::{Folder, InMemory, Library, MAX_FILE_SIZE};
use tempfile::TempDir;

const ENDPOINT: &str = r#"{
  "endpoint": "capture", "path": "/api/capture", "key": "payment",
  "request": { "table": "shared" }, "response": { "rows": [], "signed": "never" }
}"#;

fn folder() -> TempDir {
    TempDir::new().unwrap()
}

fn file(name: &str, bytes: &[u8]) -> TempDir {
    let folder = folder();
    fs::write(folder.path().join(name), bytes).unwrap();
    folder
}

fn texts(library: &Library) -> String {
    let texts: Vec<String> = library.diagnostics.iter().map(ToString::to_string).collect();
    texts.join("\n\n")
}

/// The diagnostics of a folder, as people see them.
fn messages(folder: &TempDir) -> String {
    texts(&Library::read_folder(&Folder::new(folder.path(), "schemas/")))
}

#[test]
fn not_utf_8() {
    let folder = file("capture.json", b"{\n  \"doc\": \"\xe1\x83\x92\xe1\x83\x90 \xff\"\n}\n");
    let expected = "\
schemas/capture.json:2:14: invalid UTF-8 from here on
  |
2 |   \"doc\": \"გა
  |              ^
  |
  = help: save the file as UTF-8";
    assert_eq!(messages(&folder), expected);
}

#[test]
fn not_utf_8_from_the_first_byte_on() {
    let folder = file("capture.json", b"\xff{}");
    let expected = "\
schemas/capture.json:1:1: invalid UTF-8 from here on
  |
1 |
  | ^
  |
  = help: save the file as UTF-8";
    assert_eq!(messages(&folder), expected);
}

#[test]
fn byte_order_mark() {
    let expected = "\
schemas/capture.json:1:1: the file begins with a byte order mark (BOM)
 |
 = help: save the file as UTF-8 without BOM; `flitt check --fix` does";
    assert_eq!(messages(&file("capture.json", "\u{feff}{}".as_bytes())), expected);
    assert_eq!(messages(&file("capture.json", "\u{feff}".as_bytes())), expected);
}

#[test]
fn empty() {
    let expected = "\
schemas/capture.json:1:1: the file is empty
 |
 = help: start with `{ \"endpoint\": \"name_of_this_file\" }`";
    assert_eq!(messages(&file("capture.json", b"")), expected);
    assert_eq!(messages(&file("capture.json", b" \n\t\r\n")), expected);
}

#[test]
fn larger_than_the_limit() {
    let mut text = b"{ \"doc\": \"".to_vec();
    text.resize(MAX_FILE_SIZE + 1, b'x');
    let expected = "\
schemas/capture.json:1:1: the file is larger than 256 KiB
 |
 = help: split the file: the gateway's largest table has about forty parameters";
    assert_eq!(messages(&file("capture.json", &text)), expected);
    text.truncate(MAX_FILE_SIZE);
    let at_the_limit = messages(&file("capture.json", &text));
    assert!(at_the_limit.contains("unclosed string"), "{}", &at_the_limit[..200]);
}

#[test]
fn a_folder_with_the_name_of_a_file() {
    let folder = folder();
    fs::create_dir(folder.path().join("capture.json")).unwrap();
    let expected = "\
schemas/capture.json:1:1: this is a folder, not a schema file
 |
 = help: name one of the `.json` files in it";
    assert_eq!(messages(&folder), expected);
}

#[cfg(unix)]
#[test]
fn unreadable() {
    let folder = folder();
    std::os::unix::fs::symlink("nowhere", folder.path().join("capture.json")).unwrap();
    let expected = "\
schemas/capture.json:1:1: cannot read the file: No such file or directory (os error 2)
 |
 = help: check the path and the permissions of the file";
    assert_eq!(messages(&folder), expected);
}

/// A table whose file is invalid is neither reported as absent nor as lacking the signature.
#[cfg(unix)]
#[test]
fn an_unreadable_table_is_reported_once() {
    let folder = file("capture.json", ENDPOINT.as_bytes());
    fs::create_dir(folder.path().join("tables")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("tables/shared.json")).unwrap();
    let expected = "\
schemas/tables/shared.json:1:1: cannot read the file: No such file or directory (os error 2)
 |
 = help: check the path and the permissions of the file";
    assert_eq!(messages(&folder), expected);
}

#[test]
fn ten_thousand_levels() {
    let bomb = "[".repeat(10_000) + &"]".repeat(10_000);
    let text = messages(&file("capture.json", bomb.as_bytes()));
    assert!(text.starts_with("schemas/capture.json:1:34: nesting exceeds 32 levels\n  |\n1 | "), "{text}");
    assert!(text.ends_with("\n  |\n  = help: a schema file needs at most six levels"), "{text}");
    assert!(text.len() < 600 && text.contains('^'), "{text}");
    let open = "{\"a\":".repeat(10_000);
    let text = messages(&file("capture.json", open.as_bytes()));
    assert!(text.starts_with("schemas/capture.json:1:166: nesting exceeds 32 levels\n"), "{text}");
}

#[test]
fn no_such_folder() {
    let library = Library::read_folder(&Folder::new("/nowhere/at/all", "schemas"));
    let expected = "\
schemas:1:1: cannot read the folder: No such file or directory (os error 2)
 |
 = help: name the folder that holds the schema files";
    assert_eq!(texts(&library), expected);
}

#[test]
fn no_such_file() {
    let files = InMemory::from_iter([("capture.json", ENDPOINT)]);
    for name in ["refund.json", "tables/shared.json", "reference/colours.json"] {
        let expected = format!("{name}:1:1: the file does not exist\n |\n = help: check the name and the folder");
        assert_eq!(texts(&Library::read_file(&files, name)), expected);
    }
    assert!(texts(&Library::read_endpoint(&files, "refund.json")).contains("the file does not exist"));
}

/// A table is checked when it is read alone, too.
#[test]
fn one_table_alone() {
    let table = r#"{ "table": "shared", "rows": [ { "name": "a", "type": "string", "unit": "minor" } ] }"#;
    let files = InMemory::from_iter([("tables/shared.json", table)]);
    let expected = r#"tables/shared.json:1:73: unexpected `unit` of `a`, which has type `string`
  |
1 | { "table": "shared", "rows": [ { "name": "a", "type": "string", "unit": "minor" } ] }
  |                                                                         ^^^^^^^
  |
  = help: amounts in minor units are integers: change the type to `integer`, or remove the unit"#;
    assert_eq!(texts(&Library::read_file(&files, "tables/shared.json")), expected);
}

/// Every byte of a hostile file is shown harmlessly.
#[test]
fn coloured_text_says_the_same() {
    let files = InMemory::from_iter([("capture.json", "{ \"endpoint\": \"\\u001b[31mred\", \"x\": 1 }")]);
    for diagnostic in Library::read_folder(&files).diagnostics {
        assert!(diagnostic.to_colored_string().contains(diagnostic.message()));
        assert!(!diagnostic.message().contains('\u{1b}') && !diagnostic.to_string().contains('\u{1b}'));
    }
}
