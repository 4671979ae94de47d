//! Where a derive stands and what is next to its files: every lint, files of a build script, links as text, two folders,
//! files that are not read.

use std::fs;

use crate::crate_folder::{Nested, copy_folder, workspace};

const CLIENT: &str = r#"[dependencies]
flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#;

const POINTS: &str = r#"{
  "endpoint": "points", "path": "/api/points", "key": "none",
  "request": [{ "name": "card", "type": "string", "max_length": 12, "mandatory": true }],
  "response": { "rows": [{ "name": "points", "type": "integer" }], "signed": "never" }
}
"#;

fn copy_fixture(name: &str, nested: &Nested) {
    copy_folder(&workspace().join("tests/fixtures/crates").join(name), nested.root());
}

/// What cargo says of a crate that compiles, or does not.
fn stderr(nested: &Nested, command: &[&str]) -> (bool, String) {
    let output = nested.output(command);
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// `tests/fixtures/crates/strict`: all lints of the compiler and of clippy, over folders that use every key; deprecated
/// types and parameters.
#[test]
fn emitted_code_is_clean_under_every_lint() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "strict");
    copy_fixture("strict", &nested);
    for (from, to) in
        [("flitt-cli/tests/fixtures/contract", "contract"), ("tests/fixtures/shapes", "shapes"), ("schemas", "schemas")]
    {
        copy_folder(&workspace().join(from), &nested.root().join(to));
    }
    nested.manifest("strict", CLIENT);
    let _ = nested.run(["clippy", "--quiet"]);
    // What is deprecated warns where the crate uses it: the types, the setters and the getters.
    let source = fs::read_to_string(nested.root().join("src/lib.rs")).expect("the source");
    let uses = "\n/// Uses what is deprecated.\n#[must_use]\npub fn uses(response: &old::old_points::Response) -> bool {\n    \
        let _ = old::OldPoints::request().card(\"1\").old(\"a\");\n    let _ = response.names();\n    let _ = response.level();\n    \
        let _ = response.always();\n    let _ = response.inner();\n    response.points().is_some()\n}\n";
    nested.write("src/lib.rs", &(source + uses));
    let (compiles, stderr) = stderr(&nested, &["check", "--quiet"]);
    assert!(!compiles);
    for name in [
        "old::OldPoints`: the partner ends this endpoint",
        "Builder::<HasCard>::card`: use `token`",
        "Builder::<HasCard>::old`: gone",
        "Response::points`: use `balance`",
        "Response::level`: gone",
        "Response::always`: gone",
        "Response::names`: gone",
        "Response::inner`: gone",
    ] {
        assert!(stderr.contains(name), "{name} is not deprecated:\n{stderr}");
    }
    assert_eq!(stderr.matches("error: use of deprecated").count(), 8, "{stderr}");
}

/// `tests/fixtures/crates/build_script`: what the build script writes is read, in its folder and below it, and read again after
/// it has changed.
#[test]
fn files_of_a_build_script() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "build_script");
    copy_fixture("build_script", &nested);
    nested.manifest("build-script", CLIENT);
    let first = "Ok(points { card: \"1\" })\nOk(points { card: \"2\" })\npoints card\n";
    assert_eq!(nested.run(["run", "--quiet"]), first);
    nested.write("api/parameters.txt", "points card\nlevels shop\n");
    let file = fs::File::options().write(true).open(nested.root().join("api/parameters.txt")).expect("it was written");
    file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(3)).expect("its time is set");
    assert_eq!(nested.run(["run", "--quiet"]), first.replace("points card\n", "levels shop\npoints card\n"));
    let edit = |path: &str, from: &str, to: &str| {
        let text = fs::read_to_string(nested.root().join(path)).expect("the file of the fixture");
        nested.write(path, &text.replace(from, to));
    };
    edit("build.rs", ".join(\"schemas\")", ".to_path_buf()");
    edit("src/main.rs", "$OUT_DIR/schemas", "$OUT_DIR");
    assert_eq!(
        nested.run(["run", "--quiet"]),
        first.replace("points card\n", "levels shop\npoints card\n"),
        "the folder alone"
    );
    for other in ["${OUT_DIR}/points.json", "OUT_DIR/points.json", "$OUT_DIR\\\\points.json", "%OUT_DIR%/points.json"] {
        edit("src/main.rs", "$OUT_DIR/points.json", other);
        let (compiles, stderr) = stderr(&nested, &["check", "--quiet"]);
        let hint = "what a build script writes is found as `$OUT_DIR/points.json`";
        assert!(!compiles && stderr.contains(hint), "{other}: {stderr}");
        edit("src/main.rs", other, "$OUT_DIR/points.json");
    }
    fs::remove_file(nested.root().join("build.rs")).expect("it is removed");
    let (compiles, stderr) = stderr(&nested, &["check", "--quiet"]);
    assert!(!compiles && stderr.contains("this crate has no build script"), "{stderr}");
}

/// A link that git has written as text, as in a clone on Windows.
#[test]
fn a_link_as_text() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "text_link");
    nested.manifest("text-link", CLIENT);
    nested.write("api/schemas/points.json", POINTS);
    nested.write("schemas", "api/schemas");
    nested.write(
        "src/lib.rs",
        "mod folder {\n    #[derive(flitt_client::Api)]\n    #[flitt(schemas = \"schemas\")]\n    pub struct Folder;\n}\n\
         #[derive(flitt_client::Endpoint)]\n#[flitt(schema = \"schemas/points.json\")]\npub struct Points;\n\
         pub fn build() -> bool {\n    let _ = folder::Folder;\n    Points::request().card(\"1\").build().is_ok() && \
         folder::Points::request().card(\"1\").build().is_ok()\n}\n",
    );
    let _ = nested.run(["check", "--quiet"]);
    nested.write("schemas", "api/other");
    let source = fs::read_to_string(nested.root().join("src/lib.rs")).expect("the source");
    nested.write("src/lib.rs", &format!("//! Another link.\n{source}"));
    let (compiles, stderr) = stderr(&nested, &["check", "--quiet"]);
    assert!(!compiles && stderr.contains("name the folder that holds the schema files"), "{stderr}");
}

/// Two folders with shared tables, each in a module of its own; in one module, `tables` can be neither.
#[test]
fn two_folders() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "two_folders");
    nested.manifest("two-folders", CLIENT);
    for (folder, endpoint) in [("bank", "buy"), ("partner", "sell")] {
        let text = POINTS.replace("points\", \"path", &format!("{endpoint}\", \"path"));
        let text = text.replace(r#""rows": [{ "name": "points", "type": "integer" }]"#, r#""table": "receipt""#);
        nested.write(&format!("{folder}/{endpoint}.json"), &text);
        nested.write(
            &format!("{folder}/tables/receipt.json"),
            r#"{ "table": "receipt", "rows": [{ "name": "state", "type": "string", "values": ["paid"] }] }"#,
        );
    }
    let derive = |folder: &str, name: &str| {
        format!("    #[derive(flitt_client::Api)]\n    #[flitt(schemas = \"{folder}\")]\n    pub struct {name};\n")
    };
    let (bank, partner) = (derive("bank", "Bank"), derive("partner", "Partner"));
    nested.write(
        "src/lib.rs",
        &format!(
            "pub mod bank {{\n{bank}}}\npub mod partner {{\n{partner}}}\npub fn paid() -> [bool; 2] {{\n    [\n        \
             bank::tables::receipt::State::Paid == bank::tables::receipt::State::Paid,\n        \
             partner::tables::receipt::State::Paid == partner::tables::receipt::State::Paid,\n    ]\n}}\n"
        ),
    );
    let _ = nested.run(["check", "--quiet"]);
    // In one module, the endpoints are there, and the compiler says that `tables` is ambiguous where it is used.
    nested.write(
        "src/lib.rs",
        &format!("{bank}{partner}pub fn buy() {{\n    let _ = (Buy::request(), Sell::request());\n}}\n"),
    );
    let _ = nested.run(["check", "--quiet"]);
    nested.write("src/lib.rs", &format!("{bank}{partner}pub use tables::receipt::State;\n"));
    let (compiles, stderr) = stderr(&nested, &["check", "--quiet"]);
    assert!(!compiles && stderr.contains("`tables` is ambiguous"), "{stderr}");
}

/// Files that look like schema files and are not read: the compiler warns of each.
#[test]
fn files_that_are_not_read() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "unread");
    nested.manifest("unread", CLIENT);
    nested.write("schemas/points.json", POINTS);
    nested.write("schemas/README.md", "Of the partner.");
    nested.write("schemas/endpoint.schema.json", "{}");
    nested.write("src/lib.rs", "#[derive(flitt_client::Api)]\n#[flitt(schemas = \"schemas\")]\npub struct Shop;\n");
    let (compiles, clean) = stderr(&nested, &["check", "--quiet"]);
    assert!(compiles && clean.is_empty(), "{clean}");
    let unread = ["levels.JSON", "shops.yaml", "cards.json.bak", "payments/buy.json", "tables/deeper/a.json"];
    for name in unread {
        nested.write(&format!("schemas/{name}"), POINTS);
    }
    nested.write("src/lib.rs", "#[derive(flitt_client::Api)]\n#[flitt(schemas = \"schemas\")]\npub struct Partner;\n");
    let (compiles, stderr) = stderr(&nested, &["check", "--quiet"]);
    assert!(compiles, "{stderr}");
    for name in ["levels.JSON", "shops.yaml", "cards.json.bak", "payments", "tables/deeper"] {
        assert!(stderr.contains(&format!("schemas/{name}:1:1: ")), "{name}:\n{stderr}");
    }
    assert_eq!(stderr.matches("not read").count(), unread.len(), "{stderr}");
}
