//! What the spans of calls show, and what they do not.
//!
//! A program of its own: whether a span is enabled is decided once for all threads of a program, so tests that make calls
//! without a subscriber would disturb these.
#![cfg(all(feature = "tracing", feature = "http"))]

use std::io::Write;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::{ChargeSavedCard, FinalOrder, GetOrderStatus};
use flitt_client::transport::{
    HttpRequest, HttpResponse, MockTransport, ResponseFuture, Timer, TokioTimer, Transport, TransportError,
};
use flitt_client::{Client, Credentials, Currency, RetryPolicy, callback};
use tracing_subscriber::fmt::format::FmtSpan;

/// The key, the card token, the description and the response's own secrets: none of them is for logs.
const CANARIES: [&str; 5] = ["canary-key", "canary-token", "canary-text", "canary-card", "canary-response"];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Timed(MockTransport);

impl Transport for Timed {
    fn post<'t>(&'t self, message: HttpRequest<'t>) -> ResponseFuture<'t> {
        self.0.post(message)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

/// What a subscriber that shows everything writes of a charge and of a status request with these responses.
async fn log_of(responses: Vec<Result<HttpResponse, TransportError>>) -> String {
    let log = Log::default();
    let written = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || written.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let credentials = Credentials::new(1_549_901, "canary-key");
    let client = Client::builder(credentials).transport(Timed(MockTransport::new(responses))).build().unwrap();
    let charge = ChargeSavedCard::request().order_id("order-1001").order_desc("canary-text").amount(100);
    let charge = charge.currency(Currency::GEL).rectoken("canary-token").merchant_data("canary-text").build().unwrap();
    let _ = client.send(&charge).await;
    let _ = client.with_retry(RetryPolicy { max_attempts: 2, ..RetryPolicy::default() }).send(&status()).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in {text}");
        for encoded in [hex::encode(canary), STANDARD.encode(canary)] {
            assert!(!text.contains(encoded.trim_end_matches('=')), "{canary} as {encoded} in {text}");
        }
    }
    text
}

fn status() -> flitt_client::api::get_order_status::Request {
    GetOrderStatus::request().order_id("order-1001").build().unwrap()
}

fn response(status: &str) -> HttpResponse {
    let credentials = Credentials::new(1_549_901, "canary-key");
    let sample =
        callback::test_callback::<FinalOrder>(&credentials).set("order_id", "order-1001").set("order_status", status);
    let secrets = [("rectoken", "canary-response"), ("additional_info", r#"{"card_number":"canary-card"}"#)];
    let sample = secrets.iter().fold(sample, |sample, (name, value)| sample.set(name, *value));
    HttpResponse::ok(format!("{{\"response\":{}}}", sample.set("response_description", "canary-response").json()))
}

/// The span of a call as it is written when it ends.
fn span<'l>(log: &'l str, endpoint: &str) -> &'l str {
    let is_end = |line: &&str| line.contains(" close ") && line.contains(&format!("endpoint={endpoint} "));
    log.lines().find(is_end).unwrap_or_else(|| panic!("no span of {endpoint}: {log}"))
}

#[tokio::test(start_paused = true)]
async fn a_span_says_endpoint_order_and_outcome() {
    let log = log_of(vec![Ok(response("declined")), Ok(response("approved"))]).await;
    let charge = span(&log, "recurring");
    assert!(charge.contains(r#"flitt_call{endpoint=recurring order_id="order-1001" outcome="declined"}"#), "{charge}");
    assert!(span(&log, "order_status").contains(r#"outcome="approved""#), "{log}");
}

#[tokio::test(start_paused = true)]
async fn a_span_records_failures_and_unknown_outcomes() {
    let failure = r#"{"response":{"response_status":"failure","error_code":1014,"error_message":
        "Invalid signature; response_signature_string: **********|100|GEL|canary-text|canary-token","request_id":"5htKi0"}}"#;
    let lost = || Err(TransportError::Interrupted("the line is cut".into()));
    let log = log_of(vec![Ok(HttpResponse::ok(failure)), lost(), lost()]).await;
    assert!(span(&log, "recurring").contains(r#"outcome="failure""#), "{log}");
    assert!(span(&log, "recurring").contains(r#"code=1014 request_id="5htKi0""#.trim()), "{log}");
    assert!(span(&log, "order_status").contains(r#"outcome="unknown""#), "{log}");
    assert_eq!(log.matches("no response error=").count(), 2, "one event for each attempt: {log}");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_response_is_not_logged() {
    let body = String::from_utf8(response("approved").body).unwrap().replace("order-1001", "canary-response");
    let log = log_of(vec![Ok(HttpResponse::ok(body)), Ok(HttpResponse::ok("canary-response"))]).await;
    assert!(span(&log, "recurring").contains(r#"outcome="unknown""#), "{log}");
}
