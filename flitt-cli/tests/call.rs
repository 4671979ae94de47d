//! `call` and `sandbox`.

#![allow(clippy::needless_raw_string_hashes, reason = "snapbox writes snapshots in this form")]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Stdio;
use std::thread;

use common::flitt;
use flitt_client::sign;
use snapbox::str;

/// A gateway that gives one answer to one request.
fn gateway(answer: String) -> String {
    gateway_after(0, answer)
}

/// A gateway that hangs up on some requests before it answers one.
fn gateway_after(silent: usize, answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for _ in 0..silent {
            let (mut stream, _) = listener.accept().unwrap();
            // Something of the request has arrived: the client cannot know what became of it.
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
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
        stream.write_all((head + &answer).as_bytes()).unwrap();
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
fn the_embedded_gateway_takes_an_order() {
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
note: the gateway does not sign this answer; confirm what matters with `order_status`
note: the gateway of --sandbox ended with this command; `flitt sandbox` runs one that stays

"#]]);
}

#[test]
fn a_failure_of_the_gateway_is_told() {
    flitt("call --sandbox order_status order_id=1").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the gateway refuses the request to `order_status`: code 1018: [..] (request id [..])
help: [..]

"#]]);
}

#[test]
fn answers_are_printed_without_what_is_sensitive() {
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
  "new": "[new]",
  "signature": "de64b059941e0edd4cc8b342c89a2d2f32853d7b"
}

"#]])
        .stderr_eq(str![[r#"
note: 2 values hidden, sensitive or in no table; --show-sensitive prints them

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
fn an_answer_that_is_refused_leaves_the_outcome_unknown() {
    let forged = receipt().replace("100", "900");
    let call =
        flitt("call --schemas shop --test charge order_id=1 amount=100 -").stdin(r#"{"card": "4444555566661111"}"#);
    call.env("FLITT_BASE_URL", gateway(forged)).assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the outcome of `charge` is unknown: the answer is refused: its signature is wrong: it was changed on the way, or signed with another key; ask `look_up` before anything is repeated

"#]]);
}

#[test]
fn a_call_that_cannot_go_out_is_told() {
    flitt("call order_status order_id=1").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the environment variable FLITT_MERCHANT_ID is not set
help: set FLITT_MERCHANT_ID and FLITT_PAYMENT_KEY, or use the gateway's public test merchant with --test

"#]]);
    let call = || flitt("call --test order_status order_id=1");
    call().env("FLITT_BASE_URL", "http://gateway.example").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: the gateway's address `http://gateway.example` is refused: keys and cards travel by https; plain http goes to this machine only, unless it is allowed
help: set FLITT_BASE_URL to the gateway's address, or unset it

"#]]);
    call().env("FLITT_BASE_URL", "http://127.0.0.1:1").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: nothing was sent, there is no connection: [..]
help: check the network, and that a gateway runs where FLITT_BASE_URL says; `flitt sandbox` runs one, --sandbox needs none

"#]]);
    // An address that cannot be read is not taken for none, which would be the gateway's own.
    #[cfg(unix)]
    call()
        .env("FLITT_BASE_URL", <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"http://\xff"))
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq(str![[r#"
error: the gateway's address [..] is refused: [..]
help: set FLITT_BASE_URL to the gateway's address, or unset it

"#]]);
    flitt("call --sandbox checkout_url order_id=1").assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the request to `checkout_url` is not valid:
  `order_desc` is mandatory and not set
  `amount` is mandatory and not set
  `currency` is mandatory and not set
help: `flitt show checkout_url` describes its parameters

"#]]);
}

#[test]
fn the_local_gateway_says_how_to_use_it() {
    let mut sandbox = std::process::Command::new(env!("CARGO_BIN_EXE_flitt"))
        .args(["sandbox", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sandbox.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| {
        let said = line.unwrap().trim().strip_prefix("base URL").map(str::to_owned)?;
        said.split_whitespace().next().map(str::to_owned)
    });
    let call = flitt("call --test checkout_url order_id=1 order_desc=Test amount=1000 currency=GEL");
    let output = call.env("FLITT_BASE_URL", url.unwrap()).output();
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    assert!(output.unwrap().status.success());
}

#[test]
fn the_local_gateway_stays_on_this_machine() {
    flitt("sandbox --listen 0.0.0.0:0").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: 0.0.0.0:0 can be reached from other machines
help: let it listen on 127.0.0.1 or [::1], or say --allow-remote: it takes any card of anybody

"#]]);
}

#[test]
fn merchants_come_from_a_file_whose_faults_have_places() {
    let folder = scratch("merchants");
    let file = folder.join("merchants.json");
    std::fs::write(&file, "{ \"merchants\": [\n  { \"merchant_id\": 7, \"payment_key\": 12345 }\n] }").unwrap();
    let refused = flitt("sandbox --config").arg(&file).assert().code(2).stdout_eq("");
    let words = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(words.contains("merchants.json:2:42: this is not a string") && !words.contains("12345"), "{words}");
    flitt("sandbox --config /nowhere/at/all").assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: cannot read `/nowhere/at/all`: No such file or directory (os error 2)
help: check the path and the permissions of the file

"#]]);
}

#[test]
fn a_state_file_that_is_none_is_refused() {
    let file = scratch("state").join("notes");
    std::fs::write(&file, "remember the milk").unwrap();
    let refused = flitt("sandbox --listen 127.0.0.1:0 --state").arg(&file).assert().code(2).stdout_eq("");
    let words = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(words.starts_with("error: the state file ") && words.contains("cannot be used"), "{words}");
}

/// An empty folder of a test's own.
fn scratch(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let mut flitt = std::process::Command::new(env!("CARGO_BIN_EXE_flitt"));
    let mut child = flitt.arg("list").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_dry_run_shows_what_would_be_sent() {
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
note: sensitive values are hidden, and the envelope is left out; --show-sensitive prints the body
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
fn programs_read_one_object() {
    flitt("call --sandbox --json checkout_url order_id=1 order_desc=Test amount=1000 currency=GEL")
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
{
  "answer": {
    "checkout_url": "http://127.0.0.1:[..]",
    "payment_id": "800000001",
    "response_status": "success"
  },
  "endpoint": "checkout_url",
  "outcome": "pending",
  "verification": "unsigned"
}

"#]]);
    let call =
        |address: &str| flitt("call --schemas shop --test --json look_up order_id=1").env("FLITT_BASE_URL", address);
    call(&gateway(receipt())).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
{
  "answer": {
    "amount": 100,
    "card_token": "[card_token]",
    "kind": "",
    "merchant_id": 1549901,
    "new": "[new]",
    "order_id": "1",
    "signature": "de64b059941e0edd4cc8b342c89a2d2f32853d7b"
  },
  "endpoint": "look_up",
  "outcome": "pending",
  "verification": "verified"
}

"#]]);
    call(&gateway(receipt().replace("100", "900"))).assert().code(1).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "look_up",
  "unknown": {
    "confirm_with": null,
    "reason": "the answer is refused: its signature is wrong: it was changed on the way, or signed with another key",
    "repeatable": true
  }
}

"#]]);
    call("http://127.0.0.1:1").assert().code(2).stderr_eq("").stdout_eq(str![[r#"
{
  "endpoint": "look_up",
  "not_sent": "nothing was sent, there is no connection: [..]"
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

#[test]
fn what_may_be_repeated_is_repeated() {
    let call = |arguments: &str, address: String| {
        flitt(&format!("call --schemas shop --test {arguments}")).env("FLITT_BASE_URL", address)
    };
    call("look_up order_id=1", gateway_after(2, receipt())).assert().code(0).stderr_eq(str![[r#"
note: try 1: the connection broke ([..]); asking again
note: try 2: the connection broke ([..]); asking again
note: 2 values hidden, sensitive or in no table; --show-sensitive prints them

"#]]);
    let impatient = call("look_up order_id=1 --retries 0", gateway_after(1, receipt()));
    impatient.assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the outcome of `look_up` is unknown: the connection broke ([..]); repeating it changes nothing

"#]]);
    let charge = call("charge order_id=1 amount=100 -", gateway_after(1, receipt()));
    let charge = charge.stdin(r#"{"card": "4444555566661111"}"#);
    charge.assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: the outcome of `charge` is unknown: the connection broke ([..]); ask `look_up` before anything is repeated

"#]]);
}

#[test]
fn a_dry_run_hides_what_travels_elsewhere_than_in_the_body() {
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
