//! SECURITY.md and the threat model promise nothing that no test holds.

use std::fs;
use std::path::Path;

use flitt_tests::workspace;

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The tests that a text names, as `file::function`.
fn tests(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('`').skip(1).step_by(2).filter_map(|code| {
        let (file, function) = code.split_once("::")?;
        let is_source = Path::new(file).extension().is_some_and(|extension| extension == "rs");
        is_source.then_some((file, function))
    })
}

/// Whether a function of a file is a test: its attribute is above its name, or the macro for each database has it.
fn is_test(file: &str, function: &str) -> bool {
    let code = read(file);
    if code.contains("\non_each_database! {") && code.contains(&format!("\n    {function};\n")) {
        return true;
    }
    let Some((before, _)) = code.split_once(&format!("fn {function}(")) else { return false };
    let attributes = before.lines().rev().take_while(|line| !line.trim_start().starts_with('}'));
    attributes.take(8).any(|line| line.contains("#[test]") || line.contains("#[tokio::test"))
}

fn assert_tests(document: &str, text: &str) {
    for (file, function) in tests(text) {
        assert!(is_test(file, function), "{document}: {file} has no test `{function}`");
    }
}

#[test]
fn each_promise_has_its_tests() {
    let text = read("SECURITY.md");
    let (_, section) = text.split_once("## What is promised").expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let promises: Vec<&str> = section.split("\n- ").skip(1).collect();
    assert_eq!(promises.len(), 11);
    for promise in promises {
        let title = promise.lines().next().unwrap_or_default();
        assert!(tests(promise).count() > 0, "no test holds: {title}");
    }
    assert_tests("SECURITY.md", section);
}

#[test]
fn each_threat_has_its_tests() {
    let text = read("docs/THREATS.md");
    let threats: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(1)
        .take_while(|line| !line.starts_with("| class"))
        .collect();
    assert!(threats.len() >= 13, "{} threats", threats.len());
    for threat in threats {
        let who = threat.split('|').nth(1).unwrap_or_default();
        assert!(tests(threat).count() > 0, "no test holds what is said of{who}");
    }
    assert_tests("docs/THREATS.md", &text);
}

/// The compiler rejects `unsafe` code in every crate of the workspace.
#[test]
fn no_crate_allows_unsafe_code() {
    let manifest = read("Cargo.toml");
    assert!(manifest.contains("\nunsafe_code = \"forbid\"\n"));
    let (_, members) = manifest.split_once("members = [").expect("the members");
    let members = members.split(']').next().unwrap_or_default();
    let members: Vec<&str> = members.split('"').skip(1).step_by(2).collect();
    assert!(members.len() >= 9, "{members:?}");
    for member in members {
        assert!(read(&format!("{member}/Cargo.toml")).contains("[lints]\nworkspace = true"), "{member}");
    }
}
