//! What the gateway's endpoints have in common: they accept POST, and report errors in their own format.

use axum::body::Bytes;
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use flitt_client::reference::ResponseCode;

use crate::http::body::BodyError;
use crate::http::incoming::IncomingRequest;
use crate::http::response;
use crate::http::wire::Format;
use crate::model::error::GatewayError;
use crate::random;

/// The body of a POST, or the response to a request that has none.
pub(super) fn posted_body(request: &IncomingRequest) -> Result<&Bytes, Box<Response>> {
    if request.method != Method::POST {
        return Err(Box::new(method_not_allowed()));
    }
    request.body.as_ref().ok_or_else(|| Box::new(unread_body(BodyError::Incomplete)))
}

/// The response to a request whose body could not be read.
pub(super) fn unread_body(error: BodyError) -> Response {
    let (status, details) = error.describe();
    let error = GatewayError::new(ResponseCode::InvalidFormat).with_details(&details);
    error_response(status, Format::Json, &error)
}

fn method_not_allowed() -> Response {
    let error = GatewayError::application("this path takes POST");
    let mut response = error_response(StatusCode::METHOD_NOT_ALLOWED, Format::Json, &error);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

/// A response that reports an error. The gateway sends its own errors with HTTP 200.
pub(super) fn error_response(status: StatusCode, format: Format, error: &GatewayError) -> Response {
    response(status, format.content_type(), format.error_body(error, &random::request_id()))
}
