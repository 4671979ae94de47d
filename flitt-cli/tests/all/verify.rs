//! `verify`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::signature::sign;
use snapbox::cmd::Command;
use snapbox::str;

use crate::flitt::{as_documented_merchant, flitt};

const RECEIPT: [(&str, &str); 4] =
    [("order_id", "1"), ("merchant_id", "1549901"), ("amount", "100"), ("kind", "first")];

/// A receipt as JSON, signed with a key.
fn json(key: &str, fields: &[(&str, &str)]) -> String {
    let signature = sign(key, fields.iter().copied());
    let mut all = fields.to_vec();
    all.push(("signature", &signature));
    let fields: Vec<String> = all.iter().map(|(name, text)| format!("{name:?}: {text:?}")).collect();
    format!("{{{}}}", fields.join(", "))
}

/// The receipt with another value of one field.
fn with<'f>(name: &str, text: &'f str) -> Vec<(&'f str, &'f str)> {
    RECEIPT.iter().map(|(known, old)| if *known == name { (*known, text) } else { (*known, *old) }).collect()
}

fn verify(arguments: &str, body: impl Into<String>) -> Command {
    flitt(&format!("verify --schemas shop --test {arguments}")).stdin(body.into())
}

#[test]
fn callbacks_and_responses_are_valid() {
    let callback = json("test", &RECEIPT);
    verify("-", callback.as_str()).assert().code(0).stdout_eq("valid\n").stderr_eq(str![[r#"
parsed as `receipt`, signed with the payment key

"#]]);
    verify("", format!("{{\"response\": {callback}}}\n")).assert().code(0).stdout_eq("valid\n");
    let form = format!("order_id=1&merchant_id=1549901&amount=100&kind=first&signature={}\n", sign("test", RECEIPT));
    verify("-", form).assert().code(0).stdout_eq("valid\n");
}

#[test]
fn the_table_or_an_option_selects_the_key() {
    let payout = json("testcredit", &with("kind", "payout"));
    verify("-", payout).assert().code(0).stdout_eq("valid\n").stderr_eq(str![[r#"
parsed as `receipt`, signed with the payout key

"#]]);
    let unusual = json("testcredit", &RECEIPT);
    verify("--key payout", unusual.as_str()).assert().code(0).stdout_eq("valid\n");
    verify("-", unusual)
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: the payout key signed it, not the payment key

"#]])
        .stderr_eq("");
}

/// A body of protocol 2.0: these fields in its data, signed with a key.
fn in_data(key: &str, fields: &[(&str, &str)]) -> String {
    let members: Vec<String> = fields.iter().map(|(name, text)| format!("{name:?}: {text:?}")).collect();
    let data = STANDARD.encode(format!(r#"{{"order": {{{}}}}}"#, members.join(", ")));
    let signature = sign(key, [("data", data.as_str())]);
    format!(r#"{{"response": {{"version": "2.0", "data": "{data}", "signature": "{signature}"}}}}"#)
}

#[test]
fn data_of_protocol_2_select_their_key() {
    verify("-", in_data("test", &RECEIPT)).assert().code(0).stdout_eq("valid\n").stderr_eq(str![[r#"
parsed as `receipt`, signed with the payment key, in protocol 2.0

"#]]);
    let payout = with("kind", "payout");
    verify("-", in_data("testcredit", &payout)).assert().code(0).stdout_eq("valid\n");
    verify("-", in_data("test", &payout)).assert().code(1).stdout_eq(str![[r#"
invalid: wrong signature: the payment key signed it, not the payout key

"#]]);
    verify("-", in_data("test", &with("merchant_id", "7"))).assert().code(1).stdout_eq(str![[r#"
invalid: correct signature, but it is for another merchant (parsed as `receipt`)

"#]]);
    let failure = [("response_status", "failure"), ("error_code", "1002")];
    verify("-", in_data("test", &failure)).assert().code(1).stdout_eq(str![[r#"
invalid: it is a failure with code 1002, and failures are never signed: [..]

"#]]);
    let duplicate = in_data("test", &[("amount", "1"), ("amount", "2")]);
    verify("-", duplicate).assert().code(1).stdout_eq(str![[r#"
invalid: duplicate field `amount`

"#]]);
}

#[test]
fn data_of_protocol_2_are_explained() {
    let mut receipt = RECEIPT.to_vec();
    receipt.extend([("card", "4444555566661111"), ("mystery", "4444")]);
    let changed = in_data("other", &receipt);
    verify("--explain", changed)
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: it was modified in transit, or not signed with the payment key in use

"#]])
        .stderr_eq(str![[r#"
signed, in this order, with the payment key:
  payment key  **********
  data         [data]
signed text:
  **********|[data]
the data contain:
{
  "order_id": "1",
  "merchant_id": "1549901",
  "amount": "100",
  "kind": "first",
  "card": "[card]",
  "mystery": "[mystery]"
}

"#]]);
}

#[test]
fn documented_examples_are_valid() {
    // The documentation prints another merchant and currency than were signed; the file contains the signed ones.
    let callback = as_documented_merchant(flitt("verify callback.json"));
    callback.assert().code(0).stdout_eq("valid\n").stderr_eq(str![[r#"
parsed as `final_order`, signed with the payment key

"#]]);
    let payout = flitt("verify --test payout_response.json");
    payout.assert().code(0).stdout_eq("valid\n").stderr_eq(str![[r#"
parsed as `final_order`, signed with the payout key

"#]]);
    let as_test_merchant = flitt("verify --test callback.json");
    as_test_merchant
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: correct signature, but it is for another merchant (parsed as `final_order`)

"#]])
        .stderr_eq("");
}

#[test]
fn a_wrong_signature_has_a_likely_cause() {
    let changed = json("test", &RECEIPT).replace("100", "900");
    verify("-", changed)
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: it was modified in transit, or not signed with the payment key in use

"#]])
        .stderr_eq("");
    let of_another = as_documented_merchant(flitt("verify --schemas shop -")).env("FLITT_PAYMENT_KEY", "mine");
    of_another
        .stdin(json("test", &RECEIPT))
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: it is for the merchant 1549901, but the payment key in use belongs to the merchant 1396424

"#]])
        .stderr_eq("");
    verify("-", r#"{"order_id": "1"}"#).assert().code(1).stdout_eq(str![[r#"
invalid: missing signature

"#]]);
    verify("-", r#"{"order_id": "1", "signature": 7}"#).assert().code(1).stdout_eq(str![[r#"
invalid: the signature is not a string of 40 lower-case hexadecimal digits

"#]]);
}

#[test]
fn bodies_that_break_the_table_are_invalid() {
    let invalid = |name: &str, text: &str| verify("-", json("test", &with(name, text))).assert().code(1).stderr_eq("");
    invalid("amount", "1e2").stdout_eq(str![[r#"
invalid: correct signature, but `amount` is not a number in digits (parsed as `receipt`)

"#]]);
    invalid("order_id", "1|2").stdout_eq(str![[r#"
invalid: correct signature, but `order_id` contains `|`: text was moved there from another parameter (parsed as `receipt`)

"#]]);
    invalid("order_id", "").stdout_eq(str![[r#"
invalid: correct signature, but missing parameter `order_id` (parsed as `receipt`)

"#]]);
    invalid("merchant_id", "7").stdout_eq(str![[r#"
invalid: correct signature, but it is for another merchant (parsed as `receipt`)

"#]]);
    let duplicate = json("test", &RECEIPT).replace("\"kind\"", "\"amount\"");
    verify("-", duplicate).assert().code(1).stdout_eq(str![[r#"
invalid: duplicate field `amount`

"#]]);
}

#[test]
fn unsigned_responses_and_failures_are_invalid() {
    verify("-", r#"{"response": {"greeting": "hello"}}"#).assert().code(1).stdout_eq(str![[r#"
invalid: missing signature; responses of `greet` are never signed

"#]]);
    let failure =
        r#"{"response": {"response_status": "failure", "error_code": 1014, "error_message": "card 4444555566661111"}}"#;
    verify("-", failure)
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: it is a failure with code 1014, and failures are never signed: [..]

"#]])
        .stderr_eq("");
}

#[test]
fn unreadable_bodies_are_errors() {
    let unreadable = |body: &str| verify("-", body).assert().code(2).stdout_eq("");
    unreadable("").stderr_eq(str![[r#"
error: cannot parse the body: it is empty
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    unreadable("hello").stderr_eq(str![[r#"
error: cannot parse the body: it is neither a JSON object nor a form
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    unreadable("{\"order_id\": ").stderr_eq(str![[r#"
error: cannot parse the body: not a JSON object (line 1, column 12)
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"response": [1]}"#).stderr_eq(str![[r#"
error: cannot parse the body: its `response` is not a JSON object
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"request": {"order_id": "1"}}"#).stderr_eq(str![[r#"
error: cannot parse the body: it is a request
help: the gateway verifies requests; `flitt sign` shows the signature that a request should have

"#]]);
    unreadable(r#"{"response": {"version": "2.0", "data": "e30=", "signature": ""}}"#).stderr_eq(str![[r#"
error: cannot parse the body: invalid data of protocol 2.0: missing `order`
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"version": "2.0", "data": "e30", "signature": ""}"#).stderr_eq(str![[r#"
error: cannot parse the body: invalid data of protocol 2.0: the data is not canonical base64
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    unreadable("[1]").stderr_eq(str![[r#"
error: cannot parse the body: not a JSON object (line 1, column 0)
help: give the body of a response or callback as it was received: JSON, or a form

"#]]);
    verify("nowhere.json", "").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `nowhere.json`: [..]
help: check the path and the permissions of the file

"#]]);
}

#[test]
fn a_missing_key_is_an_error() {
    let payout = as_documented_merchant(flitt("verify --schemas shop")).stdin(json("x", &with("kind", "payout")));
    payout.assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the payout key is missing; it is needed to verify this body
help: set FLITT_PAYOUT_KEY

"#]]);
    flitt("verify").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_MERCHANT_ID is not set
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the public test merchant of the gateway with --test

"#]]);
}

/// The documented callback. The documents print another currency and merchant in its text than were signed.
fn callback() -> String {
    include_str!("../fixtures/callback.json").replace("GEL", "UAH").replace("1549901", "1396424")
}

#[test]
fn a_changed_callback_is_compared_with_the_signed_text_of_the_gateway() {
    let valid = as_documented_merchant(flitt("verify --explain callback.json"));
    valid.assert().code(0).stdout_eq("valid\n").stderr_eq(str![[r#"
parsed as `final_order`, signed with the payment key
signed, in this order, with the payment key:
  payment key        **********
  actual_amount      200
  actual_currency    UAH
  additional_info    [additional_info]
  amount             200
  approval_code      123456
  card_bin           444455
  card_type          VISA
  currency           UAH
  eci                5
  fee_oplata         0
  masked_card        444455XXXXXX1111
  merchant_data      Test merchant data
  merchant_id        1396424
  order_id           **********33694502191
  order_status       approved
  order_time         13.07.2024 01:23:59
  payment_id         805243692
  payment_system     card
  response_status    success
  reversal_amount    0
  rrn                111111111111
  sender_email       **********@**********.com
  settlement_amount  0
  tran_type          purchase
signed text:
  **********|200|UAH|[additional_info]|200|123456|444455|VISA|UAH|5|0|444455XXXXXX1111|Test merchant data|1396424|**********33694502191|approved|13.07.2024 01:23:59|805243692|card|success|0|111111111111|**********@**********.com|0|purchase

"#]]);
    let callback = callback();
    let changed = callback.replacen(r#""amount": "200""#, r#""amount": "2.00""#, 1);
    assert_ne!(callback, changed);
    let changed = as_documented_merchant(flitt("verify --explain")).stdin(changed);
    changed
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: it was modified in transit, or not signed with the payment key in use

"#]])
        .stderr_eq(str![[r#"
    PARAMETER          RECEIVED                   HASHED BY THE GATEWAY
    actual_amount      200                        200
    actual_currency    UAH                        UAH
    additional_info    [451 characters]           [451 characters]
!=  amount             "2.00"                     "200"
    approval_code      123456                     123456
    card_bin           444455                     444455
    card_type          VISA                       VISA
    currency           UAH                        UAH
    eci                5                          5
    fee_oplata         0                          0
    masked_card        444455XXXXXX1111           444455XXXXXX1111
    merchant_data      Test merchant data         Test merchant data
    merchant_id        1396424                    1396424
    order_id           **********33694502191      **********33694502191
    order_status       approved                   approved
    order_time         13.07.2024 01:23:59        13.07.2024 01:23:59
    payment_id         805243692                  805243692
    payment_system     card                       card
    response_status    success                    success
    reversal_amount    0                          0
    rrn                111111111111               111111111111
    sender_email       **********@**********.com  **********@**********.com
    settlement_amount  0                          0
    tran_type          purchase                   purchase
first difference: `amount`: received is "2.00", the gateway signed "200": one of them counts major units

"#]]);
}

#[test]
fn another_key_is_recognized_by_what_the_gateway_masked() {
    let other_key = flitt("verify --explain").env("FLITT_MERCHANT_ID", "1396424").env("FLITT_PAYMENT_KEY", "Test");
    other_key
        .stdin(callback())
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: it was modified in transit, or not signed with the payment key in use

"#]])
        .stderr_eq(str![[r#"
   PARAMETER          RECEIVED                   HASHED BY THE GATEWAY
   actual_amount      200                        200
   actual_currency    UAH                        UAH
   additional_info    [451 characters]           [451 characters]
   amount             200                        200
   approval_code      123456                     123456
   card_bin           444455                     444455
   card_type          VISA                       VISA
   currency           UAH                        UAH
   eci                5                          5
   fee_oplata         0                          0
   masked_card        444455XXXXXX1111           444455XXXXXX1111
   merchant_data      ********** merchant data   ********** merchant data
   merchant_id        1396424                    1396424
   order_id           **********33694502191      **********33694502191
   order_status       approved                   approved
   order_time         13.07.2024 01:23:59        13.07.2024 01:23:59
   payment_id         805243692                  805243692
   payment_system     card                       card
   response_status    success                    success
   reversal_amount    0                          0
   rrn                111111111111               111111111111
   sender_email       **********@**********.com  **********@**********.com
   settlement_amount  0                          0
   tran_type          purchase                   purchase
the keys differ in upper and lower case

"#]]);
}
