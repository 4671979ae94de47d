//! `sign`, and the parameters that it shares with `call`.

use snapbox::cmd::Command;
use snapbox::str;

use crate::flitt::{as_documented_merchant, flitt};

fn sign(arguments: &str) -> Command {
    flitt(&format!("sign --schemas shop --test {arguments}"))
}

#[test]
fn documented_signatures_are_reproduced() {
    as_documented_merchant(flitt("sign order_status order_id=TestOrder2"))
        .assert()
        .code(0)
        .stderr_eq("")
        .stdout_eq(str![[r#"
{"request":{"merchant_id":1396424,"order_id":"TestOrder2","version":"1.0.1","signature":"bb0798a53ab63eb99584859ba46deb9d461b3993"}}

"#]]);
    let checkout = "sign checkout_url order_id=TestOrder2 'order_desc=Test payment' amount=1000 currency=USD \
        server_callback_url=http://myshop/callback/ version=";
    as_documented_merchant(flitt(checkout)).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
{"request":{"amount":1000,"currency":"USD","merchant_id":1396424,"order_desc":"Test payment","order_id":"TestOrder2","server_callback_url":"http://myshop/callback/","signature":"91ea7da493a8367410fe3d7f877fb5e0ed666490"}}

"#]]);
}

#[test]
fn explain_prints_the_signed_text_on_stderr() {
    let explained = sign("charge --explain order_id=test1 -").stdin(r#"{"card": "4444555566661111", "amount": 100}"#);
    explained.assert().code(0).stdout_eq(str![[r#"
{"request":{"amount":100,"card":"4444555566661111","merchant_id":1549901,"order_id":"test1","version":"1.0.1","signature":"261114a55e8d99a987088469b6c646294901a61e"}}

"#]]).stderr_eq(str![[r#"
signed, in this order, with the payment key:
  payment key  **********
  amount       100
  card         [card]
  merchant_id  1549901
  order_id     **********1
  version      1.0.1
signed text:
  **********|100|[card]|1549901|**********1|1.0.1

"#]]);
    sign("greet --explain name=Nino")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{"request":{"name":"Nino"}}

"#]])
        .stderr_eq(str![[r#"
nothing is signed: this endpoint has no signature

"#]]);
}

#[test]
fn parameters_from_a_file() {
    sign("look_up @order.json").assert().code(0).stderr_eq("").stdout_eq(str![[r#"
{"request":{"merchant_id":1549901,"order_id":"42","signature":"4c74a782caeb915a44b31f320d69965f6dc2758f"}}

"#]]);
}

#[test]
fn sensitive_parameters_are_rejected_as_arguments() {
    sign("charge order_id=1 amount=5 card=4444555566661111").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `card` is sensitive: every user of the machine can see the arguments of a process
help: put {"card": ".."} into a file and write @FILE, or pipe it and write -

"#]]);
    // A misspelt name does not print the number either.
    sign("charge order_id=1 amount=5 crad=4444555566661111").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `card` is sensitive: every user of the machine can see the arguments of a process
help: put {"card": ".."} into a file and write @FILE, or pipe it and write -

"#]]);
    sign("charge order_id=1 amount=5 4444555566661111").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: PARAM 3 is not `name=value`, `@FILE` or `-`
help: write a parameter as name=value, such as order_id=42

"#]]);
}

#[test]
fn all_errors_of_a_request_are_reported_together() {
    sign("charge order_id=123456789 amuont=5 merchant_id=7 currency=GE").assert().code(1).stdout_eq("").stderr_eq(
        str![[r#"
error: invalid request to `charge`:
  `amuont` is not a parameter of this endpoint; did you mean `amount`?
  `merchant_id` cannot be set: its value comes from the credentials, the signature or the protocol
  `order_id` is 9 characters long; at most 8 are allowed
  `amount` is mandatory and not set
  `currency` is not a currency of three letters, such as GEL
  exactly one of `card`, `token` must be set
help: `flitt show charge` describes the parameters

"#]],
    );
    sign("charge order_id= amount=5 -")
        .stdin(r#"{"card": "1", "token": "2"}"#)
        .assert()
        .code(1)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: invalid request to `charge`:
  `order_id` is mandatory and empty
  exactly one of `card`, `token` must be set
help: `flitt show charge` describes the parameters

"#]]);
}

#[test]
fn objects_contain_strings_and_integers() {
    let with = |object: &str| sign("charge order_id=1 -").stdin(object.to_owned()).assert().code(2).stdout_eq("");
    with(r#"{"amount": 5.0}"#).stderr_eq(str![[r#"
error: `amount` in stdin is a number with a fraction or an exponent
help: parameters are strings and integers; omit those that are not set

"#]]);
    with(r#"{"amount": 5e2}"#).stderr_eq(str![[r#"
error: `amount` in stdin is a number with a fraction or an exponent
help: parameters are strings and integers; omit those that are not set

"#]]);
    with(r#"{"amount": true}"#).stderr_eq(str![[r#"
error: `amount` in stdin is a boolean
help: parameters are strings and integers; omit those that are not set

"#]]);
    with(r#"{"amount": null}"#).stderr_eq(str![[r#"
error: `amount` in stdin is null
help: parameters are strings and integers; omit those that are not set

"#]]);
    with(r#"{"amount": [5]}"#).stderr_eq(str![[r#"
error: `amount` in stdin is an object or an array
help: nested data is sent as text: write it as a string that contains the JSON

"#]]);
    with(r#"{"request": {"amount": 5}}"#).stderr_eq(str![[r#"
error: `request` in stdin is an object or an array
help: omit the envelope: the parameters belong in the outermost object

"#]]);
    with(r#"{"amount": 5, "amount": 6}"#).stderr_eq(str![[r#"
error: stdin does not contain a JSON object of parameters: duplicate field `amount`
help: write an object such as {"order_id": "42", "amount": 1000}

"#]]);
    with(r#"{"amount": 5"#).stderr_eq(str![[r#"
error: stdin does not contain a JSON object of parameters: not a JSON object (line 1, column 12)
help: write an object such as {"order_id": "42", "amount": 1000}

"#]]);
    with(r#"{"order_id": "2"}"#).stderr_eq(str![[r#"
error: duplicate parameter `order_id`
help: give it in one place only

"#]]);
}

#[test]
fn unreadable_files_are_errors() {
    sign("look_up -").stdin("\n").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: stdin does not contain a JSON object of parameters: it is empty
help: write an object such as {"order_id": "42", "amount": 1000}

"#]]);
    sign("charge @nowhere.json").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `nowhere.json`: [..]
help: check the path and the permissions of the file

"#]]);
    sign("charge - -").stdin("{}").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: duplicate `-`: stdin can be read once only
help: write `-` once

"#]]);
    sign("charge -").stdin(b"\xff".to_vec()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read stdin: it is not UTF-8
help: save it as UTF-8

"#]]);
}

#[test]
fn missing_keys_name_their_variables() {
    flitt("sign order_status order_id=1").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_MERCHANT_ID is not set
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the public test merchant of the gateway with --test

"#]]);
    let payout = flitt("sign pay_out --schemas shop order_id=1");
    as_documented_merchant(payout).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the payout key is missing; it is needed to sign this request
help: set FLITT_PAYOUT_KEY

"#]]);
    let wrong = flitt("sign order_status order_id=1").env("FLITT_MERCHANT_ID", "me");
    wrong.assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_MERCHANT_ID does not hold a merchant's number
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the public test merchant of the gateway with --test

"#]]);
}

#[test]
fn the_signed_text_is_compared_with_that_of_the_gateway() {
    let order = "sign checkout_url --test order_id=test7 'order_desc=Test payment' amount=1000 currency=GEL";
    flitt(&format!("{order} --gateway-text rejected.json")).assert().code(0).stderr_eq(str![[r#"
    PARAMETER    SIGNED BY YOU   HASHED BY THE GATEWAY
    amount       1000            1000
    currency     GEL             GEL
    merchant_id  1549901         1549901
!=  order_desc   "Test payment"  "Test+payment"
    order_id     **********7     **********7
    version      1.0.1           1.0.1
first difference: `order_desc`: you signed "Test payment", the gateway hashed "Test+payment": the value was encoded for an address or a form on its way (`+` or `%20` for a space); sign the plain text, and encode the body once, when it is written

"#]])
        .stdout_eq(str![[r#"
{"request":{"amount":1000,"currency":"GEL","merchant_id":1549901,"order_desc":"Test payment","order_id":"test7","version":"1.0.1","signature":"ab603cf02850efe6768976eea819e0949807e59c"}}

"#]]);
    // The text alone; of a sensitive value, only the length is printed.
    let charge = r#"{"card": "4444555566661111", "order_id": "1", "amount": 100}"#;
    let command = "sign charge --schemas shop --test - --gateway-text masked.txt";
    flitt(command).stdin(charge).assert().code(0).stderr_eq(str![[r#"
    PARAMETER    SIGNED BY YOU    HASHED BY THE GATEWAY
    amount       100              100
!=  card         [16 characters]  [19 characters]
    merchant_id  1549901          1549901
    order_id     1                1
    version      1.0.1            1.0.1
first difference: `card`: you signed a redacted value of 16 characters, the gateway hashed a redacted value of 19 characters: spaces differ, at an end or within; trim a value before it is signed, and send what was signed

"#]]);
    flitt(&format!("{order} --gateway-text order.json")).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the input contains no signed text of the gateway
help: give the gateway's response with error 1014, its error message, or a text that begins with **********

"#]]);
}
