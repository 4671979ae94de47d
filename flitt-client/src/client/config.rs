//! How a client is configured.

use std::fmt;
use std::sync::Arc;

use crate::address;
use crate::client::{Client, Shared};
use crate::credentials::{Credentials, CredentialsError};
use crate::retry::{Budget, RetryPolicy};
use crate::transport::Transport;

/// The largest answer that is read, in bytes, unless the builder says otherwise (1 MiB).
pub const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The repeats in a row that a client makes at most, unless the builder says otherwise.
const RETRY_BUDGET: u32 = 100;

/// Configures a [`Client`].
#[must_use = "a builder does nothing before `build`"]
pub struct ClientBuilder {
    credentials: Credentials,
    base_url: Option<String>,
    plain_http_allowed: bool,
    response_limit: usize,
    transport: Option<Box<dyn Transport>>,
    retry: RetryPolicy,
    retry_budget: u32,
    #[cfg(feature = "http")]
    http: crate::http::Options,
}

/// Why a client could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The credentials, or the gateway's address, could not be read from the environment.
    Credentials(CredentialsError),
    /// The gateway's address is not usable.
    Address {
        /// The address, without the name and password of a user.
        address: String,
        /// What is wrong with it.
        why: String,
    },
    /// The HTTP client could not be made; its words.
    Http(String),
    /// Built without the feature `http`, the crate has no transport of its own: give one to the builder.
    NoTransport,
}

impl ClientBuilder {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            base_url: None,
            plain_http_allowed: false,
            response_limit: RESPONSE_LIMIT,
            transport: None,
            retry: RetryPolicy::default(),
            retry_budget: RETRY_BUDGET,
            #[cfg(feature = "http")]
            http: crate::http::Options::default(),
        }
    }

    /// Sends everything to another address, such as a sandbox: scheme, host, and perhaps port and path. It stands for
    /// every host of the gateway. Plain http is taken only to this machine, and goes there without the proxies of the
    /// environment.
    pub fn base_url(mut self, address: impl Into<String>) -> Self {
        self.base_url = Some(address.into());
        self
    }

    /// Takes a plain http address that is not on this machine. Keys do not travel, but card numbers and tokens do.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http_allowed = true;
        self
    }

    /// The largest answer that is read, in bytes; [`RESPONSE_LIMIT`] unless it is given.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Carries requests by a transport of one's own. Timeouts are then its own business.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// How calls are repeated that may be; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many repeats in a row the client and its clones make while no call succeeds, all calls together; 100 unless
    /// it is given. Five calls that succeed bring one repeat back.
    pub fn retry_budget(mut self, repeats: u32) -> Self {
        self.retry_budget = repeats;
        self
    }

    /// The time for each attempt of a call, answer included; 30 s unless it is given.
    #[cfg(feature = "http")]
    pub fn timeout(mut self, limit: std::time::Duration) -> Self {
        self.http.timeout = limit;
        self
    }

    /// The time to get a connection; 10 s unless it is given.
    #[cfg(feature = "http")]
    pub fn connect_timeout(mut self, limit: std::time::Duration) -> Self {
        self.http.connect_timeout = limit;
        self
    }

    /// Makes the client.
    pub fn build(mut self) -> Result<Client, ConfigError> {
        let given = self.transport.take();
        #[cfg(feature = "http")]
        let own = || -> Result<Box<dyn Transport>, _> {
            Ok(Box::new(crate::http::Http::new(&self.http, self.avoids_proxies())?))
        };
        #[cfg(not(feature = "http"))]
        let own = || Err(ConfigError::NoTransport);
        let transport = given.map_or_else(own, Ok)?;
        self.build_with(transport)
    }

    /// Makes a client whose calls wait for their answers, for programs without async. A transport of one's own must then
    /// need no async runtime.
    #[cfg(feature = "blocking")]
    pub fn build_blocking(mut self) -> Result<crate::blocking::Client, ConfigError> {
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => Box::new(crate::blocking::Http::new(&self.http, self.avoids_proxies())?),
        };
        self.build_with(transport).map(crate::blocking::Client::of)
    }

    /// Whether the proxies of the environment are passed by: on the way to this machine.
    #[cfg(feature = "http")]
    fn avoids_proxies(&self) -> bool {
        self.base_url.as_deref().is_some_and(address::is_local)
    }

    fn build_with(self, transport: Box<dyn Transport>) -> Result<Client, ConfigError> {
        let base_url = self.base_url.map(|text| address::base(&text, self.plain_http_allowed)).transpose()?;
        let (credentials, response_limit) = (self.credentials, self.response_limit);
        let budget = Budget::new(self.retry_budget);
        let shared = Arc::new(Shared { credentials, base_url, response_limit, transport, budget });
        Ok(Client { shared, retry: self.retry })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClientBuilder({:?})", self.credentials)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Credentials(error) => error.fmt(formatter),
            Self::Address { address, why } => write!(formatter, "the gateway's address `{address}` is refused: {why}"),
            Self::Http(why) => write!(formatter, "the HTTP client could not be made: {why}"),
            Self::NoTransport => {
                formatter.write_str("there is no transport: give one to the builder, or enable the feature `http`")
            }
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Credentials(error) => Some(error),
            _ => None,
        }
    }
}
