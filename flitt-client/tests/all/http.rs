//! The default transport against a server that misbehaves: each error states whether the request was sent.

use std::time::Duration;

use flitt_client::api::{CheckoutUrl, GetOrderStatus, checkout_url};
use flitt_client::config::{ClientBuilder, ConfigError};
use flitt_client::error::{FailureError, NotSentError, UnknownReason};
use flitt_client::{Client, Credentials, Currency, Error, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with a request that it has read.
enum Then {
    /// Writes this and closes.
    Write(String),
    /// Keeps the connection open and says nothing.
    Wait,
}

/// An HTTP response with a body of its length.
fn response(status: &str, body: &str) -> Then {
    Then::Write(format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
}

/// A server for one connection; gives its address, and the text of the request in the end.
async fn server(then: Then) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let request = read_request(&mut connection).await;
        match then {
            Then::Write(bytes) => connection.write_all(bytes.as_bytes()).await.unwrap(),
            Then::Wait => tokio::time::sleep(Duration::from_secs(60)).await,
        }
        request
    });
    (address, served)
}

/// Reads a request to the end of its JSON body.
async fn read_request(connection: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut bytes = [0; 4096];
    while !text.ends_with("}}") {
        let count = connection.read(&mut bytes).await.unwrap();
        assert!(count > 0, "the request ended early: {text}");
        text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
    }
    text
}

fn client(address: &str) -> ClientBuilder {
    Client::builder(Credentials::test()).base_url(address).timeout(Duration::from_millis(500))
}

fn order() -> checkout_url::Request {
    CheckoutUrl::request().order_id("1").order_desc("Tea").amount(100).currency(Currency::GEL).build().unwrap()
}

async fn error_of(then: Then) -> Error {
    let (address, _served) = server(then).await;
    client(&address).response_limit(2000).build().unwrap().send(&order()).await.unwrap_err()
}

fn reason(error: &Error) -> &UnknownReason {
    match error {
        Error::Unknown(unknown) => {
            assert_eq!(unknown.confirm_with(), Some("order_status"), "{unknown}");
            assert!(unknown.to_string().contains("ask `order_status` before sending it again"), "{unknown}");
            unknown.reason()
        }
        other => panic!("the outcome is unknown, not: {other}"),
    }
}

#[tokio::test]
async fn a_normal_response_arrives() {
    let body = r#"{"response":{"response_status":"success","checkout_url":"https://x.example","payment_id":7}}"#;
    let (address, served) = server(response("200 OK", body)).await;
    let created = client(&format!("{address}/")).build().unwrap().send(&order()).await.unwrap();
    assert_eq!(created.checkout_url(), "https://x.example");
    assert_eq!(created.payment_id(), Some(7));
    let request = served.await.unwrap();
    assert!(request.starts_with("POST /api/checkout/url HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/json; charset=utf-8\r\n"), "{request}");
    assert!(request.contains("user-agent: flitt-client/"), "{request}");
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&address).build().unwrap().send(&order()).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(NotSentError::Connect(_))), "{error}");
}

/// A server that takes a connection and says nothing of TLS. Until the channel stands, nothing of a request goes over it.
#[tokio::test]
async fn without_a_secure_channel_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let builder = client(&format!("https://{}", listener.local_addr().unwrap())).timeout(Duration::from_secs(60));
    let client = builder.connect_timeout(Duration::from_millis(100)).build().unwrap();
    let error = client.send(&order()).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(NotSentError::Connect(_))), "{error}");
}

/// Nothing is sent here: to whom it would go depends on the machine.
#[test]
fn plain_http_to_other_hosts_must_be_allowed_explicitly() {
    let address = "http://gateway.internal";
    match client(address).build().unwrap_err() {
        ConfigError::BaseUrl { url, .. } => assert_eq!(url, address),
        other => panic!("{other}"),
    }
    let client = client(address).allow_plain_http().build().unwrap();
    assert_eq!(format!("{client:?}"), format!("Client({address}, {:?})", Credentials::test()));
}

#[tokio::test]
async fn a_timeout_is_an_unknown_outcome() {
    let error = error_of(Then::Wait).await;
    assert_eq!(reason(&error), &UnknownReason::Timeout(Some(Duration::from_millis(500))));
}

#[tokio::test]
async fn a_closed_connection_is_an_unknown_outcome() {
    assert!(matches!(reason(&error_of(Then::Write(String::new())).await), UnknownReason::Interrupted(_)));
}

#[tokio::test]
async fn a_truncated_response_is_an_unknown_outcome() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"response\":{";
    let error = error_of(Then::Write(text.to_owned())).await;
    assert!(matches!(reason(&error), UnknownReason::Interrupted(_)), "{error}");
}

#[tokio::test]
async fn a_response_over_the_limit_is_an_unknown_outcome() {
    let long = ".".repeat(2001);
    assert_eq!(reason(&error_of(response("200 OK", &long)).await), &UnknownReason::TooLarge(2000));
    // Without a length, the limit ends the reading.
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7d1\r\n{long}\r\n7d1\r\n");
    assert_eq!(reason(&error_of(Then::Write(chunked)).await), &UnknownReason::TooLarge(2000));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n",
        elsewhere.local_addr().unwrap()
    );
    let error = error_of(Then::Write(redirect)).await;
    assert_eq!(reason(&error), &UnknownReason::Status(307));
    let nobody = tokio::time::timeout(Duration::from_millis(50), elsewhere.accept()).await;
    assert!(nobody.is_err(), "a signed request was carried to another server");
}

#[tokio::test]
async fn an_error_page_is_unknown_and_a_failure_is_reported() {
    let error = error_of(response("502 Bad Gateway", "<html></html>")).await;
    assert_eq!(reason(&error), &UnknownReason::Status(502));
    let body = r#"{"response":{"response_status":"failure","error_code":1016,"error_message":"Merchant not found","request_id":"3bplo0AeRPxlP"}}"#;
    match error_of(response("200 OK", body)).await {
        Error::Failure(failure) => assert_eq!(
            failure.to_string(),
            "the gateway rejected the request to `checkout_url`: code 1016: Merchant not found (request id 3bplo0AeRPxlP)"
        ),
        other => panic!("{other}"),
    }
    // Under another status, it does not say that nothing was done.
    let error = error_of(response("500 Internal Server Error", body)).await;
    assert!(matches!(reason(&error), UnknownReason::Failure { status: 500, .. }), "{error}");
    assert_eq!(error.failure().map(FailureError::message), Some("Merchant not found"));
}

#[tokio::test]
async fn a_status_request_is_retryable() {
    let (address, _served) = server(Then::Write(String::new())).await;
    let request = GetOrderStatus::request().order_id("1").build().unwrap();
    let error = client(&address).retry(RetryPolicy::none()).build().unwrap().send(&request).await.unwrap_err();
    assert!(error.to_string().ends_with("it is safe to send it again"), "{error}");
}
