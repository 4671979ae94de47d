//! What is published: sources and what they embed, and nothing else that lay about. And what runs when it is built.

use std::path::Path;
use std::process::Command;

use flitt_tests::workspace;
use serde_json::Value;

/// What a package has apart from its folders. Cargo adds the first three by itself.
const FILES: [&str; 7] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml.orig",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
];

/// Which files are in which folders.
const FOLDERS: [(&str, &[&str]); 4] = [
    ("src", &["rs", "md", "json", "css", "js", "svg", "sh"]),
    ("schemas", &["json"]),
    ("reference", &["json"]),
    ("examples", &["rs", "json"]),
];

fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(arguments).arg("--offline").current_dir(workspace()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The packages that are published, as cargo sees them.
fn published() -> Vec<Value> {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages").iter();
    packages.filter(|package| package["publish"].is_null()).cloned().collect()
}

fn belongs(path: &str, has_build_script: bool) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match path.split_once('/') {
        None => FILES.contains(&path) || (has_build_script && path == "build.rs"),
        Some((folder, _)) => {
            FOLDERS.iter().any(|(known, extensions)| *known == folder && extensions.contains(&extension))
        }
    }
}

/// The name of a target that runs when its package is built.
fn build_script(package: &Value) -> Option<&str> {
    let is_script =
        |target: &&Value| target["kind"].as_array().is_some_and(|kinds| kinds.contains(&"custom-build".into()));
    package["targets"].as_array()?.iter().find(is_script)?["src_path"].as_str()
}

#[test]
fn a_package_holds_its_sources_and_nothing_else() {
    let packages = published();
    assert_eq!(packages.len(), 7, "the seven crates of ARCHITECTURE.md");
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let listed = cargo(&["package", "--list", "--allow-dirty", "-p", name]).replace('\\', "/");
        let has_build_script = build_script(&package).is_some();
        let strange: Vec<&str> = listed.lines().filter(|path| !belongs(path, has_build_script)).collect();
        assert!(strange.is_empty(), "{name} would publish {strange:?}");
        for file in &FILES[2..] {
            assert!(listed.lines().any(|path| path == *file), "{name} publishes no {file}");
        }
    }
}

/// The only symbolic link: a published package needs its schema files, and everybody looks for them in `schemas`. In a clone
/// without symbolic links it is a text, which the derive follows (`tests/compile/tests/all/new_endpoint.rs`).
const LINK: &str = "flitt-client/schemas";

#[test]
fn there_are_no_other_links() {
    let listed = Command::new("git").args(["ls-files", "-s"]).current_dir(workspace()).output().expect("git runs");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    let links: Vec<&str> =
        listed.lines().filter(|line| line.starts_with("120000")).filter_map(|line| line.split('\t').nth(1)).collect();
    assert_eq!(links, [LINK], "clones on Windows have no symbolic links");
}

/// Files that several packages need. `SNAPSHOTS=overwrite` copies them again.
#[test]
fn copies_are_equal() {
    let licences =
        ["client", "codegen", "derive", "schema", "sandbox", "cli", "orders"].into_iter().flat_map(|package| {
            ["LICENSE-APACHE", "LICENSE-MIT"].map(|file| (file.to_owned(), format!("flitt-{package}/{file}")))
        });
    let lists = ["currencies", "languages", "response_codes"].map(|list| format!("reference/{list}.json"));
    let lists = lists.into_iter().map(|list| (format!("schemas/{list}"), format!("flitt-schema/{list}")));
    for (original, copy) in licences.chain(lists) {
        let text = std::fs::read_to_string(workspace().join(&original)).expect("it is there");
        let path = workspace().join(&copy);
        if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
            std::fs::write(&path, &text).expect("it can be written");
        }
        assert!(std::fs::read_to_string(&path).is_ok_and(|copied| copied == text), "{copy} differs from {original}");
    }
}

/// A script that runs when others build is a risk of theirs: there is one, and all it does is name a folder.
#[test]
fn the_only_build_script_names_a_folder() {
    let scripts: Vec<(String, String)> = published()
        .iter()
        .filter_map(|package| Some((package["name"].as_str()?.to_owned(), build_script(package)?.to_owned())))
        .collect();
    let [(package, script)] = scripts.as_slice() else { panic!("more than one build script: {scripts:?}") };
    assert_eq!(package, "flitt-client");
    let text = std::fs::read_to_string(script).expect("it is read");
    let code: String = text.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    let folder = r#"println!("cargo::rerun-if-changed=schemas");"#;
    let target = r#"if let Ok(target) = std::fs::read_to_string("schemas") {println!("cargo::rerun-if-changed={}", target.trim());}"#;
    assert_eq!(code, format!("fn main() {{{folder}{target}}}"));
}

/// A macro emits what the runtime of its own release knows: with another patch release of one of the crates, no program would
/// compile.
#[test]
fn crates_of_a_release_require_each_other_exactly() {
    let packages = published();
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut requirements = 0;
    for package in &packages {
        let exact = format!("={}", package["version"].as_str().expect("a version"));
        let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
        // What is for tests is not published.
        for dependency in dependencies.filter(|dependency| dependency["kind"] != "dev") {
            let name = dependency["name"].as_str().expect("a name");
            if names.contains(&name) {
                assert_eq!(dependency["req"], exact, "{} requires {name}", package["name"]);
                requirements += 1;
            }
        }
    }
    assert!(requirements >= 12, "only {requirements} requirements were found");
}
