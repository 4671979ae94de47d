//! The same against the sandbox, by a transport that loses responses.

use std::sync::Mutex;
use std::time::Duration;

use flitt_client::api::{CaptureOrder, ChargeSavedCard, CheckoutUrl, GetOrderStatus, ReverseOrder};
use flitt_client::error::{FailureError, SourceError};
use flitt_client::response::Resolved;
use flitt_client::transport::{
    HttpRequest, HttpResponse, ResponseFuture, Timer, TokioTimer, Transport, TransportError,
};
use flitt_client::value::Flag;
use flitt_client::{Client, Credentials, Currency, Error, Outcome, RetryPolicy};
use flitt_sandbox::Sandbox;

use super::reverse;

const CARD: &str = "4444555511116666";

/// Carries every request, and loses the responses to the next ones of some paths.
struct Lossy {
    http: reqwest::Client,
    lose: Mutex<Vec<&'static str>>,
}

impl Lossy {
    async fn forward(&self, message: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let broken = |error: reqwest::Error| TransportError::Interrupted(SourceError::new(error));
        let request = self.http.post(message.url).header("content-type", message.content_type);
        let response = request.body(message.body.to_vec()).send().await.map_err(broken)?;
        let (status, body) = (response.status().as_u16(), response.bytes().await.map_err(broken)?.to_vec());
        let mut lose = self.lose.lock().unwrap();
        match lose.iter().position(|path| message.url.ends_with(path)) {
            Some(position) => {
                lose.remove(position);
                Err(TransportError::Timeout(None))
            }
            None => Ok(HttpResponse::new(status, body)),
        }
    }
}

impl Transport for Lossy {
    fn post<'t>(&'t self, message: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(self.forward(message))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

fn client(sandbox: &Sandbox, lose: &[&'static str]) -> Client {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let transport = Lossy { http, lose: Mutex::new(lose.to_vec()) };
    Client::builder(Credentials::test())
        .base_url(sandbox.base_url())
        .transport(transport)
        .retry(quick())
        .build()
        .unwrap()
}

fn quick() -> RetryPolicy {
    RetryPolicy { initial_backoff: Duration::from_millis(2), ..RetryPolicy::default() }
}

/// Creates the order 1001 and pays it.
async fn paid(sandbox: &Sandbox, preauth: Flag) {
    let order = CheckoutUrl::request().order_id("1001").order_desc("Tea").amount(100).currency(Currency::GEL);
    let order = order.preauth(preauth).required_rectoken(Flag::Y).build().unwrap();
    match client(sandbox, &["/checkout/url"]).send_until_known(&order, quick()).await.unwrap_err() {
        Error::ResponseLost(lost) => assert_eq!(lost.status().get("order_status"), Some("created")),
        other => panic!("{other:?}"),
    }
    sandbox.pay("1001", CARD).unwrap();
}

#[tokio::test]
async fn a_charge_whose_response_is_lost_is_made_once() {
    let sandbox = Sandbox::start().await.unwrap();
    paid(&sandbox, Flag::N).await;
    let status = GetOrderStatus::request().order_id("1001").build().unwrap();
    let card = client(&sandbox, &[]).send(&status).await.unwrap().rectoken().unwrap().to_owned();
    let charge = ChargeSavedCard::request().order_id("1002").order_desc("May").amount(100).currency(Currency::GEL);
    let charge = charge.rectoken(card).build().unwrap();
    let lossy = client(&sandbox, &["/recurring", "/status/order_id"]);
    match lossy.send_until_known(&charge, quick()).await.unwrap() {
        Resolved::OrderStatus(order) => {
            assert_eq!((order.outcome(), order.actual_amount()), (Outcome::Approved, Some(100)));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(sandbox.orders().len(), 2);
}

#[tokio::test]
async fn a_capture_whose_responses_are_lost_is_made_once() {
    let sandbox = Sandbox::start().await.unwrap();
    paid(&sandbox, Flag::Y).await;
    let capture = CaptureOrder::request().order_id("1001").amount(60).currency(Currency::GEL).build().unwrap();
    let lossy = client(&sandbox, &["/capture/order_id"; 4]);
    match lossy.send_until_known(&capture, quick()).await.unwrap() {
        Resolved::OrderStatus(order) => {
            assert_eq!(order.additional_info().unwrap().capture_status().unwrap().as_str(), "captured");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(sandbox.order("1001").unwrap().captured_amount, Some(60));
}

#[tokio::test]
async fn a_reversal_whose_responses_are_lost_is_made_once() {
    let sandbox = Sandbox::start().await.unwrap();
    paid(&sandbox, Flag::N).await;
    let lossy = client(&sandbox, &["/reverse/order_id"; 5]);
    let result = lossy.send_until_known(&reverse("first"), RetryPolicy { max_attempts: 9, ..quick() }).await.unwrap();
    assert!(matches!(&result, Resolved::Response(reversal) if reversal.outcome() == Outcome::Approved), "{result:?}");
    assert_eq!(sandbox.order("1001").unwrap().reversal_amount, 30);

    // Without the parameter, it is made once too, and the sums tell that it was.
    let request = ReverseOrder::request().order_id("1001").amount(20).currency(Currency::GEL).build().unwrap();
    let lossy = client(&sandbox, &["/reverse/order_id"]);
    let error = super::unknown(lossy.send_until_known(&request, quick()).await.unwrap_err());
    let sums = error.reversal_totals().unwrap();
    assert_eq!((sums.before, sums.after), (Some(30), Some(50)));
    assert_eq!(sandbox.order("1001").unwrap().reversal_amount, 50);
}

/// The id of a charge of 5 is used again for one of 90000, and for another of 5.
#[tokio::test]
async fn an_id_that_was_used_before_is_no_success() {
    let sandbox = Sandbox::start().await.unwrap();
    paid(&sandbox, Flag::N).await;
    let status = GetOrderStatus::request().order_id("1001").build().unwrap();
    let card = client(&sandbox, &[]).send(&status).await.unwrap().rectoken().unwrap().to_owned();
    let charge = |amount| {
        let charge = ChargeSavedCard::request().order_id("1002").order_desc("May").amount(amount);
        charge.currency(Currency::GEL).rectoken(&card).build().unwrap()
    };
    assert_eq!(client(&sandbox, &[]).send(&charge(5)).await.unwrap().outcome(), Outcome::Approved);
    // The response that it exists is received, or lost.
    for lose in [&[][..], &["/recurring"]] {
        let error = client(&sandbox, lose).send_until_known(&charge(90_000), quick()).await.unwrap_err();
        let error = super::unknown(error).to_string();
        assert!(error.contains("the order has `amount` 5, and the request has `amount` 90000"), "{error}");
    }
    match client(&sandbox, &[]).send_until_known(&charge(5), quick()).await.unwrap() {
        Resolved::Existing(order) => assert_eq!((order.outcome(), order.amount()), (Outcome::Approved, 5)),
        other => panic!("{other:?}"),
    }
    let error = super::unknown(client(&sandbox, &[]).send(&charge(5)).await.unwrap_err());
    assert_eq!(error.failure().map(FailureError::code), Some("1013"));
    assert_eq!(sandbox.orders().len(), 2);
}
