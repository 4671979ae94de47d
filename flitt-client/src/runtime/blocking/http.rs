//! The transport of the blocking client: `reqwest` with rustls, and waits that block their thread.

use std::io::Read as _;
use std::time::{Duration, Instant};

use reqwest::blocking;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;

use crate::runtime::error::{ConfigError, SourceError};
use crate::runtime::transport::http::{Options, USER_AGENT, classify, headers_of};
use crate::runtime::transport::{
    HttpRequest, HttpResponse, ResponseFuture, SleepFuture, Timer, Transport, TransportError,
};

/// Sends requests by HTTP, and returns when the response is complete. Redirects are not followed.
pub(crate) struct Http {
    client: blocking::Client,
    timeout: Duration,
}

impl Http {
    pub(crate) fn new(options: &Options) -> Result<Self, ConfigError> {
        let builder = blocking::Client::builder()
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

    fn send(&self, request: HttpRequest<'_>) -> Result<HttpResponse, TransportError> {
        let timeout = request.timeout.unwrap_or(self.timeout);
        // The client's timeout is one for each read of the response, that of a request is one for the whole attempt.
        let mut builder = self.client.post(request.url).timeout(timeout).header(CONTENT_TYPE, request.content_type);
        for (name, value) in request.headers {
            builder = builder.header(*name, value);
        }
        let response = builder.body(request.body.to_vec()).send().map_err(|error| classify(error, timeout))?;
        let status = response.status().as_u16();
        let headers = headers_of(response.headers());
        let mut body = Vec::new();
        let limit = u64::try_from(request.response_limit).unwrap_or(u64::MAX);
        let read = response.take(limit.saturating_add(1)).read_to_end(&mut body);
        read.map_err(|error| match error.downcast::<reqwest::Error>() {
            Ok(inner) => classify(inner, timeout),
            Err(error) => TransportError::Interrupted(SourceError::new(error)),
        })?;
        if body.len() > request.response_limit {
            Err(TransportError::TooLarge)
        } else {
            Ok(HttpResponse { status, headers, body })
        }
    }
}

impl Transport for Http {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(std::future::ready(self.send(request)))
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(&ThreadTimer)
    }
}

struct ThreadTimer;

impl Timer for ThreadTimer {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        std::thread::sleep(duration);
        Box::pin(std::future::ready(()))
    }
}
