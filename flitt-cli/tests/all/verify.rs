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
invalid: correct signature, but it names another merchant than the credentials (parsed as `receipt`)

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
  "card": "[redacted]",
  "mystery": "[redacted]"
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
invalid: correct signature, but it names another merchant than the credentials (parsed as `final_order`)

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
invalid: correct signature, but it names another merchant than the credentials (parsed as `receipt`)

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
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable("hello").stderr_eq(str![[r#"
error: cannot parse the body: it is neither a JSON object nor a form
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable("{\"order_id\": ").stderr_eq(str![[r#"
error: cannot parse the body: not a JSON object (line 1, column 12)
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"response": [1]}"#).stderr_eq(str![[r#"
error: cannot parse the body: its `response` is not a JSON object
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"request": [1]}"#).stderr_eq(str![[r#"
error: cannot parse the body: its `request` is not a JSON object
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"response": {"version": "2.0", "data": "e30=", "signature": ""}}"#).stderr_eq(str![[r#"
error: cannot parse the body: invalid data of protocol 2.0: missing `order`
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable(r#"{"version": "2.0", "data": "e30", "signature": ""}"#).stderr_eq(str![[r#"
error: cannot parse the body: invalid data of protocol 2.0: the data is not canonical base64
help: give the body of a response, a callback or a request as it was received: JSON, or a form

"#]]);
    unreadable("[1]").stderr_eq(str![[r#"
error: cannot parse the body: not a JSON object (line 1, column 1)
help: give the body of a response, a callback or a request as it was received: JSON, or a form

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
invalid: wrong signature: the keys differ in upper and lower case

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

/// A request of the fixtures' `charge`, signed over these texts, the key first.
fn request(parameters: &str, hashed: &str) -> String {
    // The SHA-1 of a text is the signature of no values with that key.
    format!("{{{parameters}, \"signature\": \"{}\"}}", sign(hashed, []))
}

const CHARGE: &str =
    r#""order_id": "1", "merchant_id": 1549901, "amount": 100, "kind": "first", "card": "4444555566661111""#;
const CHARGE_TEXT: &str = "test|100|4444555566661111|first|1549901|1";

#[test]
fn requests_of_other_clients_are_checked() {
    let valid = request(CHARGE, CHARGE_TEXT);
    verify("", format!("{{\"request\": {valid}}}")).assert().code(0).stdout_eq("valid request\n").stderr_eq(str![[
        r#"
parsed as a request, `charge`, signed with the payment key

"#
    ]]);
    verify("--request -", valid.as_str()).assert().code(0).stdout_eq("valid request\n");
    verify("--request=charge", valid.as_str()).assert().code(0).stdout_eq("valid request\n");
    let form = format!(
        "order_id=1&merchant_id=1549901&amount=100&kind=first&card=4444555566661111&signature={}",
        sign(CHARGE_TEXT, [])
    );
    verify("--request", form.as_str()).assert().code(0).stdout_eq("valid request\n");
    // Without the envelope or the option, a request is taken for a callback, which it is not.
    let order = r#""order_id": "1", "merchant_id": 1549901, "order_desc": "Tea", "amount": 100, "currency": "GEL""#;
    let order = request(order, "test|100|GEL|1549901|Tea|1");
    flitt("verify --test --request").stdin(order.as_str()).assert().code(0).stdout_eq("valid request\n");
    flitt("verify --test").stdin(order).assert().code(1).stdout_eq(str![[r#"
invalid: correct signature, but missing parameter `order_status` (parsed as `final_order`)

"#]]);
    verify("--request=chrage", valid.as_str()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: there is no endpoint `chrage`
help: did you mean `charge`?

"#]]);
    verify("--request=greet", valid.as_str()).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot check the request: requests to this endpoint are not signed

"#]]);
    let payout = format!(r#"{{"request": {}}}"#, request(r#""order_id": "1", "merchant_id": 1396424"#, "x"));
    let without_key = as_documented_merchant(flitt("verify --schemas shop --request=pay_out")).stdin(payout);
    without_key.assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the payout key is missing; it is needed to verify this request
help: set FLITT_PAYOUT_KEY

"#]]);
}

/// What a body says is on the line of the verdict: no line of its own looks like another verdict.
#[test]
fn a_verdict_is_one_line() {
    for merchant in ["1\nvalid request\n", "1\u{1b}[30m", "1\r"] {
        let body = serde_json::json!({ "request": {
            "order_id": "1", "merchant_id": merchant, "signature": "0".repeat(40) } });
        let output = verify("--request=charge", body.to_string()).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.starts_with("invalid: ") && shown.lines().count() == 1 && !shown.contains('\u{1b}'), "{shown:?}");
    }
}

#[test]
fn a_wrong_request_is_explained() {
    let wrong = |parameters: &str, hashed: &str| verify("--request", request(parameters, hashed)).assert().code(1);
    wrong(CHARGE, "test|100|4444555566661111|1549901|1")
        .stdout_eq(str![[r#"
invalid: wrong signature: `kind`: it was sent but not signed; sign every parameter of the body that is not empty (parsed as a request, `charge`)

"#]])
        .stderr_eq("");
    wrong(CHARGE, &format!("{CHARGE_TEXT}|1.0.1")).stdout_eq(str![[r#"
invalid: wrong signature: `version`: it was signed but did not arrive; send every parameter that is signed (parsed as a request, `charge`)

"#]]);
    wrong(CHARGE, &CHARGE_TEXT.replace("test|", "\"test\"|")).stdout_eq(str![[r#"
invalid: wrong signature: one of the keys has quotes around it; remove the quotes: `docker --env-file` and some programs keep them as part of the key (parsed as a request, `charge`)

"#]]);
    wrong(CHARGE, "something else").stdout_eq(str![[r#"
invalid: wrong signature: no other form of the key, of the values or of the list of parameters gives it; take the key of this merchant from the portal, and compare the values that were signed with those that were sent (parsed as a request, `charge`)

"#]]);
    wrong(&CHARGE.replace("1549901", "7"), "something else").stdout_eq(str![[r#"
invalid: wrong signature: it is for the merchant 7, but the payment key in use belongs to the merchant 1549901 (parsed as a request, `charge`)

"#]]);
    wrong(&CHARGE.replace("1549901", "7"), &CHARGE_TEXT.replace("1549901", "7")).stdout_eq(str![[r#"
invalid: correct signature, but it is for the merchant 7, not 1549901 (parsed as a request, `charge`)

"#]]);
    // What the gateway would reject although its signature is right.
    let values = CHARGE.replace("100", "\"1e2\"").replace("\"1\"", "\"123456789\"") + r#", "mystery": "x""#;
    wrong(&values, "test|1e2|4444555566661111|first|1549901|123456789")
        .stdout_eq(str![[r#"
invalid: correct signature, but not what the table of `charge` allows:
  `order_id` is 9 characters long; at most 8 are allowed
  `amount` is not an integer

"#]])
        .stderr_eq(str![[r#"
not in the table of `charge`, so not signed: `mystery`

"#]]);
    let unsigned = format!("{{{CHARGE}}}");
    verify("--request", unsigned).assert().code(1).stdout_eq(str![[r#"
invalid: missing signature (parsed as a request, `charge`)

"#]]);
}

#[test]
fn a_request_is_explained_without_its_secrets() {
    verify("--request --explain", request(CHARGE, CHARGE_TEXT)).assert().code(0).stderr_eq(str![[r#"
parsed as a request, `charge`, signed with the payment key
signed, in this order, with the payment key:
  payment key  **********
  amount       100
  card         [card]
  kind         first
  merchant_id  1549901
  order_id     1
signed text:
  **********|100|[card]|first|1549901|1

"#]]);
}

#[test]
fn requests_of_the_gateway_are_found_by_their_parameters() {
    flitt("verify --test request.json")
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
invalid: wrong signature: no other form of the key, of the values or of the list of parameters gives it; take the key of this merchant from the portal, and compare the values that were signed with those that were sent (parsed as a request, `create_order`)

"#]])
        .stderr_eq("");
    flitt("verify --test subscription.json").assert().code(0).stdout_eq("valid request\n").stderr_eq(str![[r#"
parsed as a request, `create_order`, signed with the payment key

"#]]);
    let order = r#"{"order": {"order_id": "1", "merchant_id": 1549901, "order_desc": "Tea", "amount": 100, "currency": "GEL"}}"#;
    let data = STANDARD.encode(order);
    let in_data = |hashed: &str| {
        let signature = sign(hashed, []);
        let body = format!(r#"{{"request": {{"version": "2.0", "data": "{data}", "signature": "{signature}"}}}}"#);
        flitt("verify --test").stdin(body).assert()
    };
    in_data(&format!("test|{data}")).code(0).stdout_eq("valid request\n").stderr_eq(str![[r#"
parsed as a request, `create_order`, signed with the payment key, in protocol 2.0

"#]]);
    in_data("test|100|GEL|1549901|Tea|1").code(1).stdout_eq(str![[r#"
invalid: wrong signature: one side signed the data of protocol 2.0, the other the values of protocol 1; sign the base64 text alone in protocol 2.0 and say so in `version`, or the values without it in protocol 1 (parsed as a request, `create_order`)

"#]]);
    let nested =
        r#"{"request": {"order_id": "1", "amount": 1, "recurring_data": {"period": "it's"}, "signature": "x"}}"#;
    flitt("verify --test").stdin(nested).assert().code(1).stdout_eq(str![[r#"
invalid: it is not known how protocol 1 signs this `recurring_data`: a text in it has a quote, a backslash, `|`, a control character, or one outside ASCII; nested values are sent in protocol 2.0

"#]]);
}

#[test]
fn a_callback_with_a_nested_value_is_not_proven() {
    let fields = r#""order_id": "1", "merchant_id": "1549901", "amount": "100", "currency": "GEL", "order_status": "approved", "response_status": "success""#;
    let hashed = "test|{'capture_status': 'hold'}|100|GEL|1549901|1|approved|success";
    let signature = sign(hashed, []);
    let body = format!(r#"{{{fields}, "additional_info": {{"capture_status": "hold"}}, "signature": "{signature}"}}"#);
    flitt("verify --test").stdin(body).assert().code(1).stdout_eq(str![[r#"
invalid: unproven signature: it is valid only if nested values are signed as in requests of protocol 1, which is not known of callbacks; ask for the status of the order

"#]]);
}

#[test]
fn byte_order_marks_of_saved_files_are_skipped() {
    let callback = json("test", &RECEIPT);
    verify("-", format!("\u{feff}{callback}")).assert().code(0).stdout_eq("valid\n");
    verify("-", format!("\u{feff}{callback}\r\n")).assert().code(0).stdout_eq("valid\n");
    let form =
        format!("\u{feff}order_id=1&merchant_id=1549901&amount=100&kind=first&signature={}", sign("test", RECEIPT));
    verify("-", form).assert().code(0).stdout_eq("valid\n");
    flitt("verify --test bom.json").assert().code(0).stdout_eq("valid\n");
    // Windows PowerShell writes UTF-16 where its output is sent to a file.
    let utf_16: Vec<u8> = format!("\u{feff}{callback}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    flitt("verify --schemas shop --test -").stdin(utf_16).assert().code(0).stdout_eq("valid\n");
    // Only the first character of a file is a mark.
    verify("-", format!("\u{feff}\u{feff}{callback}")).assert().code(2).stdout_eq("");
}
