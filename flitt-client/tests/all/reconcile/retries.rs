//! What is repeated, how often, and after which waits.

use std::time::Duration;

use flitt_client::error::{NotSentError, UnknownReason};
use flitt_client::{Client, Credentials, Error, Outcome, RetryPolicy};
use proptest::prelude::*;

use super::{
    Script, ask, charge, create, failure, lost, order, reversal, reverse, reversed, status, timed, unknown, unreachable,
};

fn often() -> RetryPolicy {
    RetryPolicy { max_attempts: 1000, deadline: Duration::MAX, ..RetryPolicy::default() }
}

#[tokio::test(start_paused = true)]
async fn a_status_request_is_retried_with_growing_backoff() {
    let script = Script::new([lost(), unreachable(), order(&[])]);
    let client = script.client();
    let (response, time) = timed(client.send(&ask())).await;
    assert_eq!(response.unwrap().outcome(), Outcome::Approved);
    assert_eq!(script.called().len(), 3);
    assert!((Duration::from_millis(750)..=Duration::from_millis(1502)).contains(&time), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn attempts_deadline_and_override_limit_the_retries() {
    let count = async |policy: RetryPolicy| {
        let script = Script::new(std::iter::repeat_with(lost).take(100));
        let client = script.client().with_retry(policy);
        let (error, time) = timed(client.send(&ask())).await;
        unknown(error.unwrap_err());
        (script.called().len(), time)
    };
    assert_eq!(count(RetryPolicy::default()).await.0, 3);
    assert_eq!(count(RetryPolicy::none()).await, (1, Duration::ZERO));
    assert_eq!(count(RetryPolicy { max_attempts: 7, ..RetryPolicy::default() }).await.0, 7);
    // What begins when the time is over begins in time.
    let at_once = RetryPolicy { max_attempts: 4, initial_backoff: Duration::ZERO, deadline: Duration::ZERO, ..often() };
    assert_eq!(count(at_once).await.0, 4);
    let (attempts, time) = count(RetryPolicy { deadline: Duration::from_secs(5), ..often() }).await;
    assert!((3..=6).contains(&attempts) && time <= Duration::from_secs(5), "{attempts} in {time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_budget_limits_the_retries_of_all_calls() {
    let script = Script::new(std::iter::repeat_with(lost).take(20));
    let client = script.builder().retry_budget(3).retry(often()).build().unwrap();
    let other = client.clone();
    unknown(client.send(&ask()).await.unwrap_err());
    unknown(other.with_retry(often()).send(&ask()).await.unwrap_err());
    assert_eq!(script.called().len(), 4 + 1);
}

#[tokio::test(start_paused = true)]
async fn five_successful_calls_earn_a_retry() {
    for (successes, called) in [(4, 1), (5, 2)] {
        let begin = std::iter::repeat_with(lost).take(2).chain(std::iter::repeat_with(|| order(&[])).take(successes));
        let script = Script::new(begin.chain([lost(), order(&[])]));
        let client = script.builder().retry_budget(1).retry(often()).build().unwrap();
        unknown(client.send(&ask()).await.unwrap_err());
        for _ in 0..successes {
            client.send(&ask()).await.unwrap();
        }
        assert_eq!(client.send(&ask()).await.is_ok(), called == 2);
        assert_eq!(script.called().len(), 2 + successes + called);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_a_response() {
    let script = Script::new([failure(1018), order(&[])]);
    assert!(matches!(script.client().send(&ask()).await, Err(Error::Failure(_))));
    let script = Script::new([lost(), failure(1018), order(&[])]);
    assert!(matches!(script.client().send(&ask()).await, Err(Error::Failure(_))), "asking changes nothing");
}

#[tokio::test(start_paused = true)]
async fn a_reversal_is_retried_only_with_its_idempotency_parameter() {
    let script = Script::new([lost(), reversed()]);
    assert_eq!(script.client().send(&reverse("a")).await.unwrap().reverse_status(), "approved");
    let sent = script.0.sent();
    assert_eq!((sent.len(), &sent[0]), (2, &sent[1]), "the same bytes twice");

    let script = Script::new([lost(), reversed()]);
    let error = unknown(script.client().with_retry(often()).send(&reverse("")).await.unwrap_err());
    assert_eq!((script.called().len(), error.idempotency_parameter()), (1, None));
    assert!(error.to_string().ends_with("ask `order_status` before sending it again"), "{error}");
}

/// A later attempt that failed, was declined or was not sent does not say what became of the first one.
#[tokio::test(start_paused = true)]
async fn a_lost_reversal_stays_unknown() {
    for later in [failure(1002), unreachable(), lost(), reversal("declined")] {
        let script = Script::new([lost(), later]);
        let policy = RetryPolicy { max_attempts: 2, ..RetryPolicy::default() };
        let error = unknown(script.client().with_retry(policy).send(&reverse("a")).await.unwrap_err());
        assert_eq!(error.reason(), &UnknownReason::Interrupted("the line is cut".into()));
        assert!(error.to_string().ends_with("it is safe to send it again with the same `reverse_id`"), "{error}");
    }
    let script = Script::new([unreachable(), unreachable(), unreachable()]);
    let error = script.client().send(&reverse("a")).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(NotSentError::Connect(_))), "none of them was sent: {error}");
    // Of the only copy, it is the result.
    let script = Script::new([unreachable(), reversal("declined")]);
    assert_eq!(script.client().send(&reverse("a")).await.unwrap().reverse_status(), "declined");
}

#[tokio::test]
async fn without_a_timer_nothing_is_retried() {
    let transport = std::sync::Arc::new(flitt_client::transport::MockTransport::new([lost(), order(&[])]));
    let client = Client::builder(Credentials::test()).transport(transport.clone()).build().unwrap();
    unknown(client.send(&ask()).await.unwrap_err());
    assert_eq!(transport.sent().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in a policy.
    #[test]
    fn a_charge_is_never_retried(
        attempts in any::<u32>(), first in any::<u64>(), longest in any::<u64>(), deadline in any::<u64>(), how in 0..3,
    ) {
        let millis = Duration::from_millis;
        let policy = RetryPolicy {
            max_attempts: attempts,
            initial_backoff: millis(first),
            max_backoff: millis(longest),
            deadline: millis(deadline),
        };
        let first = match how { 0 => lost(), 1 => unreachable(), _ => failure(1002) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let script = Script::new([first.clone(), status("approved")]);
            assert!(script.client().with_retry(policy).send(&charge()).await.is_err());
            assert_eq!(script.called(), ["recurring"]);
            let script = Script::new([first, status("approved")]);
            assert!(script.builder().retry(policy).build().unwrap().send(&create()).await.is_err());
            assert_eq!(script.called(), ["checkout/url"]);
        });
    }
}
