//! What the compiler says when a request is incomplete, or an attribute or a schema file is invalid. The messages are
//! exact (`compile_fail/*.stderr`), so they are compared under the pinned toolchain only.
//!
//! `TRYBUILD=overwrite cargo test -p flitt-compile-tests messages` updates them; read what changed.

use std::env;
use std::fs;
use std::process::Command;

use crate::crate_folder::workspace;

#[test]
fn messages() {
    if let Some(other) = other_toolchain() {
        println!("the messages are not compared: {other}");
        return;
    }
    trybuild::TestCases::new().compile_fail("compile_fail/*.rs");
}

/// How the toolchain differs from the pinned one.
fn other_toolchain() -> Option<String> {
    let pinned = fs::read_to_string(workspace().join("rust-toolchain.toml")).expect("a pinned toolchain");
    let channel = pinned.lines().find_map(|line| line.strip_prefix("channel = ")).expect("its channel");
    let channel = channel.trim_matches('"');
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_pinned = version.split_whitespace().nth(1) == Some(channel);
    (!is_pinned).then(|| format!("they are those of {channel}, and this is {version}"))
}

/// One message for each mistake: each case says how many it has, in its golden file and nowhere else.
#[test]
fn one_error_gives_one_message() {
    let several = [
        ("attribute_missing", 2),
        ("attribute_twice", 2),
        ("attribute_unknown_key", 2),
        // The assignment that cannot be, and the parameter that is therefore missing.
        ("mandatory_missing_on_one_way", 2),
        // The compiler also reports the unused parameter.
        ("derive_on_generics", 2),
        ("derive_on_lifetime", 2),
        // One for each parameter.
        ("option_for_mandatory", 3),
        ("path_climbs_out", 2),
        ("path_is_a_folder", 2),
        ("schema_clashes", 4),
        ("schema_folder", 2),
        ("schema_several", 4),
        ("wrong_type", 5),
    ];
    let folder = workspace().join("tests/compile/compile_fail");
    let mut cases = 0;
    for entry in fs::read_dir(folder).expect("the cases") {
        let path = entry.expect("a case").path();
        if path.extension().is_none_or(|extension| extension != "stderr") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a golden file");
        let messages = text.lines().filter(|line| line.starts_with("error")).count();
        let expected = several.iter().find(|(case, _)| *case == name).map_or(1, |(_, count)| *count);
        assert_eq!(messages, expected, "{name}:\n{text}");
        assert!(!text.contains("warning"), "{name} warns too:\n{text}");
        let is_absolute = |word: &str| word.starts_with('/') && !word.starts_with("/*");
        assert!(!text.split_whitespace().any(is_absolute), "{name} holds an absolute path:\n{text}");
        cases += 1;
    }
    assert!(cases >= 36, "only {cases} cases were found");
}
