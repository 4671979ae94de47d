//! `export`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use flitt_client::signature::sign;
use serde_json::{Value, json};
use snapbox::str;

use crate::flitt::flitt;

fn document(arguments: &str) -> Value {
    let output = flitt(&format!("export openapi {arguments}")).output().expect("it runs");
    assert!(output.status.success() && output.stderr.is_empty());
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

/// The examples of the request of each path: the path, the name of its schema, and the example.
fn requests(document: &Value) -> Vec<(String, String, Value)> {
    examples(document, "/post/requestBody/content")
}

/// The examples of the bodies at a pointer of each path.
fn examples(document: &Value, pointer: &str) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("it has paths");
    let of_path = |(path, item): (&String, &Value)| {
        let content = item.pointer(pointer).and_then(Value::as_object).expect("it has a body");
        let body = content.values().next().expect("the body has a type");
        let reference = body["schema"]["$ref"].as_str().expect("it has a schema");
        let name = reference.trim_start_matches("#/components/schemas/").to_owned();
        let several = body["examples"].as_object().into_iter().flatten().map(|(_, example)| example["value"].clone());
        let all = body.get("example").cloned().into_iter().chain(several);
        all.map(|example| (path.clone(), name.clone(), example)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn every_example_is_signed() {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut digests = BTreeMap::new();
    for (path, _, example) in requests(&document("")) {
        let fields = example.get("request").unwrap_or(&example).as_object().expect("every endpoint has an example");
        let Some(signature) = fields.get("signature").map(text) else { continue };
        *digests.entry(signature.len()).or_insert(0) += 1;
        if signature.len() != 40 {
            continue;
        }
        let fields: Vec<(String, String)> = match fields.get("data") {
            Some(data) => vec![("data".to_owned(), text(data))],
            None => fields.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        };
        let made_by = |key| sign(key, fields.iter().map(|(name, text)| (name.as_str(), text.as_str()))) == signature;
        assert!(made_by("test") || made_by("testcredit"), "{path}");
    }
    assert!(digests[&40] > 10 && digests[&128] == 1, "{digests:?}");
}

#[test]
fn every_example_matches_its_schema() {
    let document = document("");
    let responses = examples(&document, "/post/responses/200/content");
    assert!(responses.len() > 10, "{responses:?}");
    let mut wrong = Vec::new();
    for (path, name, example) in requests(&document).into_iter().chain(responses) {
        let reference = format!("#/components/schemas/{name}");
        let schema = json!({ "$ref": reference, "components": document["components"] });
        let validator = jsonschema::draft202012::new(&schema).expect("it is a JSON Schema");
        let errors: Vec<String> = validator.iter_errors(&example).map(|error| error.to_string()).collect();
        wrong.extend(errors.into_iter().map(|error| format!("{path}: {error}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_path_of_an_endpoint() {
    let mut document = document("--schemas shop");
    let schemas = document["components"]["schemas"].take();
    let names: Vec<&String> = schemas.as_object().expect("it has schemas").keys().collect();
    let expected = ["ChargeRequest", "ChargeResponse", "Failure", "GreetRequest", "GreetResponse", "LookUpRequest"];
    assert_eq!(names[..6], expected);
    snapbox::assert_data_eq!(
        format!("{:#}\n", document["paths"]["/api/charge"]),
        str![[r##"
{
  "post": {
    "description": "Charges a card. The payer is not asked./n/n- exactly one of `card`, `token` must be set",
    "externalDocs": {
      "url": "https://shop.example/charge"
    },
    "operationId": "charge",
    "requestBody": {
      "content": {
        "application/json": {
          "example": {
            "request": {
              "amount": 1000,
              "card": "4444555566661111",
              "merchant_id": 1549901,
              "order_id": "example-",
              "signature": "d79f3ed8b645b24b1a488bc75e403f47f8f68172",
              "version": "1.0.1"
            }
          },
          "schema": {
            "$ref": "#/components/schemas/ChargeRequest"
          }
        }
      },
      "required": true
    },
    "responses": {
      "200": {
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/ChargeResponse"
            }
          }
        },
        "description": "The response, or a failure."
      }
    },
    "summary": "Charges a card"
  }
}

"##]]
    );
}

#[test]
fn the_schema_of_a_request() {
    let schemas = document("--schemas shop")["components"]["schemas"].take();
    snapbox::assert_data_eq!(
        format!("{:#}\n", schemas["ChargeRequest"]),
        str![[r#"
{
  "properties": {
    "request": {
      "additionalProperties": false,
      "properties": {
        "amount": {
          "description": "Sum.",
          "maximum": 999999,
          "type": "integer"
        },
        "card": {
          "description": "",
          "maxLength": 19,
          "pattern": "^[0-9]+$",
          "type": "string",
          "writeOnly": true
        },
        "currency": {
          "default": "GEL",
          "description": "",
          "maxLength": 3,
          "pattern": "^[A-Z]{3}$",
          "type": "string"
        },
        "kind": {
          "description": "",
          "examples": [
            "first",
            "repeat"
          ],
          "maxLength": 9,
          "type": "string"
        },
        "merchant_id": {
          "description": "The merchant ID.",
          "maximum": 999999999999,
          "type": "integer"
        },
        "order_id": {
          "description": "Name of the order.",
          "maxLength": 8,
          "type": "string"
        },
        "signature": {
          "description": "Set by signing.",
          "maxLength": 40,
          "type": "string"
        },
        "token": {
          "description": "",
          "maxLength": 40,
          "type": "string",
          "writeOnly": true
        },
        "version": {
          "default": "1.0.1",
          "description": "",
          "maxLength": 10,
          "type": "string"
        }
      },
      "required": [
        "order_id",
        "merchant_id",
        "amount",
        "signature"
      ],
      "type": "object"
    }
  },
  "required": [
    "request"
  ],
  "type": "object"
}

"#]]
    );
}

#[test]
fn the_schema_of_a_response() {
    let schemas = document("--schemas shop")["components"]["schemas"].take();
    snapbox::assert_data_eq!(
        format!("{:#}\n", schemas["GreetResponse"]),
        str![[r##"
{
  "properties": {
    "response": {
      "anyOf": [
        {
          "properties": {
            "greeting": {
              "description": "",
              "type": "string"
            }
          },
          "required": [
            "greeting"
          ],
          "type": "object"
        },
        {
          "$ref": "#/components/schemas/Failure"
        }
      ]
    }
  },
  "required": [
    "response"
  ],
  "type": "object"
}

"##]]
    );
}

#[test]
fn json_schemas_for_each_request_and_response() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let export = flitt("export json-schema --schemas shop --out").arg(folder.path());
    export.assert().code(0).stderr_eq("wrote 8 files\n");
    for name in ["charge.request.json", "greet.response.json", "look_up.request.json", "pay_out.response.json"] {
        let text = fs::read_to_string(folder.path().join(name)).expect("it was written");
        let schema = serde_json::from_str(&text).expect("it is JSON");
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
    }
    let editor = flitt("export editor --out").arg(folder.path());
    editor.assert().code(0).stderr_eq("wrote 3 files\n");
    assert!(folder.path().join("endpoint.schema.json").is_file());
}

#[test]
fn invalid_outputs_are_rejected() {
    flitt("export html").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `html` consists of several files, but no folder is given
help: name a folder: flitt export html --out DIR

"#]]);
    flitt("export openapi --out nowhere/api.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot write `nowhere/api.json`: No such file or directory (os error 2)
help: name another path with --out, or check its permissions

"#]]);
    flitt("export html --out order.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot write `order.json`: File exists (os error 17)
help: name another path with --out, or check its permissions

"#]]);
    flitt("export pdf").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'pdf' for '<FORMAT>'
  [possible values: openapi, json-schema, html, editor, conformance]

For more information, try '--help'.

"#]]);
}

/// A link can lead to a file that nobody named, whether the file is there or not.
#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let outside = tempfile::tempdir().expect("there is a folder for temporary files");
    let (there, missing) = (outside.path().join("notes.txt"), outside.path().join("missing.txt"));
    fs::write(&there, "mine").expect("it can be written");
    for (export, link, out) in [
        ("html", "site/index.html", "site"),
        ("openapi", "api.json", "api.json"),
        ("openapi", "docs", "docs/api.json"),
        ("html", "site", "site"),
        ("html", "site", "site/"),
        ("editor", "above", "above/site"),
    ] {
        for target in [&there, &missing, &outside.path().to_owned()] {
            let own = tempfile::tempdir().expect("there is a folder for temporary files");
            let link = own.path().join(link);
            fs::create_dir_all(link.parent().expect("it has one")).expect("it can be made");
            std::os::unix::fs::symlink(target, link).expect("it can be made");
            let output = flitt(&format!("export {export} --out {out}")).current_dir(own.path()).output();
            let output = output.expect("it runs");
            let message = String::from_utf8(output.stderr).expect("it is text");
            assert!(output.status.code() == Some(2) && message.contains("is a symbolic link"), "{out}: {message}");
        }
    }
    assert_eq!(fs::read_to_string(&there).expect("it is text"), "mine");
    assert_eq!(fs::read_dir(outside.path()).expect("it can be read").count(), 1);
}

/// The values of an attribute of a page.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let begin = format!(" {name}=\"");
    page.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_links_of_the_site_resolve_and_nothing_else_is_loaded() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    flitt("export html --out").arg(folder.path()).assert().code(0);
    let read = |path: &Path| fs::read_to_string(path).expect("it is text");
    let pages: BTreeMap<String, String> = fs::read_dir(folder.path())
        .expect("it was written")
        .map(|entry| entry.expect("it can be read").path())
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), read(&path)))
        .collect();
    let mut links = 0;
    for (name, page) in pages.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|it| it == "html")) {
        assert!(page.contains("default-src 'none'; style-src 'self'; script-src 'self'"), "{name}");
        assert!(!page.contains(" style=\"") && !page.contains("<script>"), "{name}");
        let loaded: Vec<&str> = attributes(page, "src");
        assert_eq!(loaded, ["search.js"], "{name}");
        let ids = attributes(page, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{name} has a duplicate anchor: {ids:?}");
        for link in attributes(page, "href").into_iter().filter(|link| !link.starts_with("https://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { page } else { pages.get(file).unwrap_or_else(|| panic!("{name}: {link}")) };
            assert!(anchor.is_empty() || attributes(target, "id").contains(&anchor), "{name}: {link}");
            links += 1;
        }
    }
    assert!(links > 300, "{links}");
    let (index, _) = pages["search.js"].split_once(";\n").expect("the index comes first");
    let index: Value = serde_json::from_str(index.trim_start_matches("const index = ")).expect("it is JSON");
    for found in index.as_array().expect("it is a list") {
        let address = found[2].as_str().expect("it has an address");
        let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
        assert!(anchor.is_empty() || attributes(&pages[file], "id").contains(&anchor), "{address}");
    }
}

#[test]
fn texts_of_schema_files_are_escaped() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = r#"{ "endpoint": "odd", "path": "/api/odd", "key": "none", "doc": "<script>alert(1)</script> & `<b>`", "request": [],
        "response": { "rows": [], "signed": "never" } }"#;
    fs::write(folder.path().join("odd.json"), file).expect("it can be written");
    let site = folder.path().join("site");
    flitt("export html --schemas").arg(folder.path()).arg("--out").arg(&site).assert().code(0);
    let page = fs::read_to_string(site.join("odd.html")).expect("it was written");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; <code>&lt;b&gt;</code>"));
}
