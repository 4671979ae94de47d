//! Sends bytes to the gateway. [`Transport`] is a trait: programs can use an HTTP client of their own, and tests one that
//! reaches no network.

mod headers;
#[cfg(feature = "http")]
pub(crate) mod http;
mod mock;

pub use headers::Headers;
pub use mock::MockTransport;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use super::error::SourceError;
use super::redact::shown_text;

/// A future that a transport returns.
pub type ResponseFuture<'t> = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 't>>;

/// Sends one request to the gateway and returns its response.
///
/// An implementation must not follow redirects, and must not send a request again that may have reached the gateway.
pub trait Transport: Send + Sync {
    /// Sends a request by POST and waits for the whole response.
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t>;

    /// The timer that waits between attempts. Without one, no request is retried.
    fn timer(&self) -> Option<&dyn Timer> {
        None
    }
}

/// Waits between the attempts of a call ([`RetryPolicy`](crate::RetryPolicy)).
pub trait Timer: Send + Sync {
    /// The time now.
    fn now(&self) -> Instant;

    /// Waits for this duration. It may block its thread only for a transport whose futures are ready when they are polled
    /// first, as those of the blocking client are.
    fn sleep(&self, duration: Duration) -> SleepFuture<'_>;
}

/// A future that a [`Timer`] returns.
pub type SleepFuture<'t> = Pin<Box<dyn Future<Output = ()> + Send + 't>>;

/// A timer of tokio. It needs a runtime with time enabled.
#[cfg(feature = "http")]
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioTimer;

#[cfg(feature = "http")]
impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// An HTTP request. `Debug` does not show the body, which can contain secrets.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct HttpRequest<'t> {
    /// The whole URL.
    pub url: &'t str,
    /// The content type.
    pub content_type: &'t str,
    /// Further headers with their values, which can be secret.
    pub headers: &'t [(&'t str, String)],
    /// The bytes.
    pub body: &'t [u8],
    /// The maximum size of the response in bytes; a larger one is [`TransportError::TooLarge`].
    pub response_limit: usize,
    /// The time limit of this attempt, including the response; `None` where the transport's own applies. An attempt that
    /// reaches it is a [`TransportError::Timeout`]. The client ends such an attempt itself where the transport has a
    /// [`timer`](Transport::timer) and its future waits.
    pub timeout: Option<Duration>,
}

/// An HTTP response as it was received. `Debug` shows neither the body nor the headers: both can contain secrets.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers; none where the transport does not pass them on.
    pub headers: Headers,
    /// The bytes.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// There was no connection: not one byte of the request reached the gateway.
    Connect(SourceError),
    /// No response within the time limit, where it is known.
    Timeout(Option<Duration>),
    /// The connection ended before the response was complete.
    Interrupted(SourceError),
    /// The response is larger than the limit of the request.
    TooLarge,
}

impl HttpResponse {
    /// A response without headers.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Headers::default(), body: body.into() }
    }

    /// A response with the HTTP status 200, without headers.
    #[must_use]
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }

    /// The same response with these headers.
    #[must_use]
    pub fn with_headers<N: AsRef<str>, V: AsRef<str>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        Self { headers: headers.into_iter().collect(), ..self }
    }
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        (**self).post(request)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        (**self).timer()
    }
}

impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HttpRequest({}, {} bytes)", shown_text(self.url), self.body.len())
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HttpResponse({}, {} headers, {} bytes)", self.status, self.headers.len(), self.body.len())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(_) => formatter.write_str("no connection"),
            Self::Timeout(_) => formatter.write_str("no response within the time limit"),
            Self::Interrupted(_) => formatter.write_str("the connection was interrupted"),
            Self::TooLarge => formatter.write_str("the response is too large"),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connect(cause) | Self::Interrupted(cause) => Some(cause),
            Self::Timeout(_) | Self::TooLarge => None,
        }
    }
}
