use std::collections::VecDeque;
use std::fmt;
use std::sync::Mutex;

use super::{HttpRequest, HttpResponse, ResponseFuture, Transport, TransportError};

/// A transport for tests: returns prepared responses in order, records requests, and reaches no network.
///
/// ```
/// use flitt_client::api::GetOrderStatus;
/// use flitt_client::{Client, Credentials};
/// use flitt_client::transport::{MockTransport, HttpResponse};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = MockTransport::new([Ok(HttpResponse::ok(r#"{"response":{"response_status":"failure","error_code":1018}}"#))]);
/// let client = Client::builder(Credentials::test()).transport(transport).build()?;
/// let request = GetOrderStatus::request().order_id("unknown").build()?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// let error = runtime.block_on(client.send(&request)).unwrap_err();
/// assert!(error.to_string().contains("1018"));
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct MockTransport {
    responses: Mutex<VecDeque<Result<HttpResponse, TransportError>>>,
    sent: Mutex<Vec<(String, Vec<u8>)>>,
    headers: Mutex<Vec<Vec<(String, String)>>>,
}

impl MockTransport {
    /// A transport with these responses.
    pub fn new(responses: impl IntoIterator<Item = Result<HttpResponse, TransportError>>) -> Self {
        Self { responses: Mutex::new(responses.into_iter().collect()), ..Self::default() }
    }

    /// The URL and body of every request so far.
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

impl Transport for MockTransport {
    fn post<'t>(&'t self, request: HttpRequest<'t>) -> ResponseFuture<'t> {
        Box::pin(async move {
            let headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            lock(&self.headers).push(headers.collect());
            lock(&self.sent).push((request.url.to_owned(), request.body.to_vec()));
            let none_left = || Err(TransportError::Connect("no response is prepared".into()));
            lock(&self.responses).pop_front().unwrap_or_else(none_left)
        })
    }
}

/// The data is consistent even where a thread panicked while it held the lock.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Shows no body and no header: they can contain secrets.
impl fmt::Debug for MockTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MockTransport({} left, {} sent)", lock(&self.responses).len(), lock(&self.sent).len())
    }
}
