//! A span for each call, with the feature `tracing`: the endpoint, the order id and the outcome. No other value of a request
//! or a response is recorded.

use crate::runtime::error::Error;
use crate::runtime::exchange::Exchange;
use crate::runtime::response::RawResponse;

/// Runs a call within its span.
#[cfg(feature = "tracing")]
pub(super) async fn call<E, F>(exchange: &Exchange<'_, E>, call: F) -> Result<(RawResponse, usize), Error>
where
    F: Future<Output = Result<(RawResponse, usize), Error>>,
{
    use tracing::Instrument as _;
    use tracing::field::{Empty, display};

    use crate::runtime::redact::shown_text;

    let span = tracing::info_span!(
        "flitt_call",
        endpoint = %exchange.endpoint().name,
        order_id = exchange.order_id().map(shown_text).as_deref(),
        outcome = Empty,
        code = Empty,
        request_id = Empty,
    );
    let result = call.instrument(span.clone()).await;
    let outcome = match &result {
        Ok((response, _)) => response.outcome().as_str(),
        Err(Error::NotSent(_)) => "not_sent",
        Err(Error::Failure(_)) => "failure",
        Err(Error::Unknown(_)) => "unknown",
        Err(Error::ResponseLost(_)) => "response_lost",
    };
    if let Some(failure) = result.as_ref().err().and_then(Error::failure) {
        span.record("code", display(failure.code()));
        failure.request_id().map(|id| span.record("request_id", id));
    }
    span.record("outcome", outcome);
    result
}

/// Runs a call.
#[cfg(not(feature = "tracing"))]
pub(super) async fn call<E, F>(_: &Exchange<'_, E>, call: F) -> Result<(RawResponse, usize), Error>
where
    F: Future<Output = Result<(RawResponse, usize), Error>>,
{
    call.await
}

/// Records an attempt without a response. Messages of errors contain no secrets.
#[cfg(feature = "tracing")]
pub(super) fn no_response(error: &Error) {
    tracing::debug!(%error, "no response");
}

/// Records nothing.
#[cfg(not(feature = "tracing"))]
pub(super) fn no_response(_: &Error) {}
