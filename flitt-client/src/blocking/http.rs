//! The transport of the blocking client: `reqwest` with rustls, and waits that hold up their thread.

use std::io::Read as _;
use std::time::{Duration, Instant};

use reqwest::blocking;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;

use crate::client::ConfigError;
use crate::http::{Options, USER_AGENT, fault, words};
use crate::transport::{Message, Pending, Reply, Timer, Transport, TransportError, Waiting};

/// Carries requests by HTTP, and returns when the answer is there. Redirects are not followed.
pub(crate) struct Http {
    client: blocking::Client,
    timeout: Duration,
}

impl Http {
    pub(crate) fn new(options: &Options, avoids_proxies: bool) -> Result<Self, ConfigError> {
        let builder = blocking::Client::builder()
            .redirect(Policy::none())
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .user_agent(USER_AGENT);
        let builder = if avoids_proxies { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| ConfigError::Http(words(&error)))?;
        Ok(Self { client, timeout: options.timeout })
    }

    fn carry(&self, message: Message<'_>) -> Result<Reply, TransportError> {
        // The limit of the client is one for each piece of the answer, that of a request is one for the whole call.
        let mut request =
            self.client.post(message.url).timeout(self.timeout).header(CONTENT_TYPE, message.content_type);
        for (name, value) in message.headers {
            request = request.header(*name, value);
        }
        let response = request.body(message.body.to_vec()).send().map_err(|error| fault(&error, self.timeout))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        let limit = u64::try_from(message.response_limit).unwrap_or(u64::MAX);
        let read = response.take(limit.saturating_add(1)).read_to_end(&mut body);
        read.map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>()) {
            Some(inner) => fault(inner, self.timeout),
            None => TransportError::Interrupted(words(&error)),
        })?;
        if body.len() > message.response_limit { Err(TransportError::TooLarge) } else { Ok(Reply { status, body }) }
    }
}

impl Transport for Http {
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t> {
        Box::pin(std::future::ready(self.carry(message)))
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

    fn wait(&self, time: Duration) -> Waiting<'_> {
        std::thread::sleep(time);
        Box::pin(std::future::ready(()))
    }
}
