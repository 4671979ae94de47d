//! Callbacks as they arrive: JSON, forms, queries, through axum.
#![cfg(feature = "axum")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::any;
use flitt_client::api::FinalOrder;
use flitt_client::callback::{self, CALLBACK_LIMIT, Verified};
use flitt_client::{Credentials, Outcome, Refusal, SignatureFault};
use tower_service::Service as _;

fn sample() -> callback::Sample<'static, FinalOrder> {
    let credentials = Box::leak(Box::new(Credentials::test()));
    callback::sample(credentials).set("order_desc", "ჩაი & \"თაფლი\"").set("order_id", "1001")
}

async fn handler(Verified(order): Verified<FinalOrder>) -> String {
    format!("{} {}", order.order_id(), order.order_status())
}

async fn answer(request: Request<Body>) -> (StatusCode, String) {
    let mut shop: Router = Router::new().route("/callback", any(handler)).with_state(Credentials::test());
    let answer = shop.call(request).await.unwrap();
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn post(content_type: &str, body: String) -> Request<Body> {
    Request::post("/callback").header("content-type", content_type).body(body.into()).unwrap()
}

#[tokio::test]
async fn json_forms_and_queries_reach_the_handler() {
    let expected = (StatusCode::OK, "1001 approved".to_owned());
    assert_eq!(answer(post("application/json; charset=UTF-8", sample().json())).await, expected);
    assert_eq!(answer(post("application/x-www-form-urlencoded", sample().form())).await, expected);
    let returned = Request::get(format!("/callback?{}", sample().form())).body(Body::empty()).unwrap();
    assert_eq!(answer(returned).await, expected);
}

#[tokio::test]
async fn what_is_no_callback_does_not_reach_the_handler() {
    let changed = sample().json().replace("\"amount\":\"100\"", "\"amount\":\"900\"");
    assert_eq!(answer(post("application/json", changed)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(answer(post("text/plain", sample().json())).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = " ".repeat(CALLBACK_LIMIT) + &sample().json();
    assert_eq!(answer(post("application/json", large)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer(Request::get("/callback").body(Body::empty()).unwrap()).await.0, StatusCode::BAD_REQUEST);
}

#[test]
fn an_envelope_is_taken_off() {
    let body = format!("{{\"response\":{}}}", sample().json());
    let order = callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes()).unwrap();
    assert_eq!(order.outcome(), Outcome::Approved);
}

#[test]
fn a_field_that_stands_in_a_form_twice_is_refused() {
    let body = format!("{}&order_id=1002", sample().form());
    let refused = callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes()).unwrap_err();
    assert!(matches!(refused.refusal(), Refusal::Unreadable(_)), "{refused}");
}

#[test]
fn a_payout_is_verified_with_the_payout_key() {
    let credentials = Credentials::test();
    let payout = || callback::sample::<FinalOrder>(&credentials).set("tran_type", "p2p credit").json();
    assert!(callback::verify::<FinalOrder>(&credentials, payout().as_bytes()).is_ok());
    let other = Credentials::new(1_549_901, "test").with_payout_key("another");
    let refused = callback::verify::<FinalOrder>(&other, payout().as_bytes()).unwrap_err();
    assert_eq!(refused.refusal(), &Refusal::Signature(SignatureFault::Wrong));
}
