//! `check`, `list` and `show`.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod common;

use common::flitt;
use snapbox::str;

#[test]
fn check_warns_in_a_folder_without_faults() {
    flitt("check shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
warning: shop/charge.json:10:15: the parameters `version`, `merchant_id`, `currency`, `kind`, `card`, `token` and `signature` have no description
   |
10 |     { "name": "version", "type": "string", "max_length": 10, "default": "1.0.1", "from": "protocol" },
   |               ^^^^^^^^^
   |
   = help: say in `doc` what each is, in your own words

warning: shop/greet.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/greet.json:7:25: the parameters `name` and `greeting` have no description
  |
7 |   "request": [{ "name": "name", "type": "string", "max_length": 20 }],
  |                         ^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/look_up.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/look_up.json:8:15: the parameters `order_id`, `merchant_id` and `signature` have no description
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/pay_out.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/pay_out.json:8:15: the parameters `order_id`, `merchant_id` and `signature` have no description
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/tables/receipt.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/tables/receipt.json:6:15: the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature` have no description
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

shop: 4 endpoints, 1 table: 9 warnings in 5 files

"#]]);
    flitt("check shop/look_up.json shop/tables/receipt.json").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
warning: shop/look_up.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/look_up.json:8:15: the parameters `order_id`, `merchant_id` and `signature` have no description
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/tables/receipt.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/tables/receipt.json:6:15: the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature` have no description
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

shop/look_up.json: 1 endpoint, 1 table: 4 warnings in 2 files
warning: shop/tables/receipt.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/tables/receipt.json:6:15: the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature` have no description
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

shop/tables/receipt.json: 1 table: 2 warnings in 1 file

"#]]);
}

#[test]
fn check_finds_nothing_in_the_shipped_schemas() {
    flitt("check ../../../schemas").assert().code(0).stderr_eq("");
}

#[test]
fn check_shows_every_finding() {
    flitt("check broken").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
warning: broken/refund.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

broken/refund.json:4:10: `key` cannot be `paymnet`
  |
4 |   "key": "paymnet",
  |          ^^^^^^^^^ did you mean `payment`?
  |
  = help: `key` is `payment`, `payout`, `company` or `none`

warning: broken/refund.json:5:25: the parameter `order_id` has no description
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                         ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

broken/refund.json:5:45: `type` cannot be `strnig`
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                                             ^^^^^^^^ did you mean `string`?
  |
  = help: `type` is `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map` or `texts`

warning: broken/tables/receipt.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: broken/tables/receipt.json:3:22: the parameter `order_id` has no description
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                      ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

broken/tables/receipt.json:3:66: `max_length` of 0 makes no sense
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` goes from 1 to 1000000 characters; write null where there is no limit

broken: 1 endpoint, 1 table: 3 findings in 2 files, 4 warnings in 2 files

"#]]);
}

#[test]
fn check_takes_single_files_by_their_folder() {
    flitt("check broken/tables/receipt.json").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
warning: broken/tables/receipt.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: broken/tables/receipt.json:3:22: the parameter `order_id` has no description
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                      ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

broken/tables/receipt.json:3:66: `max_length` of 0 makes no sense
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` goes from 1 to 1000000 characters; write null where there is no limit

broken/tables/receipt.json: 1 table: 1 finding in 1 file, 2 warnings in 1 file

"#]]);
}

#[test]
fn check_takes_the_folder_of_the_environment() {
    flitt("check").env("FLITT_SCHEMAS", "shop").assert().code(0).stdout_eq(str![[r#"
warning: shop/charge.json:10:15: the parameters `version`, `merchant_id`, `currency`, `kind`, `card`, `token` and `signature` have no description
   |
10 |     { "name": "version", "type": "string", "max_length": 10, "default": "1.0.1", "from": "protocol" },
   |               ^^^^^^^^^
   |
   = help: say in `doc` what each is, in your own words

warning: shop/greet.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/greet.json:7:25: the parameters `name` and `greeting` have no description
  |
7 |   "request": [{ "name": "name", "type": "string", "max_length": 20 }],
  |                         ^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/look_up.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/look_up.json:8:15: the parameters `order_id`, `merchant_id` and `signature` have no description
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/pay_out.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/pay_out.json:8:15: the parameters `order_id`, `merchant_id` and `signature` have no description
  |
8 |     { "name": "order_id", "type": "string", "max_length": 8, "mandatory": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warning: shop/tables/receipt.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: shop/tables/receipt.json:6:15: the parameters `order_id`, `merchant_id`, `amount`, `kind`, `card_token` and `signature` have no description
  |
6 |     { "name": "order_id", "type": "string", "max_length": 8, "always": true, "echo": true },
  |               ^^^^^^^^^^
  |
  = help: say in `doc` what each is, in your own words

shop: 4 endpoints, 1 table: 9 warnings in 5 files

"#]]);
}

#[test]
fn check_says_why_it_cannot_run() {
    flitt("check").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is nothing to check: no path is given, and there is no `schemas`
help: name a folder of schema files, or single files: flitt check PATH

"#]]);
    flitt("check shop nowhere").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no file or folder `nowhere`
help: check the path

"#]]);
    flitt("check ../common").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there are no schema files in `../common`
help: endpoints are its `*.json` files, shared tables stand in `tables/`, lists in `reference/`

"#]]);
    flitt("check shop/tables").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `shop/tables` holds the shared tables of another folder
help: check the whole folder: `flitt check shop`

"#]]);
    flitt("check .")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop/tables"))
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: `.` holds the shared tables of another folder
help: check the whole folder: `flitt check ..`

"#]]);
}

#[test]
fn list_shows_the_endpoints_of_a_folder() {
    flitt("list --schemas shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
ENDPOINT  KEY      PATH          DESCRIPTION
charge    payment  /api/charge   Charges a card.
greet     -        /api/greet    Says hello.
look_up   payment  /api/look_up  Looks an order up.
pay_out   payout   /api/pay_out  Sends money out.

"#]]);
}

#[test]
fn list_shows_the_built_in_endpoints() {
    flitt("list").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
ENDPOINT[..]KEY[..]PATH[..]DESCRIPTION
...
order_status[..]payment[..]/api/status/order_id[..]
...

"#]]);
}

#[test]
fn show_tells_what_the_file_says() {
    flitt("show charge --schemas shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
charge
Charges a card. The payer is not asked.

  path         POST /api/charge
  signed with  the payment key
  protocol     1.0.1
  answer       signed, unless it tells of a failure
  repeat       never while the outcome is unknown: ask `look_up` what became of it
  source       https://shop.example/charge

Request
PARAMETER    TYPE         MANDATORY  DEFAULT  DESCRIPTION
version      string(10)              1.0.1    Set by itself; `version=` leaves it out.
order_id     string(8)    yes                 Name of the order.
merchant_id  integer(12)  yes                 Comes from the credentials.
amount       integer(6)   yes                 Sum. In minor units: 1020 is 10.20.
currency     string(3)               GEL      Format: currency.
kind         string(9)                        Values: `first`, `repeat`.
card         string(19)                       Format: card_number. Sensitive: never shown. Taken from a file or stdin only.
token        string(40)                       Sensitive: never shown. Taken from a file or stdin only. Quirk: Real ones are longer.
signature    string(40)   yes                 Made by signing.

- exactly one of `card`, `token` must be set: one way to pay

Answer (table `receipt`)
PARAMETER    TYPE         ALWAYS  DESCRIPTION
order_id     string(8)    yes
merchant_id  integer(12)  yes
amount       integer(6)           In minor units: 1020 is 10.20.
kind         string(9)
card_token   string               Sensitive: never shown.
signature    string(40)

"#]]);
}

#[test]
fn show_suggests_endpoints() {
    flitt("show chrage --schemas shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `chrage`
help: did you mean `charge`?

"#]]);
    flitt("show look --schemas shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `look`
help: did you mean `look_up`?

"#]]);
    flitt("show /api/pay_out --schemas shop").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `/api/pay_out`
help: did you mean `pay_out`?

"#]]);
    flitt("show nothing_like_it").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `nothing_like_it`
help: `flitt list` shows all of them

"#]]);
}

#[test]
fn broken_schemas_are_not_used() {
    flitt("list --schemas broken").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the schemas of `broken` cannot be used: 3 findings
help: see them with `flitt check broken`

"#]]);
    flitt("list").env("FLITT_SCHEMAS", "nowhere").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no folder `nowhere`
help: --schemas and FLITT_SCHEMAS name a folder of schema files

"#]]);
}

#[test]
fn other_programs_read_findings_in_their_forms() {
    flitt("check broken --format short").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
broken/refund.json:1:1: warning: this file has no `source`: nobody knows where its facts come from
broken/refund.json:4:10: error: `key` cannot be `paymnet`
broken/refund.json:5:25: warning: the parameter `order_id` has no description
broken/refund.json:5:45: error: `type` cannot be `strnig`
broken/tables/receipt.json:1:1: warning: this file has no `source`: nobody knows where its facts come from
broken/tables/receipt.json:3:22: warning: the parameter `order_id` has no description
broken/tables/receipt.json:3:66: error: `max_length` of 0 makes no sense

"#]]);
    flitt("check broken --format github").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
::warning file=broken/refund.json,line=1,col=1::this file has no `source`: nobody knows where its facts come from%0Aname the page in `source`, so that the next reader can compare: "source": "https://.."
::error file=broken/refund.json,line=4,col=10::`key` cannot be `paymnet`%0A`key` is `payment`, `payout`, `company` or `none`
::warning file=broken/refund.json,line=5,col=25::the parameter `order_id` has no description%0Asay in `doc` what each is, in your own words
::error file=broken/refund.json,line=5,col=45::`type` cannot be `strnig`%0A`type` is `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map` or `texts`
::warning file=broken/tables/receipt.json,line=1,col=1::this file has no `source`: nobody knows where its facts come from%0Aname the page in `source`, so that the next reader can compare: "source": "https://.."
::warning file=broken/tables/receipt.json,line=3,col=22::the parameter `order_id` has no description%0Asay in `doc` what each is, in your own words
::error file=broken/tables/receipt.json,line=3,col=66::`max_length` of 0 makes no sense%0A`max_length` goes from 1 to 1000000 characters; write null where there is no limit

"#]]);
    flitt("check broken/tables/receipt.json --format json").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{
  "errors": 1,
  "findings": [
    {
      "column": 1,
      "file": "broken/tables/receipt.json",
      "help": "name the page in `source`, so that the next reader can compare: /"source/": /"https://../"",
      "line": 1,
      "message": "this file has no `source`: nobody knows where its facts come from",
      "severity": "warning"
    },
    {
      "column": 22,
      "file": "broken/tables/receipt.json",
      "help": "say in `doc` what each is, in your own words",
      "line": 3,
      "message": "the parameter `order_id` has no description",
      "severity": "warning"
    },
    {
      "column": 66,
      "file": "broken/tables/receipt.json",
      "help": "`max_length` goes from 1 to 1000000 characters; write null where there is no limit",
      "line": 3,
      "message": "`max_length` of 0 makes no sense",
      "severity": "error"
    }
  ],
  "warnings": 2
}

"#]]);
}

#[test]
fn warnings_are_findings_only_on_request() {
    flitt("check warned.json").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
warning: warned.json:1:1: this file has no `source`: nobody knows where its facts come from
  |
1 | {
  | ^
  |
  = help: name the page in `source`, so that the next reader can compare: "source": "https://.."

warning: warned.json:6:15: `card_number` looks like a secret, and is shown to people
  |
6 |     { "name": "card_number", "type": "string", "max_length": 19, "mandatory": true, "doc": "The card." },
  |               ^^^^^^^^^^^^^
  |
  = help: write "sensitive": true, or "sensitive": false where its value may be seen

warning: warned.json:8:15: the parameter `note` has no description
  |
8 |     { "name": "note", "type": "string", "max_length": 10 }
  |               ^^^^^^
  |
  = help: say in `doc` what each is, in your own words

warned.json: 1 endpoint: 3 warnings in 1 file

"#]]);
    flitt("check warned.json --deny-warnings --format short").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
warned.json:1:1: warning: this file has no `source`: nobody knows where its facts come from
warned.json:6:15: warning: `card_number` looks like a secret, and is shown to people
warned.json:8:15: warning: the parameter `note` has no description

"#]]);
}

#[test]
fn a_starter_file_checks_clean() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let flitt = |arguments: &str| flitt(arguments).current_dir(folder.path());
    flitt("new loyalty_points")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
schemas/loyalty_points.json

"#]])
        .stderr_eq(str![[r#"
put the rows of the documentation's table into `request`, one by one; then
  flitt check schemas
  flitt show loyalty_points --schemas schemas
and in Rust:
  #[derive(flitt_client::Endpoint)]
  #[flitt(schema = "schemas/loyalty_points.json")]
  pub struct LoyaltyPoints;

"#]]);
    flitt("check --deny-warnings").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
schemas: 1 endpoint: no findings

"#]]);
    flitt("new loyalty_points").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is a file `schemas/loyalty_points.json` already
help: choose another name, or edit that file

"#]]);
    flitt("new Points").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `Points` cannot be the name of an endpoint
help: use lower-case letters, digits and `_`, such as order_status; words of Rust, `tables` and `reference` are taken

"#]]);
    // A name that the modules of a folder have.
    flitt("new reference").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `reference` cannot be the name of an endpoint
help: use lower-case letters, digits and `_`, such as order_status; words of Rust, `tables` and `reference` are taken

"#]]);
    flitt("new points --folder schemas/loyalty_points.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot write `schemas/loyalty_points.json/points.json`: File exists (os error 17)
help: name another folder with --folder, or check its permissions

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
greet.json: 1 endpoint: no findings

"#]])
        .stderr_eq(str![[r#"
wrote greet.json anew

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
broken.json:1:2: this is not JSON: the file ends before the `{` of line 1 is closed
  |
1 | {
  |  ^
  |
  = help: is the file complete?

.: 1 endpoint: 1 finding in 1 file

"#]]);
}
