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

/// With the built-in schemas: all that is wrong, and what to write.
#[test]
fn requests_that_cannot_work_are_rejected() {
    let order = "sign --test checkout_url order_id=u0 order_desc=Tea currency=gel amount=0 lang=ka \
        server_callback_url=/wc-api/flitt response_url=javascript:alert(1) cancel_url=shop.example/basket \
        'reservation_data={\"account\": \"7\"}'";
    flitt(order).assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: invalid request to `checkout_url`:
  `amount` is 0, which is accepted only when `verification` is `Y` and `verification_type` is `amount`
  `currency` is not a currency of three capital letters, such as GEL
  `response_url` is not an address to which a browser can return: write an absolute address, such as https://shop.example/thanks or, of an application, myapp://paid
  `server_callback_url` is not an address to which the gateway can post: write an absolute http or https address with a host, such as https://shop.example/callback
  `cancel_url` is not an address to which a browser can return: write an absolute address, such as https://shop.example/thanks or, of an application, myapp://paid
  `reservation_data` is not JSON in base64: encode the text of the JSON in standard base64, with padding
help: `flitt show checkout_url` describes the parameters

"#]]);
    // A card check by amount, an address of an application, JSON in base64.
    let check = "sign --test checkout_url order_id=u0 order_desc=Tea currency=GEL amount=0 verification=Y \
        verification_type=amount response_url=myapp://paid reservation_data=e30=";
    flitt(check).assert().code(0).stderr_eq("");
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
  `currency` is not a currency of three capital letters, such as GEL
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

#[test]
fn byte_order_marks_of_saved_files_are_skipped() {
    let body = r#"{"request":{"merchant_id":1549901,"order_id":"42","signature":"4c74a782caeb915a44b31f320d69965f6dc2758f"}}
"#;
    sign("look_up -").stdin("\u{feff}{\"order_id\": \"42\"}").assert().code(0).stdout_eq(body);
    let utf_16 = "\u{feff}{\"order_id\": \"42\"}".encode_utf16();
    sign("look_up -")
        .stdin(utf_16.clone().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
        .assert()
        .code(0)
        .stdout_eq(body);
    sign("look_up -").stdin(utf_16.flat_map(u16::to_be_bytes).collect::<Vec<u8>>()).assert().code(0).stdout_eq(body);
    let order =
        "sign checkout_url --test order_id=test7 'order_desc=Test payment' amount=1000 currency=GEL --gateway-text -";
    let text = "\u{feff}**********|1000|GEL|1549901|Test+payment|**********7|1.0.1\r\n";
    flitt(order).stdin(text).assert().code(0).stderr_eq(str![[r#"
...
first difference: `order_desc`: you signed "Test payment", the gateway hashed "Test+payment": [..]

"#]]);
    flitt("call checkout_url --test --dry-run -")
        .stdin("\u{feff}{\"order_id\": \"1\", \"order_desc\": \"x\", \"amount\": 1, \"currency\": \"GEL\"}")
        .assert()
        .code(0);
}

#[test]
fn a_rejected_request_with_an_equal_signature_was_another_one() {
    let sign = "sign checkout_url order_id=Demo123456 'order_desc=demo order 789' amount=125 currency=USD version= --gateway-text -";
    let message = "Invalid signature signature: 6bd069be8a6e2f2bbe176df00ba63cc681ca38aa; response_signature_string: **********|125|USD|1396424|demo order 789|Demo123456";
    as_documented_merchant(flitt(sign)).stdin(message).assert().code(0).stderr_eq(str![[r#"
   PARAMETER    SIGNED BY YOU   HASHED BY THE GATEWAY
   amount       125             125
   currency     USD             USD
   merchant_id  1396424         1396424
   order_desc   demo order 789  demo order 789
   order_id     Demo123456      Demo123456
the key and these values are the gateway's, so the rejected request was signed over other values; look at that request: `flitt verify` finds out which parameters its signature left out or added

"#]]);
    // The signature alone, as protocol 2.0 has it.
    let alone = message.split(';').next().unwrap_or_default();
    as_documented_merchant(flitt(sign)).stdin(alone).assert().code(0).stderr_eq(str![[r#"
   PARAMETER    SIGNED BY YOU   HASHED BY THE GATEWAY
   amount       125             125
   currency     USD             USD
   merchant_id  1396424         1396424
   order_desc   demo order 789  demo order 789
   order_id     Demo123456      Demo123456
the key and these values are the gateway's, so the rejected request was signed over other values; look at that request: `flitt verify` finds out which parameters its signature left out or added

"#]]);
    let quoted = flitt(sign).env("FLITT_MERCHANT_ID", "1396424").env("FLITT_PAYMENT_KEY", "tset");
    quoted.stdin(message).assert().code(0).stderr_eq(str![[r#"
   PARAMETER    SIGNED BY YOU   HASHED BY THE GATEWAY
   amount       125             125
   currency     USD             USD
   merchant_id  1396424         1396424
   order_desc   demo order 789  demo order 789
   order_id     Demo123456      Demo123456
two neighbouring characters are swapped in one of the keys; copy the key, do not type it

"#]]);
}

#[test]
fn the_parameters_of_a_sent_signature_are_found() {
    let order = r#"{"order_id": "1007_1", "order_desc": "Order: 1001", "amount": 2500, "currency": "GEL", "lang": "ka",
        "sender_email": "payer@example.com", "response_url": "https://shop.example/thanks",
        "server_callback_url": "https://shop.example/wc-api/flitt", "version": ""}"#;
    let with = |signature: &str| {
        flitt(&format!("sign checkout_url --test - --sent-signature {signature}")).stdin(order).assert().code(0)
    };
    with("9cdeedfd158be1c5d0fb29222a5c364b90481231").stderr_eq(str![[r#"
the sent signature: `sender_email`: it was sent but not signed; sign every parameter of the body that is not empty

"#]]);
    with("62944447029d3b61cd1d0a8982c783f8c7159b97").stderr_eq(str![[r#"
the sent signature is that of these parameters

"#]]);
    with("62944447029D3B61CD1D0A8982C783F8C7159B97").stderr_eq(str![[r#"
the sent signature: the signature is valid, but in upper case; write its hexadecimal digits in lower case

"#]]);
    with("no-signature").stderr_eq(str![[r#"
the sent signature: the signature is not a SHA-1 in 40 hexadecimal digits; write the SHA-1 of the text in lower-case hexadecimal digits

"#]]);
}

#[test]
fn nested_values_are_signed_in_either_protocol() {
    let order = r#"{"order_id": "test_subscription5", "currency": "GEL", "order_desc": "Test payment", "amount": 100, "subscription": "Y",
        "recurring_data": "{\"every\": 5, \"period\": \"day\", \"amount\": 1000, \"state\": \"Y\", \"readonly\": \"Y\", \"quantity\": 100, \"trial_period\": \"month\", \"trial_quantity\": 1}"}"#;
    flitt("sign checkout_url --test --explain version= -")
        .stdin(order)
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{"request":{"amount":100,"currency":"GEL","merchant_id":1549901,"order_desc":"Test payment","order_id":"test_subscription5","recurring_data":{"every": 5, "period": "day", "amount": 1000, "state": "Y", "readonly": "Y", "quantity": 100, "trial_period": "month", "trial_quantity": 1},"subscription":"Y","signature":"4120ca8501b8003bb4860c6fc354c9e3ceb85d0c"}}

"#]])
        .stderr_eq(str![[r#"
signed, in this order, with the payment key:
  payment key     **********
  amount          100
  currency        GEL
  merchant_id     1549901
  order_desc      Test payment
  order_id        **********_subscription5
  recurring_data  {'every': '5', 'period': 'day', 'amount': '1000', 'state': 'Y', 'readonly': 'Y', 'quantity': '100', 'trial_period': 'month', 'trial_quantity': '1'}
  subscription    Y
signed text:
  **********|100|GEL|1549901|Test payment|**********_subscription5|{'every': '5', 'period': 'day', 'amount': '1000', 'state': 'Y', 'readonly': 'Y', 'quantity': '100', 'trial_period': 'month', 'trial_quantity': '1'}|Y

"#]]);
    flitt("sign checkout_url --test --gateway-text subscription_1014.json -")
        .stdin(order)
        .assert()
        .code(0)
        .stderr_eq(str![[r#"
    PARAMETER  SIGNED BY YOU     HASHED BY THE GATEWAY
!=  data       [400 characters]  [3 characters]
!=  ?          (missing)         [3 characters]
!=  ?          (missing)         [7 characters]
!=  ?          (missing)         [12 characters]
!=  ?          (missing)         [24 characters]
!=  ?          (missing)         [147 characters]
!=  ?          (missing)         [1 characters]
one side signed the data of protocol 2.0, the other the values of protocol 1; sign the base64 text alone in protocol 2.0 and say so in `version`, or the values without it in protocol 1

"#]]);
    flitt("sign checkout_url --test --gateway-text subscription_1014.json version= -")
        .stdin(order)
        .assert()
        .code(0)
        .stderr_eq(str![[r#"
   PARAMETER       SIGNED BY YOU                                                                                                                                        HASHED BY THE GATEWAY
   amount          100                                                                                                                                                  100
   currency        GEL                                                                                                                                                  GEL
   merchant_id     1549901                                                                                                                                              1549901
   order_desc      Test payment                                                                                                                                         Test payment
   order_id        **********_subscription5                                                                                                                             **********_subscription5
   recurring_data  {'every': '5', 'period': 'day', 'amount': '1000', 'state': 'Y', 'readonly': 'Y', 'quantity': '100', 'trial_period': 'month', 'trial_quantity': '1'}  {'every': '5', 'period': 'day', 'amount': '1000', 'state': 'Y', 'readonly': 'Y', 'quantity': '100', 'trial_period': 'month', 'trial_quantity': '1'}
   subscription    Y                                                                                                                                                    Y
the key and these values are the gateway's, so the rejected request was signed over other values; look at that request: `flitt verify` finds out which parameters its signature left out or added

"#]]);
    let unknown = order.replace("month", "it's");
    flitt("sign checkout_url --test version= -").stdin(unknown).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: it is not known how protocol 1 signs this `recurring_data`: a text in it has a quote, a backslash, `|`, a control character, or one outside ASCII; send the request in protocol 2.0, which is the default for nested values

"#]]);
}

#[test]
fn keys_of_the_environment_are_trimmed_or_rejected() {
    let sign = |key: &str| {
        flitt("sign order_status order_id=TestOrder2").env("FLITT_MERCHANT_ID", "1396424").env("FLITT_PAYMENT_KEY", key)
    };
    sign("test\r\n").assert().code(0).stdout_eq(str![[r#"
{"request":{"merchant_id":1396424,"order_id":"TestOrder2","version":"1.0.1","signature":"bb0798a53ab63eb99584859ba46deb9d461b3993"}}

"#]]);
    sign("\"canary\"").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_PAYMENT_KEY does not hold a usable key: it has a quote at an end; remove the quotes, which `docker --env-file` and some programs keep
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the public test merchant of the gateway with --test

"#]]);
    sign("\u{feff}canary").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_PAYMENT_KEY does not hold a usable key: it begins with a byte order mark, which editors do not show; save the file as UTF-8 without one
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the public test merchant of the gateway with --test

"#]]);
}
