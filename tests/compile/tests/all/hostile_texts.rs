//! Texts of schema files are never compiled or run: a crate whose files have code in every text, in every form in which
//! Markdown has code, has no documentation tests.

use serde_json::{Value, json};

use crate::crate_folder::Nested;

/// What writes a file when it runs, in each form. `CANARY` is the path.
const FORMS: [&str; 16] = [
    "The card.\n\n    std::fs::write(\"CANARY\", \"x\").unwrap();",
    "The card:\n\n    4 digits - 4 digits",
    "```\nstd::fs::write(\"CANARY\", \"x\").unwrap();\n```",
    "A.\n\n```rust\nstd::fs::write(\"CANARY\", \"x\").unwrap();\n```\n",
    "~~~\nstd::fs::write(\"CANARY\", \"x\").unwrap();\n~~~",
    "\tstd::fs::write(\"CANARY\", \"x\").unwrap();",
    "    std::fs::write(\"CANARY\", \"x\").unwrap();",
    ">     std::fs::write(\"CANARY\", \"x\").unwrap();",
    "> ```\n> std::fs::write(\"CANARY\", \"x\").unwrap();\n> ```",
    "- a\n\n      std::fs::write(\"CANARY\", \"x\").unwrap();",
    "1.     std::fs::write(\"CANARY\", \"x\").unwrap();",
    "A.\r\r    std::fs::write(\"CANARY\", \"x\").unwrap();\r",
    "[^1]\n\n[^1]: a\n\n        std::fs::write(\"CANARY\", \"x\").unwrap();",
    "<pre><code>\n\n    std::fs::write(\"CANARY\", \"x\").unwrap();\n\n</code></pre>",
    "`\n\n    std::fs::write(\"CANARY\", \"x\").unwrap();\n\n`",
    "A.\u{c}\u{85}\u{2028}\n\n \t  std::fs::write(\"CANARY\", \"x\").unwrap();\n\n# B\n\n    C",
];

fn endpoint(name: &str, text: &str) -> Value {
    let row = |name: &str| {
        json!({
            "name": name, "type": "string", "max_length": null, "mandatory": true, "doc": text, "quirk": text, "deprecated": text,
            "values": [{ "value": "one", "doc": text }, { "value": text, "rust": "Two", "doc": text }],
        })
    };
    json!({
        "endpoint": name, "doc": text, "path": format!("/api/{name}"), "key": "none", "protocol": "plain",
        "request": [
            row("card"),
            { "name": "listed", "type": "string", "list": "words", "default": text, "doc": text },
            { "name": "within", "type": "object", "doc": text, "rows": [row("inner")] },
            { "name": "shared", "type": "object", "doc": text, "table": "shared" },
        ],
        "groups": [{ "rule": "excludes", "of": ["listed", "within"], "doc": text }],
        "response": {
            "rows": [
                { "name": "points", "type": "string", "doc": text, "quirk": text, "deprecated": text,
                  "values": [{ "value": "one", "doc": text }] },
                { "name": "shared", "type": "object", "doc": text, "table": "shared" },
            ],
            "signed": "never",
        },
    })
}

#[test]
fn no_text_is_compiled_or_run() {
    let nested = Nested::new(env!("CARGO_TARGET_TMPDIR"), "hostile_texts");
    nested.manifest(
        "hostile-texts",
        r#"[dependencies]
flitt-client = { path = "{workspace}/flitt-client", default-features = false }"#,
    );
    let canary = nested.root().join("canary.txt");
    let texts: Vec<String> = FORMS.iter().map(|form| form.replace("CANARY", &canary.display().to_string())).collect();
    let all = texts.join("\n\n");
    for (number, text) in texts.iter().enumerate() {
        let name = format!("form_{number}");
        nested.write(&format!("schemas/{name}.json"), &endpoint(&name, text).to_string());
    }
    let table = json!({ "table": "shared", "doc": all, "rows": [{ "name": "a", "type": "string", "doc": all }] });
    nested.write("schemas/tables/shared.json", &table.to_string());
    let list = json!({
        "list": "words", "rust": "Words", "doc": all, "columns": { "meaning": all },
        "values": [{ "value": "one", "doc": all, "meaning": all }],
    });
    nested.write("schemas/reference/words.json", &list.to_string());
    nested.write(
        "src/lib.rs",
        "//! Documentation.\n#![deny(rustdoc::all)]\n#![allow(rustdoc::missing_crate_level_docs, rustdoc::private_doc_tests, rustdoc::missing_doc_code_examples)]\n\
         /// Folder.\n#[derive(flitt_client::Api)]\n#[flitt(schemas = \"schemas\")]\npub struct Folder;\n\
         /// A module.\npub mod single {\n    /// One file.\n    #[derive(flitt_client::Endpoint)]\n    #[flitt(schema = \"schemas/form_0.json\")]\n    pub struct Single;\n}\n",
    );
    let output = nested.run(["test", "--doc"]);
    assert!(output.contains("running 0 tests"), "{output}");
    let documented = nested.output(["doc", "--quiet", "--no-deps"]);
    assert!(documented.status.success(), "{}", String::from_utf8_lossy(&documented.stderr));
    assert!(!canary.exists(), "a text was run");
}
