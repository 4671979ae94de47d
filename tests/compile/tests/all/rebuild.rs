//! A schema file that changes is seen by the next build, and so is a new one where the build script names the folder.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use crate::crate_folder::Nested;

const MAIN: &str = r#"//! Prints what its schema files say.

use flitt_client::{Api, Endpoint};

/// One file.
#[derive(flitt_client::Endpoint)]
#[flitt(schema = "single/points.json")]
pub struct Points;

/// A folder.
#[derive(flitt_client::Api)]
#[flitt(schemas = "schemas")]
pub struct Shop;

fn main() {
    for endpoint in Shop::ENDPOINTS.iter().chain([&Points::SCHEMA]) {
        let answer = endpoint.response.variants.iter().flat_map(|variant| variant.table.rows.iter());
        let rows = endpoint.request.rows.iter().map(|row| format!("{}:{:?}", row.name, row.limit));
        let answer: Vec<_> = answer.map(|row| row.name.as_ref()).collect();
        println!("{} [{}] [{}]", endpoint.name, rows.collect::<Vec<_>>().join(" "), answer.join(" "));
    }
    println!("{:?}", <reference::Colour as flitt_client::value::WireEnum>::VALUES.iter().map(|one| flitt_client::value::WireEnum::as_str(*one)).collect::<Vec<_>>());
}
"#;

fn endpoint(name: &str, rows: &str) -> String {
    format!(
        r#"{{
  "endpoint": "{name}", "path": "/api/{name}", "key": "none", "retry": "freely",
  "request": [{rows}],
  "response": {{ "table": "answer", "signed": "never" }}
}}
"#
    )
}

fn answer(rows: &str) -> String {
    format!(r#"{{ "table": "answer", "rows": [{rows}] }}"#)
}

fn row(name: &str, limit: u32) -> String {
    format!(r#"{{ "name": "{name}", "type": "string", "max_length": {limit} }}"#)
}

const COLOURS: &str =
    r#"{ "list": "colours", "rust": "Colour", "values": [{ "value": "red" }, { "value": "green" }] }"#;

/// Writes a file as if some time had passed since the last build: what was built before is older, whatever the clock and
/// the file system make of a moment.
fn edit(nested: &Nested, path: &str, text: &str) {
    nested.write(path, text);
    let file = File::options().write(true).open(nested.root().join(path)).expect("it was written");
    file.set_modified(SystemTime::now() + Duration::from_secs(3)).expect("its time is set");
}

#[test]
fn changes_of_schema_files_are_seen() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "rebuild");
    let client = r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#;
    nested.manifest("rebuilt", &format!("[dependencies]\n{client}"));
    nested.write("build.rs", "fn main() {\n    println!(\"cargo::rerun-if-changed=schemas\");\n}\n");
    nested.write("src/main.rs", MAIN);
    nested.write("single/points.json", &endpoint("points", &row("card", 10)));
    nested.write("single/tables/answer.json", &answer(&row("points", 10)));
    nested.write("schemas/buy.json", &endpoint("buy", &row("goods", 20)));
    nested.write("schemas/tables/answer.json", &answer(&row("receipt", 10)));
    nested.write("schemas/reference/colours.json", COLOURS);
    let run = || nested.run(["run", "--quiet"]);

    let first = "buy [goods:Some(20)] [receipt]\npoints [card:Some(10)] [points]\n[\"red\", \"green\"]\n";
    assert_eq!(run(), first);

    edit(&nested, "single/points.json", &endpoint("points", &[row("card", 12), row("shop", 5)].join(",")));
    let second = run();
    assert_eq!(second, first.replace("card:Some(10)", "card:Some(12) shop:Some(5)"), "an edited file");

    edit(&nested, "single/tables/answer.json", &answer(&[row("points", 10), row("until", 10)].join(",")));
    let third = run();
    assert_eq!(third, second.replace("[points]", "[points until]"), "an edited table of one file");

    edit(&nested, "schemas/buy.json", &endpoint("buy", &row("ware", 20)));
    let fourth = run();
    assert_eq!(fourth, third.replace("goods", "ware"), "an edited file of a folder");

    edit(&nested, "schemas/tables/answer.json", &answer(&[row("receipt", 10), row("tax", 10)].join(",")));
    let fifth = run();
    assert_eq!(fifth, fourth.replace("[receipt]", "[receipt tax]"), "an edited table of a folder");

    edit(&nested, "schemas/reference/colours.json", &COLOURS.replace("green", "blue"));
    let sixth = run();
    assert_eq!(sixth, fifth.replace("green", "blue"), "an edited list");

    edit(&nested, "schemas/sell.json", &endpoint("sell", &row("goods", 7)));
    let seventh = run();
    assert_eq!(seventh, sixth.replace("points [", "sell [goods:Some(7)] [receipt tax]\npoints ["), "a new file");

    fs::remove_file(nested.root().join("schemas/buy.json")).expect("it goes");
    let folder = File::open(nested.root().join("schemas")).expect("the folder");
    folder.set_modified(SystemTime::now() + Duration::from_secs(3)).expect("its time is set");
    let eighth = run();
    assert_eq!(eighth.lines().next(), Some("sell [goods:Some(7)] [receipt tax]"), "a file that went");
}

/// A fault that was made and one that was mended are seen too.
#[test]
fn errors_appear_and_disappear() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "errors");
    let client = r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#;
    nested.manifest("errors", &format!("[dependencies]\n{client}"));
    nested.write(
        "src/main.rs",
        "//! One file.\n\n/// One file.\n#[derive(flitt_client::Endpoint)]\n#[flitt(schema = \"points.json\")]\npub struct \
         Points;\n\nfn main() {\n    println!(\"{:?}\", Points::request().card(\"1\").build());\n}\n",
    );
    let sound = endpoint("points", &row("card", 10)).replace(r#""table": "answer""#, r#""rows": []"#);
    nested.write("points.json", &sound);
    assert_eq!(nested.run(["run", "--quiet"]), "Ok(points { card: \"1\" })\n");

    edit(&nested, "points.json", &sound.replace("max_length", "max_lenght"));
    let output = nested.output(["run", "--quiet"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(stderr.contains("did you mean `max_length`?"), "{stderr}");
    assert!(stderr.contains("due to 1 previous error"), "{stderr}");

    fs::remove_file(nested.root().join("points.json")).expect("it goes");
    let output = nested.output(["run", "--quiet"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("`points.json` does not exist; tried"), "{stderr}");
    for folder in [nested.root().to_path_buf(), "src".into()] {
        let tried = folder.join("points.json").display().to_string();
        assert!(stderr.lines().any(|line| line.trim() == tried), "{tried}: {stderr}");
    }
    assert!(stderr.contains("due to 1 previous error"), "the rest of the program compiles: {stderr}");

    edit(&nested, "points.json", &sound.replace("10", "1"));
    let output = nested.run(["run", "--quiet"]);
    assert_eq!(output, "Ok(points { card: \"1\" })\n");
}

/// Only new files need the build script: what was read is watched without it.
#[test]
fn a_folder_is_watched_without_a_build_script() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "unscripted");
    let client = r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#;
    nested.manifest("unscripted", &format!("[dependencies]\n{client}"));
    nested.write("src/main.rs", MAIN);
    nested.write("single/points.json", &endpoint("points", &row("card", 10)));
    nested.write("single/tables/answer.json", &answer(&row("points", 10)));
    nested.write("schemas/buy.json", &endpoint("buy", &row("goods", 20)));
    nested.write("schemas/tables/answer.json", &answer(&row("receipt", 10)));
    nested.write("schemas/reference/colours.json", COLOURS);
    let run = || nested.run(["run", "--quiet"]);
    let first = run();
    edit(&nested, "schemas/buy.json", &endpoint("buy", &row("ware", 20)));
    let second = run();
    assert_eq!(second, first.replace("goods", "ware"), "an edited file");
    edit(&nested, "schemas/tables/answer.json", &answer(&row("bill", 10)));
    let third = run();
    assert_eq!(third, second.replace("receipt", "bill"), "an edited table");
    edit(&nested, "schemas/reference/colours.json", &COLOURS.replace("green", "blue"));
    assert_eq!(run(), third.replace("green", "blue"), "an edited list");
}

/// A list that every folder has, and that a file of the folder replaces: a derive over one file sees the new file, too, where
/// the build script names the folder.
#[test]
fn a_list_that_is_added_is_seen() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "added_list");
    let client = r#"flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#;
    nested.manifest("added-list", &format!("[dependencies]\n{client}"));
    nested.write("build.rs", "fn main() {\n    println!(\"cargo::rerun-if-changed=schemas\");\n}\n");
    nested.write(
        "src/main.rs",
        "//! Prints the first language.\n\nuse flitt_client::Endpoint as _;\n\n/// One file.\n#[derive(flitt_client::Endpoint)]\n\
         #[flitt(schema = \"schemas/points.json\")]\npub struct Points;\n\nfn main() {\n    let values = \
         &Points::SCHEMA.request.rows[0].details.values;\n    println!(\"{} of {}\", values[0].value, values.len());\n}\n",
    );
    let row = r#"{ "name": "lang", "type": "string", "max_length": 2, "list": "languages", "closed": true }"#;
    let text = endpoint("points", row).replace(r#""table": "answer""#, r#""rows": []"#);
    nested.write("schemas/points.json", &text);
    assert_eq!(nested.run(["run", "--quiet"]), "az of 20\n");
    edit(
        &nested,
        "schemas/reference/languages.json",
        r#"{ "list": "languages", "rust": "Tongue", "values": [{ "value": "xx" }] }"#,
    );
    assert_eq!(nested.run(["run", "--quiet"]), "xx of 1\n");
}
