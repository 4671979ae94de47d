//! Reads the bodies of requests, within limits of size and time, and all of them together within a limit of memory.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::header::{CONTENT_LENGTH, EXPECT};
use axum::http::{HeaderMap, StatusCode};
use futures_util::{Stream, StreamExt as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::MAX_BODY_SIZE;

/// The size up to which bodies are read without regard to others, in bytes.
const SMALL_SIZE: usize = 16 * 1024;
/// How many larger bodies there are at once.
const LARGE_BODIES: usize = 16;
/// How much of a body that is too long is read before the response, in bytes. A client that still writes does not read
/// the response.
const DISCARDED_SIZE: usize = 8 * 1024 * 1024;
/// How long a body may take, all of it.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLong,
    TooSlow,
    /// The connection ended, or the encoding is invalid.
    Incomplete,
}

/// A body, with the memory that is reserved for it.
pub(crate) struct ReadBody {
    pub(crate) bytes: Bytes,
    /// Other large bodies may wait for it: keep it as long as the body.
    pub(crate) reserved: Option<OwnedSemaphorePermit>,
}

/// Without its texts, which come from outside.
impl fmt::Debug for ReadBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ReadBody").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Reads bodies.
pub(crate) struct BodyReader {
    large: Arc<Semaphore>,
    timeout: Duration,
}

impl Default for BodyReader {
    fn default() -> Self {
        Self { large: Arc::new(Semaphore::new(LARGE_BODIES)), timeout: TIMEOUT }
    }
}

impl BodyReader {
    /// Reads the body of a request.
    pub(crate) async fn read(&self, headers: &HeaderMap, body: Body) -> Result<ReadBody, BodyError> {
        timeout(self.timeout, self.read_all(headers, body)).await.unwrap_or(Err(BodyError::TooSlow))
    }

    /// Reads a body without keeping anything, for the response to a request that is rejected by its head.
    pub(crate) async fn discard(&self, headers: &HeaderMap, body: Body) {
        if !headers.contains_key(EXPECT) {
            // What does not arrive in time is left.
            let _ = timeout(self.timeout, discard(body.into_data_stream())).await;
        }
    }

    async fn read_all(&self, headers: &HeaderMap, body: Body) -> Result<ReadBody, BodyError> {
        let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let length = announced.unwrap_or_default().max(body.size_hint().lower());
        let is_too_long = length > MAX_BODY_SIZE as u64;
        if is_too_long && headers.contains_key(EXPECT) {
            // The client has not begun to write it.
            return Err(BodyError::TooLong);
        }
        let mut chunks = body.into_data_stream();
        let (mut bytes, mut reserved) = (Vec::new(), None);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| BodyError::Incomplete)?;
            let length = bytes.len() + chunk.len();
            if is_too_long || length > MAX_BODY_SIZE {
                drop((bytes, reserved));
                discard(chunks).await;
                return Err(BodyError::TooLong);
            }
            if length > SMALL_SIZE && reserved.is_none() {
                reserved = Arc::clone(&self.large).acquire_owned().await.ok();
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(ReadBody { bytes: bytes.into(), reserved })
    }
}

/// Reads on without keeping anything, so that the client gets to read the response.
async fn discard<E>(mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin) {
    let mut length = 0;
    while let Some(Ok(chunk)) = chunks.next().await
        && length < DISCARDED_SIZE
    {
        length += chunk.len();
    }
}

impl BodyError {
    /// The HTTP status, and what is wrong.
    pub(crate) fn describe(self) -> (StatusCode, String) {
        match self {
            Self::TooLong => {
                let details = format!("the body could not be read; the maximum is {MAX_BODY_SIZE} bytes");
                (StatusCode::PAYLOAD_TOO_LARGE, details)
            }
            Self::TooSlow => {
                let details = format!("the body did not arrive within {} seconds", TIMEOUT.as_secs());
                (StatusCode::REQUEST_TIMEOUT, details)
            }
            Self::Incomplete => (StatusCode::BAD_REQUEST, "the body is incomplete".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use axum::http::HeaderMap;
    use axum::http::header::{CONTENT_LENGTH, EXPECT};
    use futures_util::stream::{self, StreamExt as _};
    use tokio::sync::Semaphore;

    use super::{BodyError, BodyReader, MAX_BODY_SIZE, SMALL_SIZE};

    /// A body of these chunks, after which nothing arrives if it is unfinished.
    fn body(chunks: Vec<usize>, is_finished: bool) -> Body {
        let chunks = stream::iter(chunks).map(|length| Ok::<_, Infallible>(Bytes::from(vec![b'x'; length])));
        if is_finished { Body::from_stream(chunks) } else { Body::from_stream(chunks.chain(stream::pending())) }
    }

    fn reader(large: usize) -> BodyReader {
        BodyReader { large: Arc::new(Semaphore::new(large)), timeout: Duration::from_millis(50) }
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_the_maximum() {
        let reader = BodyReader::default();
        let none = HeaderMap::new();
        let read = reader.read(&none, body(vec![MAX_BODY_SIZE - 1, 1], true)).await.unwrap();
        assert_eq!((read.bytes.len(), read.reserved.is_some()), (MAX_BODY_SIZE, true));
        let read = reader.read(&none, body(vec![SMALL_SIZE], true)).await.unwrap();
        assert!(read.reserved.is_none());
        assert_eq!(reader.read(&none, body(vec![MAX_BODY_SIZE, 1], true)).await.unwrap_err(), BodyError::TooLong);
        let broken = Body::from_stream(stream::iter([Err::<Bytes, _>("broken")]));
        assert_eq!(reader.read(&none, broken).await.unwrap_err(), BodyError::Incomplete);
    }

    #[tokio::test]
    async fn a_body_that_is_announced_as_too_long_is_not_kept_or_awaited() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_LENGTH, (MAX_BODY_SIZE + 1).into());
        let error = BodyReader::default().read(&headers, body(vec![10], true)).await.unwrap_err();
        assert_eq!(error, BodyError::TooLong);
        headers.insert(EXPECT, "100-continue".parse().unwrap());
        let error = BodyReader::default().read(&headers, body(vec![], false)).await.unwrap_err();
        assert_eq!(error, BodyError::TooLong);
    }

    #[tokio::test]
    async fn a_body_that_does_not_end_is_too_slow() {
        for chunks in [vec![], vec![1], vec![MAX_BODY_SIZE + 1]] {
            let error = reader(1).read(&HeaderMap::new(), body(chunks, false)).await.unwrap_err();
            assert_eq!(error, BodyError::TooSlow);
        }
    }

    #[tokio::test]
    async fn large_bodies_wait_for_each_other_and_small_ones_for_none() {
        let reader = reader(1);
        let none = HeaderMap::new();
        let first = reader.read(&none, body(vec![SMALL_SIZE + 1], true)).await.unwrap();
        let second = reader.read(&none, body(vec![SMALL_SIZE + 1], true)).await;
        assert_eq!(second.unwrap_err(), BodyError::TooSlow);
        assert!(reader.read(&none, body(vec![SMALL_SIZE], true)).await.is_ok());
        drop(first);
        assert!(reader.read(&none, body(vec![SMALL_SIZE + 1], true)).await.is_ok());
    }
}
