//! Sends one request: progress in a terminal, and retries where the schema allows them.

use std::time::Duration;

use flitt_client::dynamic::DynamicRequest;
use flitt_client::error::UnknownReason;
use flitt_client::response::RawResponse;
use flitt_client::{Client, Credentials, Error, RetryPolicy};

use crate::output::{CommandError, note, with_progress};

/// The backoff before the first retry; it grows with each attempt.
const BACKOFF: Duration = Duration::from_millis(500);

/// A request with what is needed to send it.
pub(super) struct Sender<'s> {
    pub(super) request: &'s DynamicRequest,
    pub(super) credentials: Credentials,
    /// The maximum number of retries after the first attempt.
    pub(super) retries: u32,
}

impl Sender<'_> {
    /// Sends the request, and retries it while the outcome is unknown and the schema allows it.
    pub(super) async fn send(self, base_url: Option<String>) -> Result<Result<RawResponse, Error>, CommandError> {
        // The client does not retry: this loop does, and reports each attempt.
        let builder = Client::builder(self.credentials.clone()).retry(RetryPolicy::none());
        let builder = match &base_url {
            Some(url) => builder.base_url(url),
            None => builder,
        };
        let client = builder.build().map_err(|error| {
            CommandError::usage(error)
                .help(format!("set {} to the base URL of the gateway, or unset it", Client::BASE_URL_VARIABLE))
        })?;
        let moves_money = self.request.endpoint().confirm_with.is_some();
        let waiting = format!("waiting for {}", self.request.endpoint().path);
        let mut attempt = 1;
        let mut earlier = None;
        loop {
            let result = with_progress(&waiting, client.send_dynamic(self.request)).await;
            // What a later attempt failed with does not say what happened to an earlier one.
            let result = match (result, earlier.take()) {
                (Err(Error::NotSent(_) | Error::Failure(_)), Some(unknown)) if moves_money => Err(unknown),
                (result, _) => result,
            };
            match &result {
                Err(Error::Unknown(unknown))
                    if unknown.is_retryable() && attempt <= self.retries && is_transient(unknown.reason()) =>
                {
                    note(&format!("attempt {attempt}: {}; retrying", unknown.reason()));
                    tokio::time::sleep(BACKOFF * attempt).await;
                    attempt += 1;
                    earlier = result.err();
                }
                _ => return Ok(result),
            }
        }
    }
}

/// Whether another attempt may end differently: a response that was rejected once would be rejected again.
fn is_transient(reason: &UnknownReason) -> bool {
    matches!(
        reason,
        UnknownReason::Timeout(_)
            | UnknownReason::Interrupted(_)
            | UnknownReason::Status(_)
            | UnknownReason::OtherBody { .. }
    )
}
