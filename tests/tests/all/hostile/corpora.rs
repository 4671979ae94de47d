//! What fuzzing found worth keeping, tried again.

use std::fs;
use std::path::PathBuf;

use flitt_tests::hostile;

/// Gives each input of a target to what the target calls.
fn replay(target: &str, hold: fn(&[u8])) {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "fuzz", "corpus", target].iter().collect();
    let mut inputs = 0;
    for entry in fs::read_dir(&folder).expect("there is a corpus") {
        let path = entry.expect("it is read").path();
        // Shown when the test fails.
        println!("{}", path.display());
        hold(&fs::read(&path).expect("it is read"));
        inputs += 1;
    }
    assert!(inputs > 10, "only {inputs} inputs");
}

#[test]
fn schema_files() {
    replay("schema", hostile::schema);
}

#[test]
fn responses() {
    replay("response", hostile::response);
}

#[test]
fn callbacks() {
    replay("callback_json", hostile::callback_json);
    replay("callback_form", hostile::callback_form);
    replay("callback_data", hostile::callback_data);
}

#[test]
fn redaction() {
    replay("redaction", hostile::redaction);
}

#[test]
fn requests() {
    replay("request", hostile::request);
}
