//! One call: its attempts, and what each of them says.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::attempt::{Attempt, AttemptResult};
use super::hook;
use super::retry::{Attempts, Budget, RetryPolicy};
use super::settings::Limits;
use super::{Client, trace};
use crate::runtime::error::{Error, NotSentError, UnknownReason};
use crate::runtime::exchange::Exchange;
use crate::runtime::response::{Outcome, RawResponse};
use crate::runtime::transport::{HttpRequest, HttpResponse, ResponseFuture, Timer, TransportError};

/// A call that has begun: everything that is sent for one request of the program.
#[derive(Clone, Copy)]
pub(super) struct Call<'c> {
    client: &'c Client,
    limits: Limits<'c>,
}

impl Client {
    /// Begins a call.
    pub(super) fn begin(&self) -> Call<'_> {
        let shared = &*self.shared;
        let limits = Limits::begin(self.settings, shared.transport.timer(), shared.default_timeout);
        Call { client: self, limits }
    }
}

impl<'c> Call<'c> {
    /// Sends a request, and again where the schema and the policy of the client allow it.
    pub(super) async fn send<E>(self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        trace::call(exchange, self.send_with_retry(exchange)).await
    }

    /// Sends a request once.
    pub(super) async fn send_once<E>(self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        trace::call(exchange, self.attempt(exchange)).await
    }

    /// Further attempts or inquiries of this call.
    pub(super) fn attempts(self, policy: RetryPolicy, budget: Option<&'c Budget>) -> Attempts<'c> {
        Attempts::new(policy, self.limits, budget)
    }

    async fn send_with_retry<E>(self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        let mut attempts = self.attempts(self.client.settings.retry, Some(&self.client.shared.budget));
        let mut unknown = None;
        // Once the outcome of an attempt is unknown, a later attempt that was not sent, failed or was declined does not say what
        // happened to the earlier one. (An endpoint without `confirm_with` moves no money.)
        let moves_money = exchange.endpoint().confirm_with.is_some();
        loop {
            let error = match (self.attempt(exchange).await, unknown.take()) {
                (Ok((response, _)), Some(earlier)) if moves_money && is_declined(&response) => earlier,
                (Ok(response), _) => return Ok(response),
                (Err(error), Some(earlier)) if moves_money && !is_unanswered(&error) => earlier,
                (Err(error), _) => error,
            };
            if !is_without_response(&error) || !exchange.is_retryable() || !attempts.next().await {
                return Err(error);
            }
            unknown = is_unanswered(&error).then_some(error);
        }
    }

    /// Sends a request once, and reports it to the hook.
    async fn attempt<E>(self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        let shared = &*self.client.shared;
        let base_url = shared.base_url.as_deref().or(exchange.host()).unwrap_or(&shared.default_base_url);
        let url = format!("{base_url}{}", exchange.path());
        let hook = shared.hook.as_deref();
        let attempt = hook.map(|_| Attempt::new(exchange, &shared.credentials, &url, exchange.count_attempt()));
        if let Some(attempt) = &attempt {
            hook::call(hook, |hook| hook.before(attempt));
        }
        let begin = attempt.as_ref().and(self.limits.timer()).map(Timer::now);
        let result = self.post(exchange, &url).await;
        match &result {
            Ok(_) => shared.budget.earn(),
            Err(error) if is_without_response(error) => trace::no_response(error),
            Err(_) => {}
        }
        if let Some(attempt) = &attempt {
            let now = self.limits.timer().map(Timer::now);
            let duration = begin.zip(now).map(|(begin, now)| now.saturating_duration_since(begin));
            let seen = AttemptResult::new(attempt, result.as_ref().map(|(response, _)| response), duration);
            hook::call(hook, |hook| hook.after(attempt, &seen));
        }
        result
    }

    /// Sends the bytes of a request, and parses those of its response.
    async fn post<E>(self, exchange: &Exchange<'_, E>, url: &str) -> Result<(RawResponse, usize), Error> {
        if self.limits.is_over() {
            return Err(Error::NotSent(NotSentError::Deadline));
        }
        let shared = &*self.client.shared;
        let response_limit = shared.response_limit;
        let headers: Vec<(&str, String)> = exchange.headers().collect();
        let timeout = self.limits.of_attempt();
        let request = HttpRequest {
            url,
            content_type: exchange.content_type(),
            headers: &headers,
            body: exchange.body(),
            response_limit,
            timeout,
        };
        let sent = within(timeout, self.limits.timer(), shared.transport.post(request));
        let response = sent.await.map_err(|error| match error {
            TransportError::Connect(cause) => {
                Error::NotSent(NotSentError::Connect(cause.redacted(&exchange.redactor())))
            }
            TransportError::Timeout(limit) => exchange.unknown(UnknownReason::Timeout(limit), None),
            TransportError::Interrupted(cause) => {
                exchange.unknown(UnknownReason::Interrupted(cause.redacted(&exchange.redactor())), None)
            }
            TransportError::TooLarge => exchange.unknown(UnknownReason::TooLarge(response_limit), None),
        })?;
        if response.body.len() > response_limit {
            return Err(exchange.unknown(UnknownReason::TooLarge(response_limit), None));
        }
        let response = Arc::new(response);
        match exchange.parse(response.status, &response.body) {
            Ok((parsed, variant)) => Ok((parsed.received_in(response), variant)),
            Err(error) => Err(error.received_in(&response)),
        }
    }
}

/// Ends an attempt at its time limit, also where the transport does not. A response that is ready at once is taken before the
/// timer begins: the futures of a blocking transport are.
async fn within(
    limit: Option<Duration>,
    timer: Option<&dyn Timer>,
    mut post: ResponseFuture<'_>,
) -> Result<HttpResponse, TransportError> {
    let (Some(limit), Some(timer)) = (limit, timer) else { return post.await };
    let mut sleep = None;
    poll_fn(|context| {
        if let Poll::Ready(result) = post.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        let sleep = sleep.get_or_insert_with(|| timer.sleep(limit));
        sleep.as_mut().poll(context).map(|()| Err(TransportError::Timeout(Some(limit))))
    })
    .await
}

/// Whether a response declines what was asked for.
pub(super) fn is_declined(response: &RawResponse) -> bool {
    matches!(response.outcome(), Outcome::Declined(_))
}

/// Whether the gateway sent no usable response, neither a success nor a failure.
fn is_without_response(error: &Error) -> bool {
    is_unanswered(error) || matches!(error, Error::NotSent(NotSentError::Connect(_)))
}

/// The same for a request that was sent.
fn is_unanswered(error: &Error) -> bool {
    matches!(error, Error::Unknown(unknown) if !unknown.reason().is_failure())
}
