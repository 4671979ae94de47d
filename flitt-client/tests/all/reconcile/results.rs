//! What the result of a call says: whether there was a success, whether the request can be sent again, and what the gateway
//! reported.

use flitt_client::api::GetOrderStatus;
use flitt_client::error::{FailureError, UnknownReason};
use flitt_client::transport::HttpResponse;
use flitt_client::{Error, Outcome, RetryPolicy};

use super::certainty::STATUSES;
use super::{Script, ask, charge, create, failure, lost, order, status, unknown, unreachable};

/// A success counts under the HTTP statuses 200 and 201. Under another one, its body proves nothing.
#[tokio::test(start_paused = true)]
async fn a_success_under_another_status_is_not_certain() {
    for http in STATUSES {
        let response = status("approved").map(|response| HttpResponse::new(http, response.body));
        let result = Script::new([response]).client().send(&charge()).await;
        if matches!(http, 200 | 201) {
            assert_eq!(result.unwrap().outcome(), Outcome::Approved);
        } else {
            let error = unknown(result.unwrap_err());
            assert_eq!(error.reason(), &UnknownReason::Status(http));
            assert_eq!(error.fields().and_then(|fields| fields.text("order_status")), Some("approved"), "it is shown");
        }
    }
    // The success of another order is none.
    let error = unknown(Script::new([order(&[("order_id", "1002")])]).client().send(&charge()).await.unwrap_err());
    assert!(matches!(error.reason(), UnknownReason::Rejected(_)), "{error}");
    assert_eq!(error.fields().and_then(|fields| fields.text("order_id")), Some("1002"));
}

#[tokio::test(start_paused = true)]
async fn an_error_says_whether_the_request_can_be_sent_again_and_what_the_gateway_reported() {
    let once = RetryPolicy::none();
    let send = async |response| Script::new([response]).client().with_retry(once).send(&charge()).await.unwrap_err();
    let ask = async |response| Script::new([response]).client().with_retry(once).send(&ask()).await.unwrap_err();
    let created = Script::new([lost(), status("created")]);
    let created = created.client().send_until_known(&create(), RetryPolicy::until_known()).await.unwrap_err();
    assert!(matches!(created, Error::ResponseLost(_)), "{created}");
    let invalid = GetOrderStatus::request().order_id("").build().unwrap_err();
    for (error, is_retryable, code) in [
        (send(unreachable()).await, true, None),
        (send(lost()).await, false, None),
        (send(failure(1007)).await, false, Some("1007")),
        (send(failure(1013)).await, false, Some("1013")),
        (send(failure(1089)).await, false, Some("1089")),
        (ask(lost()).await, true, None),
        (ask(failure(1018)).await, false, Some("1018")),
        (created, false, None),
        (invalid.into(), false, None),
    ] {
        assert_eq!(error.is_retryable(), is_retryable, "{error}");
        assert_eq!(error.failure().map(FailureError::code), code, "{error}");
    }
}
