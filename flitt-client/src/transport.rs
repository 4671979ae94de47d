//! How bytes reach the gateway. [`Transport`] is a trait, so that a merchant can bring an HTTP client of their own, and a
//! test one that reaches no network.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A future that a transport returns.
pub type Pending<'t> = Pin<Box<dyn Future<Output = Result<Reply, TransportError>> + Send + 't>>;

/// Carries one request to the gateway and its answer back.
///
/// An implementation must not follow redirects and must not repeat a request that may have reached the gateway.
pub trait Transport: Send + Sync {
    /// Sends a message by POST and waits for the whole answer.
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t>;

    /// What waits between two attempts. Without one, nothing is repeated.
    fn timer(&self) -> Option<&dyn Timer> {
        None
    }
}

/// Waits: for clients that repeat what may be repeated ([`RetryPolicy`](crate::RetryPolicy)).
pub trait Timer: Send + Sync {
    /// The time now.
    fn now(&self) -> Instant;

    /// Waits for some time.
    fn wait(&self, time: Duration) -> Waiting<'_>;
}

/// A future that a [`Timer`] returns.
pub type Waiting<'t> = Pin<Box<dyn Future<Output = ()> + Send + 't>>;

/// Waits by tokio, within a runtime that has its time enabled.
#[cfg(feature = "http")]
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioTimer;

#[cfg(feature = "http")]
impl Timer for TokioTimer {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn wait(&self, time: Duration) -> Waiting<'_> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// A request on its way. `Debug` does not show the body, which holds what is sensitive.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Message<'t> {
    /// The whole address.
    pub url: &'t str,
    /// The content type.
    pub content_type: &'t str,
    /// Further headers, with their values; these can be secret.
    pub headers: &'t [(&'t str, String)],
    /// The bytes.
    pub body: &'t [u8],
    /// The largest answer that is read, in bytes; a longer one is [`TransportError::TooLarge`].
    pub response_limit: usize,
}

/// An answer. `Debug` does not show the body, which may hold tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The bytes.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// There was no connection: not one byte of the request reached the gateway. The words say why.
    NoConnection(String),
    /// The time ran out; the limit, where it is known.
    Timeout(Option<Duration>),
    /// The connection ended before the answer did. The words say why.
    Interrupted(String),
    /// The answer is larger than the limit of the message.
    TooLarge,
}

impl Reply {
    /// An answer with the HTTP status 200.
    #[must_use]
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into() }
    }
}

/// A transport for tests: gives prepared answers in their order, remembers what was sent, and reaches no network.
///
/// ```
/// use flitt_client::api::OrderStatus;
/// use flitt_client::{Client, Credentials, transport::{Prepared, Reply}};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let answers = Prepared::new([Ok(Reply::ok(r#"{"response":{"response_status":"failure","error_code":1018}}"#))]);
/// let client = Client::builder(Credentials::test()).transport(answers).build()?;
/// let request = OrderStatus::request().order_id("unknown").build()?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// let error = runtime.block_on(client.send(&request)).unwrap_err();
/// assert!(error.to_string().contains("1018"));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Prepared {
    replies: Mutex<VecDeque<Result<Reply, TransportError>>>,
    sent: Mutex<Vec<(String, Vec<u8>)>>,
    headers: Mutex<Vec<Vec<(String, String)>>>,
}

impl Prepared {
    /// Answers, in the order in which they are given.
    pub fn new(replies: impl IntoIterator<Item = Result<Reply, TransportError>>) -> Self {
        Self { replies: Mutex::new(replies.into_iter().collect()), ..Self::default() }
    }

    /// The address and body of every request so far.
    #[must_use]
    pub fn sent(&self) -> Vec<(String, Vec<u8>)> {
        lock(&self.sent).clone()
    }

    /// The further headers of every request so far.
    #[must_use]
    pub fn sent_headers(&self) -> Vec<Vec<(String, String)>> {
        lock(&self.headers).clone()
    }
}

impl Transport for Prepared {
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t> {
        Box::pin(async move {
            let headers = message.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            lock(&self.headers).push(headers.collect());
            lock(&self.sent).push((message.url.to_owned(), message.body.to_vec()));
            let none_left = || Err(TransportError::NoConnection("no answer is prepared".to_owned()));
            lock(&self.replies).pop_front().unwrap_or_else(none_left)
        })
    }
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn post<'t>(&'t self, message: Message<'t>) -> Pending<'t> {
        (**self).post(message)
    }

    fn timer(&self) -> Option<&dyn Timer> {
        (**self).timer()
    }
}

/// What the lock guards stays whole when a thread panics while it holds it.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Shows no body and no header: they hold what is sensitive.
impl fmt::Debug for Prepared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Prepared({} left, {} sent)", lock(&self.replies).len(), lock(&self.sent).len())
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Message({}, {} bytes)", self.url, self.body.len())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection(why) => write!(formatter, "no connection: {why}"),
            Self::Timeout(_) => formatter.write_str("no answer came in time"),
            Self::Interrupted(why) => write!(formatter, "the connection broke: {why}"),
            Self::TooLarge => formatter.write_str("the answer is too large"),
        }
    }
}

impl std::error::Error for TransportError {}
