//! The examples of schema files: `check`, `show`, and what `export` makes of them.

use std::fs;

use flitt_client::signature::sign;
use serde_json::Value;
use snapbox::str;
use tempfile::TempDir;

use crate::flitt::flitt;

/// A folder with one endpoint, whose example has this amount.
fn folder(amount: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = r#"{
  "endpoint": "pay",
  "doc": "Takes a payment.",
  "source": "https://docs.example/pay",
  "path": "/pay",
  "request": [
    { "name": "amount", "type": "integer", "max_length": 5, "doc": "Sum." },
    { "name": "title", "type": "string", "max_length": null, "doc": "Text." },
    { "name": "signature", "type": "string", "max_length": 40, "from": "signature", "doc": "Proof." }
  ],
  "response": {
    "rows": [{ "name": "rate", "type": "decimal", "doc": "Exact." }],
    "signed": "never"
  },
  "examples": [
    {
      "of": "request",
      "source": "the first steps",
      "values": { "amount": AMOUNT, "title": "<b>&\"" },
      "signed": {
        "key": "demo",
        "text": "**********|500|<b>&\"",
        "signature": "SIGNATURE"
      }
    },
    { "of": "response", "source": "https://docs.example/rates", "doc": "Of a day.", "values": { "rate": 1.50 } }
  ]
}
"#;
    let signature = sign("demo", [("amount", "500"), ("title", "<b>&\"")]);
    let file = file.replace("AMOUNT", amount).replace("SIGNATURE", &signature);
    fs::write(folder.path().join("pay.json"), file).expect("it is written");
    folder
}

fn conformance(arguments: &str) -> Vec<Value> {
    let output = flitt(&format!("export conformance {arguments}")).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(document["format"], 1);
    document["cases"].as_array().expect("they are a list").clone()
}

#[test]
fn check_marks_the_value_that_does_not_fit() {
    let folder = folder("501");
    let run = |arguments: &str| flitt(arguments).current_dir(folder.path()).output().expect("it runs");
    let checked = run("check .");
    let text = String::from_utf8_lossy(&checked.stdout).into_owned();
    let place = "pay.json:19:29: the signed text has another value in place of `amount`\n";
    let marked = "|                             ^^^\n";
    for part in [place, marked, ".: 1 endpoint, 2 examples: 1 error in 1 file\n"] {
        assert!(text.contains(part), "{part:?}: {text}");
    }
    assert_eq!(checked.status.code(), Some(1));
    let exported = run("export conformance --schemas .");
    let text = String::from_utf8_lossy(&exported.stderr).into_owned();
    assert!(text.starts_with("error: 1 error in the examples: ") && text.contains(place.trim_end()), "{text}");
    assert_eq!((exported.status.code(), exported.stdout.is_empty()), (Some(1), true));
}

#[test]
fn show_says_how_many_there_are() {
    let folder = folder("500");
    let output = flitt("show pay --schemas .").current_dir(folder.path()).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("  examples     1 of the request, signed; 1 of the response\n"), "{text}");
    assert!(flitt("check . --deny-warnings").current_dir(folder.path()).output().expect("it runs").status.success());
}

#[test]
fn a_case_has_what_another_language_needs() {
    let folder = folder("500");
    let output = flitt("export conformance --schemas . --out cases.json").current_dir(folder.path()).output();
    assert!(output.expect("it runs").status.success());
    let text = fs::read_to_string(folder.path().join("cases.json")).expect("it was written");
    snapbox::assert_data_eq!(
        text,
        str![[r#"
{
  "format": 1,
  "cases": [
    {
      "id": "pay/1",
      "endpoint": "pay",
      "url": "/pay",
      "direction": "request",
      "protocol": "1.0.1",
      "partial": false,
      "source": "the first steps",
      "doc": "",
      "values": { "amount": 500, "title": "<b>&/"" },
      "digest": "sha1",
      "key": "demo",
      "signed_text": "demo|500|<b>&/"",
      "signature": "[..]",
      "content_type": "application/json",
      "body": "{/"request/":{/"amount/":500,/"title/":/"<b>&///"/",/"signature/":/"[..]/"}}"
    },
    {
      "id": "pay/2",
      "endpoint": "pay",
      "url": "/pay",
      "direction": "response",
      "protocol": "1.0.1",
      "partial": false,
      "source": "https://docs.example/rates",
      "doc": "Of a day.",
      "values": { "rate": 1.50 },
      "digest": null,
      "key": null,
      "signed_text": null,
      "signature": null,
      "content_type": "application/json",
      "body": "{/"response/":{/"rate/":1.50}}"
    }
  ]
}

"#]]
    );
}

#[test]
fn every_signed_case_of_the_gateway_is_signed_by_its_values() {
    let cases = conformance("");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut signed = 0;
    for case in cases.iter().filter(|case| !case["signature"].is_null()) {
        let values: Vec<(String, String)> = case["values"]
            .as_object()
            .expect("an object")
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect();
        let key = text(&case["key"]);
        let made = sign(&key, values.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        assert_eq!(Value::from(made), case["signature"], "{}", case["id"]);
        assert!(text(&case["signed_text"]).starts_with(&format!("{key}|")), "{}", case["id"]);
        let body: Value = serde_json::from_str(&text(&case["body"])).expect("it is JSON");
        let inner = &body[text(&case["direction"])];
        assert_eq!(inner["signature"], case["signature"], "{}", case["id"]);
        signed += 1;
    }
    assert_eq!((signed, cases.len()), (21, 28));
}

#[test]
fn pages_and_the_api_description_show_them() {
    let folder = folder("500");
    let run = |arguments: &str| {
        let output = flitt(arguments).current_dir(folder.path()).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it is text")
    };
    run("export html --schemas . --out site");
    let page = fs::read_to_string(folder.path().join("site/pay.html")).expect("it was written");
    for shown in [
        "**********|500|&lt;b&gt;&amp;&quot;",
        "the first steps",
        r#"<a href="https://docs.example/rates" rel="noreferrer">"#,
        "Of a day.",
        "&quot;rate&quot;: 1.50",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let document: Value = serde_json::from_str(&run("export openapi --schemas .")).expect("it is JSON");
    let post = &document["paths"]["/pay"]["post"];
    let request = &post["requestBody"]["content"]["application/json"];
    assert_eq!(request["examples"]["example_1"]["value"]["request"]["amount"], 500);
    assert_eq!(request["examples"]["example_1"]["summary"], "the first steps");
    assert!(request["examples"]["invented"].is_object() && request["example"].is_null(), "{request:#}");
    let response = &post["responses"]["200"]["content"]["application/json"];
    assert_eq!(response["examples"]["example_2"]["value"]["response"]["rate"], 1.5);
    assert_eq!(response["examples"]["example_2"]["description"], "Of a day.");
}
