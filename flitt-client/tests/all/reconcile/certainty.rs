//! Which failures prove that nothing was done: every listed code under each HTTP status at each endpoint.

use std::sync::Arc;

use flitt_client::api::{CaptureOrder, Flitt, Subscription, subscription};
use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::UnknownReason;
use flitt_client::reference::ResponseCode;
use flitt_client::request::Exchange;
use flitt_client::response::Resolved;
use flitt_client::transport::HttpResponse;
use flitt_client::value::WireEnum as _;
use flitt_client::{Api as _, Credentials, Error, Outcome, RetryPolicy};
use flitt_schema::{InMemory, Library};

use super::{Script, charge, failure, failure_under, lost, reverse, reversed, status, unknown, unreachable};

/// Codes of requests that were rejected before anything was done.
const BEFORE: &str = "1007 1008 1009 1010 1011 1012 1014 1016 1017 1021 1023 1026 1027 1028 1034 1035 1046 1059 1060 1069 \
                      1074 1076 1077 1084 1092 1096 1099 1106 1107 1108 1114 1120";
/// Those of requests about an order that exists already.
const EXISTS: &str = "1013 1019 1036 1052 1086 1109";
/// The order of a request is not found: a proof only for requests about an order that must exist.
const NOT_FOUND: &str = "1018";
const ABOUT_AN_ORDER: [&str; 3] = ["capture_order", "reverse_order", "settlement"];
pub(super) const STATUSES: [u16; 10] = [200, 201, 202, 302, 400, 403, 409, 500, 502, 504];

/// What a code says under the HTTP status 200.
pub(super) fn stage(endpoint: &str, code: &str) -> &'static str {
    let is_in = |codes: &str| codes.split(' ').any(|listed| listed == code);
    if is_in(BEFORE) || (code == NOT_FOUND && ABOUT_AN_ORDER.contains(&endpoint)) {
        "before"
    } else if is_in(EXISTS) {
        "exists"
    } else {
        "unknown"
    }
}

/// Every listed code, and others.
fn codes() -> impl Iterator<Item = String> {
    let listed = ResponseCode::VALUES.iter().map(|code| code.as_str().to_owned());
    listed.chain(["", "0", "7", "999", "1299", "10070", "1013x"].map(str::to_owned))
}

fn what(error: &Error) -> &'static str {
    match error {
        Error::Failure(_) => "before",
        Error::Unknown(unknown) => match unknown.reason() {
            UnknownReason::Exists { .. } => "exists",
            UnknownReason::Failure { .. } => "unknown",
            other => panic!("{other}"),
        },
        other => panic!("{other}"),
    }
}

/// The values of a request to an endpoint that moves money.
fn request(name: &str) -> DynamicRequest {
    let order = &[("order_id", "1001"), ("amount", "100"), ("currency", "GEL"), ("order_desc", "Tea")][..];
    let card = &[("card_number", "4444555511116666"), ("cvv2", "123"), ("expiry_date", "1230")][..];
    let more = match name {
        "checkout_url" | "checkout_token" | "checkout_redirect" | "capture_order" | "reverse_order" => &[][..],
        "recurring" => &[("rectoken", "a saved card")][..],
        "secure_step1" => card,
        "secure_step2" => &[("md", "1"), ("pares", "1")][..],
        "p2pcredit" => &[("receiver_rectoken", "a saved card")][..],
        "ibancredit" => &[("receiver_iban", "GE29NB0000000101904917")][..],
        "settlement" => &[("operation_id", "1"), ("receiver", "[]")][..],
        other => panic!("write a request to {other}"),
    };
    let schema = Flitt::ENDPOINTS.iter().find(|endpoint| endpoint.name == name).unwrap();
    let endpoint = Arc::new(schema.get().clone());
    let values = order.iter().chain(more).filter(|(name, _)| endpoint.request.row(name).is_some());
    let builder = DynamicRequest::builder(Arc::clone(&endpoint));
    values.fold(builder, |builder, (name, value)| builder.set(name, value)).build().unwrap()
}

/// The endpoints that move money.
fn endpoints() -> impl Iterator<Item = &'static str> {
    Flitt::ENDPOINTS.iter().filter(|endpoint| endpoint.confirm_with.is_some()).map(|endpoint| endpoint.name.as_ref())
}

fn parsed(request: &DynamicRequest, status: u16, body: &str) -> Error {
    let credentials = Credentials::test();
    Exchange::dynamic(request, &credentials).unwrap().parse_dynamic_response(status, body.as_bytes()).unwrap_err()
}

#[test]
fn a_failure_is_certain_only_by_its_code_under_200() {
    let mut certain = 0;
    for name in endpoints() {
        let request = request(name);
        for (code, http) in codes().flat_map(|code| STATUSES.map(|status| (code.clone(), status))) {
            let body = format!(
                r#"{{"response":{{"response_status":"failure","error_code":"{code}","error_message":"why","request_id":"r7"}}}}"#
            );
            let error = parsed(&request, http, &body);
            let expected = if http == 200 { stage(name, &code) } else { "unknown" };
            assert_eq!(what(&error), expected, "{name} {code} {http}: {error}");
            let shown = error.to_string();
            assert!(shown.contains("why") && shown.contains("r7") && shown.contains(&code), "{shown}");
            assert_eq!(shown.contains(&format!("HTTP status {http}")), http != 200, "{shown}");
            assert!(!error.is_retryable() || name == "capture_order", "{shown}");
            certain += usize::from(expected == "before");
        }
    }
    assert_eq!((endpoints().count(), certain), (11, 11 * BEFORE.split(' ').count() + ABOUT_AN_ORDER.len()));
}

#[test]
fn a_failure_that_says_more_than_a_failure_is_not_certain() {
    let body = |more: &str| format!(r#"{{"response":{{"error_code":1007{more}}}}}"#);
    let failed = r#","response_status":"failure""#;
    assert_eq!(what(&parsed(&request("recurring"), 200, &body(failed))), "before");
    for status in ["approved", "declined", "processing"] {
        let more = format!(r#"{failed},"order_status":"{status}""#);
        assert_eq!(what(&parsed(&request("recurring"), 200, &body(&more))), "unknown");
    }
    // What is no outcome does not count, also where the schema files are read at run time and list its values.
    let library = Library::read_folder(&Flitt::FILES.iter().copied().collect::<InMemory>());
    let endpoint = Arc::new(library.endpoint("recurring").unwrap().model.clone());
    let builder = DynamicRequest::builder(endpoint).set("order_id", "1001").set("order_desc", "May");
    let builder = builder.set("amount", "100").set("currency", "GEL").set("rectoken", "a saved card");
    let (embedded, read) = (request("recurring"), builder.build().unwrap());
    let more = format!(r#"{failed},"tran_type":"purchase","currency":"GEL","order_id":"1001""#);
    for request in [&embedded, &read] {
        assert_eq!(what(&parsed(request, 200, &body(&more))), "before");
    }
    // Without the status, the response is not known to be a failure.
    for more in ["", r#","response_status":"success""#, r#","response_status":"""#] {
        assert!(matches!(parsed(&request("recurring"), 200, &body(more)), Error::Unknown(_)), "{more}");
    }
}

/// A gateway with its own words for failures, or without an envelope, says so by them.
#[test]
fn a_failure_in_other_words_is_certain_by_its_code() {
    use flitt_schema::{ErrorFields, Protocol};

    let changed = |change: fn(&mut flitt_schema::Endpoint)| {
        let mut endpoint = request("recurring").endpoint().clone();
        change(&mut endpoint);
        let values =
            [("order_id", "1001"), ("order_desc", "May"), ("amount", "100"), ("currency", "GEL"), ("rectoken", "t")];
        let builder = DynamicRequest::builder(Arc::new(endpoint));
        values.iter().fold(builder, |builder, (name, value)| builder.set(name, value)).build().unwrap()
    };
    let own_words = changed(|endpoint| {
        let code = Some("problem_code".into());
        endpoint.response.failure = Some(ErrorFields { message: "problem".into(), code, request_id: None });
    });
    let plain = changed(|endpoint| endpoint.protocol = Protocol::Plain);
    for (request, body, expected) in [
        (&own_words, r#"{"response":{"problem":"no","problem_code":"1007"}}"#, "before"),
        (&own_words, r#"{"response":{"problem":"no","problem_code":"1013"}}"#, "exists"),
        (&own_words, r#"{"response":{"problem":"no","problem_code":"1002"}}"#, "unknown"),
        (&own_words, r#"{"response":{"problem":"no"}}"#, "unknown"),
        (&own_words, r#"{"response":{"response_status":"success","problem":"no","problem_code":"1007"}}"#, "unknown"),
        (&own_words, r#"{"response":{"order_status":"approved","problem":"no","problem_code":"1007"}}"#, "unknown"),
        (&plain, r#"{"error_code":"1007"}"#, "before"),
        (&plain, r#"{"error_code":"1002"}"#, "unknown"),
        (&plain, r#"{"error_code":"1007","order_status":"approved"}"#, "unknown"),
    ] {
        assert_eq!(what(&parsed(request, 200, body)), expected, "{body}");
        assert_eq!(what(&parsed(request, 500, body)), "unknown", "{body}");
    }
}

#[test]
fn a_request_that_moves_no_money_fails_under_any_status() {
    let stop = Subscription::request().order_id("1001").action(subscription::Action::Stop).build().unwrap();
    let credentials = Credentials::test();
    let exchange = Exchange::new(&stop, &credentials).unwrap();
    for status in STATUSES {
        let body = r#"{"response":{"response_status":"failure","error_code":1002}}"#;
        assert!(matches!(exchange.parse_response(status, body.as_bytes()), Err(Error::Failure(_))), "{status}");
    }
}

/// What a code says, it says of the copy that it responds to.
#[tokio::test(start_paused = true)]
async fn no_code_is_a_proof_after_an_earlier_copy() {
    let often = RetryPolicy { max_attempts: 4, ..RetryPolicy::default() };
    for code in [1007, 1018, 1013, 1002] {
        let script = Script::new([lost(), failure(code), failure(code), failure(code)]);
        let error = unknown(script.client().with_retry(often).send(&reverse("a")).await.unwrap_err());
        assert_eq!((error.reason(), script.called().len()), (&UnknownReason::Interrupted("the line is cut".into()), 4));

        // Nor after a copy whose response says nothing.
        let capture = CaptureOrder::request().order_id("1001").amount(30).currency("GEL").build().unwrap();
        let html = || Ok(HttpResponse::new(502, "<html></html>"));
        let script = Script::new([html(), failure(code), failure(code), failure(code)]);
        let error = unknown(script.client().with_retry(often).send(&capture).await.unwrap_err());
        assert_eq!(error.reason(), &UnknownReason::Status(502));
    }
    // What was not sent is no copy.
    let script = Script::new([unreachable(), failure(1007)]);
    let error = script.client().send(&reverse("a")).await.unwrap_err();
    assert!(matches!(error, Error::Failure(_)), "{error}");
    // A failure is a response: it is not sent again by itself.
    for code in [1007, 1013, 1089] {
        let script = Script::new([failure(code), reversed()]);
        script.client().with_retry(often).send(&reverse("a")).await.unwrap_err();
        assert_eq!(script.called().len(), 1, "{code}");
    }
    // While a later copy is not responded to, the last reason counts.
    let script = Script::new([lost(), Ok(HttpResponse::new(504, Vec::new()))]);
    let policy = RetryPolicy { max_attempts: 2, ..often };
    let error = unknown(script.client().with_retry(policy).send(&reverse("a")).await.unwrap_err());
    assert_eq!(error.reason(), &UnknownReason::Status(504));
}

/// A charge that the gateway carried out and reported as failed, with the status that shows it.
#[tokio::test(start_paused = true)]
async fn a_failure_after_which_the_order_is_approved() {
    let case: serde_json::Value = serde_json::from_str(include_str!("failed_but_charged.json")).unwrap();
    let prepared = |name: &str| {
        let response = &case[name];
        let status = response["status"].as_u64().and_then(|status| status.try_into().ok()).unwrap();
        Ok(HttpResponse::new(status, response["body"].to_string()))
    };
    let charge = charge_of("may-1", 500);
    let script = Script::new([prepared("recurring")]);
    let error = unknown(script.client().send(&charge).await.unwrap_err());
    assert_eq!(error.failure().map(|failure| (failure.code(), failure.request_id())), Some(("1089", Some("abc"))));
    assert_eq!(
        error.to_string(),
        "the outcome of `recurring` is unknown: the gateway reported a failure, but the request may have been carried out: \
         code 1089: Acquiring bank request timeout (request id abc); ask `order_status` before sending it again"
    );
    let script = Script::new([prepared("recurring"), prepared("then status/order_id")]);
    match script.client().send_until_known(&charge, RetryPolicy::until_known()).await.unwrap() {
        Resolved::OrderStatus(order) => assert_eq!((order.outcome(), order.amount()), (Outcome::Approved, 500)),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called(), ["recurring", "status/order_id"]);
}

fn charge_of(order_id: &str, amount: u64) -> flitt_client::api::charge_saved_card::Request {
    let request = flitt_client::api::ChargeSavedCard::request().order_id(order_id).order_desc("May").amount(amount);
    request.currency("GEL").rectoken("a saved card").build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_failure_without_a_proof_is_asked_for() {
    for code in [0, 1000, 1002, 1049, 1066, 1089, 1122] {
        for http in [200, 302, 409, 500] {
            let script = Script::new([failure_under(http, code), failure(1018), status("approved")]);
            match script.client().send_until_known(&charge(), RetryPolicy::until_known()).await.unwrap() {
                Resolved::OrderStatus(order) => assert_eq!(order.outcome(), Outcome::Approved),
                other => panic!("{other:?}"),
            }
        }
    }
    // A rejection before anything was done is not.
    let script = Script::new([failure(1007), status("approved")]);
    let error = script.client().send_until_known(&charge(), RetryPolicy::until_known()).await.unwrap_err();
    assert!(matches!(error, Error::Failure(_)), "{error}");
    assert_eq!(script.called(), ["recurring"]);
}
