//! The default transport: `reqwest` with rustls.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::redirect::Policy;

use super::{Headers, HttpRequest, HttpResponse, ResponseFuture, Timer, TokioTimer, Transport, TransportError};
use crate::runtime::error::{ConfigError, SourceError};

/// The HTTP settings of a client's builder.
pub(crate) struct Options {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    /// Whether the proxies of the environment are ignored.
    pub(crate) no_proxy: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), connect_timeout: Duration::from_secs(10), no_proxy: false }
    }
}

/// The `User-Agent` header.
pub(crate) const USER_AGENT: &str = concat!("flitt-client/", env!("CARGO_PKG_VERSION"));

/// Sends requests by HTTP. Redirects are not followed: they would send a signed request to somebody else.
pub(crate) struct Http {
    client: reqwest::Client,
    timeout: Duration,
}

impl Http {
    pub(crate) fn new(options: &Options) -> Result<Self, ConfigError> {
        let builder = reqwest::Client::builder()
            .redirect(Policy::none())
            // What is sent again is decided here, and nowhere else. By default `reqwest` sends a request again that an
            // HTTP/2 server refused, although a proxy may have forwarded it.
            .retry(reqwest::retry::never())
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .user_agent(USER_AGENT);
        let builder = if options.no_proxy { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| ConfigError::Http(SourceError::new(error)))?;
        Ok(Self { client, timeout: options.timeout })
    }

    async fn send(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let timeout = request.timeout.unwrap_or(self.timeout);
        let mut builder = self.client.post(request.url).header(CONTENT_TYPE, request.content_type);
        if request.timeout.is_some() {
            builder = builder.timeout(timeout);
        }
        for (name, value) in request.headers {
            builder = builder.header(*name, value);
        }
        let classify = |error| classify(error, timeout);
        let mut response = builder.body(request.body.to_vec()).send().await.map_err(classify)?;
        let status = response.status().as_u16();
        let headers = headers_of(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(classify)? {
            if body.len() + chunk.len() > request.response_limit {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse { status, headers, body })
    }
}

impl Transport for Http {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(self.send(request))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&TokioTimer)
    }
}

/// The headers of a response. Bytes that are not UTF-8 are replaced.
pub(crate) fn headers_of(headers: &HeaderMap) -> Headers {
    headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()))).collect()
}

/// Only a failure to connect proves that nothing was sent.
pub(crate) fn classify(error: reqwest::Error, timeout: Duration) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::Connect(SourceError::new(error))
    } else if error.is_timeout() {
        TransportError::Timeout(Some(timeout))
    } else {
        TransportError::Interrupted(SourceError::new(error))
    }
}
