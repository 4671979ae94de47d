//! The client for programs without async: the same calls, each of which waits for its answer.
//!
//! ```no_run
//! use flitt_client::api::OrderStatus;
//! use flitt_client::{Credentials, blocking};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let client = blocking::Client::new(Credentials::new(1549901, "test"))?;
//!     let status = client.send(&OrderStatus::request().order_id("TestOrder2").build()?)?;
//!     println!("{:?}", status.outcome());
//!     Ok(())
//! }
//! ```

mod http;
mod wait;

pub(crate) use http::Http;
use wait::wait;

use std::fmt;

use crate::answer::Answer;
use crate::client::ConfigError;
use crate::credentials::Credentials;
use crate::dynamic::DynamicRequest;
use crate::error::Error;
use crate::request::{Endpoint, Request};
use crate::retry::RetryPolicy;
use crate::settle::Told;

/// A [`Client`](crate::Client) whose calls wait for their answers. Cloning is cheap, and clones share their connections.
///
/// Timeouts, limits and the address are configured by the same builder:
/// [`ClientBuilder::build_blocking`](crate::ClientBuilder::build_blocking).
///
/// # Panics
///
/// Among the tasks of an async runtime its calls can panic, since they would hold up their thread: use the other client
/// there, or a thread that may wait (`tokio::task::spawn_blocking`).
#[derive(Clone)]
pub struct Client(crate::Client);

impl Client {
    /// A client for the gateway, with timeouts and limits that suit it.
    pub fn new(credentials: Credentials) -> Result<Self, ConfigError> {
        crate::Client::builder(credentials).build_blocking()
    }

    /// A client configured by the environment, as [`Client::from_env`](crate::Client::from_env) does it.
    pub fn from_env() -> Result<Self, ConfigError> {
        crate::Client::builder_from_env()?.build_blocking()
    }

    /// The calls of an async client whose transport and timer do not wait.
    pub(crate) fn of(client: crate::Client) -> Self {
        Self(client)
    }

    /// The credentials that sign.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        self.0.credentials()
    }

    /// The same client with another policy for repeats; see [`Client::with_retry`](crate::Client::with_retry).
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self(self.0.with_retry(retry))
    }

    /// Sends a request and reads its answer; see [`Client::send`](crate::Client::send).
    pub fn send<E: Endpoint>(&self, request: &Request<E>) -> Result<E::Response, Error> {
        wait(self.0.send(request))
    }

    /// Sends a request to an endpoint that was read at run time; see
    /// [`Client::send_dynamic`](crate::Client::send_dynamic).
    pub fn send_dynamic(&self, request: &DynamicRequest) -> Result<Answer, Error> {
        wait(self.0.send_dynamic(request))
    }

    /// Sends a request, and when its outcome is unknown, asks until it is known; see
    /// [`Client::send_until_known`](crate::Client::send_until_known).
    pub fn send_until_known<E: Endpoint>(
        &self,
        request: &Request<E>,
        patience: RetryPolicy,
    ) -> Result<Told<E::Response>, Error> {
        wait(self.0.send_until_known(request, patience))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
