//! `call`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use flitt_client::signature::sign;
use snapbox::str;

use crate::flitt::flitt;

/// A gateway that sends one response to one request.
pub(crate) fn gateway(response: String) -> String {
    gateway_after(0, response)
}

/// A gateway that drops the connections of some requests before it responds to one.
fn gateway_after(dropped: usize, response: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for _ in 0..dropped {
            let (mut stream, _) = listener.accept().unwrap();
            // Part of the request has arrived: the client cannot know its outcome.
            assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
        }
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = BufReader::new(stream.try_clone().unwrap());
        let mut length = 0;
        loop {
            let mut line = String::new();
            request.read_line(&mut line).unwrap();
            if let Some(text) = line.to_lowercase().strip_prefix("content-length:") {
                length = text.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        request.read_exact(&mut vec![0; length]).unwrap();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", response.len());
        // A client that has read enough may have closed the connection.
        let _ = stream.write_all((head + &response).as_bytes());
    });
    address
}

fn receipt() -> String {
    let fields = [
        ("order_id", "1"),
        ("merchant_id", "1549901"),
        ("amount", "100"),
        ("card_token", "0123456789abcdef"),
        ("new", "x"),
    ];
    let signature = sign("test", fields);
    let fields =
        r#""order_id":"1","merchant_id":1549901,"amount":100,"kind":"","card_token":"0123456789abcdef","new":"x""#;
    format!(r#"{{"response":{{{fields},"signature":"{signature}"}}}}"#)
}

#[test]
fn the_embedded_sandbox_creates_an_order() {
    let call = "call --sandbox checkout_url order_id=1 order_desc=Test amount=1000 currency=GEL";
    flitt(call)
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{
  "response_status": "success",
  "checkout_url": "http://127.0.0.1:[..]",
  "payment_id": "[..]"
}

"#]])
        .stderr_eq(str![[r#"
note: the gateway does not sign this response; confirm important results with `order_status`
note: the gateway of --sandbox ended with this command; `flitt sandbox` runs one that keeps running

"#]]);
}

#[test]
fn a_failure_is_an_error() {
    flitt("call --sandbox order_status order_id=1").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the gateway rejected the request to `order_status`: code 1018: [..] (request id [..])
help: [..]

"#]]);
}

#[test]
fn sensitive_values_of_a_response_are_redacted() {
    let call = |more: &str| {
        flitt(&format!("call --schemas shop --test look_up order_id=1 {more}"))
            .env("FLITT_BASE_URL", gateway(receipt()))
    };
    call("")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{
  "order_id": "1",
  "merchant_id": 1549901,
  "amount": 100,
  "kind": "",
  "card_token": "[card_token]",
  "new": "[redacted]",
  "signature": "de64b059941e0edd4cc8b342c89a2d2f32853d7b"
}

"#]])
        .stderr_eq(str![[r#"
note: 2 values redacted, sensitive or in no table; --show-sensitive prints them

"#]]);
    call("--show-sensitive")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{
  "order_id": "1",
  "merchant_id": 1549901,
  "amount": 100,
  "kind": "",
  "card_token": "0123456789abcdef",
  "new": "x",
  "signature": "de64b059941e0edd4cc8b342c89a2d2f32853d7b"
}

"#]])
        .stderr_eq("");
}

#[test]
fn a_rejected_response_leaves_the_outcome_unknown() {
    let forged = receipt().replace("100", "900");
    let call =
        flitt("call --schemas shop --test charge order_id=1 amount=100 -").stdin(r#"{"card": "4444555566661111"}"#);
    call.env("FLITT_BASE_URL", gateway(forged)).assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the outcome of `charge` is unknown: the response was rejected: wrong signature: the message was changed on the way, or signed with another key; ask `look_up` before sending it again

"#]]);
}

#[test]
fn calls_that_cannot_be_sent_are_errors() {
    flitt("call order_status order_id=1").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_MERCHANT_ID is not set
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the public test merchant of the gateway with --test

"#]]);
    let call = || flitt("call --test order_status order_id=1");
    call().env("FLITT_BASE_URL", "http://gateway.example").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid base URL `http://gateway.example`: use https: plain http is for this machine only, unless `allow_plain_http` is set
help: set FLITT_BASE_URL to the base URL of the gateway, or unset it

"#]]);
    call().env("FLITT_BASE_URL", "http://127.0.0.1:1").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: nothing was sent: no connection to the gateway: [..]
help: check the network, and that a gateway runs at the address in FLITT_BASE_URL; `flitt sandbox` runs one, --sandbox needs none

"#]]);
    // An address that is not UTF-8 must not count as unset, which would select the real gateway.
    #[cfg(unix)]
    call()
        .env("FLITT_BASE_URL", <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"http://\xff"))
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: invalid base URL [..]: [..]
help: set FLITT_BASE_URL to the base URL of the gateway, or unset it

"#]]);
    flitt("call --sandbox checkout_url order_id=1").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: invalid request to `checkout_url`:
  `order_desc` is mandatory and not set
  `amount` is mandatory and not set
  `currency` is mandatory and not set
help: `flitt show checkout_url` describes the parameters

"#]]);
}

#[test]
fn a_dry_run_prints_the_request() {
    flitt("call --test --dry-run order_status order_id=1")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
POST https://pay.flitt.com/api/status/order_id
content-type: application/json; charset=utf-8

{"request":{"merchant_id":1549901,"order_id":"1","version":"1.0.1","signature":"444bc2d19f5b07de1146c99f29cb293b86a5cc1e"}}

"#]])
        .stderr_eq(str![[r#"
nothing was sent

"#]]);
    let charge = || {
        flitt("call --test --dry-run --schemas shop charge order_id=1 amount=100 -")
            .stdin(r#"{"card": "4444555566661111"}"#)
    };
    charge()
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
POST https://pay.flitt.com/api/charge
content-type: application/json; charset=utf-8

{
  "amount": 100,
  "card": "[card]",
  "merchant_id": 1549901,
  "order_id": "1",
  "version": "1.0.1",
  "signature": "a6a5e7c4cfb11f02ca2abeeda53470532113b0a5"
}

"#]])
        .stderr_eq(str![[r#"
note: sensitive values are redacted, and the envelope is omitted; --show-sensitive prints the body
nothing was sent

"#]]);
    let shown = charge().arg("--show-sensitive").env("FLITT_BASE_URL", "http://127.0.0.1:7/gateway/");
    shown.assert().code(0).stdout_eq(str![[r#"
POST http://127.0.0.1:7/gateway/api/charge
content-type: application/json; charset=utf-8

{"request":{"amount":100,"card":"4444555566661111","merchant_id":1549901,"order_id":"1","version":"1.0.1","signature":"a6a5e7c4cfb11f02ca2abeeda53470532113b0a5"}}

"#]]).stderr_eq(str![[r#"
nothing was sent

"#]]);
}

#[test]
fn json_prints_one_object() {
    flitt("call --sandbox --json checkout_url order_id=1 order_desc=Test amount=1000 currency=GEL")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{
  "endpoint": "checkout_url",
  "outcome": "pending",
  "response": {
    "checkout_url": "http://127.0.0.1:[..]",
    "payment_id": "800000001",
    "response_status": "success"
  },
  "verification": "unsigned"
}

"#]]);
    let call =
        |address: &str| flitt("call --schemas shop --test --json look_up order_id=1").env("FLITT_BASE_URL", address);
    call(&gateway(receipt())).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "look_up",
  "outcome": "pending",
  "response": {
    "amount": 100,
    "card_token": "[card_token]",
    "kind": "",
    "merchant_id": 1549901,
    "new": "[redacted]",
    "order_id": "1",
    "signature": "de64b059941e0edd4cc8b342c89a2d2f32853d7b"
  },
  "verification": "verified"
}

"#]]);
    call(&gateway(receipt().replace("100", "900"))).assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "look_up",
  "unknown": {
    "confirm_with": null,
    "reason": "the response was rejected: wrong signature: the message was changed on the way, or signed with another key",
    "retryable": true
  }
}

"#]]);
    call("http://127.0.0.1:1").assert().code(2).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "look_up",
  "not_sent": "nothing was sent: no connection to the gateway: [..]"
}

"#]]);
    let failure = r#"{"response":{"response_status":"failure","error_code":1014,"error_message":"Invalid signature signature: 0; response_signature_string: **********|1549901|1+","request_id":"r"}}"#;
    call(&gateway(failure.to_owned())).assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "look_up",
  "failure": {
    "code": "1014",
    "explanation": "`order_id`: you signed /"1/", the gateway hashed /"1+/": the values have nothing in common; sign the very value that is sent",
    "message": "Invalid signature signature: 0; response_signature_string: **********|1549901|1+",
    "request_id": "r"
  }
}

"#]]);
}

/// A failure proves nothing about a request that moves money, unless its code does, and nothing about an earlier attempt.
#[test]
fn a_failure_that_proves_nothing_is_an_unknown_outcome() {
    let call = |arguments: &str, address: String| {
        let command = format!("call --test capture_order order_id=1 amount=30 currency=GEL {arguments}");
        flitt(&command).env("FLITT_BASE_URL", address)
    };
    let failure = |code: u16| {
        format!(
            r#"{{"response":{{"response_status":"failure","error_code":{code},"error_message":"no","request_id":"r"}}}}"#
        )
    };
    call("--json", gateway(failure(1089))).assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "capture_order",
  "unknown": {
    "confirm_with": "order_status",
    "failure": {
      "code": "1089",
      "explanation": null,
      "message": "no",
      "request_id": "r"
    },
    "reason": "the gateway reported a failure, but the request may have been carried out: code 1089: no (request id r)",
    "retryable": true
  }
}

"#]]);
    call("", gateway(failure(1007))).assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the gateway rejected the request to `capture_order`: code 1007: no (request id r)
...
"#]]);
    call("--retries 1", gateway_after(1, failure(1007))).assert().code(1).stdout_eq("").stderr_eq(str![[r#"
note: attempt 1: the connection was interrupted; retrying
error: the outcome of `capture_order` is unknown: the connection was interrupted; [..]
...
"#]]);
}

#[test]
fn only_retryable_requests_are_retried() {
    let call = |arguments: &str, address: String| {
        flitt(&format!("call --schemas shop --test {arguments}")).env("FLITT_BASE_URL", address)
    };
    call("look_up order_id=1", gateway_after(2, receipt())).assert().code(0).stderr_eq(str![[r#"
note: attempt 1: the connection was interrupted; retrying
note: attempt 2: the connection was interrupted; retrying
note: 2 values redacted, sensitive or in no table; --show-sensitive prints them

"#]]);
    let without_retries = call("look_up order_id=1 --retries 0", gateway_after(1, receipt()));
    without_retries.assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the outcome of `look_up` is unknown: the connection was interrupted; it is safe to send it again: [..]

"#]]);
    let charge = call("charge order_id=1 amount=100 -", gateway_after(1, receipt()));
    let charge = charge.stdin(r#"{"card": "4444555566661111"}"#);
    charge.assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the outcome of `charge` is unknown: the connection was interrupted; ask `look_up` before sending it again: [..]

"#]]);
}

#[test]
fn a_dry_run_redacts_headers() {
    let report = flitt("call --test --dry-run company_report report_id=500 merchant_id=1 on_page=1 page=1 -")
        .stdin(r#"{"token": "0123456789abcdef", "filters": "[{\"s\": \"order_id\", \"m\": \"=\"}]"}"#);
    report.assert().code(0).stdout_eq(str![[r#"
POST https://portal.flitt.com/api/extend/company/report/
content-type: application/json; charset=utf-8
Authorization: [token]

{
  "filters": [{ "s": "order_id", "m": "=" }],
  "merchant_id": 1,
  "on_page": 1,
  "page": 1,
  "report_id": 500
}

"#]]);
}

/// Secrets where no schema file says so: in the base URL, and card numbers in a description; and control characters.
#[test]
fn a_dry_run_redacts_what_no_schema_file_names() {
    let order = flitt("call --test --dry-run order_status -").stdin("{\"order_id\": \"4444-5555 6666-1111\u{9b}2J\"}");
    let order = order.env("FLITT_BASE_URL", "https://user:k3y@127.0.0.1:7/gateway?token=k3y");
    let output = order.assert().code(0).get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with("POST https://[redacted]@127.0.0.1:7/gateway?[redacted]\n"), "{text}");
    assert!(text.contains(r#""order_id": "[card_number]J""#), "{text}");
    for secret in ["k3y", "4444", "\u{9b}"] {
        assert!(!text.contains(secret), "{secret}: {text:?}");
    }
}

/// What acts on a terminal is escaped as JSON within the body, which stays the JSON that is sent.
#[test]
fn the_body_of_a_dry_run_is_json() {
    let order = "{\"order_id\": \"a\u{9b}2J\u{202e}b\u{7f}\"}";
    for arguments in ["", " --show-sensitive"] {
        let command = flitt(&format!("call --test --dry-run order_status{arguments} -")).stdin(order);
        let output = command.assert().code(0).get_output().clone();
        let text = String::from_utf8(output.stdout).expect("it is UTF-8");
        assert!(!text.contains(['\u{9b}', '\u{202e}', '\u{7f}']), "{text:?}");
        let (_, body) = text.split_once("\n\n").expect("the body follows the head");
        let body: serde_json::Value = serde_json::from_str(body).expect("it is JSON");
        assert_eq!(body["request"]["order_id"], "a\u{9b}2J\u{202e}b\u{7f}", "{arguments}");
    }
}

#[test]
fn a_base_url_with_the_path_of_an_endpoint_is_rejected() {
    let call = flitt("call order_status order_id=1 --test").env("FLITT_BASE_URL", "https://pay.hutko.org/api/");
    call.assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: invalid base URL `https://pay.hutko.org/api`: requests add the paths of their endpoints, such as `/api/capture/order_id`; write `https://pay.hutko.org`
help: set FLITT_BASE_URL to the base URL of the gateway, or unset it

"#]]);
}
