use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use flitt_schema::embedded::LazyEndpoint;

use super::hook::Hook;
use super::retry::{Budget, RetryPolicy};
use super::settings::Settings;
use super::{Client, Shared, base_url};
use crate::runtime::credentials::Credentials;
use crate::runtime::error::ConfigError;
use crate::runtime::transport::Transport;
#[cfg(feature = "http")]
use crate::runtime::transport::http::{Http, Options};

/// The HTTP settings, where there is no HTTP.
#[cfg(not(feature = "http"))]
type Options = ();

/// A default transport, and its time limit of an attempt.
pub(crate) type DefaultTransport = (Box<dyn Transport>, Option<Duration>);

/// The default limit of a response, in bytes (1 MiB).
pub const DEFAULT_RESPONSE_LIMIT: usize = 1024 * 1024;

/// The default limit of consecutive retries of a client.
const DEFAULT_RETRY_BUDGET: u32 = 100;

/// Configures a [`Client`].
#[must_use = "a builder does nothing before `build`"]
pub struct ClientBuilder {
    credentials: Credentials,
    default_base_url: String,
    base_url: Option<String>,
    endpoints: &'static [&'static LazyEndpoint],
    plain_http_allowed: bool,
    response_limit: usize,
    transport: Option<Box<dyn Transport>>,
    retry: RetryPolicy,
    retry_budget: u32,
    hook: Option<Box<dyn Hook>>,
    http: Options,
}

impl ClientBuilder {
    /// A builder of clients for the gateway at this URL. Endpoints whose schema file has a `host` are called there.
    pub fn new(gateway_url: impl Into<String>, credentials: Credentials) -> Self {
        Self {
            credentials,
            default_base_url: gateway_url.into(),
            base_url: None,
            endpoints: &[],
            plain_http_allowed: false,
            response_limit: DEFAULT_RESPONSE_LIMIT,
            transport: None,
            retry: RetryPolicy::default(),
            retry_budget: DEFAULT_RETRY_BUDGET,
            hook: None,
            http: Options::default(),
        }
    }

    /// The endpoints of the gateway: a base URL that ends with the beginning of one of their paths is rejected.
    #[cfg(feature = "api")]
    pub(crate) fn endpoints(mut self, endpoints: &'static [&'static LazyEndpoint]) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// Sends every request to this URL, such as that of a sandbox, also those to endpoints with a host of their own:
    /// scheme and host, optionally port and path, without the path of an endpoint. Plain http is accepted for this machine only, and ignores the proxies
    /// of the environment.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Accepts a plain http URL of another machine. Keys are never sent, but card numbers and tokens are.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http_allowed = true;
        self
    }

    /// The limit of a response, in bytes. Default: [`DEFAULT_RESPONSE_LIMIT`].
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Uses another transport. The transport is then responsible for timeouts, except those of [`Client::with_timeout`] and
    /// [`Client::with_deadline`].
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// How requests are retried; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The maximum number of retries while no call succeeds, over all calls of the client and its clones. Five successful
    /// calls allow one more retry. Default: 100.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Shows each attempt of the client and its clones to a hook, redacted; see [`Hook`]. Another call replaces it.
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }

    /// The time limit of each attempt, including the response. Default: 30 s. For single calls: [`Client::with_timeout`].
    #[cfg(feature = "http")]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.http.timeout = limit;
        self
    }

    /// The time limit for connecting. Default: 10 s.
    #[cfg(feature = "http")]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.http.connect_timeout = limit;
        self
    }

    /// Builds the client.
    #[cfg(feature = "http")]
    pub fn build(self) -> Result<Client, ConfigError> {
        self.build_with(|options| Ok((Box::new(Http::new(options)?), Some(options.timeout))))
    }

    /// Builds the client, which needs a transport where the feature `http` is off.
    #[cfg(not(feature = "http"))]
    pub fn build(self) -> Result<Client, ConfigError> {
        self.build_with(|()| Err(ConfigError::NoTransport))
    }

    /// Builds the client with the transport that was given, or else a default one.
    pub(crate) fn build_with(
        mut self,
        default: impl FnOnce(&Options) -> Result<DefaultTransport, ConfigError>,
    ) -> Result<Client, ConfigError> {
        #[cfg(feature = "http")]
        {
            self.http.no_proxy = base_url::is_local(self.base_url.as_deref().unwrap_or(&self.default_base_url));
        }
        let (transport, default_timeout) = match self.transport.take() {
            Some(transport) => (transport, None),
            None => default(&self.http)?,
        };
        let parse = |url: &str| {
            let base = base_url::parse(url, self.plain_http_allowed)?;
            base_url::without_endpoint_path(base, self.endpoints.iter().map(|endpoint| endpoint.get().path.as_ref()))
        };
        let shared = Shared {
            base_url: self.base_url.as_deref().map(parse).transpose()?,
            default_base_url: parse(&self.default_base_url)?,
            credentials: self.credentials,
            response_limit: self.response_limit,
            transport,
            default_timeout,
            budget: Budget::new(self.retry_budget),
            hook: self.hook,
        };
        let settings = Settings { retry: self.retry, timeout: None, deadline: None };
        Ok(Client { shared: Arc::new(shared), settings })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClientBuilder({:?})", self.credentials)
    }
}
