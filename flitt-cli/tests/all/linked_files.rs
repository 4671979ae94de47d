//! Schema files that are links out of their folder: valid ones are used, and nothing is shown of others.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use crate::flitt::flitt;

const VALID: &str = r#"{ "endpoint": "charge", "doc": "CANARY.", "path": "/api/CANARY", "key": "none",
  "request": [{ "name": "canary_id", "type": "string", "max_length": 9, "doc": "CANARY." }],
  "response": { "signed": "never", "rows": [] } }"#;

/// Every command that reads a folder of schema files.
const COMMANDS: [&str; 9] = [
    "list --schemas schemas",
    "show --schemas schemas charge",
    "expand schemas",
    "export openapi --schemas schemas",
    "diff --schemas schemas charge page.txt",
    "check schemas",
    "breaking schemas other",
    "breaking other schemas --json",
    "-- flitt show --schemas schemas c",
];

/// What the commands that fit a text print of a linked file with these bytes.
fn shown(linked: &[u8]) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let path = |name: &str| folder.path().join(name);
    for name in ["schemas", "other"] {
        fs::create_dir(path(name)).expect("a folder can be made");
        let own = VALID.replace("charge", "own").replace("CANARY", "a").replace("canary", "a");
        fs::write(path(name).join("own.json"), own).expect("it can be written");
    }
    fs::write(path("private.json"), linked).expect("it can be written");
    fs::write(path("page.txt"), "Request parameters\nParameter\tType\norder_id\tstring(16)\n")
        .expect("it can be written");
    symlink("../private.json", path("schemas/charge.json")).expect("a link can be made");
    let run = |command: &'static str| {
        let program = flitt(command).current_dir(folder.path());
        let program = if command.starts_with("--") { program.env("COMPLETE", "fish") } else { program };
        let output = program.output().expect("it runs");
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        (command, text)
    };
    COMMANDS.map(run).into()
}

#[test]
fn no_command_shows_a_linked_file_that_is_no_schema_file() {
    let misspelt = VALID.replace("\"key\"", "\"kye\"");
    let broken = VALID.replace("] }", "] ");
    for linked in
        [b"CANARY = canary\n".as_slice(), b"{ \"CANARY\": \"canary\" }", misspelt.as_bytes(), broken.as_bytes()]
    {
        for (command, text) in shown(linked) {
            assert!(!text.to_lowercase().contains("canary"), "{command}: {text}");
        }
    }
}

/// What prints schema files prints these, too; errors and comparisons do not.
#[test]
fn a_linked_schema_file_is_used() {
    for (command, text) in shown(VALID.as_bytes()) {
        let is_hidden = command.starts_with("check") || command.starts_with("breaking");
        assert_eq!(text.to_lowercase().contains("canary"), !is_hidden, "{command}: {text}");
    }
}
