//! The client for programs without async: the same calls, each of which blocks until its response is there.
//!
//! ```no_run
//! use flitt_client::api::GetOrderStatus;
//! use flitt_client::{Credentials, blocking};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let client = blocking::Client::new(Credentials::new(1549901, "test"))?;
//!     let status = client.send(&GetOrderStatus::request().order_id("TestOrder2").build()?)?;
//!     println!("{:?}", status.outcome());
//!     Ok(())
//! }
//! ```

mod block_on;
mod http;

use block_on::block_on;
use http::Http;

use std::fmt;
use std::time::Duration;

use super::client::{Client as AsyncClient, ClientBuilder, ResolvedOf, RetryPolicy};
use super::credentials::Credentials;
use super::error::{ConfigError, Error};
use super::request::{DynamicRequest, Endpoint, Request};
use super::response::RawResponse;

/// A [`Client`](crate::Client) whose calls block until their response is there. Cloning is cheap, and clones share their
/// connections.
///
/// It is configured by the same builder: [`ClientBuilder::build_blocking`](crate::config::ClientBuilder::build_blocking).
///
/// # Panics
///
/// Calls can panic within the tasks of an async runtime, whose thread they would block: use the async client there, or a
/// thread that may block (`tokio::task::spawn_blocking`).
#[derive(Clone)]
pub struct Client(AsyncClient);

impl Client {
    /// Wraps an async client whose transport and timer block.
    fn from_async(client: AsyncClient) -> Self {
        Self(client)
    }

    /// The credentials that sign.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        self.0.credentials()
    }

    /// The same client with another time limit for each attempt; see
    /// [`Client::with_timeout`](crate::Client::with_timeout).
    #[must_use]
    pub fn with_timeout(&self, limit: Duration) -> Self {
        Self(self.0.with_timeout(limit))
    }

    /// The same client with a time limit for each whole call; see
    /// [`Client::with_deadline`](crate::Client::with_deadline).
    #[must_use]
    pub fn with_deadline(&self, limit: Duration) -> Self {
        Self(self.0.with_deadline(limit))
    }

    /// The same client with another retry policy; see [`Client::with_retry`](crate::Client::with_retry).
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self(self.0.with_retry(retry))
    }

    /// Sends a request and parses its response; see [`Client::send`](crate::Client::send).
    pub fn send<E: Endpoint>(&self, request: &Request<E>) -> Result<E::Response, Error> {
        block_on(self.0.send(request))
    }

    /// Sends a request to an endpoint whose schema file was read at run time; see
    /// [`Client::send_dynamic`](crate::Client::send_dynamic).
    pub fn send_dynamic(&self, request: &DynamicRequest) -> Result<RawResponse, Error> {
        block_on(self.0.send_dynamic(request))
    }

    /// Sends a request, and when its outcome is unknown, asks until it is known; see
    /// [`Client::send_until_known`](crate::Client::send_until_known).
    pub fn send_until_known<E: Endpoint>(
        &self,
        request: &Request<E>,
        patience: RetryPolicy,
    ) -> Result<ResolvedOf<E>, Error> {
        block_on(self.0.send_until_known(request, patience))
    }
}

impl ClientBuilder {
    /// Builds a client whose calls block, for programs without async. A transport of your own must then need no async
    /// runtime.
    pub fn build_blocking(self) -> Result<Client, ConfigError> {
        let client = self.build_with(|options| Ok((Box::new(Http::new(options)?), Some(options.timeout))));
        client.map(Client::from_async)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
