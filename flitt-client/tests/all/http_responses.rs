//! What came back, as it was received: HTTP status, headers, body, and the gateway's identifier of the request.

use flitt_client::api::{ChargeSavedCard, FinalOrder, GetOrderStatus, TransactionList, charge_saved_card};
use flitt_client::request::Exchange;
use flitt_client::transport::{HttpResponse, MockTransport, TransportError};
use flitt_client::{Client, Credentials, Currency, Error, RetryPolicy, callback};
use flitt_sandbox::{Fault, Sandbox};

fn charge() -> charge_saved_card::Request {
    let request = ChargeSavedCard::request().order_id("1001").order_desc("May").amount(100).currency(Currency::GEL);
    request.rectoken("a saved card").build().unwrap()
}

fn status() -> flitt_client::api::get_order_status::Request {
    GetOrderStatus::request().order_id("1001").build().unwrap()
}

fn client(responses: impl IntoIterator<Item = Result<HttpResponse, TransportError>>) -> Client {
    let client = Client::builder(Credentials::test()).transport(MockTransport::new(responses)).build().unwrap();
    client.with_retry(RetryPolicy::none())
}

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse::new(status, body).with_headers([("X-Trace", "t-1"), ("date", "today")])
}

#[tokio::test]
async fn a_response_has_status_headers_and_body() {
    let credentials = Credentials::test();
    let order = callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001");
    let body = format!(r#"{{"response":{}}}"#, order.json());
    let received = client([Ok(response(200, &body))]).send(&status()).await.unwrap();
    let http = received.http_response().unwrap();
    assert_eq!((http.status, http.body.as_slice()), (200, body.as_bytes()));
    assert_eq!(
        (http.headers.get("x-trace"), http.headers.get("Date"), http.headers.get("x")),
        (Some("t-1"), Some("today"), None)
    );
    assert_eq!(received.request_id(), None);
    assert_eq!(
        format!("{http:?} {:?}", http.headers),
        format!("HttpResponse(200, 2 headers, {} bytes) Headers(2)", body.len())
    );
    // Also where the response is a list.
    let request = TransactionList::request().order_id("1001").build().unwrap();
    let list = client([Ok(response(200, r#"{"response":[]}"#))]).send(&request).await.unwrap();
    assert_eq!(list.response().http_response().map(|http| http.status), Some(200));
    // A body that the program parsed itself, and a callback, have none.
    let request = status();
    let parsed = Exchange::new(&request, &credentials).unwrap().parse_response(200, body.as_bytes()).unwrap();
    assert_eq!(parsed.http_response(), None);
    assert_eq!(parsed, received, "it is no part of what a response says");
}

#[tokio::test]
async fn each_error_with_a_response_has_it() {
    let failure = |code: u16| {
        format!(
            r#"{{"response":{{"response_status":"failure","error_code":{code},"error_message":"no","request_id":"r-7"}}}}"#
        )
    };
    let rejected = r#"{"response":{"response_status":"success","request_id":"r-8"}}"#;
    for (status, body, request_id) in [
        (200, failure(1014), Some("r-7")),
        (200, failure(1013), Some("r-7")),
        (200, failure(1089), Some("r-7")),
        (500, failure(1002), Some("r-7")),
        (200, rejected.to_owned(), Some("r-8")),
        (502, "<html><title>Bad Gateway</title></html>".to_owned(), None),
        (503, String::new(), None),
    ] {
        let error = client([Ok(response(status, &body))]).send(&charge()).await.unwrap_err();
        let http = error.http_response().unwrap_or_else(|| panic!("{error}"));
        assert_eq!((http.status, http.body.as_slice(), http.headers.len()), (status, body.as_bytes(), 2), "{error}");
        assert_eq!(error.request_id(), request_id, "{error}");
        if let Some(failure) = error.failure() {
            assert_eq!(failure.http_response(), Some(http), "{error}");
        }
    }
    let lost = || Err(TransportError::Interrupted("the line is cut".into()));
    for result in [
        lost(),
        Err(TransportError::Timeout(None)),
        Err(TransportError::TooLarge),
        Err(TransportError::Connect("down".into())),
    ] {
        let error = client([result]).send(&charge()).await.unwrap_err();
        assert_eq!((error.http_response(), error.request_id()), (None, None), "{error}");
    }
}

#[tokio::test]
async fn the_http_library_passes_headers_on() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = Client::builder(Credentials::test()).base_url(sandbox.base_url()).build().unwrap();
    let error = client.send(&status()).await.unwrap_err();
    assert!(matches!(&error, Error::Failure(failure) if failure.code() == "1018"), "{error}");
    let content_type = |error: &Error| error.http_response()?.headers.get("Content-Type").map(str::to_owned);
    assert!(content_type(&error).is_some_and(|of| of.starts_with("application/json")), "{error}");
    assert_eq!(error.request_id(), error.failure().and_then(|failure| failure.request_id()));
    sandbox.fault(Fault::DropAfter);
    assert_eq!(client.send(&charge()).await.unwrap_err().http_response(), None);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_library_passes_headers_on() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let builder = Client::builder(Credentials::test()).base_url(sandbox.base_url());
    let error = builder.build_blocking().unwrap().send(&status()).unwrap_err();
    let http = error.http_response().unwrap();
    assert!(http.headers.get("Content-Type").is_some_and(|of| of.starts_with("application/json")), "{error}");
}
