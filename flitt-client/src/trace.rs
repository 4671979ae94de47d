//! A span for each call, where the feature `tracing` is on: the endpoint, the order, and how it ended. How long it took,
//! subscribers tell. Nothing that was sent is shown but the order's name, nothing of an answer but its outcome.

use crate::answer::Answer;
use crate::error::Error;
use crate::exchange::Exchange;

/// Does the work of one call within its span.
#[cfg(feature = "tracing")]
pub(crate) async fn call<E, F>(exchange: &Exchange<'_, E>, work: F) -> Result<(Answer, usize), Error>
where
    F: Future<Output = Result<(Answer, usize), Error>>,
{
    use tracing::Instrument as _;
    use tracing::field::{Empty, display};

    use crate::order_state::Stage;

    let span = tracing::info_span!(
        "flitt_call",
        endpoint = %exchange.endpoint().name,
        order_id = exchange.order(),
        outcome = Empty,
        code = Empty,
        request_id = Empty,
    );
    let result = work.instrument(span.clone()).await;
    let outcome = match &result {
        Ok((answer, _)) => Stage::from(&answer.outcome()).as_str(),
        Err(Error::NotSent(_)) => "not_sent",
        Err(Error::Failure(failure)) => {
            span.record("code", display(failure.code()));
            failure.request_id().map(|id| span.record("request_id", id));
            "failure"
        }
        Err(Error::Unknown(_)) => "unknown",
    };
    span.record("outcome", outcome);
    result
}

/// Does the work of one call.
#[cfg(not(feature = "tracing"))]
pub(crate) async fn call<E, F>(_: &Exchange<'_, E>, work: F) -> Result<(Answer, usize), Error>
where
    F: Future<Output = Result<(Answer, usize), Error>>,
{
    work.await
}

/// An attempt ended without an answer, and another one may follow. The words of errors show nothing sensitive.
#[cfg(feature = "tracing")]
pub(crate) fn unanswered(error: &Error) {
    tracing::debug!(%error, "no answer");
}

/// An attempt ended without an answer, and another one may follow.
#[cfg(not(feature = "tracing"))]
pub(crate) fn unanswered(_: &Error) {}
