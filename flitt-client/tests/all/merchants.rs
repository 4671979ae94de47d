//! Callbacks of several merchants at one address, from any framework and through axum.

use axum::Router;
use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Request, StatusCode};
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_client::Credentials;
use flitt_client::api::{FinalOrder, GetOrderStatus};
use flitt_client::callback::{
    self, CallbackError, CallbackRejection, MAX_CALLBACK_SIZE, Merchants, PayerReturnFor, VerifiedFor,
};
use flitt_client::error::{SignatureError, VerificationError};
use flitt_client::request::Exchange;
use flitt_client::response::Source;
use flitt_client::signature::sign;
use flitt_schema::Key;
use tower_service::Service as _;

const JSON: &str = "application/json; charset=UTF-8";
const FORM: &str = "application/x-www-form-urlencoded";

fn tea() -> Credentials {
    Credentials::new(1, "tea").with_payout_key("tea payout")
}

/// Its keys were changed.
fn books() -> Credentials {
    let credentials = Credentials::new(2, "books").with_payout_key("books payout");
    credentials.with_previous_payment_key("old books").with_previous_payout_key("old payout")
}

fn merchants() -> Merchants {
    Merchants::from_iter([tea(), books()])
}

/// A callback of a merchant, signed with this key: as JSON, as a form, and in the data of protocol 2.0.
fn bodies(merchant: u64, key: &str, kind: &str) -> [String; 3] {
    let signer = Credentials::new(merchant, key).with_payout_key(key);
    let sample = || callback::test_callback::<FinalOrder>(&signer).set("order_id", "7").set("tran_type", kind);
    let data = STANDARD.encode(format!(r#"{{"order":{}}}"#, sample().json()));
    let signature = sign(key, [("data", data.as_str())]);
    let data = format!(r#"{{"version":"2.0","data":"{data}","signature":"{signature}"}}"#);
    [sample().json(), sample().form(), data]
}

fn error(body: &str) -> VerificationError {
    merchants().verify::<FinalOrder>(body.as_bytes()).map(|_| ()).unwrap_err().error().clone()
}

#[test]
fn each_merchant_verifies_with_its_own_keys() {
    for (merchant, key, kind) in [
        (1, "tea", "purchase"),
        (1, "tea payout", "p2p credit"),
        (2, "books", "purchase"),
        (2, "books payout", "p2p credit"),
        (2, "old books", "purchase"),
        (2, "old payout", "p2p credit"),
    ] {
        for body in bodies(merchant, key, kind) {
            let merchants = merchants();
            let (credentials, order) = merchants.verify::<FinalOrder>(body.as_bytes()).unwrap();
            assert_eq!((credentials.merchant_id(), order.order_id()), (merchant.to_string().as_str(), "7"), "{key}");
            assert_eq!(order.source(), Source::Callback);
            let named = callback::merchant_id::<FinalOrder>(body.as_bytes()).unwrap();
            assert_eq!(named.as_deref(), Some(credentials.merchant_id()));
        }
    }
}

#[test]
fn no_key_of_another_merchant_and_of_another_kind_verifies() {
    for (merchant, key, kind) in [
        (1, "books", "purchase"),
        (1, "old books", "purchase"),
        (2, "tea", "purchase"),
        (2, "older books", "purchase"),
        (1, "tea payout", "purchase"),
        (2, "old payout", "purchase"),
        (1, "", "purchase"),
    ] {
        for body in bodies(merchant, key, kind) {
            assert_eq!(error(&body), VerificationError::Signature(SignatureError::Wrong), "{merchant} {key} {kind}");
        }
    }
    for body in bodies(3, "tea", "purchase") {
        assert_eq!(error(&body), VerificationError::OtherMerchant);
    }
    // A body that names no merchant belongs to no merchant.
    let [body, ..] = bodies(1, "tea", "purchase");
    assert_eq!(error(&body.replace("merchant_id", "merchant")), VerificationError::OtherMerchant);
    assert_eq!(error("{}"), VerificationError::OtherMerchant);
    assert!(Merchants::default().verify::<FinalOrder>(body.as_bytes()).is_err());
}

/// The documents name no key for callbacks of payouts, so the payment key verifies them, too, and the update says which it was.
#[test]
fn an_update_says_with_which_kind_of_key_it_was_signed() {
    for (key, kind, expected) in [
        ("tea", "purchase", Key::Payment),
        ("tea", "p2p credit", Key::Payment),
        ("tea payout", "p2p credit", Key::Payout),
    ] {
        let [body, ..] = bodies(1, key, kind);
        let merchants = merchants();
        let (_, order) = merchants.verify::<FinalOrder>(body.as_bytes()).unwrap();
        assert_eq!(order.key(), Some(expected), "{key} {kind}");
    }
}

#[test]
fn previous_keys_sign_nothing() {
    let request = GetOrderStatus::request().order_id("1").build().unwrap();
    let merchants = merchants();
    let current = Credentials::new(2, "books");
    let body = |credentials: &Credentials| Exchange::new(&request, credentials).unwrap().body().to_vec();
    assert_eq!(body(merchants.get("2").unwrap()), body(&current));
}

#[test]
fn merchants_are_found_by_number_and_show_no_key() {
    let merchants = merchants();
    assert_eq!(merchants.iter().map(Credentials::merchant_id).collect::<Vec<_>>(), ["1", "2"]);
    assert!(merchants.get("3").is_none());
    let shown = "Merchants[Credentials(merchant 1, payment key, payout key), Credentials(merchant 2, payment key, \
        payout key, previous payment key, previous payout key)]";
    assert_eq!(format!("{merchants:?}"), shown);
    // The last ones count, and one merchant is a set of one.
    let changed = Merchants::from_iter([Credentials::new(1, "old"), tea()]);
    let [body, ..] = bodies(1, "tea", "purchase");
    assert!(changed.verify::<FinalOrder>(body.as_bytes()).is_ok());
    assert!(Merchants::from(tea()).verify::<FinalOrder>(body.as_bytes()).is_ok());
}

/// The parts of an HTTP request are the same in every framework.
#[test]
fn parts_of_an_http_request_are_enough() {
    let [json, form, data] = bodies(1, "tea", "purchase");
    for (content_type, body) in [
        (Some(JSON), &json),
        (Some("Application/JSON"), &data),
        (None, &json),
        (Some(FORM), &form),
        (Some("application/x-www-form-urlencoded;charset=utf-8"), &form),
    ] {
        let order = callback::verify_http::<FinalOrder>(&tea(), content_type, body.as_bytes()).unwrap();
        let merchants = merchants();
        let (credentials, same) = merchants.verify_http::<FinalOrder>(content_type, body.as_bytes()).unwrap();
        assert_eq!((credentials.merchant_id(), &same), ("1", &order));
    }
    let rejected =
        |content_type, body: &[u8]| callback::verify_http::<FinalOrder>(&tea(), content_type, body).unwrap_err();
    for content_type in ["text/plain", "", "multipart/form-data", "application/jsonp"] {
        assert_eq!(rejected(Some(content_type), json.as_bytes()), CallbackRejection::ContentType, "{content_type}");
    }
    assert_eq!(rejected(Some(JSON), &vec![b'1'; MAX_CALLBACK_SIZE + 1]), CallbackRejection::Body);
    assert!(matches!(rejected(Some(JSON), &vec![b'1'; MAX_CALLBACK_SIZE]), CallbackRejection::Invalid(_)));
}

#[derive(Clone)]
struct Server(Merchants);

impl FromRef<Server> for Merchants {
    fn from_ref(server: &Server) -> Self {
        server.0.clone()
    }
}

async fn respond(request: Request<Body>) -> (StatusCode, String) {
    let callback = async |VerifiedFor(credentials, order): VerifiedFor<FinalOrder>| {
        format!("{} {}", credentials.merchant_id(), order.order_id())
    };
    let back = async |PayerReturnFor(credentials, order): PayerReturnFor<FinalOrder>| {
        format!("{} {} {:?}", credentials.merchant_id(), order.order_id(), order.source())
    };
    let server: Router<Server> = Router::new().route("/callback", any(callback)).route("/back", any(back));
    let response = server.with_state(Server(merchants())).call(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn post(path: &str, content_type: &str, body: String) -> Request<Body> {
    Request::post(path).header("content-type", content_type).body(body.into()).unwrap()
}

#[tokio::test]
async fn axum_extracts_the_merchant_with_the_callback() {
    for (merchant, key) in [(1, "tea"), (2, "old books")] {
        let [json, form, data] = bodies(merchant, key, "purchase");
        for (content_type, body) in [(JSON, json), (FORM, form.clone()), (JSON, data)] {
            let response = respond(post("/callback", content_type, body)).await;
            assert_eq!(response, (StatusCode::OK, format!("{merchant} 7")));
        }
        let returned = (StatusCode::OK, format!("{merchant} 7 Browser"));
        assert_eq!(respond(post("/back", FORM, form.clone())).await, returned);
        let query = Request::get(format!("/back?{form}")).body(Body::empty()).unwrap();
        assert_eq!(respond(query).await, returned);
    }
    let [json, ..] = bodies(1, "tea", "purchase");
    assert_eq!(respond(post("/callback", "text/plain", json.clone())).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(respond(post("/back", JSON, json)).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let large = ".".repeat(MAX_CALLBACK_SIZE + 1);
    assert_eq!(respond(post("/callback", JSON, large)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Whatever is wrong with a message, its sender reads the same.
#[tokio::test]
async fn the_sender_does_not_learn_what_is_wrong() {
    let [json, ..] = bodies(1, "tea", "purchase");
    let [unknown, ..] = bodies(3, "tea", "purchase");
    let [other_key, ..] = bodies(1, "books", "purchase");
    let signed = |change: fn(callback::TestCallback<'_, FinalOrder>) -> callback::TestCallback<'_, FinalOrder>| {
        change(callback::test_callback::<FinalOrder>(&tea())).json()
    };
    let mut logged = std::collections::BTreeSet::new();
    for body in [
        unknown,
        other_key,
        json.replace("approved", "declined"),
        json.replace(r#""signature":""#, r#""signature":"x"#),
        json.replace("signature", "sign"),
        signed(|sample| sample.set("amount", "x")),
        signed(|sample| sample.set("order_id", "")),
        signed(|sample| sample.set("response_status", "failure")),
        "no JSON".to_owned(),
        "{}".to_owned(),
        String::new(),
    ] {
        let error: CallbackError = merchants().verify::<FinalOrder>(body.as_bytes()).map(|_| ()).unwrap_err();
        logged.insert(error.to_string());
        for path in ["/callback", "/back"] {
            let content_type = if path == "/back" { FORM } else { JSON };
            let response = respond(post(path, content_type, body.clone())).await;
            assert_eq!(response, (StatusCode::BAD_REQUEST, "callback rejected".to_owned()), "{error}");
        }
    }
    assert!(logged.len() > 6, "the log says more: {logged:#?}");
}
