//! `sandbox`.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn the_printed_base_url_works() {
    let mut sandbox = std::process::Command::new(env!("CARGO_BIN_EXE_flitt"))
        .args(["sandbox", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| {
        let value = line.unwrap().trim().strip_prefix("base URL").map(str::to_owned)?;
        value.split_whitespace().next().map(str::to_owned)
    });
    let call = flitt("call --test checkout_url order_id=1 order_desc=Test amount=1000 currency=GEL");
    let output = call.env("FLITT_BASE_URL", url.unwrap()).output();
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    assert!(output.unwrap().status.success());
}

#[test]
fn remote_addresses_need_a_flag() {
    flitt("sandbox --listen 0.0.0.0:0").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: other machines can reach 0.0.0.0:0
help: listen on 127.0.0.1 or [::1], or allow it with --allow-remote: everybody can pay with any card

"#]]);
}

#[test]
fn switches_have_names_and_positions() {
    flitt("sandbox --switch holds-end").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'holds-end' for '--switch <NAME=on|off>': expected NAME=on or NAME=off

For more information, try '--help'.

"#]]);
    flitt("sandbox --switch holds-end=yes").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'holds-end=yes' for '--switch <NAME=on|off>': expected holds-end=on or holds-end=off

For more information, try '--help'.

"#]]);
    flitt("sandbox --switch holds=on").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid value 'holds=on' for '--switch <NAME=on|off>': unknown switch `holds`; expected one of holds-end, bare-callbacks, lower-case-flags, decimal-lifetime, relative-callbacks, generated-order-id, empty-reversal-currency

For more information, try '--help'.

"#]]);
}

#[test]
fn errors_in_a_merchants_file_have_locations() {
    let folder = scratch("merchants");
    let file = folder.join("merchants.json");
    std::fs::write(&file, "{ \"merchants\": [\n  { \"merchant_id\": 7, \"payment_key\": 12345 }\n] }").unwrap();
    let rejected = flitt("sandbox --config").arg(&file).assert().code(2).stdout_eq("");
    let message = String::from_utf8(rejected.get_output().stderr.clone()).unwrap();
    assert!(message.contains("merchants.json:2:42: expected a string") && !message.contains("12345"), "{message}");
    flitt("sandbox --config /nowhere/at/all").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `/nowhere/at/all`: No such file or directory (os error 2)
help: check the path and the permissions of the file

"#]]);
}

#[test]
fn an_invalid_state_file_is_rejected() {
    let file = scratch("state").join("notes");
    std::fs::write(&file, "remember the milk").unwrap();
    let rejected = flitt("sandbox --listen 127.0.0.1:0 --state").arg(&file).assert().code(2).stdout_eq("");
    let message = String::from_utf8(rejected.get_output().stderr.clone()).unwrap();
    assert!(message.starts_with("error: the state file ") && message.contains("cannot be used"), "{message}");
    // The beginning of a state file, without the rest.
    std::fs::write(&file, "flitt-sandbox\r\n\x1a").unwrap();
    let rejected = flitt("sandbox --listen 127.0.0.1:0 --state").arg(&file).assert().code(2).stdout_eq("");
    let message = String::from_utf8(rejected.get_output().stderr.clone()).unwrap();
    assert!(message.contains("notes is damaged: its beginning is not intact. It was left as it is."), "{message}");
    assert_eq!(std::fs::read(&file).unwrap().len(), 16);
}

const SCHEMA: &str = r#"{ "endpoint": "points", "path": "/api/points", "key": "payment",
    "request": [
        { "name": "card", "type": "string", "max_length": 12, "mandatory": true },
        { "name": "merchant_id", "type": "integer", "max_length": 12, "mandatory": true, "from": "credentials" },
        { "name": "signature", "type": "string", "max_length": 40, "mandatory": true, "from": "signature" }
    ],
    "response": { "signed": "always", "rows": [
        { "name": "card", "type": "string", "max_length": 12, "always": true, "echo": true },
        { "name": "balance", "type": "integer", "max_length": 12, "always": true },
        { "name": "signature", "type": "string", "max_length": 40, "from": "signature", "always": true }
    ] } }"#;

/// A folder with one schema file.
fn schemas(name: &str) -> std::path::PathBuf {
    let folder = scratch(name);
    std::fs::write(folder.join("points.json"), SCHEMA).unwrap();
    folder
}

#[test]
fn endpoints_of_other_schema_files_are_served() {
    let folder = schemas("given");
    let by_flag = flitt("call --sandbox points card=7001 --schemas").arg(&folder).assert().success();
    let by_variable = flitt("call --sandbox points card=7001").env("FLITT_SCHEMAS", &folder).assert().success();
    for called in [by_flag, by_variable] {
        let response = String::from_utf8(called.get_output().stdout.clone()).unwrap();
        assert!(response.starts_with("{\n  \"card\": \"7001\",\n  \"balance\": 1,\n"), "{response}");
    }
}

#[test]
fn responses_that_cannot_be_planned_are_reported() {
    let folder = schemas("responses");
    let file = folder.join("responses.txt");
    for (text, expected) in [
        (
            "{ \"points\": {} }",
            "`points`: expected {\"response\": {..}} or {\"failure\": {\"code\": .., \"message\": \"..\"}}",
        ),
        ("{ \"piont\": {} }", "there is no endpoint `piont` whose responses can be planned; did you mean `points`?"),
        (
            "{ \"points\": { \"response\": { \"balanse\": 1 } } }",
            "`points`: its response has no parameter `balanse`; did you mean `balance`?",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let rejected =
            flitt("sandbox --schemas").arg(&folder).arg("--responses").arg(&file).assert().code(2).stdout_eq("");
        let message = String::from_utf8(rejected.get_output().stderr.clone()).unwrap();
        assert!(message.contains(&format!("responses.txt: {expected}\n")), "{message}");
    }
    std::fs::write(&file, "{\n  \"points\" }").unwrap();
    let rejected = flitt("sandbox --schemas").arg(&folder).arg("--responses").arg(&file).assert().code(2).stdout_eq("");
    let message = String::from_utf8(rejected.get_output().stderr.clone()).unwrap();
    assert!(message.contains("responses.txt:2:12: this is not a JSON object of responses"), "{message}");
}

/// A folder for the files of one test.
fn scratch(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
