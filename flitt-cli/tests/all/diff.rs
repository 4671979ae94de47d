//! `diff`.

use snapbox::str;

use crate::flitt::flitt;

#[test]
fn a_shared_table_is_rejected() {
    flitt("diff shop/tables/receipt.json pages/look_up.txt").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot compare `shop/tables/receipt.json` alone: endpoints share it, and it is compared with them
help: name an endpoint, or the file of one

"#]]);
}

#[test]
fn differences_are_listed() {
    flitt("diff shop/look_up.json pages/look_up.txt")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the page has no response table; it is not compared

"#]])
        .stdout_eq(str![[r#"
look_up: 2 differences
  request: `order_id` has the length 8 in the schema, 9 on the page
  request: `newcomer` is on the page, but not in the schema

"#]]);
    // Differences that a schema declares do not count; others of the same parameter do.
    flitt("diff declared.json pages/declared.txt")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the page has no response table; it is not compared

"#]])
        .stdout_eq(str![[r#"
declared: 4 differences
  request: `now_heard` is on the page, but undocumented in the schema
  request: `odd` has the type string in the schema, integer on the page
  request: `odd` is optional in the schema, mandatory on the page
  request: `currency` has values on the page only: `QQQ`
known differences, which the schema declares:
  request: `elsewhere` is not on the page
  request: `unheard` is not on the page

"#]]);
    flitt("diff --schemas shop charge pages/loan.txt")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the response is compared with the table `receipt`

"#]])
        .stdout_eq(str![[r#"
charge: 25 differences
  request: `order_id` is not on the page
  request: `amount` has the length 6 in the schema, 12 on the page
  request: `currency` has the default `GEL` in the schema, none on the page
  request: `currency` is optional in the schema, mandatory on the page
  request: `kind` is not on the page
  request: `card` is not on the page
  request: `loan_id` is on the page, but not in the schema
  request: `months` is on the page, but not in the schema
  request: `insured` is on the page, but not in the schema
  request: `colour` is on the page, but not in the schema
  request: `return_url` is on the page, but not in the schema
  request: `borrower_email` is on the page, but not in the schema
  response: `order_id` is not on the page
  response: `merchant_id` is not on the page
  response: `amount` is not on the page
  response: `kind` has the length 9 in the schema, 20 on the page
  response: `kind` has values on the page only: `big loan`, `small`, `very big`
  response: `card_token` is not on the page
  response: `signature` is not on the page
  response: `loan_id` is on the page, but not in the schema
  response: `loan_state` is on the page, but not in the schema
  response: `level` is on the page, but not in the schema
  response: `granted_at` is on the page, but not in the schema
  response: `first_payment` is on the page, but not in the schema
  response: `extra` is on the page, but not in the schema
known differences, which the schema declares:
  request: `token` is not on the page

"#]]);
}

#[test]
fn a_page_of_any_layout_is_compared() {
    flitt("diff reverse_order pages/reversal.html")
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
note: the response is compared with the table `reversal`

"#]])
        .stdout_eq(str![[r#"
reverse_order: 5 differences
  request: `version` has the default `1.0.1` in the schema, `1.0` on the page
  request: `email` is not on the page
  response: `merchant_id` is not on the page
  response: `response_description` is not on the page
  response: `revers_status` is on the page, but not in the schema
known differences, which the schema declares:
  request: `reverse_id` is not on the page
  request: `receiver` is not on the page
  response: `currency` is not on the page
  response: `reverse_status` is not on the page
  response: `reverse_id` is not on the page
  response: `transaction_id` is not on the page
  response: `response_code` is not on the page
  response: `comment` is not on the page
  response: `reversal_amount` is not on the page

"#]]);
    // A page that never says what is mandatory does not say that everything is optional.
    let page = "Request parameters\n\nName\tType\tDescription\norder_id\tstring(9)\tWhich one\n";
    flitt("diff shop/look_up.json -")
        .stdin(page)
        .assert()
        .code(1)
        .stderr_eq(str![[r#"
warning: line 3: nothing says which parameters are mandatory; all are taken as optional
note: mandatory and optional are not compared
note: the page has no response table; it is not compared

"#]])
        .stdout_eq(str![[r#"
look_up: 3 differences
  request: `order_id` has the length 8 in the schema, 9 on the page
  request: `merchant_id` is not on the page
  request: `signature` is not on the page

"#]]);
}

#[test]
fn a_card_number_of_a_schema_or_a_page_is_not_quoted() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let schema = folder.path().join("pay.json");
    let text = r#"{ "endpoint": "pay", "path": "/api/pay", "key": "none", "request": [
        { "name": "order_id", "type": "string", "max_length": 16, "default": "4444555566661111" } ],
        "response": { "signed": "never", "rows": [ { "name": "text", "type": "string", "max_length": 9 } ] } }"#;
    std::fs::write(&schema, text).expect("it can be written");
    let page = folder.path().join("page.txt");
    let table = "Request parameters\nParameter\tType\tDescription\norder_id\tstring(16)\tThe order. Default: `5105105105105100`\n";
    std::fs::write(&page, table).expect("it can be written");
    let output = flitt("diff").arg(&schema).arg(&page).output().expect("it runs");
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
    assert!(printed.contains("default") && printed.contains("[card_number]"), "{printed}");
    assert!(!printed.contains("4444555566661111") && !printed.contains("5105105105105100"), "{printed}");
}

#[test]
fn the_default_of_a_sensitive_parameter_is_not_quoted() {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let (schema, page) = (folder.path().join("pay.json"), folder.path().join("page.txt"));
    for (default, on_page, expected) in [
        (r#""default": "canary12","#, "Default: `canary34`", "has another default in the schema than on the page"),
        (r#""default": "canary12","#, "", "has a default in the schema, none on the page"),
        ("", "Default: `canary34`", "has a default on the page, none in the schema"),
        (r#""default": "canary12","#, "Default: `canary12`", "no differences"),
    ] {
        let text = format!(
            r#"{{ "endpoint": "pay", "path": "/api/pay", "key": "none", "request": [
            {{ "name": "secret", "type": "string", "max_length": 16, {default} "sensitive": true }} ],
            "response": {{ "signed": "never", "rows": [] }} }}"#
        );
        std::fs::write(&schema, text).expect("it can be written");
        let table =
            format!("Request parameters\nParameter\tType\tDescription\nsecret\tstring(16)\tThe secret. {on_page}\n");
        std::fs::write(&page, table).expect("it can be written");
        let output = flitt("diff").arg(&schema).arg(&page).output().expect("it runs");
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
        assert!(printed.contains(expected) && !printed.contains("canary"), "{expected}: {printed}");
    }
}
