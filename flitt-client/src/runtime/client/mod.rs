//! The client: one for all endpoints.

mod attempt;
mod base_url;
mod builder;
mod execute;
mod hook;
mod reconcile;
mod retry;
mod same_order;
mod settings;
mod status;
mod trace;

pub use attempt::{Attempt, AttemptKind, AttemptResult};
pub use builder::{ClientBuilder, DEFAULT_RESPONSE_LIMIT};
pub use hook::Hook;
pub use reconcile::{Resolved, ResolvedOf};
pub use retry::RetryPolicy;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::retry::Budget;
use self::settings::Settings;
use super::credentials::Credentials;
use super::error::Error;
use super::exchange::Exchange;
use super::redact::shown_text;
use super::request::{DynamicRequest, Endpoint, Request};
use super::response::{FromResponse, RawResponse};
use super::transport::Transport;

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
    settings: Settings,
}

struct Shared {
    credentials: Credentials,
    /// Used for every endpoint, where it is set.
    base_url: Option<String>,
    /// Used for endpoints without a host of their own.
    default_base_url: String,
    response_limit: usize,
    transport: Box<dyn Transport>,
    /// The transport's own time limit of an attempt, where it is known.
    default_timeout: Option<Duration>,
    budget: Budget,
    hook: Option<Box<dyn Hook>>,
}

impl Client {
    /// The credentials that sign.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// The same client with another time limit for each attempt, for some calls or for one. It replaces the limit of the
    /// builder, and can be longer. An attempt that reaches it has an unknown outcome.
    ///
    /// `with_timeout`, [`with_deadline`](Self::with_deadline) and [`with_retry`](Self::with_retry) return a handle with these
    /// settings: connections, credentials and the retry budget stay shared, and `self` keeps its own settings.
    ///
    /// ```no_run
    /// # async fn example(client: flitt_client::Client) -> Result<(), flitt_client::Error> {
    /// use std::time::Duration;
    /// use flitt_client::api::GetOrderStatus;
    ///
    /// let request = GetOrderStatus::request().order_id("1001").build()?;
    /// let quick = client.with_timeout(Duration::from_secs(2)).with_deadline(Duration::from_secs(5));
    /// let status = quick.send(&request).await?;
    /// # let _ = status;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_timeout(&self, limit: Duration) -> Self {
        self.with_settings(Settings { timeout: Some(limit), ..self.settings })
    }

    /// The same client with a time limit for each whole call: all attempts, the waits between them, and for
    /// [`send_until_known`](Self::send_until_known) all inquiries. An attempt that is in progress at the deadline is ended,
    /// and its outcome is unknown ([`Error::Unknown`]), also for a request that is safe to send again. If nothing was sent in
    /// time, the error is [`NotSentError::Deadline`](super::error::NotSentError::Deadline).
    ///
    /// Time is measured by the [timer](Transport::timer) of the transport. Without one, each attempt gets the whole limit.
    #[must_use]
    pub fn with_deadline(&self, limit: Duration) -> Self {
        self.with_settings(Settings { deadline: Some(limit), ..self.settings })
    }

    /// The same client with another retry policy, for some calls or for one. No policy repeats what the schema file does not
    /// allow: a charge is sent once.
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
        self.with_settings(Settings { retry, ..self.settings })
    }

    fn with_settings(&self, settings: Settings) -> Self {
        Self { shared: Arc::clone(&self.shared), settings }
    }

    /// Sends a request and parses its response, which is verified if the gateway signs it.
    ///
    /// The response to a declined payment is not an error; see [`outcome`](RawResponse::outcome). If the future is dropped,
    /// the outcome of the request is unknown.
    ///
    /// A failure that the gateway reports for a request that moves money is mostly an [`Error::Unknown`]: only few codes
    /// prove that nothing was done; see [`Error::Failure`]. A failure is never returned as a success, not even the report
    /// that the order exists already.
    pub async fn send<E: Endpoint>(&self, request: &Request<E>) -> Result<E::Response, Error> {
        let exchange = Exchange::new(request, &self.shared.credentials)?;
        let (response, variant) = self.begin().send(&exchange).await?;
        Ok(E::Response::from_response(response, variant))
    }

    /// Sends a request to an endpoint whose schema file was read at run time. Parameters of the response are read by name.
    pub async fn send_dynamic(&self, request: &DynamicRequest) -> Result<RawResponse, Error> {
        let exchange = Exchange::dynamic(request, &self.shared.credentials)?;
        self.begin().send(&exchange).await.map(|(response, _)| response)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base_url = self.shared.base_url.as_ref().unwrap_or(&self.shared.default_base_url);
        write!(formatter, "Client({}, {:?})", shown_text(base_url), self.shared.credentials)
    }
}
