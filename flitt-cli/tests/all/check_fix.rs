//! `check --fix`, and the warnings of `check` about files that are not read.

use std::fs;
use std::path::Path;

use snapbox::{assert_data_eq, str};
use tempfile::TempDir;

use crate::flitt::flitt;

/// An endpoint in canonical form, with what it takes to have no warnings.
fn endpoint(request: &str) -> String {
    format!(
        "{{\n  \"endpoint\": \"points\",\n  \"source\": \"https://docs.flitt.com/\",\n  \"path\": \"/api/points\",\n  \
         \"key\": \"none\",\n  \"request\": [{request}],\n  \"response\": {{ \"rows\": [], \"signed\": \"never\" }}\n}}\n"
    )
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("it is there")
}

#[test]
fn a_byte_order_mark_is_taken_away() {
    let plain = endpoint("");
    let folder = folder(&[("points.json", &format!("\u{feff}{plain}"))]);
    flitt("check .").current_dir(folder.path()).assert().code(1).stdout_eq(str![[r#"
points.json:1:1: the file begins with a byte order mark (BOM)
 |
 = help: save the file as UTF-8 without BOM; `flitt check --fix` does

.: nothing readable: 1 error in 1 file

"#]]);
    for expected in ["fixed ./points.json\n", ""] {
        flitt("check --fix .").current_dir(folder.path()).assert().code(0).stderr_eq(expected);
        assert_eq!(text(folder.path(), "points.json"), plain);
    }
}

/// As shells and editors of Windows save it.
#[test]
fn a_file_in_utf_16_is_written_in_utf_8() {
    let plain = endpoint("");
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let folder = folder(&[]);
        let bytes: Vec<u8> = std::iter::once(0xfeff).chain(plain.encode_utf16()).flat_map(unit).collect();
        fs::write(folder.path().join("points.json"), bytes).expect("it can be written");
        flitt("check .").current_dir(folder.path()).assert().code(1).stdout_eq(str![[r#"
points.json:1:1: the file begins with a byte order mark (BOM)
 |
 = help: save the file as UTF-8 without BOM; `flitt check --fix` does

.: nothing readable: 1 error in 1 file

"#]]);
        flitt("check --fix .").current_dir(folder.path()).assert().code(0).stderr_eq("fixed ./points.json\n");
        assert_eq!(text(folder.path(), "points.json"), plain);
    }
}

/// A file that a link leads to is not written, whatever it begins with.
#[cfg(unix)]
#[test]
fn a_file_of_another_folder_is_left_alone() {
    let other = folder(&[("points.json", &format!("\u{feff}{}", endpoint("")))]);
    let folder = folder(&[]);
    std::os::unix::fs::symlink(other.path().join("points.json"), folder.path().join("points.json")).expect("a link");
    flitt("check --fix .").current_dir(folder.path()).assert().code(1).stderr_eq("");
    assert!(text(other.path(), "points.json").starts_with('\u{feff}'));
}

/// Nor one of a folder that is a link out of its git work tree, by whatever path.
#[cfg(unix)]
#[test]
fn a_linked_folder_is_left_alone() {
    let crooked = endpoint("").replace(": ", " : ");
    let folder = folder(&[("points.json", &crooked), ("tables/points.json", "{ \"CANARY\": 1 }")]);
    let (work, outside) = (tempfile::tempdir().expect("a folder"), folder.path());
    fs::create_dir_all(work.path().join("shop/.git")).expect("a folder");
    std::os::unix::fs::symlink(outside, work.path().join("shop/schemas")).expect("a link");
    std::os::unix::fs::symlink(outside.parent().expect("it has one"), work.path().join("shop/up")).expect("a link");
    let below = format!("up/{}", outside.file_name().expect("it has one").display());
    for path in ["schemas", "schemas/", "./schemas/points.json", "schemas/tables", "schemas/tables/..", &below] {
        let output = flitt("check --fix").arg(path).current_dir(work.path().join("shop")).output().expect("it runs");
        let shown = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(!shown.contains("CANARY") && !shown.contains("fixed"), "{path}: {shown}");
        assert_eq!(text(outside, "points.json"), crooked, "{path}");
    }
}

#[test]
fn proposed_names_are_written() {
    let names = ["cardId", "callback-url", "x1", "x_1", "APIKey", "3ds", "build", "type"];
    let row =
        |name: &str| format!("{{ \"name\": \"{name}\", \"type\": \"string\", \"max_length\": 12, \"doc\": \"A.\" }}");
    let mut rows: Vec<String> = names.into_iter().map(row).collect();
    rows.push(
        row("kind").replace(
            "\"doc\"",
            "\"values\": [\"00\", 1, \"+\", { \"value\": \"-\" }, \"a b\", \"ab\", \"AB\"], \"doc\"",
        ),
    );
    rows.push(row("wrong").replace("\"type\"", "\"rust\": \"WrongCase\", \"type\""));
    let folder = folder(&[("points.json", &endpoint(&rows.join(", ")))]);
    flitt("check --fix .").current_dir(folder.path()).assert().code(0).stderr_eq("fixed ./points.json\n").stdout_eq(
        str![[r#"
.: 1 endpoint: no errors or warnings

"#]],
    );
    assert_data_eq!(
        text(folder.path(), "points.json"),
        str![[r#"
{
  "endpoint": "points",
  "source": "https://docs.flitt.com/",
  "path": "/api/points",
  "key": "none",
  "request": [
    { "name": "cardId", "rust": "card_id", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "callback-url", "rust": "callback_url", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "x1", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "x_1", "rust": "x_1_value", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "APIKey", "rust": "api_key", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "3ds", "rust": "field_3ds", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "build", "rust": "build_value", "type": "string", "max_length": 12, "doc": "A." },
    { "name": "type", "type": "string", "max_length": 12, "doc": "A." },
    {
      "name": "kind",
      "type": "string",
      "max_length": 12,
      "values": [
        { "value": "00", "rust": "V00" },
        { "value": 1, "rust": "V1" },
        { "value": "+", "rust": "Value" },
        { "value": "-", "rust": "Value2" },
        "a b",
        "ab",
        { "value": "AB", "rust": "AB2" }
      ],
      "doc": "A."
    },
    { "name": "wrong", "rust": "wrong_case", "type": "string", "max_length": 12, "doc": "A." }
  ],
  "response": { "rows": [], "signed": "never" }
}

"#]]
    );
    flitt("check --fix .").current_dir(folder.path()).assert().code(0).stderr_eq("");
}

#[test]
fn a_name_that_hides_one_of_the_prelude_is_replaced() {
    let send = endpoint("").replace("points", "send");
    let folder = folder(&[("send.json", &send)]);
    flitt("check .").current_dir(folder.path()).assert().code(1).stdout_eq(str![[r#"
send.json:2:15: reserved type name `Send` of an endpoint: it would hide the name of the prelude in the module of the derive
  |
2 |   "endpoint": "send",
  |               ^^^^^^
  |
  = help: give the endpoint another Rust name, such as "rust": "SendEndpoint", as `flitt check --fix` does

.: 1 endpoint: 1 error in 1 file

"#]]);
    flitt("check --fix .").current_dir(folder.path()).assert().code(0);
    assert!(text(folder.path(), "send.json").contains("\"endpoint\": \"send\",\n  \"rust\": \"SendEndpoint\","));
}

/// What looks like a schema file and is not read is named; what does not is not.
#[test]
fn files_that_are_not_read() {
    let plain = endpoint("");
    let files = [
        "points.json",
        "levels.JSON",
        "shops.yaml",
        "cards.yml",
        "a.json5",
        "b.json.bak",
        "c.json~",
        "payments/buy.json",
        "Tables/receipt.json",
        "tables/deeper/a.json",
        "tables/receipt.yaml",
        "reference/Colours.Json",
        // Nothing to say about these.
        "README.md",
        ".hidden.json.swp",
        ".git/a.json",
        "endpoint.schema.json",
        "docs/page.html",
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|name| (*name, plain.as_str())).collect();
    let folder = folder(&files);
    flitt("check --format short .").current_dir(folder.path()).assert().code(0).stdout_eq(str![[r#"
Tables:1:1: warning: the files of this folder are not read
a.json5:1:1: warning: this file is not read: schema files are JSON
b.json.bak:1:1: warning: this file is not read: its name does not end in `.json`
c.json~:1:1: warning: this file is not read: its name does not end in `.json`
cards.yml:1:1: warning: this file is not read: schema files are JSON
levels.JSON:1:1: warning: this file is not read: its name ends in capital letters
payments:1:1: warning: the files of this folder are not read
reference/Colours.Json:1:1: warning: this file is not read: its name ends in capital letters
shops.yaml:1:1: warning: this file is not read: schema files are JSON
tables/deeper:1:1: warning: the files of this folder are not read
tables/receipt.yaml:1:1: warning: this file is not read: schema files are JSON

"#]]);
    flitt("check --deny-warnings .").current_dir(folder.path()).assert().code(1);
}

#[test]
fn a_folder_of_unread_files_says_so() {
    let folder = folder(&[("payments/points.json", &endpoint("")), ("levels.JSON", "{}")]);
    flitt("check .").current_dir(folder.path()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there are no schema files in `.`
help: a folder contains endpoints as `*.json` files, shared tables in `tables/`, reference lists in `reference/`
levels.JSON: this file is not read: its name ends in capital letters
payments: the files of this folder are not read

"#]]);
}
