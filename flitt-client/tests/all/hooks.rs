//! Hooks: what they see of each attempt, and that nothing they do changes a call.
#![expect(clippy::unnecessary_wraps, reason = "all prepared responses have one type")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flitt_client::api::{ChargeSavedCard, FinalOrder, GetOrderStatus, ReverseOrder, charge_saved_card};
use flitt_client::error::NotSentError;
use flitt_client::hook::{Attempt, AttemptKind, AttemptResult, Hook};
use flitt_client::response::Resolved;
use flitt_client::transport::{
    HttpRequest, HttpResponse, MockTransport, ResponseFuture, SleepFuture, Timer, TokioTimer, Transport, TransportError,
};
use flitt_client::{Client, Credentials, Currency, Error, Outcome, RetryPolicy, callback};

type Response = Result<HttpResponse, TransportError>;

/// Prepared responses, each after a second, and a clock.
struct Slow(MockTransport);

impl Transport for Slow {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.0.post(request).await
        })
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

/// Writes a line for each attempt.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Hook for Lines {
    fn before(&self, attempt: &Attempt<'_>) {
        self.0.lock().unwrap().push(format!("{} {}", attempt.endpoint(), attempt.number()));
    }

    fn after(&self, attempt: &Attempt<'_>, result: &AttemptResult<'_>) {
        let duration = result.duration().unwrap();
        let line = format!("{} {}: {} after {duration:?}", attempt.endpoint(), attempt.number(), result.kind());
        self.0.lock().unwrap().push(line);
    }
}

impl Lines {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn client(responses: impl IntoIterator<Item = Response>, hook: impl Hook + 'static) -> (Client, Arc<Slow>) {
    let transport = Arc::new(Slow(MockTransport::new(responses)));
    let builder = Client::builder(Credentials::test()).transport(Arc::clone(&transport));
    (builder.hook(hook).build().unwrap(), transport)
}

fn lost() -> Response {
    Err(TransportError::Interrupted("the line is cut".into()))
}

fn status(status: &str) -> Response {
    let credentials = Credentials::test();
    let order = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001").set("currency", "GEL");
    Ok(HttpResponse::ok(format!(r#"{{"response":{}}}"#, order.set("order_status", status).json())))
}

fn failure(code: u16) -> Response {
    Ok(HttpResponse::ok(format!(
        r#"{{"response":{{"response_status":"failure","error_code":{code},"error_message":"no","request_id":"r-7"}}}}"#
    )))
}

fn ask() -> flitt_client::api::get_order_status::Request {
    GetOrderStatus::request().order_id("1001").build().unwrap()
}

fn charge() -> charge_saved_card::Request {
    let request = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    request.rectoken("canary-token").build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_seen_with_its_number_and_duration() {
    let lines = Lines::default();
    let (client, _) = client([lost(), Err(TransportError::Connect("down".into())), status("approved")], lines.clone());
    // Its future can be sent to other threads.
    let sent = client.clone();
    assert_eq!(
        tokio::spawn(async move { sent.send(&ask()).await }).await.unwrap().unwrap().outcome(),
        Outcome::Approved
    );
    let expected = [
        "order_status 1",
        "order_status 1: unknown after 1s",
        "order_status 2",
        "order_status 2: not sent after 1s",
        "order_status 3",
        "order_status 3: response after 1s",
    ];
    assert_eq!(lines.take(), expected);
    let _ = client.send(&ask()).await;
    assert_eq!(lines.take()[0], "order_status 1", "the next call counts anew");
}

#[tokio::test(start_paused = true)]
async fn inquiries_are_seen_too() {
    let lines = Lines::default();
    let (client, _) = client([lost(), failure(1018), status("approved")], lines.clone());
    let resolved = client.send_until_known(&charge(), RetryPolicy::until_known()).await.unwrap();
    assert!(matches!(resolved, Resolved::OrderStatus(_)));
    let results: Vec<String> = lines.take().into_iter().filter(|line| line.contains(':')).collect();
    let expected =
        ["recurring 1: unknown after 1s", "order_status 1: failure after 1s", "order_status 2: response after 1s"];
    assert_eq!(results, expected);
    // A request that may be repeated goes on counting.
    let lines = Lines::default();
    let (client, _) = self::client([lost(), lost(), lost(), lost(), lost()], lines.clone());
    let reversal = ReverseOrder::request().order_id("1001").amount(30).currency(Currency::GEL).reverse_id("a");
    let policy = RetryPolicy { max_attempts: 1, ..RetryPolicy::default() };
    client.send_until_known(&reversal.build().unwrap(), policy).await.unwrap_err();
    let results: Vec<String> =
        lines.take().into_iter().filter(|line| line.starts_with("reverse_order ") && line.contains(':')).collect();
    assert_eq!(results.last().map(String::as_str), Some("reverse_order 4: unknown after 1s"), "{results:?}");
}

/// Keeps what it sees of one attempt.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Hook for Seen {
    fn after(&self, attempt: &Attempt<'_>, result: &AttemptResult<'_>) {
        let of_request = (attempt.url(), attempt.order_id(), attempt.parameters());
        let of_result = (result.kind(), result.http_status(), result.outcome(), result.failure_code());
        let more = (result.request_id(), result.error(), result.fields().len());
        self.0.lock().unwrap().push(format!("{of_request:?} {of_result:?} {more:?}"));
    }
}

#[tokio::test(start_paused = true)]
async fn requests_and_results_are_redacted() {
    let seen = Seen::default();
    let (client, _) = client([failure(1014), status("declined"), lost()], seen.clone());
    for _ in 0..3 {
        let _ = client.send(&charge()).await;
    }
    let request = r#"("https://pay.flitt.com/api/recurring", Some("1001"), [("order_id", "1001"), ("order_desc", "May"), ("amount", "100"), ("currency", "GEL"), ("rectoken", "[redacted]")])"#;
    let seen = seen.0.lock().unwrap().clone();
    for (seen, (result, error)) in seen.iter().zip([
        (r#"(Failure, Some(200), None, Some("1014")) (Some("r-7"), "#, "code 1014: no"),
        (r#"(Response, Some(200), Some("declined"), None) (None, None, "#, ""),
        ("(Unknown, None, None, None) (None, ", "the connection was interrupted"),
    ]) {
        let rest = seen.strip_prefix(&format!("{request} {result}")).unwrap_or_else(|| panic!("{seen}"));
        assert!(rest.contains(error), "{seen}");
    }
}

/// Panics where it is asked to.
struct Panics {
    before: bool,
    after: bool,
}

impl Hook for Panics {
    fn before(&self, _: &Attempt<'_>) {
        assert!(!self.before, "a hook that is wrong");
    }

    fn after(&self, _: &Attempt<'_>, _: &AttemptResult<'_>) {
        assert!(!self.after, "a hook that is wrong");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_hook_changes_nothing() {
    for responses in [|| vec![status("approved")], || vec![lost()], || vec![failure(1014)], || vec![failure(1089)]] {
        let (plain, _) = client(responses(), Panics { before: false, after: false });
        let expected = plain.send(&charge()).await;
        for (before, after) in [(true, false), (false, true), (true, true)] {
            let (client, transport) = client(responses(), Panics { before, after });
            assert_eq!(client.send(&charge()).await, expected);
            assert_eq!(transport.0.sent().len(), 1, "sent once");
        }
    }
    let (client, _) = client([lost(), status("approved")], Panics { before: true, after: true });
    assert!(client.send_until_known(&charge(), RetryPolicy::until_known()).await.is_ok());
}

/// A clock that stands still unless somebody moves it, and responses that are ready at once.
struct Manual {
    responses: MockTransport,
    now: Mutex<Instant>,
}

impl Manual {
    fn pass(&self, seconds: u64) {
        *self.now.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Timer for Manual {
    fn now(&self) -> Instant {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

impl Transport for Manual {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        self.responses.post(request)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(self)
    }
}

/// Takes ten seconds before or after an attempt.
struct Lingers(Arc<Manual>, bool);

impl Hook for Lingers {
    fn before(&self, _: &Attempt<'_>) {
        if self.1 {
            self.0.pass(10);
        }
    }

    fn after(&self, _: &Attempt<'_>, result: &AttemptResult<'_>) {
        assert_eq!(result.duration(), Some(Duration::ZERO), "its own time is not that of the attempt");
        self.0.pass(10);
    }
}

/// What is known of a payment is what was sent and what came back, however long a hook takes.
#[tokio::test]
async fn a_slow_hook_changes_nothing_that_is_known() {
    let manual =
        || Arc::new(Manual { responses: MockTransport::new([status("approved")]), now: Mutex::new(Instant::now()) });
    let client = |manual: &Arc<Manual>, before| {
        let builder = Client::builder(Credentials::test()).transport(Arc::clone(manual));
        builder.hook(Lingers(Arc::clone(manual), before)).build().unwrap()
    };
    for (deadline, before, is_sent) in
        [(None, true, true), (Some(5), false, true), (Some(15), true, true), (Some(5), true, false)]
    {
        let manual = manual();
        let client = client(&manual, before);
        let client = deadline.map_or(client.clone(), |seconds| client.with_deadline(Duration::from_secs(seconds)));
        match client.send(&charge()).await {
            Ok(order) => assert_eq!((order.outcome(), is_sent), (Outcome::Approved, true)),
            Err(error) => assert_eq!((error, is_sent), (Error::NotSent(NotSentError::Deadline), false)),
        }
        assert_eq!(manual.responses.sent().len(), usize::from(is_sent));
    }
}

#[test]
fn kinds_have_words() {
    let kinds = [AttemptKind::Response, AttemptKind::NotSent, AttemptKind::Failure, AttemptKind::Unknown];
    assert_eq!(kinds.map(|kind| kind.to_string()), ["response", "not sent", "failure", "unknown"]);
}
