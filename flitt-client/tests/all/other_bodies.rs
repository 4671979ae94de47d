//! Bodies that are no response of the gateway say what they are: errors in another form, HTML pages.

use flitt_client::api::{CheckoutUrl, GetOrderStatus, ThreeDsStep1};
use flitt_client::error::{UnknownReason, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::{Credentials, Currency, Error};

const HTML: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>";

fn rejection(body: &[u8]) -> VerificationError {
    let request = CheckoutUrl::request().order_id("u0").order_desc("Tea").amount(2500).currency(Currency::GEL);
    let request = request.build().unwrap();
    let credentials = Credentials::test();
    let result = Exchange::new(&request, &credentials).unwrap().parse_response(200, body);
    let Err(Error::Unknown(unknown)) = result else { panic!("{result:?}") };
    let UnknownReason::Rejected(error) = unknown.reason().clone() else { panic!("{unknown:?}") };
    assert!(unknown.to_string().contains(&error.to_string()), "{unknown}");
    error
}

#[test]
fn an_error_in_another_form_shows_its_code_and_message() {
    let form = "an error in another form than that of a failure: ";
    for (body, expected) in [
        // Without a status.
        (r#"{"response":{"error_code":1017,"error_message":"invalid signature"}}"#, "code 1017: invalid signature"),
        (r#"{"response":{"error_code":"1017","error_message":"invalid signature"}}"#, "code 1017: invalid signature"),
        (r#"{"response":{"response_status":"","error_code":1002,"error_message":"x"}}"#, "code 1002: x"),
        (r#"{"response":{"response_status":null,"error_code":1002,"error_message":""}}"#, "code 1002"),
        (r#"{"response":{"error_message":"no code"}}"#, "no code"),
        // Without an envelope.
        (r#"{"error_code":1017,"error_message":"invalid signature"}"#, "code 1017: invalid signature"),
        (r#" {"error_code":1017, "request_id":"a"} "#, "code 1017"),
        (r#"{"error_message":"no code"}"#, "no code"),
        (r#"{"response_status":"failure","error_code":1017,"error_message":"x"}"#, "code 1017: x"),
        // White space and hidden characters are removed.
        (r#"{"error_message":" a\n\t b\u0007\u001b[31m\u202ec "}"#, "a b[31mc"),
    ] {
        assert_eq!(rejection(body.as_bytes()).to_string(), format!("{form}{expected}"), "{body}");
    }
    let long = rejection(format!(r#"{{"error_message":"{}"}}"#, "ქ".repeat(500)).as_bytes()).to_string();
    assert_eq!(long, format!("{form}{}...", "ქ".repeat(200)));
}

#[test]
fn other_rejections_stay() {
    for (body, expected) in [
        (
            r#"{"response":{"response_status":"success","error_code":"","error_message":""}}"#,
            "missing parameter `checkout_url`",
        ),
        (r#"{"response":{"response_status":"success","error_code":1}}"#, "missing parameter `checkout_url`"),
        (r#"{"response":{}}"#, "missing parameter `response_status`"),
        (r#"{"error_code":"","error_message":null}"#, "missing `response`"),
        ("{}", "missing `response`"),
        ("", "not a JSON object (line 1, column 0)"),
        ("Bad gateway", "not a JSON object (line 1, column 1)"),
        (r#"{"response":{"error_code":1,"error_code":2}}"#, "duplicate field `error_code`"),
    ] {
        assert_eq!(rejection(body.as_bytes()).to_string(), expected, "{body}");
    }
    assert_eq!(rejection(b"\xff\xfe<x>").to_string(), "not UTF-8");
}

#[test]
fn an_html_page_shows_its_title() {
    for (body, expected) in [
        (HTML, "an HTML page titled `Just a moment...`"),
        (
            "\u{feff}\r\n <!doctype HTML><HTML><TITLE lang=\"en\">502 Bad\n  Gateway</TITLE>",
            "an HTML page titled `502 Bad Gateway`",
        ),
        (
            "<html><head><title>A &amp; B &lt;C&gt; &quot;D&quot; &#39;E&#39;</title>",
            "an HTML page titled `A & B <C> \"D\" 'E'`",
        ),
        ("<?xml version=\"1.0\"?><html><head><title>x</title>", "an HTML page titled `x`"),
        ("<head><title>cut o", "an HTML page titled `cut o`"),
        (
            "<html><body>Internal Server Error</body></html>",
            "an HTML page without a title, as a proxy or a firewall sends it",
        ),
        ("<html><title></title>", "an HTML page without a title, as a proxy or a firewall sends it"),
        ("<html><title", "an HTML page without a title, as a proxy or a firewall sends it"),
        ("<html><title> \u{1b}[2J\u{202e}a\u{0} </title>", "an HTML page titled `[2Ja`"),
        ("<x>not a page</x>", "not a JSON object (line 1, column 1)"),
    ] {
        assert_eq!(rejection(body.as_bytes()).to_string(), expected, "{body:?}");
    }
    let in_another_encoding = b"<html><title>\xcf\xf0\xe8 Error</title>";
    assert_eq!(rejection(in_another_encoding).to_string(), "an HTML page titled `\u{fffd}\u{fffd}\u{fffd} Error`");
    let long = format!("<html><title>{}</title>", "ქ".repeat(10_000));
    assert_eq!(rejection(long.as_bytes()).to_string(), format!("an HTML page titled `{}...`", "ქ".repeat(200)));
    assert_eq!(rejection(HTML.as_bytes()), VerificationError::HtmlPage { title: "Just a moment...".to_owned() });
}

/// What a page or a message repeats of the request is redacted, in pieces too.
#[test]
fn secrets_in_their_texts_are_redacted() {
    let credentials = Credentials::new(1_549_901, "canary-payment-key");
    let request = ThreeDsStep1::request().order_id("u0").order_desc("Tea").amount(2500).currency(Currency::GEL);
    let request = request.card_number("4444555566661111").expiry_date("1230").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    for text in ["canary-payment-key", "4444555566661111", "44445555\u{200b}66661111", "canary-payment\u{0}-key"] {
        let message = serde_json::to_string(text).unwrap();
        for body in [
            format!("<html><title>Blocked: {text}</title>"),
            format!(r#"{{"error_code":1,"error_message":{message}}}"#),
            format!(r#"{{"response":{{"error_code":{message}}}}}"#),
        ] {
            let error = exchange.parse_response(200, body.as_bytes()).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("4444555566661111") && !shown.contains("canary-payment-key"), "{shown}");
            let Error::Unknown(unknown) = error else { panic!("{error}") };
            let UnknownReason::Rejected(reason) = unknown.reason() else { panic!("{unknown}") };
            assert!(reason.to_string().contains('['), "{reason}");
        }
    }
}

/// The status of an order is asked for again, whatever a proxy says.
#[test]
fn a_page_leaves_the_outcome_unknown() {
    let credentials = Credentials::test();
    let request = GetOrderStatus::request().order_id("u0").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    for (status, body) in [(200, HTML), (200, r#"{"error_code":1017}"#), (403, HTML), (502, HTML)] {
        assert!(matches!(exchange.parse_response(status, body.as_bytes()), Err(Error::Unknown(_))), "{status} {body}");
    }
}

/// Under another HTTP status, the title of a page is shown with it.
#[test]
fn a_page_under_another_status_shows_both() {
    let credentials = Credentials::test();
    let request = GetOrderStatus::request().order_id("u0").build().unwrap();
    let exchange = Exchange::new(&request, &credentials).unwrap();
    let reason = |body: &str| match exchange.parse_response(502, body.as_bytes()) {
        Err(Error::Unknown(unknown)) => unknown.reason().to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(HTML), "the response has the HTTP status 502: an HTML page titled `Just a moment...`");
    assert_eq!(
        reason(r#"{"error_code":1017}"#),
        "the response has the HTTP status 502: an error in another form than that of a failure: code 1017"
    );
    assert_eq!(reason("<html></html>"), "the response has the HTTP status 502");
}
