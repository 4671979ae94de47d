//! A request that was read as a whole.

use std::borrow::Cow;

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};

use super::MAX_BODY_SIZE;

/// A request to one of the gateway's endpoints.
pub(crate) struct IncomingRequest {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// `None` if the body could not be read.
    pub(crate) body: Option<Bytes>,
}

impl IncomingRequest {
    /// A request with its body, which has been read within the limits of [`BodyReader`](super::body::BodyReader).
    pub(crate) async fn read(request: Request) -> Self {
        let (Parts { method, uri, headers, .. }, body) = request.into_parts();
        Self { method, uri, headers, body: to_bytes(body, MAX_BODY_SIZE).await.ok() }
    }

    /// The content type of the body; empty without one.
    pub(crate) fn content_type(&self) -> Cow<'_, str> {
        content_type(&self.headers)
    }
}

/// The content type in some headers; empty without one.
pub(crate) fn content_type(headers: &HeaderMap) -> Cow<'_, str> {
    headers.get(CONTENT_TYPE).map_or_else(Cow::default, |value| String::from_utf8_lossy(value.as_bytes()))
}
