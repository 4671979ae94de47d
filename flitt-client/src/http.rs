//! The default transport: `reqwest` with rustls.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;

use crate::client::ConfigError;
use crate::transport::{Message, Pending, Reply, Timer, TokioTimer, Transport, TransportError};

/// What the builder of a client says about HTTP.
pub(crate) struct Options {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), connect_timeout: Duration::from_secs(10) }
    }
}

/// How the client introduces itself.
pub(crate) const USER_AGENT: &str = concat!("flitt-client/", env!("CARGO_PKG_VERSION"));

/// Carries requests by HTTP. Redirects are not followed: they would carry a signed request to somebody else.
pub(crate) struct Http {
    client: reqwest::Client,
    timeout: Duration,
    /// Addresses that were used, parsed once: as many as there are endpoints.
    urls: Mutex<HashMap<String, Url>>,
}

impl Http {
    pub(crate) fn new(options: &Options, avoids_proxies: bool) -> Result<Self, ConfigError> {
        let builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .user_agent(USER_AGENT);
        let builder = if avoids_proxies { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| ConfigError::Http(words(&error)))?;
        Ok(Self { client, timeout: options.timeout, urls: Mutex::default() })
    }

    fn url(&self, text: &str) -> Result<Url, TransportError> {
        // What the lock guards stays whole when a thread panics while it holds it.
        let mut urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(url) = urls.get(text) {
            return Ok(url.clone());
        }
        let url = Url::parse(text).map_err(|error| TransportError::NoConnection(error.to_string()))?;
        urls.insert(text.to_owned(), url.clone());
        Ok(url)
    }

    async fn carry(&self, message: Message<'_>) -> Result<Reply, TransportError> {
        let url = self.url(message.url)?;
        let mut request = self.client.post(url).header(CONTENT_TYPE, message.content_type);
        for (name, value) in message.headers {
            request = request.header(*name, value);
        }
        let fault = |error| fault(&error, self.timeout);
        let mut response = request.body(message.body.to_vec()).send().await.map_err(fault)?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > message.response_limit {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, body })
    }
}

impl Transport for Http {
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t> {
        Box::pin(self.carry(message))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

/// Only a failure to connect is certain to have sent nothing.
pub(crate) fn fault(error: &reqwest::Error, timeout: Duration) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::NoConnection(words(error))
    } else if error.is_timeout() {
        TransportError::Timeout(Some(timeout))
    } else {
        TransportError::Interrupted(words(error))
    }
}

/// An error with its causes. It names the address, never the body.
pub(crate) fn words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
