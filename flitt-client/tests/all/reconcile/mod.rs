//! Calls without a response: what is repeated, what is asked for, and what stays unknown. Time is paused where it counts.
#![expect(clippy::unnecessary_wraps, reason = "all prepared responses have one type")]

mod by_order_status;
mod certainty;
mod failure_table;
mod results;
mod retries;
mod same_order;
mod with_sandbox;

use std::sync::Arc;
use std::time::Duration;

use flitt_client::api::tables::reversal::Reversal;
use flitt_client::api::{ChargeSavedCard, CheckoutUrl, FinalOrder, GetOrderStatus, ReverseOrder};
use flitt_client::api::{charge_saved_card, checkout_url, get_order_status, reverse_order};
use flitt_client::callback::{self, TestCallback};
use flitt_client::config::ClientBuilder;
use flitt_client::error::UnknownOutcomeError;
use flitt_client::transport::{
    HttpRequest, HttpResponse, MockTransport, ResponseFuture, Timer, TokioTimer, Transport, TransportError,
};
use flitt_client::{Client, Credentials, Currency, Error};
use tokio::time::Instant;

type ScriptedResponse = Result<HttpResponse, TransportError>;

/// Prepared responses, and a clock.
#[derive(Clone)]
struct Script(Arc<MockTransport>);

impl Script {
    fn new(responses: impl IntoIterator<Item = ScriptedResponse>) -> Self {
        Self(Arc::new(MockTransport::new(responses)))
    }

    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder(Credentials::test()).transport(self.clone())
    }

    /// The last parts of the addresses that were called.
    fn called(&self) -> Vec<String> {
        let sent = self.0.sent();
        sent.iter().map(|(url, _)| url.split_once("/api/").unwrap().1.to_owned()).collect()
    }
}

impl Transport for Script {
    fn post<'t>(&'t self, message: HttpRequest<'t>) -> ResponseFuture<'t> {
        self.0.post(message)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

fn lost() -> ScriptedResponse {
    Err(TransportError::Interrupted("the line is cut".into()))
}

fn unreachable() -> ScriptedResponse {
    Err(TransportError::Connect("the line is down".into()))
}

fn failure(code: u16) -> ScriptedResponse {
    failure_under(200, code)
}

fn failure_under(status: u16, code: u16) -> ScriptedResponse {
    let text = format!(r#"{{"response":{{"response_status":"failure","error_code":{code},"error_message":"no"}}}}"#);
    Ok(HttpResponse::new(status, text))
}

/// The response to a status request, or to a charge.
fn order(changes: &[(&str, &str)]) -> ScriptedResponse {
    let credentials = Credentials::test();
    let sample = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001");
    let sample = sample.set("amount", "100").set("currency", "GEL");
    response(changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value)))
}

fn status(status: &str) -> ScriptedResponse {
    order(&[("order_status", status)])
}

fn reversed() -> ScriptedResponse {
    reversal("approved")
}

fn reversal(status: &str) -> ScriptedResponse {
    let credentials = Credentials::test();
    let sample = callback::test_callback::<Reversal>(&credentials);
    response(sample.set("order_id", "1001").set("reverse_status", status))
}

fn response<T: flitt_client::__private::v1::TableResponse>(sample: TestCallback<'_, T>) -> ScriptedResponse {
    Ok(HttpResponse::ok(format!("{{\"response\":{}}}", sample.json())))
}

fn ask() -> get_order_status::Request {
    GetOrderStatus::request().order_id("1001").build().unwrap()
}

fn charge() -> charge_saved_card::Request {
    let request = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    request.rectoken("a saved card").build().unwrap()
}

fn create() -> checkout_url::Request {
    CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL).build().unwrap()
}

fn reverse(reverse_id: &str) -> reverse_order::Request {
    let request = ReverseOrder::request().order_id("1001").amount(30).currency(Currency::GEL);
    request.reverse_id(reverse_id).build().unwrap()
}

fn unknown(error: Error) -> UnknownOutcomeError {
    match error {
        Error::Unknown(unknown) => *unknown,
        other => panic!("the outcome is unknown, not: {other}"),
    }
}

/// What a piece of work gives, and how long it took.
async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let begin = Instant::now();
    let result = work.await;
    (result, begin.elapsed())
}
