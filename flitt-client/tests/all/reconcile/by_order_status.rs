//! Calls that are asked for until their outcome is known.

use std::time::Duration;

use flitt_client::api::subscription::Action;
use flitt_client::api::{CaptureOrder, Subscription};
use flitt_client::error::ReversalTotals;
use flitt_client::response::{Resolved, Verification};
use flitt_client::transport::HttpResponse;
use flitt_client::{Error, Outcome, RetryPolicy};

use super::{
    Script, ask, charge, create, failure, lost, order, reversal, reverse, reversed, status, timed, unknown, unreachable,
};

const STATUS: &str = "status/order_id";
const REVERSE: &str = "reverse/order_id";
const CAPTURE: &str = "capture/order_id";

fn patient() -> RetryPolicy {
    RetryPolicy::until_known()
}

#[tokio::test(start_paused = true)]
async fn a_response_needs_no_status_request() {
    let script = Script::new([status("declined")]);
    match script.client().send_until_known(&charge(), patient()).await.unwrap() {
        Resolved::Response(order) => assert!(matches!(order.outcome(), Outcome::Declined(_))),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called(), ["recurring"]);
    for response in [failure(1007), unreachable()] {
        let script = Script::new([response, status("approved")]);
        let error = script.client().send_until_known(&charge(), patient()).await.unwrap_err();
        assert!(matches!(error, Error::Failure(_) | Error::NotSent(_)), "{error}");
        assert_eq!(script.called(), ["recurring"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_charge_is_resolved_by_its_status() {
    let script =
        Script::new([lost(), lost(), failure(1018), status("created"), status("processing"), status("approved")]);
    match script.client().send_until_known(&charge(), patient()).await.unwrap() {
        Resolved::OrderStatus(order) => assert_eq!(order.outcome(), Outcome::Approved),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called(), ["recurring", STATUS, STATUS, STATUS, STATUS, STATUS]);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_the_status_requests() {
    let minute = RetryPolicy { deadline: Duration::from_secs(60), ..patient() };
    let script = Script::new(std::iter::once(lost()).chain(std::iter::repeat_with(|| failure(1018)).take(100)));
    let client = script.client();
    let (error, time) = timed(client.send_until_known(&charge(), minute)).await;
    let error = unknown(error.unwrap_err());
    assert_eq!((error.confirm_with(), error.reversal_totals()), (Some("order_status"), None));
    assert!(time > Duration::from_secs(20) && time <= Duration::from_secs(60), "{time:?}");
    assert!((6..=12).contains(&script.called().len()), "{:?}", script.called());

    // A charge that the gateway has not decided is pending, which is more than unknown.
    let script = Script::new(std::iter::once(lost()).chain(std::iter::repeat_with(|| status("processing")).take(100)));
    match script.client().send_until_known(&charge(), minute).await.unwrap() {
        Resolved::OrderStatus(order) => assert_eq!(order.outcome(), Outcome::Pending(None)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_exists_was_created() {
    let script = Script::new([lost(), failure(1018), status("created"), status("approved")]);
    match script.client().send_until_known(&create(), patient()).await.unwrap_err() {
        Error::ResponseLost(lost) => assert_eq!(lost.status().get("order_status"), Some("created")),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called(), ["checkout/url", STATUS, STATUS]);
}

#[tokio::test(start_paused = true)]
async fn a_capture_is_retried_or_resolved_by_the_status() {
    let capture = CaptureOrder::request().order_id("1001").amount(30).currency("GEL").build().unwrap();
    let info = |status: &str| order(&[("additional_info", &format!("{{\"capture_status\":\"{status}\"}}"))]);
    let script = Script::new([lost(), lost(), lost(), lost(), info("hold"), lost(), info("captured")]);
    match script.client().send_until_known(&capture, patient()).await.unwrap() {
        Resolved::OrderStatus(order) => {
            assert_eq!(order.additional_info().unwrap().capture_status().unwrap().as_str(), "captured");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called(), [CAPTURE, CAPTURE, CAPTURE, CAPTURE, STATUS, CAPTURE, STATUS]);

    let response = r#"{"response":{"response_status":"success","order_id":"1001","merchant_id":1549901,"capture_status":"captured"}}"#;
    let once = RetryPolicy::none();
    let script = Script::new([lost(), Ok(flitt_client::transport::HttpResponse::ok(response))]);
    let result = script.client().with_retry(once).send_until_known(&capture, patient()).await.unwrap();
    assert!(matches!(result, Resolved::Response(_)), "{result:?}");
}

#[tokio::test(start_paused = true)]
async fn a_reversal_with_its_idempotency_parameter_is_retried_until_a_response() {
    let responses = [
        lost(),
        lost(),
        lost(),
        lost(),
        status("approved"),
        failure(1002),
        status("approved"),
        reversal("declined"),
        status("approved"),
        reversed(),
    ];
    let script = Script::new(responses);
    match script.client().send_until_known(&reverse("a"), patient()).await.unwrap() {
        Resolved::Response(reversal) => assert_eq!(reversal.outcome(), Outcome::Approved),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called().iter().filter(|path| *path == REVERSE).count(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_reversal_without_its_parameter_stays_unknown_with_the_sums() {
    let sum = |reversed: &str| order(&[("reversal_amount", reversed)]);
    let script = Script::new([sum("10"), lost(), lost(), sum("10"), sum("40"), reversed()]);
    let error = unknown(script.client().send_until_known(&reverse(""), patient()).await.unwrap_err());
    assert_eq!(error.reversal_totals(), Some(ReversalTotals { before: Some(10), after: Some(40) }));
    assert!(error.to_string().ends_with("; reversed in total before: 10, after: 40"), "{error}");
    assert_eq!(script.called(), [STATUS, REVERSE, STATUS, STATUS, STATUS]);

    // Nothing changed until the deadline.
    let responses = [sum("10"), lost()].into_iter().chain(std::iter::repeat_with(|| sum("10")).take(100));
    let script = Script::new(responses);
    let error = unknown(script.client().send_until_known(&reverse(""), patient()).await.unwrap_err());
    assert_eq!(error.reversal_totals(), Some(ReversalTotals { before: Some(10), after: Some(10) }));
    assert_eq!(script.called().iter().filter(|path| *path == REVERSE).count(), 1);

    let script = Script::new([failure(1002), lost(), sum("10")]);
    let error = unknown(script.client().send_until_known(&reverse(""), patient()).await.unwrap_err());
    assert!(error.to_string().ends_with("; reversed in total before: unknown, after: 10"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_cannot_be_resolved_is_reported_at_once() {
    let stop = Subscription::request().order_id("1001").action(Action::Stop).build().unwrap();
    let script = Script::new([lost(), status("approved")]);
    let client = script.client();
    let (error, time) = timed(client.send_until_known(&stop, patient())).await;
    assert_eq!(unknown(error.unwrap_err()).confirm_with(), None);
    assert_eq!((script.called().len(), time), (1, Duration::ZERO));
}

/// An order whose status is an unknown value exists. An unknown value within it can be of an earlier request.
#[tokio::test(start_paused = true)]
async fn an_unknown_value_proves_no_more_than_that_the_order_exists() {
    let twice = RetryPolicy { max_attempts: 2, ..patient() };
    let script = Script::new([lost(), status("on_its_way"), status("on_its_way")]);
    match script.client().send_until_known(&charge(), twice).await.unwrap() {
        Resolved::OrderStatus(order) => assert_eq!(order.outcome(), Outcome::Pending(None)),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.called().len(), 3, "it is no final status");
    let capture = CaptureOrder::request().order_id("1001").amount(30).currency("GEL").build().unwrap();
    let info = || order(&[("additional_info", r#"{"capture_status":"on_its_way"}"#)]);
    let script = Script::new([lost(), lost(), info(), lost(), info()]);
    let client = script.client().with_retry(RetryPolicy::none());
    unknown(client.send_until_known(&capture, twice).await.unwrap_err());
    assert_eq!(script.called(), [CAPTURE, CAPTURE, STATUS, CAPTURE, STATUS]);
}

/// A request that may be sent again needs no status of its order.
#[tokio::test(start_paused = true)]
async fn a_request_without_effect_is_sent_again() {
    let script = Script::new([lost(), lost(), status("approved")]);
    let client = script.client().with_retry(RetryPolicy::none());
    let result = client.send_until_known(&ask(), patient()).await.unwrap();
    assert!(matches!(result, Resolved::Response(_)), "{result:?}");
    assert_eq!(script.called(), [STATUS, STATUS, STATUS]);
}

/// A status whose signature fits only the rule for nested values in requests is not proven, and decides nothing.
#[tokio::test(start_paused = true)]
async fn a_status_that_is_not_proven_decides_nothing() {
    let fields = [
        ("order_id", "1001"),
        ("merchant_id", "1549901"),
        ("amount", "100"),
        ("currency", "GEL"),
        ("order_status", "approved"),
        ("response_status", "success"),
    ];
    let dict = [("additional_info", "{'capture_status': 'captured'}")];
    let signature = flitt_client::signature::sign("test", fields.into_iter().chain(dict));
    let mut order = serde_json::json!({ "additional_info": { "capture_status": "captured" }, "signature": signature });
    for (name, value) in fields {
        order[name] = value.into();
    }
    let body = serde_json::json!({ "response": order }).to_string();
    let unproven = || Ok(HttpResponse::ok(body.clone()));
    let script = Script::new([lost(), unproven()]);
    let once = RetryPolicy { max_attempts: 1, ..RetryPolicy::until_known() };
    let error = unknown(script.client().send_until_known(&charge(), once).await.unwrap_err());
    let [inquiry] = error.inquiries() else { panic!("{error:?}") };
    let response = inquiry.last().expect("it is a response");
    assert_eq!(response.verification(), Verification::Unproven);
}
