//! A new endpoint of the gateway takes one file in `schemas/`, and no Rust.

use std::fs;

use crate::crate_folder::{Nested, copy_folder, toml_path, workspace};

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

/// Also in a clone without symbolic links. The package with the API is copied; those that it is built with are the same for
/// all tests.
#[test]
fn a_file_is_all_that_an_endpoint_takes() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "api");
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the workspace");
    let (before, rest) = manifest.split_once("members = [").expect("members");
    let (_, after) = rest.split_once(']').expect("their end");
    let after = after.replace("path = \"flitt-", &format!("path = \"{}/flitt-", toml_path(workspace())));
    let after = after.replace(&format!("{}/flitt-client", toml_path(workspace())), "flitt-client");
    nested.write("Cargo.toml", &format!("{before}members = [\"flitt-client\", \"user\"]{after}"));
    let package = workspace().join("flitt-client");
    copy_folder(&package.join("src"), &nested.root().join("flitt-client/src"));
    for file in ["Cargo.toml", "build.rs"] {
        let text = fs::read_to_string(package.join(file)).expect("a file of the package");
        let text = if file == "Cargo.toml" { without_development(&text) } else { text };
        nested.write(&format!("flitt-client/{file}"), &text);
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
