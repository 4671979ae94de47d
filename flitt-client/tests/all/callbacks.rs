//! Callbacks as they arrive: JSON, forms, queries, through axum.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::api::{FinalOrder, GetOrderStatus};
use flitt_client::callback::{self, CallbackRejection, Kind, MAX_CALLBACK_SIZE, PayerReturn, ThreeDsReturn, Verified};
use flitt_client::error::{SignatureError, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::Source;
use flitt_client::signature::sign;
use flitt_client::{Credentials, Outcome};
use tower_service::Service as _;

fn sample() -> callback::TestCallback<'static, FinalOrder> {
    let credentials = Box::leak(Box::new(Credentials::test()));
    callback::test_callback(credentials).set("order_desc", "ჩაი & \"თაფლი\"").set("order_id", "1001")
}

async fn handler(Verified(order): Verified<FinalOrder>) -> String {
    format!("{} {}", order.order_id(), order.order_status())
}

async fn back(PayerReturn(order): PayerReturn<FinalOrder>) -> String {
    format!("{} {}", order.order_id(), order.order_status())
}

async fn back_or_not(returned: Result<PayerReturn<FinalOrder>, CallbackRejection>) -> String {
    returned.map_or_else(|why| why.to_string(), |PayerReturn(order)| order.order_id().to_owned())
}

async fn bank(returned: ThreeDsReturn) -> String {
    format!("{} {}", returned.md(), returned.pares())
}

async fn response(request: Request<Body>) -> (StatusCode, String) {
    let shop: Router<Credentials> = Router::new()
        .route("/callback", any(handler))
        .route("/back", any(back))
        .route("/back-or-not", any(back_or_not))
        .route("/bank", any(bank));
    let mut shop: Router = shop.with_state(Credentials::test());
    let response = shop.call(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

const FORM: &str = "application/x-www-form-urlencoded";

fn post(content_type: &str, body: String) -> Request<Body> {
    post_to("/callback", content_type, body)
}

fn post_to(path: &str, content_type: &str, body: String) -> Request<Body> {
    Request::post(path).header("content-type", content_type).body(body.into()).unwrap()
}

fn get(address: &str) -> Request<Body> {
    Request::get(address).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn json_and_forms_reach_the_handler() {
    let expected = (StatusCode::OK, "1001 approved".to_owned());
    assert_eq!(response(post("application/json; charset=UTF-8", sample().json())).await, expected);
    assert_eq!(response(post(FORM, sample().form())).await, expected);
    let query = get(&format!("/callback?{}", sample().form()));
    assert_eq!(response(query).await.0, StatusCode::BAD_REQUEST, "the gateway posts");
}

#[tokio::test]
async fn a_browser_comes_back_by_form_or_by_query() {
    let expected = (StatusCode::OK, "1001 approved".to_owned());
    assert_eq!(response(post_to("/back", FORM, sample().form())).await, expected);
    assert_eq!(response(get(&format!("/back?{}", sample().form()))).await, expected);
    let changed = sample().form().replace("amount=100", "amount=900");
    for request in [
        get("/back"),
        get(&format!("/back?{changed}")),
        get(&format!("/back?{}&of=mine", sample().form())),
        post_to("/back", FORM, changed),
    ] {
        assert_eq!(response(request).await.0, StatusCode::BAD_REQUEST);
    }
    let json = post_to("/back", "application/json", sample().json());
    assert_eq!(response(json).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let (status, why) = response(get("/back-or-not")).await;
    assert!(status == StatusCode::OK && why.starts_with("callback rejected: "), "{why}");
}

#[tokio::test]
async fn a_browser_comes_back_from_the_bank() {
    let expected = (StatusCode::OK, "7 eJx".to_owned());
    assert_eq!(response(post_to("/bank", FORM, "PaRes=eJx&MD=7".to_owned())).await, expected);
    assert_eq!(response(get("/bank?pares=eJx&md=7")).await, expected);
    let (status, why) = response(get("/bank?md=7")).await;
    assert_eq!((status, why.as_str()), (StatusCode::BAD_REQUEST, "missing field `PaRes` from the bank"));
}

#[test]
fn kinds_of_callbacks_are_distinguished() {
    let kind = |changes: &[(&str, &str)]| {
        let credentials = Credentials::test();
        let sample = callback::test_callback::<FinalOrder>(&credentials);
        let sample = changes.iter().fold(sample, |sample, (name, value)| sample.set(name, *value));
        Kind::from_order(&callback::verify(&credentials, sample.json().as_bytes()).unwrap())
    };
    let purchase = ("tran_type", "purchase");
    let child = ("parent_order_id", "1000");
    for (changes, expected) in [
        (&[purchase][..], Kind::Payment),
        (&[purchase, ("reversal_amount", "0"), ("parent_order_id", "")], Kind::Payment),
        (&[purchase, ("order_status", "declined")], Kind::Payment),
        (&[purchase, child], Kind::Subscription),
        (&[purchase, ("reversal_amount", "30")], Kind::Reversal),
        (&[purchase, child, ("order_status", "reversed")], Kind::Reversal),
        (&[("tran_type", "reverse")], Kind::Reversal),
        (&[("tran_type", "verification")], Kind::Verification),
        (&[("tran_type", "verification"), ("order_status", "reversed")], Kind::Verification),
        (&[purchase, ("verification_status", "verified"), ("reversal_amount", "100")], Kind::Verification),
        (&[("tran_type", "settlement"), child], Kind::Settlement),
        (&[("tran_type", "p2p credit")], Kind::Payout),
        (&[("tran_type", "p2p transfer")], Kind::Transfer),
        (&[], Kind::Unknown),
        (&[("tran_type", "teleport"), child, ("reversal_amount", "30")], Kind::Unknown),
    ] {
        assert_eq!(kind(changes), expected, "{changes:?}");
    }
}

#[tokio::test]
async fn an_invalid_callback_does_not_reach_the_handler() {
    let changed = sample().json().replace("\"amount\":\"100\"", "\"amount\":\"900\"");
    assert_eq!(response(post("application/json", changed)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(response(post("text/plain", sample().json())).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = " ".repeat(MAX_CALLBACK_SIZE) + &sample().json();
    assert_eq!(response(post("application/json", large)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(response(Request::get("/callback").body(Body::empty()).unwrap()).await.0, StatusCode::BAD_REQUEST);
}

#[test]
fn an_envelope_is_taken_off() {
    let body = format!("{{\"response\":{}}}", sample().json());
    let order = callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes()).unwrap();
    assert_eq!(order.outcome(), Outcome::Approved);
}

#[test]
fn a_duplicate_field_of_a_form_is_rejected() {
    let body = format!("{}&order_id=1002", sample().form());
    let refused = callback::verify::<FinalOrder>(&Credentials::test(), body.as_bytes()).unwrap_err();
    assert!(matches!(refused.error(), VerificationError::Unreadable(_)), "{refused}");
}

/// A callback in protocol 2.0, of the same parameters.
fn in_data(sample: callback::TestCallback<'_, FinalOrder>, key: &str) -> String {
    let order: serde_json::Value = serde_json::from_str(&sample.json()).unwrap();
    let data = STANDARD.encode(serde_json::json!({ "order": order }).to_string());
    let signature = sign(key, [("data", data.as_str())]);
    serde_json::json!({ "version": "2.0", "data": data, "signature": signature }).to_string()
}

#[test]
fn the_data_of_protocol_2_are_verified_with_the_key_that_they_ask_for() {
    let credentials = Credentials::test();
    let payment = || callback::test_callback::<FinalOrder>(&credentials).set("order_id", "1001");
    let payout = || payment().set("tran_type", "p2p credit");
    let verify = |body: String| callback::verify::<FinalOrder>(&credentials, body.as_bytes());
    assert_eq!(verify(in_data(payment(), "test")).unwrap().order_id(), "1001");
    assert_eq!(verify(in_data(payout(), "testcredit")).unwrap().order_id(), "1001");
    // Which key signs callbacks about payouts is not documented.
    assert_eq!(verify(in_data(payout(), "test")).unwrap().order_id(), "1001");
    // Payments are confirmed by the payment key alone.
    for body in [in_data(payment(), "testcredit"), in_data(payment(), "another"), in_data(payout(), "another")] {
        assert_eq!(verify(body).unwrap_err().error(), &VerificationError::Signature(SignatureError::Wrong));
    }
    // One of the two alone is a field like any other.
    for (name, value) in [("data", "x"), ("version", "2.0")] {
        assert_eq!(verify(payment().set(name, value).json()).unwrap().get(name), Some(value));
    }
    let result = verify(in_data(payment().set("merchant_id", "7"), "test")).unwrap_err();
    assert_eq!(result.error(), &VerificationError::OtherMerchant);
}

#[test]
fn a_payout_is_verified_with_the_payout_key() {
    let credentials = Credentials::test();
    let payout = || callback::test_callback::<FinalOrder>(&credentials).set("tran_type", "p2p credit").json();
    assert!(callback::verify::<FinalOrder>(&credentials, payout().as_bytes()).is_ok());
    let other = Credentials::new(1_549_901, "test").with_payout_key("another");
    let refused = callback::verify::<FinalOrder>(&other, payout().as_bytes()).unwrap_err();
    assert_eq!(refused.error(), &VerificationError::Signature(SignatureError::Wrong));
}

/// While keys change, callbacks are accepted with both; requests are signed with the current one.
#[test]
fn a_previous_key_verifies_and_does_not_sign() {
    let old = Credentials::new(1_549_901, "old").with_payout_key("old payout");
    let new = Credentials::new(1_549_901, "new").with_payout_key("new payout");
    let both = new.clone().with_previous_payment_key("old").with_previous_payout_key("old payout");
    let payment = callback::test_callback::<FinalOrder>(&old).json();
    let payout = callback::test_callback::<FinalOrder>(&old).set("tran_type", "p2p credit").json();
    let data = in_data(callback::test_callback::<FinalOrder>(&old), "old");
    for body in [payment, payout, data] {
        assert!(callback::verify::<FinalOrder>(&new, body.as_bytes()).is_err());
        let order: FinalOrder = callback::verify(&both, body.as_bytes()).unwrap();
        assert_eq!(order.source(), Source::Callback);
    }
    let forged = callback::test_callback::<FinalOrder>(&Credentials::new(1_549_901, "older")).json();
    assert!(callback::verify::<FinalOrder>(&both, forged.as_bytes()).is_err());
    let request = GetOrderStatus::request().order_id("1").build().unwrap();
    let body = |credentials: &Credentials| Exchange::new(&request, credentials).unwrap().body().to_vec();
    assert_eq!(body(&both), body(&new));
    assert_ne!(body(&both), body(&old));
    assert_eq!(both.mask_keys("old, old payout"), "**********, **********");
}
