//! No key stays in memory that is given up: a program with an allocator that looks (which takes `unsafe`, so it is none of
//! this workspace) uses credentials, signs with them, and drops them.

use crate::crate_folder::{Nested, copy_folder, workspace};

#[test]
fn keys_are_cleared_when_they_are_dropped() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "cleared_keys");
    let fixture = workspace().join("tests/fixtures/crates/cleared_keys");
    copy_folder(&fixture, nested.root());
    let client =
        r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false, features = ["api"] }"#;
    nested.manifest("cleared_keys", &format!("[dependencies]\n{client}"));
    let output_text = nested.run(["run", "--quiet"]);
    let expected = "a text: 1\ncredentials: 0\nwith room to spare: 0\nclones: 0\nreplaced: 0\na request: 0\n\
        a failure: 0\nno response: 0\na masked text: 0\nexplanations: 0\na redacted text: 0\nthe environment: 0\nchecked: 0\n\
        a callback: 0\n";
    assert_eq!(output_text, expected, "blocks of memory that were given up with a key in them");
}
