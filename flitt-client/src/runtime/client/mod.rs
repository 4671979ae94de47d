//! The client: one for all endpoints.

mod base_url;
mod builder;
mod reconcile;
mod retry;
mod same_order;
mod status;
mod trace;

pub use builder::{ClientBuilder, DEFAULT_RESPONSE_LIMIT};
pub use reconcile::{Resolved, ResolvedOf};
pub use retry::RetryPolicy;

use std::fmt;
use std::sync::Arc;

use self::retry::{Attempts, Budget};
use super::credentials::Credentials;
use super::error::{Error, NotSent, UnknownReason};
use super::exchange::Exchange;
use super::redact::shown_text;
use super::request::{DynamicRequest, Endpoint, Request};
use super::response::{FromResponse, RawResponse};
use super::transport::{HttpRequest, Transport, TransportError};

/// Sends requests to the gateway. Cloning is cheap, and clones share their connections.
///
/// A request without a response is retried if its schema file allows that: see [`RetryPolicy`].
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// # #[cfg(feature = "http")] {
/// use flitt_client::api::CheckoutUrl;
/// use flitt_client::{Client, Credentials, Currency};
///
/// let client = Client::new(Credentials::new(1549901, "test"))?;
/// let order = CheckoutUrl::request()
///     .order_id("TestOrder2")
///     .order_desc("Test payment")
///     .amount(1000)
///     .currency(Currency::GEL)
///     .build()?;
/// let created = client.send(&order).await?;
/// println!("send the payer to {}", created.checkout_url());
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    retry: RetryPolicy,
}

struct Shared {
    credentials: Credentials,
    /// Used for every endpoint, where it is set.
    base_url: Option<String>,
    /// Used for endpoints without a host of their own.
    default_base_url: String,
    response_limit: usize,
    transport: Box<dyn Transport>,
    budget: Budget,
}

impl Client {
    /// The credentials that sign.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// The same client with another retry policy, for some calls or for one.
    ///
    /// ```
    /// use flitt_client::{Client, RetryPolicy};
    ///
    /// fn without_retries(client: &Client) -> Client {
    ///     client.with_retry(RetryPolicy::none())
    /// }
    /// ```
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self { shared: Arc::clone(&self.shared), retry }
    }

    /// Sends a request and parses its response, which is verified if the gateway signs it.
    ///
    /// The response to a declined payment is not an error; see [`outcome`](RawResponse::outcome). If the future is dropped,
    /// the outcome of the request is unknown.
    ///
    /// A failure that the gateway reports for a request that moves money is mostly an [`Error::Unknown`]: only few codes
    /// prove that nothing was done; see [`Error::Failure`]. One is never returned as a success, also not that the order
    /// exists already.
    pub async fn send<E: Endpoint>(&self, request: &Request<E>) -> Result<E::Response, Error> {
        let exchange = Exchange::new(request, &self.shared.credentials)?;
        let (response, variant) = self.execute(&exchange).await?;
        Ok(E::Response::from_response(response, variant))
    }

    /// Sends a request to an endpoint whose schema file was read at run time. Parameters of the response are read by name.
    pub async fn send_dynamic(&self, request: &DynamicRequest) -> Result<RawResponse, Error> {
        let exchange = Exchange::dynamic(request, &self.shared.credentials)?;
        self.execute(&exchange).await.map(|(response, _)| response)
    }

    /// Sends a request, and again where the schema and the policy allow it.
    async fn execute<E>(&self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        trace::call(exchange, self.execute_with_retry(exchange)).await
    }

    async fn execute_with_retry<E>(&self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        let mut attempts = self.attempts(self.retry, Some(&self.shared.budget));
        let mut unknown = None;
        loop {
            let error = match self.execute_once(exchange).await {
                Ok(response) => {
                    self.shared.budget.earn();
                    return Ok(response);
                }
                Err(error) => error,
            };
            if is_without_response(&error) {
                trace::no_response(&error);
            }
            // Once the outcome of an attempt is unknown, a later attempt that was not sent or that failed does not say what
            // happened to the earlier one. (An endpoint without `confirm_with` moves no money.)
            let moves_money = exchange.endpoint().confirm_with.is_some();
            let error = match unknown.take() {
                Some(earlier) if moves_money && !is_unanswered(&error) => earlier,
                _ => error,
            };
            if !is_without_response(&error) || !exchange.is_retryable() || !attempts.next().await {
                return Err(error);
            }
            unknown = is_unanswered(&error).then_some(error);
        }
    }

    fn attempts<'c>(&'c self, policy: RetryPolicy, budget: Option<&'c Budget>) -> Attempts<'c> {
        Attempts::new(policy, self.shared.transport.timer(), budget)
    }

    async fn execute_once<E>(&self, exchange: &Exchange<'_, E>) -> Result<(RawResponse, usize), Error> {
        let shared = &*self.shared;
        let base_url = shared.base_url.as_deref().or(exchange.host()).unwrap_or(&shared.default_base_url);
        let response_limit = shared.response_limit;
        let headers: Vec<(&str, String)> = exchange.headers().collect();
        let request = HttpRequest {
            url: &format!("{base_url}{}", exchange.path()),
            content_type: exchange.content_type(),
            headers: &headers,
            body: exchange.body(),
            response_limit,
        };
        let response = shared.transport.post(request).await.map_err(|error| match error {
            TransportError::Connect(cause) => Error::NotSent(NotSent::Connect(cause)),
            TransportError::Timeout(limit) => exchange.unknown(UnknownReason::Timeout(limit), None),
            TransportError::Interrupted(cause) => exchange.unknown(UnknownReason::Interrupted(cause), None),
            TransportError::TooLarge => exchange.unknown(UnknownReason::TooLarge(response_limit), None),
        })?;
        if response.body.len() > response_limit {
            return Err(exchange.unknown(UnknownReason::TooLarge(response_limit), None));
        }
        exchange.parse(response.status, &response.body)
    }
}

/// Whether the gateway sent no usable response, neither a success nor a failure.
fn is_without_response(error: &Error) -> bool {
    is_unanswered(error) || matches!(error, Error::NotSent(NotSent::Connect(_)))
}

/// The same for a request that was sent.
fn is_unanswered(error: &Error) -> bool {
    matches!(error, Error::Unknown(unknown) if !unknown.reason().is_failure())
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base_url = self.shared.base_url.as_ref().unwrap_or(&self.shared.default_base_url);
        write!(formatter, "Client({}, {:?})", shown_text(base_url), self.shared.credentials)
    }
}
