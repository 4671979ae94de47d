//! A new endpoint of the gateway takes one file in `schemas/`, and no Rust.

use std::fs;

use crate::crate_folder::{Nested, copy_folder, workspace};

const PING: &str = r#"{
  "$schema": "./endpoint.schema.json",
  "endpoint": "ping",
  "doc": "Asks whether the gateway is there.",
  "path": "/api/ping",
  "retry": "freely",
  "request": [
    { "name": "text", "type": "string", "max_length": 20, "mandatory": true },
    { "name": "merchant_id", "type": "integer", "max_length": 12, "from": "credentials", "unit": "identifier" },
    { "name": "signature", "type": "string", "max_length": 40, "from": "signature" }
  ],
  "response": { "rows": [{ "name": "text", "type": "string", "max_length": 20 }], "signed": "never" }
}
"#;

const MAIN: &str = r##"//! Pings.

use flitt_client::api::{Flitt, GetOrderStatus, Ping};
use flitt_client::{Api, Credentials};
use flitt_client::request::Exchange;

fn main() {
    let request = Ping::request().text("hello").build().expect("it is valid");
    let credentials = Credentials::new(1, "test");
    let exchange = Exchange::new(&request, &credentials).expect("it is signed");
    println!("{} {}", exchange.path(), String::from_utf8_lossy(exchange.body()));
    let response = exchange.parse_response(200, br#"{"response":{"text":"hello"}}"#).expect("a response");
    println!("{:?}", response.text());
    assert!(GetOrderStatus::request().order_id("1").build().is_ok(), "the others are still there");
    println!("{}", Flitt::ENDPOINTS.iter().filter(|endpoint| endpoint.name == "ping").count());
}
"##;

/// The packages that make the API, in a workspace of their own.
const PACKAGES: [&str; 4] = ["flitt-client", "flitt-codegen", "flitt-derive", "flitt-schema"];

/// Also in a clone without symbolic links.
#[test]
fn a_file_is_all_that_an_endpoint_takes() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "api");
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the workspace");
    let (before, rest) = manifest.split_once("members = [").expect("members");
    let (_, after) = rest.split_once(']').expect("their end");
    let members = PACKAGES.map(|package| format!("\"{package}\", ")).concat();
    nested.write("Cargo.toml", &format!("{before}members = [{members}\"user\"]{after}"));
    for package in PACKAGES {
        for folder in ["src", "reference"] {
            let from = workspace().join(package).join(folder);
            if from.is_dir() {
                copy_folder(&from, &nested.root().join(package).join(folder));
            }
        }
        let manifest = fs::read_to_string(workspace().join(package).join("Cargo.toml")).expect("a manifest");
        nested.write(&format!("{package}/Cargo.toml"), &without_development(&manifest));
        if let Ok(build) = fs::read_to_string(workspace().join(package).join("build.rs")) {
            nested.write(&format!("{package}/build.rs"), &build);
        }
    }
    // A clone without symbolic links has the path as text.
    copy_folder(&workspace().join("schemas"), &nested.root().join("schemas"));
    nested.write("flitt-client/schemas", "../schemas");
    nested.write(
        "user/Cargo.toml",
        "[package]\nname = \"user\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nflitt-client = { workspace = true, features = [\"api\"] }\n",
    );
    nested.write("user/src/main.rs", "//! Knows no ping.\n\nfn main() {}\n");
    let _ = nested.run(["build", "--quiet", "-p", "user"]);

    nested.write("schemas/ping.json", PING);
    nested.write("user/src/main.rs", MAIN);
    let output = nested.run(["run", "--quiet", "-p", "user"]);
    let signature = flitt_client::signature::sign("test", [("merchant_id", "1"), ("text", "hello")]);
    let body = format!(r#"{{"request":{{"merchant_id":1,"text":"hello","signature":"{signature}"}}}}"#);
    assert_eq!(output, format!("/api/ping {body}\nSome(\"hello\")\n1\n"));
}

/// A manifest without what only tests and examples need.
fn without_development(manifest: &str) -> String {
    let mut kept = true;
    let keeps = |line: &&str| {
        if line.starts_with('[') {
            kept = !line.starts_with("[dev-dependencies") && !line.starts_with("[[");
        }
        kept
    };
    manifest.split_inclusive('\n').filter(keeps).collect()
}
