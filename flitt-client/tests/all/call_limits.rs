//! Time limits of single calls: of an attempt, and of a whole call. Time is paused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flitt_client::api::{ChargeSavedCard, Flitt, GetOrderStatus, ReverseOrder, charge_saved_card};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::{NotSentError, UnknownReason};
use flitt_client::transport::{HttpRequest, ResponseFuture, Timer, TokioTimer, Transport};
use flitt_client::{Api, Client, Credentials, Currency, Error, RetryPolicy};
use tokio::time::Instant;

/// The path and the time limit of an attempt.
type Sent = (String, Option<Duration>);

/// A gateway that never responds. It records the attempts.
#[derive(Clone, Default)]
struct Silent(Arc<Mutex<Vec<Sent>>>);

impl Transport for Silent {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        let path = request.url.split_once("/api/").unwrap().1.to_owned();
        self.0.lock().unwrap().push((path, request.timeout));
        Box::pin(std::future::pending())
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

impl Silent {
    fn client(&self) -> Client {
        Client::builder(Credentials::test()).transport(self.clone()).build().unwrap()
    }

    fn sent(&self, path: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|(sent, _)| sent == path).count()
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Many attempts, without waits between them.
fn at_once() -> RetryPolicy {
    RetryPolicy { max_attempts: 100, initial_backoff: Duration::ZERO, ..RetryPolicy::default() }
}

fn charge() -> charge_saved_card::Request {
    let request = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    request.rectoken("a saved card").build().unwrap()
}

fn status() -> flitt_client::api::get_order_status::Request {
    GetOrderStatus::request().order_id("1001").build().unwrap()
}

fn timeout_of(error: Error) -> Option<Duration> {
    match error {
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Timeout(limit) => *limit,
            other => panic!("{other}"),
        },
        other => panic!("the outcome is unknown, not: {other}"),
    }
}

/// An error, and how long the call took.
async fn timed<T: std::fmt::Debug>(call: impl Future<Output = Result<T, Error>>) -> (Error, Duration) {
    let begin = Instant::now();
    let error = call.await.unwrap_err();
    (error, begin.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_at_its_timeout_and_a_charge_is_not_repeated() {
    let gateway = Silent::default();
    let client = gateway.client().with_timeout(seconds(3)).with_retry(at_once());
    let (error, time) = timed(client.send(&charge())).await;
    assert_eq!((timeout_of(error), time), (Some(seconds(3)), seconds(3)));
    assert_eq!(*gateway.0.lock().unwrap(), [("recurring".to_owned(), Some(seconds(3)))]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_attempt_that_runs_and_all_retries() {
    let gateway = Silent::default();
    let client = gateway.client().with_timeout(seconds(2)).with_deadline(seconds(7)).with_retry(at_once());
    let (error, time) = timed(client.send(&status())).await;
    assert_eq!((timeout_of(error), time), (Some(seconds(1)), seconds(7)), "the last attempt gets what is left");
    assert_eq!(gateway.sent("status/order_id"), 4);
    // A backoff that would end after the deadline is not waited for.
    let slowly =
        RetryPolicy { initial_backoff: seconds(100), max_backoff: seconds(100), deadline: Duration::MAX, ..at_once() };
    let (error, time) = timed(client.with_retry(slowly).send(&status())).await;
    assert_eq!((timeout_of(error), time), (Some(seconds(2)), seconds(2)));
    // Without another limit, one attempt may take all of it.
    let (error, time) = timed(gateway.client().with_deadline(seconds(7)).send(&status())).await;
    assert_eq!((timeout_of(error), time), (Some(seconds(7)), seconds(7)));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_limits_the_inquiries_too() {
    let gateway = Silent::default();
    let client = gateway.client().with_timeout(seconds(3)).with_deadline(seconds(20));
    let (error, time) = timed(client.send_until_known(&charge(), at_once())).await;
    assert_eq!((timeout_of(error), time), (Some(seconds(3)), seconds(20)));
    assert_eq!(gateway.sent("recurring"), 1);
    assert_eq!(gateway.sent("status/order_id"), 6);
}

/// Only what was never sent is reported so.
#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_the_deadline() {
    let gateway = Silent::default();
    let (error, _) = timed(gateway.client().with_deadline(Duration::ZERO).send(&charge())).await;
    assert_eq!(error, Error::NotSent(NotSentError::Deadline));
    assert!(error.is_retryable() && gateway.0.lock().unwrap().is_empty());
    assert_eq!(error.to_string(), "nothing was sent: the deadline of the call had passed");
    // The status that is asked for before the reversal took all the time.
    let reversal = ReverseOrder::request().order_id("1001").amount(30).currency(Currency::GEL).build().unwrap();
    let client = gateway.client().with_deadline(seconds(5));
    let (error, time) = timed(client.send_until_known(&reversal, RetryPolicy::until_known())).await;
    assert_eq!((error, time), (Error::NotSent(NotSentError::Deadline), seconds(5)));
    assert_eq!((gateway.sent("status/order_id"), gateway.sent("reverse/order_id")), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn settings_are_those_of_a_handle() {
    let gateway = Silent::default();
    let client = gateway.client();
    let quick = client.with_timeout(seconds(1)).with_retry(RetryPolicy::none());
    let longer = quick.with_timeout(seconds(40));
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "order_status").unwrap();
    let request = DynamicRequest::builder(Arc::new(endpoint.get().clone())).set("order_id", "1001").build().unwrap();
    for (client, limit) in [(&quick, 1), (&longer, 40), (&quick.clone(), 1)] {
        let (error, time) = timed(client.send_dynamic(&request)).await;
        assert_eq!((timeout_of(error), time), (Some(seconds(limit)), seconds(limit)));
    }
    let waits = tokio::time::timeout(seconds(3600), client.send(&status())).await;
    assert!(waits.is_err(), "the first handle has no limit");
}

/// A transport whose future is ready when it is polled first, and whose timer would block: as that of the blocking client.
struct Blocking(AtomicUsize);

impl Transport for Blocking {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(std::future::ready(Err(flitt_client::transport::TransportError::Timeout(request.timeout))))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(self)
    }
}

impl Timer for Blocking {
    fn now(&self) -> std::time::Instant {
        std::time::Instant::now()
    }

    fn sleep(&self, _: Duration) -> flitt_client::transport::SleepFuture<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn a_response_that_is_ready_needs_no_timer() {
    let transport = Arc::new(Blocking(AtomicUsize::new(0)));
    let client = Client::builder(Credentials::test()).transport(Arc::clone(&transport)).build().unwrap();
    let error = client.with_timeout(seconds(9)).send(&charge()).await.unwrap_err();
    assert_eq!(timeout_of(error), Some(seconds(9)));
    assert_eq!(transport.0.load(Ordering::SeqCst), 0);
}
