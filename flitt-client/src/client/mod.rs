//! The client: one for all endpoints.

mod config;

pub use config::{ClientBuilder, ConfigError, RESPONSE_LIMIT};

use std::fmt;
use std::sync::Arc;

use crate::address;
use crate::answer::{Answer, FromAnswer};
use crate::credentials::Credentials;
use crate::dynamic::DynamicRequest;
use crate::error::{Error, NotSent, UnknownReason};
use crate::exchange::Exchange;
use crate::request::{Endpoint, Request};
use crate::retry::{Budget, RetryPolicy, Tries};
use crate::trace;
use crate::transport::{Message, Transport, TransportError};

/// Sends requests to the gateway. Cloning is cheap, and clones share their connections.
///
/// What got no answer is repeated where its schema file allows it: see [`RetryPolicy`].
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
    base_url: Option<String>,
    response_limit: usize,
    transport: Box<dyn Transport>,
    budget: Budget,
}

impl Client {
    /// The address of the gateway's payment API.
    pub const GATEWAY: &'static str = address::GATEWAY;
    /// The variable of the gateway's address, which `Client::from_env` reads.
    pub const BASE_URL_VARIABLE: &'static str = "FLITT_BASE_URL";

    /// A client for the gateway, with timeouts and limits that suit it.
    #[cfg(feature = "http")]
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        Self::builder(credentials).build()
    }

    /// A client configured by the environment: the credentials by [`Credentials::from_env`], the gateway's address by
    /// `FLITT_BASE_URL` where it is set.
    #[cfg(feature = "http")]
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder_from_env()?.build()
    }

    #[cfg(feature = "http")]
    pub(crate) fn builder_from_env() -> Result<ClientBuilder, ConfigError> {
        let credentials = Credentials::from_env().map_err(ConfigError::Credentials)?;
        let builder = Self::builder(credentials);
        // An address that cannot be read must not lead to the gateway itself.
        let address = crate::credentials::variable_of(Self::BASE_URL_VARIABLE).map_err(ConfigError::Credentials)?;
        Ok(address.into_iter().fold(builder, ClientBuilder::base_url))
    }

    /// Configures a client.
    pub fn builder(credentials: Credentials) -> ClientBuilder {
        ClientBuilder::new(credentials)
    }

    /// The credentials that sign.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// The same client with another policy for repeats: for some calls, or for one.
    ///
    /// ```
    /// use flitt_client::{Client, RetryPolicy};
    ///
    /// fn impatient(client: &Client) -> Client {
    ///     client.with_retry(RetryPolicy::once())
    /// }
    /// ```
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self { shared: Arc::clone(&self.shared), retry }
    }

    /// Sends a request and reads its answer: verified where the gateway signs, typed always.
    ///
    /// An answer of the gateway to a payment that was declined is no error; ask its
    /// [`outcome`](crate::Answer::outcome). Dropping the future leaves the outcome unknown.
    pub async fn send<E: Endpoint>(&self, request: &Request<E>) -> Result<E::Response, Error> {
        let exchange = Exchange::of(request, &self.shared.credentials)?;
        let (answer, form) = self.carry(&exchange).await?;
        Ok(E::Response::from_answer(answer, form))
    }

    /// Sends a request to an endpoint that was read at run time. The answer is read by names.
    pub async fn send_dynamic(&self, request: &DynamicRequest) -> Result<Answer, Error> {
        let exchange = Exchange::of_dynamic(request, &self.shared.credentials)?;
        self.carry(&exchange).await.map(|(answer, _)| answer)
    }

    /// Sends, and again where the schema allows it.
    pub(crate) async fn carry<E>(&self, exchange: &Exchange<'_, E>) -> Result<(Answer, usize), Error> {
        trace::call(exchange, self.carry_often(exchange)).await
    }

    async fn carry_often<E>(&self, exchange: &Exchange<'_, E>) -> Result<(Answer, usize), Error> {
        let mut tries = self.tries(self.retry, Some(&self.shared.budget));
        let mut unknown = None;
        loop {
            let error = match self.carry_once(exchange).await {
                Ok(answer) => {
                    self.shared.budget.earn();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if is_unanswered(&error) {
                trace::unanswered(&error);
            }
            // What asks for nothing to be confirmed changes nothing. For the rest only an answer tells what became of an
            // attempt whose outcome is unknown; a later one that was not sent, or refused, does not.
            let changes_something = exchange.endpoint().confirm_with.is_some();
            let error = match unknown.take() {
                Some(earlier) if changes_something && !matches!(error, Error::Unknown(_)) => earlier,
                _ => error,
            };
            if !is_unanswered(&error) || !exchange.is_repeatable() || !tries.again().await {
                return Err(error);
            }
            unknown = matches!(error, Error::Unknown(_)).then_some(error);
        }
    }

    pub(crate) fn tries<'c>(&'c self, policy: RetryPolicy, budget: Option<&'c Budget>) -> Tries<'c> {
        Tries::new(policy, self.shared.transport.timer(), budget)
    }

    async fn carry_once<E>(&self, exchange: &Exchange<'_, E>) -> Result<(Answer, usize), Error> {
        // An address of one's own, such as a sandbox, stands for every host of the gateway.
        let own = self.shared.base_url.as_deref();
        let base = own.or(exchange.host()).unwrap_or(address::GATEWAY);
        let url = format!("{base}{}", exchange.path());
        let response_limit = self.shared.response_limit;
        let content_type = exchange.content_type();
        let headers: Vec<(&str, String)> = exchange.headers().collect();
        let message = Message { url: &url, content_type, headers: &headers, body: exchange.body(), response_limit };
        let reply = self.shared.transport.post(message).await.map_err(|error| match error {
            TransportError::NoConnection(why) => Error::NotSent(NotSent::NoConnection(why)),
            TransportError::Timeout(limit) => exchange.unknown(UnknownReason::Timeout(limit), None),
            TransportError::Interrupted(why) => exchange.unknown(UnknownReason::Interrupted(why), None),
            TransportError::TooLarge => exchange.unknown(UnknownReason::TooLarge(response_limit), None),
        })?;
        if reply.body.len() > response_limit {
            return Err(exchange.unknown(UnknownReason::TooLarge(response_limit), None));
        }
        exchange.answer(reply.status, &reply.body)
    }
}

/// Whether the gateway said nothing, neither an answer nor a failure.
fn is_unanswered(error: &Error) -> bool {
    matches!(error, Error::Unknown(_) | Error::NotSent(NotSent::NoConnection(_)))
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.shared.base_url.as_deref().unwrap_or(address::GATEWAY);
        write!(formatter, "Client({address}, {:?})", self.shared.credentials)
    }
}
