//! `check`, `list` and `show`.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod common;

use common::flitt;
use snapbox::str;

#[test]
fn check_finds_nothing_in_a_clean_folder() {
    flitt("check shop").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
shop: 4 endpoints, 1 table: no findings

"#]]);
    flitt("check shop/look_up.json shop/tables/receipt.json").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
shop/look_up.json: 1 endpoint, 1 table: no findings
shop/tables/receipt.json: 1 table: no findings

"#]]);
}

#[test]
fn check_finds_nothing_in_the_shipped_schemas() {
    flitt("check ../../../schemas").assert().code(0).stderr_eq("");
}

#[test]
fn check_shows_every_finding() {
    flitt("check broken").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
broken/refund.json:4:10: `key` cannot be `paymnet`
  |
4 |   "key": "paymnet",
  |          ^^^^^^^^^ did you mean `payment`?
  |
  = help: `key` is `payment`, `payout`, `company` or `none`

broken/refund.json:5:45: `type` cannot be `strnig`
  |
5 |   "request": [{ "name": "order_id", "type": "strnig", "max_length": 8 }],
  |                                             ^^^^^^^^ did you mean `string`?
  |
  = help: `type` is `string`, `integer`, `boolean`, `decimal`, `object`, `list`, `map` or `texts`

broken/tables/receipt.json:3:66: `max_length` of 0 makes no sense
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` goes from 1 to 1000000 characters; write null where there is no limit

broken: 1 endpoint, 1 table: 3 findings in 2 files

"#]]);
}

#[test]
fn check_takes_single_files_by_their_folder() {
    flitt("check broken/tables/receipt.json").assert().code(1).stderr_eq("").stdout_eq(str![[r#"
broken/tables/receipt.json:3:66: `max_length` of 0 makes no sense
  |
3 |   "rows": [{ "name": "order_id", "type": "string", "max_length": 0 }]
  |                                                                  ^
  |
  = help: `max_length` goes from 1 to 1000000 characters; write null where there is no limit

broken/tables/receipt.json: 1 table: 1 finding in 1 file

"#]]);
}

#[test]
fn check_takes_the_folder_of_the_environment() {
    flitt("check").env("FLITT_SCHEMAS", "shop").assert().code(0).stdout_eq(str![[r#"
shop: 4 endpoints, 1 table: no findings

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
ENDPOINT  PATH          KEY      DESCRIPTION
charge    /api/charge   payment  Charges a card.
greet     /api/greet    -        Says hello.
look_up   /api/look_up  payment  Looks an order up.
pay_out   /api/pay_out  payout   Sends money out.

"#]]);
}

#[test]
fn list_shows_the_built_in_endpoints() {
    flitt("list").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
ENDPOINT[..]PATH[..]KEY[..]DESCRIPTION
...
order_status[..]/api/status/order_id[..]payment[..]
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
card         string(19)                       Format: card_number. Sensitive: never shown, and taken from a file or stdin only.
token        string(40)                       Sensitive: never shown, and taken from a file or stdin only. Quirk: Real ones are longer.
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
