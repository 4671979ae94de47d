//! Calls without an answer: what is repeated, what is asked for, and what stays unknown. Time is paused where it counts.
#![cfg(feature = "http")]
#![expect(clippy::unnecessary_wraps, reason = "all prepared answers have one type")]

mod repeats;
mod settled;
mod with_sandbox;

use std::sync::Arc;
use std::time::Duration;

use flitt_client::api::tables::reversal::Reversal;
use flitt_client::api::{CheckoutUrl, FinalOrder, OrderStatus, Recurring, ReverseOrder};
use flitt_client::api::{checkout_url, order_status, recurring, reverse_order};
use flitt_client::callback::{self, Sample};
use flitt_client::transport::{Message, Pending, Prepared, Reply, Timer, TokioTimer, Transport, TransportError};
use flitt_client::{Client, ClientBuilder, Credentials, Currency, Error, UnknownOutcome};
use tokio::time::Instant;

type Answer = Result<Reply, TransportError>;

/// Prepared answers, and a clock.
#[derive(Clone)]
struct Script(Arc<Prepared>);

impl Script {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(Arc::new(Prepared::new(answers)))
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
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t> {
        self.0.post(message)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

fn lost() -> Answer {
    Err(TransportError::Interrupted("the line is cut".to_owned()))
}

fn unreachable() -> Answer {
    Err(TransportError::NoConnection("the line is down".to_owned()))
}

fn failure(code: u16) -> Answer {
    let text = format!(r#"{{"response":{{"response_status":"failure","error_code":{code},"error_message":"no"}}}}"#);
    Ok(Reply::ok(text))
}

/// The answer to a status request, or to a charge.
fn order(changes: &[(&str, &str)]) -> Answer {
    let credentials = Credentials::test();
    let sample = callback::sample::<FinalOrder>(&credentials).set("order_id", "1001");
    answer(changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value)))
}

fn status(status: &str) -> Answer {
    order(&[("order_status", status)])
}

fn reversed() -> Answer {
    let credentials = Credentials::test();
    let sample = callback::sample::<Reversal>(&credentials);
    answer(sample.set("order_id", "1001").set("reverse_status", "approved"))
}

fn answer<T: flitt_client::Record>(sample: Sample<'_, T>) -> Answer {
    Ok(Reply::ok(format!("{{\"response\":{}}}", sample.json())))
}

fn ask() -> order_status::Request {
    OrderStatus::request().order_id("1001").build().unwrap()
}

fn charge() -> recurring::Request {
    let request = Recurring::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    request.rectoken("a saved card").build().unwrap()
}

fn create() -> checkout_url::Request {
    CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL).build().unwrap()
}

fn reverse(reverse_id: &str) -> reverse_order::Request {
    let request = ReverseOrder::request().order_id("1001").amount(30).currency(Currency::GEL);
    request.reverse_id(reverse_id).build().unwrap()
}

fn unknown(error: Error) -> UnknownOutcome {
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
