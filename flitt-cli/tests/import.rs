//! `import` and `diff`.

#![allow(clippy::too_many_lines, reason = "a snapshot is a whole file")]
#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod common;

use common::flitt;
use snapbox::str;

#[test]
fn a_page_becomes_a_schema_file() {
    flitt("import pages/loan.txt").assert().code(0).stderr_eq(str![[r#"
read 11 rows of the request, 7 rows of the answer

"#]]).stdout_eq(str![[r#"
{
  "$schema": "./endpoint.schema.json",
  "endpoint": "loan_ask",
  "doc": "Imported from a page of the documentation; say here what it does.",
  "path": "/api/loan/ask",
  "key": "payment",
  "retry": "never",
  "request": [
    {
      "name": "version",
      "type": "string",
      "max_length": 10,
      "default": "1.0.1",
      "from": "protocol",
      "doc": "Which protocol is spoken."
    },
    {
      "name": "loan_id",
      "type": "string",
      "max_length": 64,
      "mandatory": true,
      "doc": "Name of the loan. Any text does. Nobody reads more than the first sentences of this description, they say."
    },
    {
      "name": "merchant_id",
      "type": "integer",
      "max_length": 12,
      "mandatory": true,
      "unit": "identifier",
      "from": "credentials",
      "doc": "Who lends."
    },
    {
      "name": "amount",
      "type": "integer",
      "max_length": 12,
      "mandatory": true,
      "unit": "minor",
      "doc": "Sum without separator."
    },
    {
      "name": "currency",
      "type": "string",
      "max_length": 3,
      "mandatory": true,
      "values": [
        { "value": "GEL", "doc": "lari of Georgia." },
        { "value": "UZS", "doc": "sum of Uzbekistan." },
        { "value": "KZT", "doc": "tenge." }
      ],
      "format": "currency",
      "doc": "Money of the loan."
    },
    {
      "name": "months",
      "type": "integer",
      "max_length": 3,
      "default": 12,
      "largest": 360,
      "doc": "How long it lasts."
    },
    {
      "name": "insured",
      "type": "string",
      "max_length": 1,
      "default": "N",
      "values": [
        { "value": "Y", "doc": "yes, and the fee is added to the sum." },
        { "value": "N", "doc": "by default, no." }
      ],
      "format": "flag",
      "doc": "Whether somebody pays in case of need."
    },
    {
      "name": "colour",
      "type": "string",
      "max_length": 6,
      "values": ["red", "green", "blue"]
    },
    {
      "name": "return_url",
      "type": "string",
      "max_length": 2048,
      "format": "url",
      "doc": "Where to go then."
    },
    {
      "name": "borrower_email",
      "type": "string",
      "max_length": 256,
      "format": "email",
      "doc": "Who borrows."
    },
    {
      "name": "signature",
      "type": "string",
      "max_length": 40,
      "mandatory": true,
      "from": "signature",
      "doc": "What proves it."
    }
  ],
  "response": {
    "rows": [
      {
        "name": "loan_id",
        "type": "string",
        "max_length": 64,
        "doc": "The same name."
      },
      {
        "name": "loan_state",
        "type": "string",
        "max_length": 20,
        "values": [
          { "value": "asked", "doc": "nobody has looked at it." },
          { "value": "granted", "doc": "the money is on its way." }
        ],
        "doc": "How it stands."
      },
      {
        "name": "kind",
        "type": "string",
        "max_length": 20,
        "values": [
          "small",
          "big loan",
          { "value": "very big", "doc": "for houses." }
        ]
      },
      {
        "name": "level",
        "type": "integer",
        "max_length": 1,
        "values": [
          { "value": "1", "rust": "Value1", "doc": "none." },
          { "value": "2", "rust": "Value2", "doc": "some." }
        ],
        "doc": "Level of trust – higher is better."
      },
      {
        "name": "granted_at",
        "type": "string",
        "max_length": 19,
        "format": "date_time",
        "doc": "When, as DD.MM.YYYY hh:mm:ss."
      },
      {
        "name": "first_payment",
        "type": "string",
        "max_length": 10,
        "format": "date",
        "doc": "Day as DD.MM.YYYY."
      },
      {
        "name": "extra",
        "type": "string",
        "max_length": 1000,
        "format": "json",
        "doc": "More in JSON format."
      }
    ],
    "signed": "never"
  }
}

"#]]);
}

#[test]
fn ragged_lines_are_told_and_left_out() {
    flitt("import pages/ragged.txt --endpoint ragged --path /api/ragged")
        .assert()
        .code(0)
        .stderr_eq(str![[r#"
warning: line 2: text between the header and the first row, which is left out
warning: line 4: this looks like a row and is left out: the type `float` of `second` is neither string nor integer
warning: line 6: this looks like a row and is left out: the length `ten` of `third` cannot be read
warning: line 7: `fourth` has no length; it is imported without a limit
warning: line 8: this looks like a row and is left out: the length 40 of `fifth` makes no sense
warning: line 9: this looks like a row and is left out: `sixth` is neither called mandatory nor optional
warning: line 10: `first` stands twice in this table; the second one is left out
warning: line 11: this looks like a row and is left out: `se-venth` is no name of a parameter
warning: line 14: the value `toolong` of `eighth` is 7 characters long; at most 2 are allowed; it is left out
warning: line 15: the value `ok` of `eighth` stands twice; the second one is left out
warning: line 16: `what you like`, said of `eighth`, cannot be read as one value
warning: line 18: `ninth` is mandatory and has the default `5`, which is left out
warning: line 19: this looks like a row and is left out: the length `7` of `last_one` cannot be read
warning: line 22: `tenth` looks like a row, but its table has ended above; it is left out
warning: the page has no answer table; name a shared table in `response`
read 4 rows of the request, 0 rows of the answer

"#]])
        .stdout_eq(str![[r#"
{
  "$schema": "./endpoint.schema.json",
  "endpoint": "ragged",
  "doc": "Imported from a page of the documentation; say here what it does.",
  "path": "/api/ragged",
  "key": "none",
  "retry": "never",
  "request": [
    {
      "name": "first",
      "type": "string",
      "max_length": 10,
      "mandatory": true,
      "doc": "Good."
    },
    {
      "name": "fourth",
      "type": "string",
      "max_length": null,
      "mandatory": true,
      "doc": "No length."
    },
    {
      "name": "eighth",
      "type": "string",
      "max_length": 2,
      "values": [
        { "value": "ok", "doc": "good." }
      ],
      "doc": "Values that do not fit."
    },
    {
      "name": "ninth",
      "type": "integer",
      "max_length": 2,
      "mandatory": true,
      "doc": "A number."
    }
  ],
  "response": {
    "rows": [],
    "signed": "never"
  }
}

"#]]);
}

#[test]
fn what_is_imported_equals_its_page() {
    let schema = String::from_utf8(flitt("import pages/loan.txt --endpoint loan").output().unwrap().stdout).unwrap();
    let folder = std::env::temp_dir().join(format!("flitt-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("loan.json");
    std::fs::write(&file, schema).unwrap();
    let checked = flitt(&format!("check {}", file.display())).output().unwrap();
    let compared = flitt(&format!("diff {} pages/loan.txt", file.display())).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(checked.status.success(), "{checked:?}");
    assert_eq!(String::from_utf8(compared.stdout).unwrap(), "loan: no differences\n");
}

#[test]
fn a_page_without_a_table_is_told() {
    flitt("import pages/prose.txt").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: `pages/prose.txt` has no table of parameters
help: a table has a header such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`

"#]]);
    flitt("import -").stdin("").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: stdin has no table of parameters
help: a table has a header such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`

"#]]);
    flitt("diff order_status pages/prose.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `pages/prose.txt` has no table of parameters
help: a table has a header such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`

"#]]);
}

#[test]
fn names_that_are_none_are_refused() {
    flitt("import pages/loan.txt --endpoint Loan").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `Loan` cannot be the name of an endpoint
help: use lower-case letters, digits and `_`, such as order_status; words of Rust, `tables` and `reference` are taken

"#]]);
    flitt("import pages/loan.txt --path api").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the path `api` does not begin with `/`
help: write it as /api/capture/order_id

"#]]);
    flitt("import nowhere.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `nowhere.txt`: No such file or directory (os error 2)
help: check the path and the permissions of the file

"#]]);
    flitt("diff order_statu pages/loan.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `order_statu`
help: did you mean `order_status`?

"#]]);
    flitt("diff nowhere.json pages/loan.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the schema file `nowhere.json` cannot be used
help: see why with `flitt check nowhere.json`

"#]]);
}

#[test]
fn a_shared_table_is_not_compared_alone() {
    flitt("diff shop/tables/receipt.json pages/look_up.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `shop/tables/receipt.json` is shared by endpoints, and is compared with them
help: name an endpoint, or the file of one

"#]]);
}

#[test]
fn differences_are_told() {
    flitt("diff shop/look_up.json pages/look_up.txt")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the page has no answer table; it is not compared

"#]])
        .stdout_eq(str![[r#"
look_up: 2 differences
  request: `order_id` has the length 8 in the schema, 9 on the page
  request: `newcomer` is on the page and not in the schema

"#]]);
    // What a schema declares is no difference; whatever else such a row says is one.
    flitt("diff declared.json pages/declared.txt")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the page has no answer table; it is not compared

"#]])
        .stdout_eq(str![[r#"
declared: 4 differences
  request: `now_heard` is on the page, undocumented in the schema
  request: `odd` has the type string in the schema, integer on the page
  request: `odd` is optional in the schema, mandatory on the page
  request: `currency` lists on the page, and not in the schema: `QQQ`
declared by the schema:
  request: `elsewhere` is not on the page
  request: `unheard` is not on the page

"#]]);
    flitt("diff --schemas shop charge pages/loan.txt")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the answer is compared with the table `receipt`

"#]])
        .stdout_eq(str![[r#"
charge: 25 differences
  request: `order_id` is not on the page
  request: `amount` has the length 6 in the schema, 12 on the page
  request: `currency` has the default `GEL` in the schema, none on the page
  request: `currency` is optional in the schema, mandatory on the page
  request: `kind` is not on the page
  request: `card` is not on the page
  request: `loan_id` is on the page and not in the schema
  request: `months` is on the page and not in the schema
  request: `insured` is on the page and not in the schema
  request: `colour` is on the page and not in the schema
  request: `return_url` is on the page and not in the schema
  request: `borrower_email` is on the page and not in the schema
  answer: `order_id` is not on the page
  answer: `merchant_id` is not on the page
  answer: `amount` is not on the page
  answer: `kind` has the length 9 in the schema, 20 on the page
  answer: `kind` lists on the page, and not in the schema: `big loan`, `small`, `very big`
  answer: `card_token` is not on the page
  answer: `signature` is not on the page
  answer: `loan_id` is on the page and not in the schema
  answer: `loan_state` is on the page and not in the schema
  answer: `level` is on the page and not in the schema
  answer: `granted_at` is on the page and not in the schema
  answer: `first_payment` is on the page and not in the schema
  answer: `extra` is on the page and not in the schema
declared by the schema:
  request: `token` is not on the page

"#]]);
}

#[test]
fn help_tells_the_arguments() {
    flitt("import --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Turn a documentation page into a schema file: 0 written, 1 no table, 2 cannot run

Usage: flitt import [OPTIONS] <PAGE>

Arguments:
  <PAGE>  The page as plain text, or `-` for stdin

Options:
      --endpoint <NAME>  The name of the endpoint [default: made of the path]
      --path <PATH>      The path of the endpoint [default: the one after `POST` on the page]
  -h, --help             Print help

"#]]);
    flitt("diff --help").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
Compare a schema with a documentation page: 0 the same, 1 differences, 2 cannot run

Usage: flitt diff [OPTIONS] <SCHEMA> <PAGE>

Arguments:
  <SCHEMA>  A schema file, or the name of an endpoint
  <PAGE>    The page as plain text, or `-` for stdin

Options:
      --schemas <DIR>  Use the schema files of this folder instead of the built-in ones
  -h, --help           Print help

"#]]);
}
