//! `check`.

use serde_json::Value;
use snapbox::str;

use crate::flitt::flitt;

#[test]
fn warnings_do_not_fail() {
    flitt("check shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
warning: shop/charge.json:11:15: missing description of the parameters `version`, `merchant_id`, `currency`, `kind`, `card`, `token` and `signature`
   |
11 |     { "name": "version", "type": "string", "max_length": 10, "default": "1.0.1", "from": "protocol" },
   |               ^^^^^^^^^
   |
   = help: describe each in `doc`, in your own words

warning: shop/greet.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/greet.json:7:25: missing description of the parameters `name` and `greeting`
  |
7 |   "request": [{ "name": "name", "type": "string", "max_length": 20 }],
  |                         ^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/look_up.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/look_up.json:9:15: missing description of the parameters `order_id`, `merchant_id` and `signature`
  |
9 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/pay_out.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/pay_out.json:8:15: missing description of the parameters `order_id`, `merchant_id` and `signature`
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/tables/receipt.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/tables/receipt.json:6:15: missing description of the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature`
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

shop: 4 endpoints, 1 table: 9 warnings in 5 files

"#]]);
    flitt("check shop/look_up.json shop/tables/receipt.json").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
warning: shop/look_up.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/look_up.json:9:15: missing description of the parameters `order_id`, `merchant_id` and `signature`
  |
9 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/tables/receipt.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/tables/receipt.json:6:15: missing description of the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature`
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

shop/look_up.json: 1 endpoint, 1 table: 4 warnings in 2 files
warning: shop/tables/receipt.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/tables/receipt.json:6:15: missing description of the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature`
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

shop/tables/receipt.json: 1 table: 2 warnings in 1 file

"#]]);
}

#[test]
fn the_shipped_schemas_have_no_errors() {
    flitt("check ../../../schemas").assert().code(0).stderr_eq("");
}

#[test]
fn every_diagnostic_is_reported() {
    flitt("check broken").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
warning: broken/refund.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

broken/refund.json:4:10: invalid `key`: `paymnet`
  |
4 |   "key": "paymnet",
  |          ^^^^^^^^^ did you mean `payment`?
  |
  = help: `key` must be `payment`, `payout`, `company` or `none`

warning: broken/refund.json:5:25: missing description of the parameter `order_id`
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                         ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

broken/refund.json:5:45: invalid `type`: `strnig`
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                                             ^^^^^^^^ did you mean `string`?
  |
  = help: `type` must be `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map`, `texts` or `string_or_integer`

warning: broken/tables/receipt.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: broken/tables/receipt.json:3:22: missing description of the parameter `order_id`
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                      ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

broken/tables/receipt.json:3:66: `max_length` is out of range: 0
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` must be from 1 to 1000000 characters; write null if there is no limit

broken: 1 endpoint, 1 table: 3 errors in 2 files, 4 warnings in 2 files

"#]]);
}

#[test]
fn a_single_file_belongs_to_its_folder() {
    flitt("check broken/tables/receipt.json").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
warning: broken/tables/receipt.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: broken/tables/receipt.json:3:22: missing description of the parameter `order_id`
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                      ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

broken/tables/receipt.json:3:66: `max_length` is out of range: 0
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` must be from 1 to 1000000 characters; write null if there is no limit

broken/tables/receipt.json: 1 table: 1 error in 1 file, 2 warnings in 1 file

"#]]);
}

#[test]
fn the_folder_may_come_from_the_environment() {
    flitt("check").env("FLITT_SCHEMAS", "shop").assert().code(0).stdout_eq(str![[r#"
warning: shop/charge.json:11:15: missing description of the parameters `version`, `merchant_id`, `currency`, `kind`, `card`, `token` and `signature`
   |
11 |     { "name": "version", "type": "string", "max_length": 10, "default": "1.0.1", "from": "protocol" },
   |               ^^^^^^^^^
   |
   = help: describe each in `doc`, in your own words

warning: shop/greet.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/greet.json:7:25: missing description of the parameters `name` and `greeting`
  |
7 |   "request": [{ "name": "name", "type": "string", "max_length": 20 }],
  |                         ^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/look_up.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/look_up.json:9:15: missing description of the parameters `order_id`, `merchant_id` and `signature`
  |
9 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/pay_out.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/pay_out.json:8:15: missing description of the parameters `order_id`, `merchant_id` and `signature`
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

warning: shop/tables/receipt.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: shop/tables/receipt.json:6:15: missing description of the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature`
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: describe each in `doc`, in your own words

shop: 4 endpoints, 1 table: 9 warnings in 5 files

"#]]);
}

#[test]
fn invalid_paths_are_rejected() {
    flitt("check").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is nothing to check: no path is given, and there is no folder `schemas`
help: name a folder of schema files, or single files: flitt check PATH

"#]]);
    flitt("check shop nowhere").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no file or folder `nowhere`
help: check the path

"#]]);
    flitt("check ../openapi").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there are no schema files in `../openapi`
help: a folder contains endpoints as `*.json` files, shared tables in `tables/`, reference lists in `reference/`

"#]]);
    flitt("check shop/tables").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `shop/tables` contains the shared tables of another folder
help: check the whole folder: `flitt check shop`

"#]]);
    flitt("check .")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop/tables"))
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: `.` contains the shared tables of another folder
help: check the whole folder: `flitt check ..`

"#]]);
}

#[test]
fn formats_for_other_programs() {
    flitt("check broken --format short").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
broken/refund.json:1:1: warning: missing key `source`
broken/refund.json:4:10: error: invalid `key`: `paymnet`
broken/refund.json:5:25: warning: missing description of the parameter `order_id`
broken/refund.json:5:45: error: invalid `type`: `strnig`
broken/tables/receipt.json:1:1: warning: missing key `source`
broken/tables/receipt.json:3:22: warning: missing description of the parameter `order_id`
broken/tables/receipt.json:3:66: error: `max_length` is out of range: 0

"#]]);
    flitt("check broken --format github").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
::warning file=broken/refund.json,line=1,col=1::missing key `source`%0Aadd the URL of the page that the facts are taken from: "source": "https://.."
::error file=broken/refund.json,line=4,col=10::invalid `key`: `paymnet`%0A`key` must be `payment`, `payout`, `company` or `none`
::warning file=broken/refund.json,line=5,col=25::missing description of the parameter `order_id`%0Adescribe each in `doc`, in your own words
::error file=broken/refund.json,line=5,col=45::invalid `type`: `strnig`%0A`type` must be `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map`, `texts` or `string_or_integer`
::warning file=broken/tables/receipt.json,line=1,col=1::missing key `source`%0Aadd the URL of the page that the facts are taken from: "source": "https://.."
::warning file=broken/tables/receipt.json,line=3,col=22::missing description of the parameter `order_id`%0Adescribe each in `doc`, in your own words
::error file=broken/tables/receipt.json,line=3,col=66::`max_length` is out of range: 0%0A`max_length` must be from 1 to 1000000 characters; write null if there is no limit

"#]]);
    flitt("check broken/tables/receipt.json --format json").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{"column":1,"end_column":2,"end_line":1,"file":"broken/tables/receipt.json","help":"add the URL of the page that the facts are taken from: /"source/": /"https://../"","line":1,"message":"missing key `source`","severity":"warning"}
{"column":22,"end_column":32,"end_line":3,"file":"broken/tables/receipt.json","help":"describe each in `doc`, in your own words","line":3,"message":"missing description of the parameter `order_id`","severity":"warning"}
{"column":66,"end_column":67,"end_line":3,"file":"broken/tables/receipt.json","help":"`max_length` must be from 1 to 1000000 characters; write null if there is no limit","line":3,"message":"`max_length` is out of range: 0","severity":"error"}

"#]]);
    flitt("check ../../../schemas --format json").assert().code(0).stderr_eq("").stdout_eq("");
}

/// Programs read these keys, so they stay. The end is behind the last marked character.
#[test]
fn lines_of_json_have_all_keys() {
    for (arguments, code) in [("broken", 1), ("shop", 0), ("shop --deny-warnings", 1), ("shop broken", 1)] {
        let output =
            flitt(&format!("check {arguments} --format json")).assert().code(code).stderr_eq("").get_output().clone();
        let stdout = String::from_utf8(output.stdout).expect("it is UTF-8");
        assert!(!stdout.is_empty());
        for line in stdout.lines() {
            let object: Value = serde_json::from_str(line).expect("each line is an object");
            let keys: Vec<&str> = object.as_object().expect("it is an object").keys().map(String::as_str).collect();
            assert_eq!(keys, ["column", "end_column", "end_line", "file", "help", "line", "message", "severity"]);
            let number = |key: &str| object[key].as_u64().expect("it is a number");
            assert_eq!(number("line"), number("end_line"), "{line}");
            assert!(number("column") <= number("end_column") && number("column") > 0, "{line}");
        }
    }
}

/// The patterns that the page on editors gives read every line of the short format.
#[test]
fn short_lines_have_one_form() {
    let output = flitt("check broken shop --format short").assert().code(1).get_output().clone();
    let stdout = String::from_utf8(output.stdout).expect("it is UTF-8");
    for line in stdout.lines() {
        let parts: Vec<&str> = line.splitn(5, ':').collect();
        let [file, row, column, severity, message] = parts[..] else { panic!("{line}") };
        assert!(file.contains(".json") && row.parse::<u32>().is_ok() && column.parse::<u32>().is_ok(), "{line}");
        assert!(matches!(severity, " error" | " warning") && message.starts_with(' '), "{line}");
    }
}

#[test]
fn deny_warnings_treats_warnings_as_errors() {
    flitt("check warned.json").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
warning: warned.json:1:1: missing key `source`
  |
1 | {
  | ^
  |
  = help: add the URL of the page that the facts are taken from: "source": "https://.."

warning: warned.json:6:15: `card_number` looks like a secret and is not redacted
  |
6 |     { "name": "card_number", "type": "string", "max_length": 19, "mandatory": true, "doc": "The card." },
  |               ^^^^^^^^^^^^^
  |
  = help: add "sensitive": true, or "sensitive": false if its value may be shown

warning: warned.json:8:15: missing description of the parameter `note`
  |
8 |     { "name": "note", "type": "string", "max_length": 10 }
  |               ^^^^^^
  |
  = help: describe each in `doc`, in your own words

warned.json: 1 endpoint: 3 warnings in 1 file

"#]]);
    flitt("check warned.json --deny-warnings --format short").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
warned.json:1:1: warning: missing key `source`
warned.json:6:15: warning: `card_number` looks like a secret and is not redacted
warned.json:8:15: warning: missing description of the parameter `note`

"#]]);
}

#[test]
fn fix_writes_the_canonical_form() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let file = folder.path().join("greet.json");
    let untidy = r#"{"request":[{"type":"string","name":"name","max_length":20,"doc":"Who."}],"endpoint":"greet","key":"none","path":"/api/greet","source":"https://docs.flitt.com/","response":{"signed":"never","rows":[]}}"#;
    std::fs::write(&file, untidy).expect("it can be written");
    std::fs::write(folder.path().join("broken.json"), "{").expect("it can be written");
    let flitt = |arguments: &str| flitt(arguments).current_dir(folder.path());
    flitt("check --fix greet.json")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
greet.json: 1 endpoint: no errors or warnings

"#]])
        .stderr_eq(str![[r#"
fixed greet.json

"#]]);
    let tidy = std::fs::read_to_string(&file).expect("it is there");
    snapbox::assert_data_eq!(
        tidy,
        str![[r#"
{
  "endpoint": "greet",
  "source": "https://docs.flitt.com/",
  "path": "/api/greet",
  "key": "none",
  "request": [
    { "name": "name", "type": "string", "max_length": 20, "doc": "Who." }
  ],
  "response": { "rows": [], "signed": "never" }
}

"#]]
    );
    flitt("check --fix .").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
broken.json:1:2: invalid JSON: unclosed `{` of line 1 at the end of the file
  |
1 | {
  |  ^
  |
  = help: check that the file is complete

.: 1 endpoint: 1 error in 1 file

"#]]);
}

/// The line of a file is quoted, also where its secret is the error.
#[test]
fn a_password_in_an_address_is_not_quoted() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let text = r#"{ "endpoint": "pay", "host": "https://user:pw0rdx@shop.example", "path": "/api/pay?tok=s3cret1", "key": "payment",
        "request": [], "response": { "rows": [] } }"#;
    std::fs::write(folder.path().join("pay.json"), text).expect("it can be written");
    for format in ["full", "short", "json", "github"] {
        let output = flitt("check --format").arg(format).arg(folder.path()).output().expect("it runs");
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
        assert!(printed.contains("host") && output.status.code() == Some(1), "{printed}");
        assert!(!printed.contains("pw0rdx") && !printed.contains("s3cret1"), "{format}: {printed}");
    }
}

/// An excerpt shows the lines of a file, but neither the values of sensitive parameters nor, in examples, those that no table
/// describes. The columns of the rest stay.
#[test]
fn sensitive_values_of_a_line_are_not_shown() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let write = |text: &str| std::fs::write(folder.path().join("pay.json"), text).expect("it can be written");
    let endpoint = |token: &str, values: &str, signed: &str| {
        format!(
            r#"{{ "endpoint": "pay", "doc": "Pays.", "source": "https://shop.example", "path": "/api/pay", "key": "payment",
"request": [ {{ "name": "order_id", "type": "string", "max_length": 3, "doc": "a" }}, {{ "name": "rectoken", "type": "string", {token} "sensitive": true, "doc": "a" }},
{{ "name": "signature", "type": "string", "max_length": 40, "from": "signature", "doc": "a" }} ],
"response": {{ "signed": "never", "rows": [ {{ "name": "text", "type": "string", "max_length": 9, "doc": "a" }} ] }},
"examples": [ {{ "of": "request", "source": "words", "values": {{ {values} }} {signed} }} ] }}
"#
        )
    };
    let length = r#""max_length": 9,"#;
    let secret = r#""rectoken": "canary12""#;
    let signed = format!(
        r#", "signed": {{ "key": "test", "text": "**********|1|canary34", "signature": "{}" }}"#,
        "0".repeat(40)
    );
    let cases = [
        // Names that no table has, and values of another type, in an example.
        (
            endpoint(length, r#""rectokn": "canary12", "order_id": "1""#, ""),
            r#""values": { "rectokn": "********", "order_id": "1" }"#,
        ),
        (
            endpoint(length, r#""order_id": "12345", "rectoken": "canary12""#, ""),
            r#""order_id": "12345", "rectoken": "********""#,
        ),
        (
            endpoint(length, r#""order_id": "1", "rectoken": { "a": ["canary12"] }"#, ""),
            // The name says that what is nested is a token.
            r#""rectoken": {[token]}"#,
        ),
        // The signed text has the values.
        (endpoint(length, &format!(r#""order_id": "1", {secret}"#), &signed), r#"because one of them is sensitive"#),
        // A default, where the error is it, or another key of the line.
        (
            endpoint(r#""max_length": 5, "default": "canary12","#, r#""order_id": "1""#, ""),
            r#"invalid default: `rectoken` is"#,
        ),
        (endpoint(r#""max_lenght": 5, "default": "canary12","#, r#""order_id": "1""#, ""), r#""default": "********""#),
        // Examples that are written in another way.
        (endpoint(length, r#""rectoken": "1", "rectoken": "canary12""#, ""), "duplicate value `rectoken`"),
        (endpoint(length, r#""order_id": "{\"canary12\": 1}""#, ""), r#""order_id": "*"#),
        (endpoint(length, r#""order_id": { "a": "canary12" }"#, ""), r#""order_id": { "a": "********" }"#),
        (endpoint(length, secret, "").replace(r#""values""#, r#""value""#), r#""value": { "rectoken": "********" }"#),
        (endpoint(length, r#""order_id": "1""#, r#", "values": { "rectoken": "canary12" }"#), "duplicate key `values`"),
        (
            endpoint(length, secret, "").replace(r#"{ "rectoken": "canary12" }"#, r#"[ "canary12" ]"#),
            r#""values": [ "********" ]"#,
        ),
        (
            endpoint(length, secret, "").replace("[ { \"of\"", "{ \"of\"").replace("} ] }\n", "} }\n"),
            "`examples` must be a list",
        ),
        (endpoint(length, secret, "").replace(r#""examples""#, r#""example""#), "unknown key `example`"),
        // The examples are on the line of the error.
        (endpoint(r#""max_lenght": 5,"#, secret, "").replace('\n', " "), r#"unknown key `max_lenght`"#),
    ];
    // What may be meant to be sensitive, and what may be meant as a default.
    let marks = [
        r#""sensitive": "yes""#,
        r#""sensitive": "true""#,
        r#""sensitive": 1"#,
        r#""secret": true"#,
        r#""sensitve": true"#,
    ];
    let marked = marks.map(|mark| {
        let text = endpoint(r#""max_length": 5, "default": "canary12","#, r#""order_id": "1""#, "");
        (text.replace(r#""sensitive": true"#, mark), "invalid default: `rectoken`")
    });
    let misspelt = ["defaults", "fix"].map(|key| {
        (endpoint(&format!(r#""max_length": 5, "{key}": "canary12","#), r#""order_id": "1""#, ""), "unknown key")
    });
    for (text, expected) in cases.into_iter().chain(marked).chain(misspelt) {
        write(&text);
        for format in ["full", "short", "json", "github"] {
            let output = flitt("check --format").arg(format).arg(folder.path()).output().expect("it runs");
            let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
            assert!(!printed.contains("canary") && output.status.code() == Some(1), "{format}: {printed}");
            assert!(format != "full" || printed.contains(expected), "{expected}: {printed}");
        }
    }
}

/// Redaction looks through texts of a limited length.
#[test]
fn any_number_of_diagnostics_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = 400;
    for number in 0..files {
        let path = folder.path().join(format!("endpoint_{number}.json"));
        std::fs::write(path, "{ \"order\": \"a parameter that no table has\" }").expect("a file");
    }
    let checked = flitt("check").arg(folder.path()).assert().code(1);
    let printed = String::from_utf8_lossy(&checked.get_output().stdout).into_owned();
    assert!(printed.len() > 64 * 1024, "{}", printed.len());
    for number in 0..files {
        assert!(printed.contains(&format!("endpoint_{number}.json:1:")), "{number}");
    }
}
