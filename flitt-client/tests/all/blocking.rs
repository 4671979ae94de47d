//! The blocking client, against the sandbox and against servers that misbehave.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use flitt_client::api::{CheckoutUrl, Flitt, GetOrderStatus, ReportToken, checkout_url};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::{FailureError, NotSentError, UnknownReason};
use flitt_client::response::Resolved;
use flitt_client::transport::{HttpRequest, HttpResponse, MockTransport, ResponseFuture, Transport};
use flitt_client::{Api, Client, Credentials, Currency, Error, Outcome, RetryPolicy, blocking};
use flitt_sandbox::Sandbox;

fn order(order_id: &str) -> checkout_url::Request {
    CheckoutUrl::request().order_id(order_id).order_desc("Tea").amount(100).currency(Currency::GEL).build().unwrap()
}

fn client(address: &str) -> blocking::Client {
    let builder = Client::builder(Credentials::test()).base_url(address).timeout(Duration::from_millis(500));
    builder.response_limit(2000).build_blocking().unwrap()
}

#[test]
fn orders_are_created_paid_and_read() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let client = client(sandbox.base_url());
    let created = client.send(&order("1")).unwrap();
    assert!(created.checkout_url().starts_with(sandbox.base_url()));
    sandbox.pay("1", "4444555511116666").unwrap();
    let status = GetOrderStatus::request().order_id("1").build().unwrap();
    assert_eq!(client.send(&status).unwrap().outcome(), Outcome::Approved);
    match client.clone().send_until_known(&status, RetryPolicy::none()).unwrap() {
        Resolved::Response(order) => assert_eq!(order.actual_amount(), Some(100)),
        other => panic!("{other:?}"),
    }
    let error = client.send(&order("1")).unwrap_err();
    assert!(matches!(error, Error::Unknown(_)), "{error}");
    assert_eq!(error.failure().map(FailureError::code), Some("1013"));
}

/// What is sent by names and what travels as a header go the same way.
#[test]
fn reports_are_read() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let credentials = Credentials::test().with_company_key("test");
    let client = Client::builder(credentials.clone()).base_url(sandbox.base_url()).build_blocking().unwrap();
    assert_eq!(format!("{:?}", client.credentials()), format!("{credentials:?}"));
    client.send(&order("1")).unwrap();
    let asked = ReportToken::request().application_id("1019").date("2026-08-29 12:00:00").build().unwrap();
    let token = client.send(&asked).unwrap().token().to_owned();
    let endpoint = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == "company_report").unwrap();
    let filters = r#"[{"s":"order_timestart","m":"from","v":"-1"}]"#;
    let request = |token: &str| {
        let request =
            DynamicRequest::builder(Arc::new(endpoint.get().clone())).set("token", token).set("report_id", "745");
        let request = request.set("merchant_id", "1549901").set("filters", filters).set("on_page", "10");
        request.set("page", "1").build().unwrap()
    };
    let report = client.send_dynamic(&request(&token)).unwrap();
    assert!(report.get("data").unwrap().contains("\"1\""), "{}", report.to_json());
    assert!(matches!(client.send_dynamic(&request("another")).unwrap_err(), Error::Failure(_)));
}

/// What a client says of a server that reads a request and writes this.
fn error_of(response: Option<&'static str>) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut bytes = [0; 4096];
        let mut text = Vec::new();
        while !text.ends_with(b"}}") {
            let count = connection.read(&mut bytes).unwrap();
            text.extend_from_slice(&bytes[..count]);
        }
        match response {
            Some(response) => connection.write_all(response.as_bytes()).unwrap(),
            // Until the client hangs up.
            None => drop(connection.read(&mut bytes)),
        }
    });
    let error = client(&address).send(&order("1")).unwrap_err();
    served.join().unwrap();
    error
}

fn reason(error: Error) -> UnknownReason {
    match error {
        Error::Unknown(unknown) => unknown.reason().clone(),
        other => panic!("the outcome is unknown, not: {other}"),
    }
}

#[test]
fn errors_state_whether_the_request_was_sent() {
    assert_eq!(reason(error_of(None)), UnknownReason::Timeout(Some(Duration::from_millis(500))));
    assert!(matches!(reason(error_of(Some(""))), UnknownReason::Interrupted(_)));
    let truncated = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"response\":{";
    assert!(matches!(reason(error_of(Some(truncated))), UnknownReason::Interrupted(_)));
    let moved = "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(reason(error_of(Some(moved))), UnknownReason::Status(307));
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 2001\r\n\r\n{}", ".".repeat(2001));
    assert_eq!(reason(error_of(Some(long.leak()))), UnknownReason::TooLarge(2000));

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&address).send(&order("1")).unwrap_err();
    assert!(matches!(error, Error::NotSent(NotSentError::Connect(_))), "{error}");
}

#[test]
fn a_call_has_limits_of_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let millis = Duration::from_millis;
    let client = client(&address).with_retry(RetryPolicy::none());
    let error = |client: &blocking::Client| reason(client.send(&order("1")).unwrap_err());
    // Nobody accepts: the connection stands, and nothing responds.
    assert_eq!(error(&client.with_timeout(millis(50))), UnknownReason::Timeout(Some(millis(50))));
    assert_eq!(error(&client.with_timeout(millis(600))), UnknownReason::Timeout(Some(millis(600))));
    match error(&client.with_deadline(millis(70))) {
        UnknownReason::Timeout(Some(limit)) => assert!(limit <= millis(70), "{limit:?}"),
        other => panic!("{other}"),
    }
    let status = GetOrderStatus::request().order_id("1").build().unwrap();
    let late = client.with_deadline(Duration::ZERO).send(&status).unwrap_err();
    assert_eq!(late, Error::NotSent(NotSentError::Deadline));
}

/// The limit is one for the whole call, not for each piece of the response.
#[test]
fn a_slow_response_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        // What comes before the request was sent would be no response to it.
        assert_ne!(connection.read(&mut [0; 4096]).unwrap(), 0);
        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").unwrap();
        // Until the client hangs up, or until it is clear that it does not.
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(50));
            if connection.write_all(b".").is_err() {
                break;
            }
        }
    });
    let error = client(&address).send(&order("1")).unwrap_err();
    assert_eq!(reason(error), UnknownReason::Timeout(Some(Duration::from_millis(500))));
}

#[test]
fn retryable_requests_are_retried() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&attempts);
    std::thread::spawn(move || {
        // Each connection ends before a response.
        while let Ok((connection, _)) = listener.accept() {
            counted.fetch_add(1, Ordering::SeqCst);
            drop(connection);
        }
    });
    let policy = RetryPolicy { initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() };
    let status = GetOrderStatus::request().order_id("1").build().unwrap();
    let error = client(&address).with_retry(policy).send(&status).unwrap_err();
    assert!(matches!(error, Error::Unknown(_)), "{error}");
    assert_eq!(attempts.load(Ordering::SeqCst), 3);
}

#[test]
fn a_custom_transport_needs_no_runtime() {
    let response = r#"{"response":{"response_status":"success","checkout_url":"https://x.example"}}"#;
    let builder = Client::builder(Credentials::test()).transport(MockTransport::new([Ok(HttpResponse::ok(response))]));
    let created = builder.build_blocking().unwrap().send(&order("1")).unwrap();
    assert_eq!(created.checkout_url(), "https://x.example");
}

/// Is ready when another thread says so.
struct Later;

impl Transport for Later {
    fn post<'t>(&'t self, _: HttpRequest<'t>) -> ResponseFuture<'t> {
        let attempts = Arc::new(AtomicUsize::new(0));
        Box::pin(std::future::poll_fn(move |context| {
            if attempts.fetch_add(1, Ordering::SeqCst) > 0 {
                let response = r#"{"response":{"response_status":"success","checkout_url":"https://x.example"}}"#;
                return Poll::Ready(Ok(HttpResponse::ok(response)));
            }
            let waker = context.waker().clone();
            std::thread::spawn(move || waker.wake());
            Poll::Pending
        }))
    }
}

#[test]
fn a_custom_transport_may_be_ready_later() {
    let client = Client::builder(Credentials::test()).transport(Later).build_blocking().unwrap();
    assert_eq!(client.send(&order("1")).unwrap().checkout_url(), "https://x.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_async_program_sends_from_a_thread_that_may_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.base_url().to_owned();
    let created = tokio::task::spawn_blocking(move || client(&address).send(&order("1"))).await.unwrap().unwrap();
    assert!(created.checkout_url().starts_with(sandbox.base_url()));
}
