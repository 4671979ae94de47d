//! `import`.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn a_page_is_converted_to_a_schema_file() {
    flitt("import pages/loan.txt").assert().code(0).stderr_eq(str![[r#"
imported 11 parameters of the request, 7 parameters of the response

"#]]).stdout_eq(str![[r#"
{
  "$schema": "./endpoint.schema.json",
  "endpoint": "loan_ask",
  "doc": "Imported from a page of the documentation; describe here what it does.",
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
fn malformed_lines_are_skipped_with_warnings() {
    flitt("import pages/malformed.txt --endpoint malformed --path /api/malformed")
        .assert()
        .code(0)
        .stderr_eq(str![[r#"
warning: line 2: skipped text between the header and the first row
warning: line 4: skipped a malformed row: the type `float` of `second` is neither string nor integer
warning: line 6: skipped a malformed row: the length `ten` of `third` cannot be read
warning: line 7: `fourth` has no length; it is imported without a limit
warning: line 8: skipped a malformed row: the length 40 of `fifth` is out of range
warning: line 9: skipped a malformed row: `sixth` is neither mandatory nor optional
warning: line 10: skipped the duplicate row `first`
warning: line 11: skipped a malformed row: `se-venth` is not a valid name of a parameter
warning: line 14: skipped the value `toolong` of `eighth`: it is 7 characters long; at most 2 are allowed
warning: line 15: skipped the duplicate value `ok` of `eighth`
warning: line 16: cannot parse `what you like` as one value of `eighth`
warning: line 18: skipped the default `5` of `ninth`: the parameter is mandatory
warning: line 19: skipped a malformed row: the length `7` of `last_one` cannot be read
warning: line 22: skipped the row `tenth`: its table has ended above
warning: the page has no response table; name a shared table in `response`
imported 4 parameters of the request, 0 parameters of the response

"#]])
        .stdout_eq(str![[r#"
{
  "$schema": "./endpoint.schema.json",
  "endpoint": "malformed",
  "doc": "Imported from a page of the documentation; describe here what it does.",
  "path": "/api/malformed",
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
fn an_imported_schema_equals_its_page() {
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
fn a_page_without_a_table_is_rejected() {
    flitt("import pages/prose.txt").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: `pages/prose.txt` contains no table of parameters
help: a table has titles such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`; save the page as HTML, Markdown or text

"#]]);
    flitt("import -").stdin("").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: stdin contains no table of parameters
help: a table has titles such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`; save the page as HTML, Markdown or text

"#]]);
    flitt("diff order_status pages/prose.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `pages/prose.txt` contains no table of parameters
help: a table has titles such as `Parameters Type Mandatory Description`, and rows such as `order_id string(1024) mandatory ..`; save the page as HTML, Markdown or text

"#]]);
}

#[test]
fn invalid_names_and_paths_are_rejected() {
    flitt("import pages/loan.txt --endpoint Loan").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `Loan` is not a valid name of an endpoint
help: use lower-case letters, digits and `_`, such as order_status; keywords of Rust, `tables` and `reference` are reserved

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
error: cannot use the schema file `nowhere.json`
help: `flitt check nowhere.json` reports why

"#]]);
}

/// The parameters of an imported page: name, type, length, `mandatory`, default and values.
fn parameters(page: &str) -> Vec<String> {
    let output = flitt(&format!("import {page}")).output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = |rows: &serde_json::Value| rows.as_array().unwrap().clone();
    let shown = |row: &serde_json::Value| {
        let mut text =
            format!("{} {}({})", row["name"].as_str().unwrap(), row["type"].as_str().unwrap(), row["max_length"]);
        if row["mandatory"] == true {
            text.push_str(" mandatory");
        }
        if let Some(default) = row["default"].as_str() {
            text = format!("{text} = {default}");
        }
        let values = row["values"].as_array().into_iter().flatten();
        let values: Vec<&str> = values.map(|it| it.as_str().or(it["value"].as_str()).unwrap()).collect();
        if values.is_empty() { text } else { format!("{text} {}", values.join(" ")) }
    };
    let request = rows(&schema["request"]);
    let response = rows(&schema["response"]["rows"]);
    request.iter().map(shown).chain(["response".to_owned()]).chain(response.iter().map(shown)).collect()
}

#[test]
fn a_page_with_the_word_in_the_description_and_examples_is_read_completely() {
    let request = |values: &str| {
        vec![
            "order_id string(1024) mandatory".to_owned(),
            "merchant_id integer(12) mandatory".to_owned(),
            "signature string(40) mandatory".to_owned(),
            "version string(10) = 1.0".to_owned(),
            "amount integer(12) mandatory".to_owned(),
            format!("currency string(3) mandatory {values}"),
            "comment string(1024)".to_owned(),
            "response".to_owned(),
            "order_id string(1024)".to_owned(),
        ]
    };
    let status = "revers_status string(50) created declined approved".to_owned();
    let rest = [status, "response_status string(50)".to_owned(), "signature string(40)".to_owned()];
    let mut expected = request("EUR USD UAH");
    expected.push("merchant_id integer(12)".to_owned());
    expected.extend(rest.clone());
    assert_eq!(parameters("pages/reversal.txt"), expected);
    let mut expected = request("EUR USD");
    expected.extend(rest);
    assert_eq!(parameters("pages/reversal.html"), expected);
    for (page, found) in [("txt", "5 parameters"), ("html", "4 parameters")] {
        let output = flitt(&format!("import pages/reversal.{page} --path /api/reverse")).output().unwrap();
        let schema = String::from_utf8(output.stdout).unwrap();
        for example in ["ID1234", "1773cf13", "10 euros", "came back”"] {
            assert!(!schema.contains(example), "{example}\n{schema}");
        }
        let notes = String::from_utf8(output.stderr).unwrap();
        assert_eq!(notes, format!("imported 7 parameters of the request, {found} of the response\n"));
    }
}

#[test]
fn doubts_are_reported_with_their_lines() {
    let page = "\
| Parameter | Type | Required | Description |
|---|---|---|---|
| shop_id | string(10) | sometimes | Which shop |
| shop_note | string(10) | What it is |
| shop_fee | integer(10,2) | yes | What it costs |
| shop_kind | string(10) | no | Default value: as you like |
| shop_mail | string(10) | no | Up to 20 characters |
";
    flitt("import - --path /api/shop").stdin(page).assert().code(0).stderr_eq(str![[r#"
warning: line 3: cannot tell from `sometimes` whether `shop_id` is mandatory; it is imported as optional
warning: line 4: skipped a malformed row: `shop_note` has 3 cells, the table has 4 columns; it may belong to `shop_id`
warning: line 5: skipped a malformed row: the length `10,2` of `shop_fee` cannot be read
warning: line 6: cannot parse `as you like` as one value of `shop_kind`
warning: line 7: the length of `shop_mail` is 10, but its description says 20
warning: the page has no response table; name a shared table in `response`
imported 3 parameters of the request, 0 parameters of the response

"#]]);
}

/// Pages with as many values as the limit of their size allows. If the work grew with the square of their number, it would take
/// far longer than the guard.
#[test]
fn any_number_of_values_is_read() {
    let distinct: Vec<String> = (0..120_000).map(|number| format!("v{number}")).collect();
    // Signs do not count in Rust, so these have one name there.
    let sign = |number: usize, place: u32| ['-', '_', '.', '+'][number / 4_usize.pow(place) % 4];
    let alike = |number: usize| format!("a{}", (0..9).map(|place| sign(number, place)).collect::<String>());
    let alike: Vec<String> = (0..75_000).map(alike).collect();
    for values in [distinct, alike] {
        let page = format!(
            "| Parameter | Type | Description |\n|---|---|---|\n| kind | string(20) | The kind. Possible values: {} |\n",
            values.join(", "),
        );
        let output = flitt("import -").stdin(page).output().expect("it ends");
        let stderr = String::from_utf8(output.stderr).expect("it is UTF-8");
        assert!(stderr.contains("error: the page does not give a valid schema file"), "{stderr}");
    }
}

#[test]
fn warnings_show_no_value_of_a_sensitive_parameter() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (schema, page) = (folder.path().join("pay.json"), folder.path().join("page.txt"));
    let text = r#"{ "endpoint": "pay", "path": "/api/pay", "key": "none", "request": [
        { "name": "secret", "type": "string", "max_length": 6, "sensitive": true } ],
        "response": { "signed": "never", "rows": [] } }"#;
    std::fs::write(&schema, text).expect("it can be written");
    for (description, warning) in [
        ("Default: `canary12`", "skipped the default `[redacted]`"),
        ("Default: `canary1` Default: `canary2`", "has the defaults `[redacted]` and `[redacted]`"),
        ("Default: canary or what canary means", "cannot parse `[redacted]`"),
        ("Possible values: canary12, b", "skipped the value `[redacted]`"),
        ("Possible values: canary, canary", "skipped the duplicate value `[redacted]`"),
        ("Possible values: a, b. Default: `canary`", "the default `[redacted]` of"),
        ("Mandatory canary, they say.", "may be mandatory: `[redacted]`"),
    ] {
        for (command, name) in [("import", "rectoken"), ("import", "gift_card_token"), ("diff", "secret")] {
            let text = format!(
                "Request parameters\nParameter\tType\tDescription\n{name}\tstring(6)\tThe secret. {description}\n"
            );
            std::fs::write(&page, text).expect("it can be written");
            let schema = (command == "diff").then_some(&schema);
            let output = flitt(command).args(schema).arg(&page).output().expect("it runs");
            let errors = String::from_utf8(output.stderr).expect("it is text");
            assert!(errors.contains(warning) && !errors.contains("canary"), "{name}, {warning}: {errors}");
            let is_shown = command == "diff" && String::from_utf8_lossy(&output.stdout).contains("canary");
            assert!(!is_shown, "{name}, {warning}");
        }
    }
}
