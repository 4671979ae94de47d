//! Records requests and their responses. They are redacted when they are read for the first time: most never are.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::response::Response;

use super::body::{MAX_TEXT_LENGTH, ParsedBody, decode_data, redactor, signing_key, text};
use super::check::FailedCheck;
use super::{Journal, RecordedBody};
use crate::http::MAX_BODY_SIZE;
use crate::http::incoming::{IncomingRequest, content_type};
use crate::http::wire::DATA;
use crate::model::merchant::Merchants;
use crate::redact::shown_name;
use crate::schemas::Schemas;

/// One request to the gateway and its response.
///
/// The values of sensitive parameters are replaced by the parameter's name in brackets, those of unknown parameters by
/// `[redacted]`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Counts from 1, over all requests.
    pub number: u64,
    /// When the response was sent, since 1970-01-01 UTC.
    pub at: Duration,
    /// The HTTP method.
    pub method: String,
    /// The path, without a query.
    pub path: String,
    /// The merchant that the request names.
    pub merchant_id: Option<u64>,
    /// The order that the request names.
    pub order_id: Option<String>,
    /// The body of the request.
    pub request: RecordedBody,
    /// The HTTP status of the response.
    pub status: u16,
    /// The body of the response.
    pub response: RecordedBody,
    /// The check that the request failed.
    pub failed_check: Option<FailedCheck>,
    /// The names of the request's parameters that the endpoint does not have. They are ignored, and not signed.
    pub ignored_parameters: Vec<String>,
}

impl Journal {
    /// Records a request and its response, and returns the response.
    pub(crate) async fn record(&self, at: Duration, request: IncomingRequest, response: Response) -> Response {
        let (head, body) = response.into_parts();
        // The gateway's responses are complete in memory: only a body that was cut off on purpose fails here.
        let Ok(body) = to_bytes(body, usize::MAX).await else { return Response::from_parts(head, Body::empty()) };
        self.add(CompletedCall {
            at,
            method: request.method.to_string(),
            path: request.uri.path().to_owned(),
            request_type: request.content_type().into_owned(),
            // A body that was too long is recorded by its length only: one byte more than the maximum.
            request: request.body.map_or_else(|| vec![b' '; MAX_BODY_SIZE + 1], |body| body.to_vec()),
            status: head.status.as_u16(),
            response_type: content_type(&head.headers).into_owned(),
            response: body.clone(),
        });
        Response::from_parts(head, Body::from(body))
    }
}

/// A request and its response with their secrets, which must not be shown.
pub(super) struct CompletedCall {
    at: Duration,
    method: String,
    path: String,
    request_type: String,
    /// A copy: the buffer that was read from the connection may be larger.
    request: Vec<u8>,
    status: u16,
    response_type: String,
    response: Bytes,
}

impl CompletedCall {
    /// Whether it is longer than its redacted form can be.
    pub(super) fn is_long(&self) -> bool {
        self.request.len().max(self.response.len()) > MAX_TEXT_LENGTH
    }

    /// The request and its response without secrets.
    pub(super) fn redacted(&self, number: u64, schemas: &Schemas, merchants: &Merchants) -> RecordedRequest {
        let request = ParsedBody::parse(&self.request_type, &self.request);
        let response = ParsedBody::parse(&self.response_type, &self.response);
        let parameters = decode_data(request.parameters());
        let merchant_id = parameters.get("merchant_id").and_then(|value| text(value).parse().ok());
        let merchant = merchant_id.and_then(|id| merchants.find(id));
        let endpoint = schemas.endpoint_at(&self.path);
        let key = signing_key(merchant, endpoint);
        let ignored_parameters: Vec<String> = endpoint
            .into_iter()
            .flat_map(|endpoint| parameters.keys().filter(|name| *name != DATA && endpoint.request.row(name).is_none()))
            .cloned()
            .collect();
        let request = request.without_signature_of(&ignored_parameters);
        let mut texts = redactor(key);
        let request = request.redacted(schemas, key, &mut texts);
        let failed_check = response.failed_check(self.status, &texts);
        let response = response.redacted(schemas, key, &mut texts);
        RecordedRequest {
            number,
            at: self.at,
            method: self.method.clone(),
            path: self.path.clone(),
            merchant_id,
            order_id: parameters.get("order_id").map(text).filter(|order_id| !order_id.is_empty()),
            request,
            status: self.status,
            response,
            failed_check,
            ignored_parameters: ignored_parameters.iter().map(|name| shown_name(name).into_owned()).collect(),
        }
    }
}
