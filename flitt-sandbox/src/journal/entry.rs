//! Records requests and their responses. They are redacted when they are read for the first time: most never are.

use std::fmt;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::response::Response;
use serde_json::{Map, Value};

use super::body::{MAX_BODY_LENGTH, MAX_TEXT_LENGTH, ParsedBody, Secrets, decode_data, signing_key, text};
use super::bounded::Size;
use super::check::FailedCheck;
use super::excerpt::excerpt;
use super::{Journal, RecordedBody};
use crate::http::MAX_BODY_SIZE;
use crate::http::incoming::{IncomingRequest, content_type};
use crate::http::wire::DATA;
use crate::model::merchant::Merchants;
use crate::redact::{DebugText, TextRedactor, shown_name, shown_text};
use crate::schemas::Schemas;

/// The maximum lengths of what a request names, in bytes.
const MAX_METHOD_LENGTH: usize = 32;
const MAX_PATH_LENGTH: usize = 1024;
const MAX_ORDER_ID_LENGTH: usize = 1024;
const MAX_CONTENT_TYPE_LENGTH: usize = 256;
/// The maximum number of ignored parameters that are named.
const MAX_NAMES: usize = 100;

/// One request to the gateway and its response.
///
/// The values of sensitive parameters are replaced by the parameter's name in brackets, those of unknown parameters by
/// `[redacted]`. Card numbers are redacted everywhere, but in [`order_id`](Self::order_id), which is exact so that it can be
/// compared: `Debug` redacts it there, too.
#[derive(Clone, PartialEq, Eq)]
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
    /// The order that the request names, exactly.
    pub order_id: Option<String>,
    /// The same without secrets.
    shown_order_id: Option<String>,
    /// The body of the request.
    pub request: RecordedBody,
    /// The HTTP status of the response.
    pub status: u16,
    /// The body of the response.
    pub response: RecordedBody,
    /// The check that the request failed.
    pub failed_check: Option<FailedCheck>,
    /// The names of the request's parameters that the endpoint does not have, 100 at most. They are ignored, and not signed.
    pub ignored_parameters: Vec<String>,
}

impl RecordedRequest {
    /// The order that the request names, without secrets.
    pub(crate) fn shown_order_id(&self) -> &str {
        self.shown_order_id.as_deref().unwrap_or_default()
    }
}

impl Journal {
    /// Records a request and its response, and returns the response.
    pub(crate) async fn record(&self, at: Duration, request: IncomingRequest, response: Response) -> Response {
        let (head, body) = response.into_parts();
        // The gateway's responses are complete in memory: only a body that was cut off on purpose fails here.
        let Ok(body) = to_bytes(body, usize::MAX).await else { return Response::from_parts(head, Body::empty()) };
        let own = |bytes: &Bytes| if bytes.len() > MAX_BODY_LENGTH { Vec::new() } else { bytes.to_vec() };
        self.add(CompletedCall {
            at,
            method: excerpt(request.method.to_string(), MAX_METHOD_LENGTH),
            path: request.uri.path().to_owned(),
            request_type: excerpt(request.content_type().into_owned(), MAX_CONTENT_TYPE_LENGTH),
            // A body that was too long for the sandbox has one byte more than the maximum.
            request_length: request.body.as_ref().map_or(MAX_BODY_SIZE + 1, Bytes::len),
            request: request.body.as_ref().map(own).unwrap_or_default(),
            status: head.status.as_u16(),
            response_type: content_type(&head.headers).into_owned(),
            response_length: body.len(),
            response: own(&body),
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
    request_length: usize,
    /// A copy: the buffer that was read from the connection may be larger. Empty if it is too long to be recorded.
    request: Vec<u8>,
    status: u16,
    response_type: String,
    response_length: usize,
    /// Empty if it is too long to be recorded.
    response: Vec<u8>,
}

impl Size for CompletedCall {
    fn size(&self) -> usize {
        size_of::<Self>() + self.path.len() + self.request.len() + self.response.len() + self.request_type.len()
    }
}

impl Size for RecordedRequest {
    fn size(&self) -> usize {
        let of_body = |body: &RecordedBody| {
            body.content.as_ref().map_or(0, String::len) + body.signed_text.as_ref().map_or(0, String::len)
        };
        size_of::<Self>()
            + self.method.len()
            + self.path.len()
            + [&self.order_id, &self.shown_order_id].into_iter().flatten().map(String::len).sum::<usize>()
            + of_body(&self.request)
            + of_body(&self.response)
            + self.failed_check.as_ref().map_or(0, |failed| failed.message.len())
            + self.ignored_parameters.iter().map(|name| size_of::<String>() + name.len()).sum::<usize>()
    }
}

impl CompletedCall {
    /// Whether it is longer than its redacted form can be.
    pub(super) fn is_long(&self) -> bool {
        self.request_length.max(self.response_length).max(self.path.len()) > MAX_TEXT_LENGTH
    }

    /// Whether the request names this order.
    pub(super) fn is_about(&self, merchant_id: u64, order_id: &str) -> bool {
        let request = ParsedBody::parse(&self.request_type, &self.request, self.request_length);
        let (merchant, order) = subject(&decode_data(request.parameters()));
        merchant == Some(merchant_id) && order.as_deref() == Some(order_id)
    }

    /// The request and its response without secrets.
    pub(super) fn redacted(
        &self,
        number: u64,
        schemas: &Schemas,
        merchants: &Merchants,
        keys: &TextRedactor,
    ) -> RecordedRequest {
        let request = ParsedBody::parse(&self.request_type, &self.request, self.request_length);
        let response = ParsedBody::parse(&self.response_type, &self.response, self.response_length);
        let parameters = decode_data(request.parameters());
        let (merchant_id, order_id) = subject(&parameters);
        let merchant = merchant_id.and_then(|id| merchants.find(id));
        let endpoint = schemas.endpoint_at(&self.path);
        let key = signing_key(merchant, endpoint);
        let ignored_parameters: Vec<String> = endpoint
            .into_iter()
            .flat_map(|endpoint| parameters.keys().filter(|name| *name != DATA && endpoint.request.row(name).is_none()))
            .cloned()
            .collect();
        let request = request.without_signature_of(&ignored_parameters);
        let mut secrets = Secrets::new(keys);
        let request = request.redacted(schemas, key, &mut secrets);
        let failed_check = response.failed_check(self.status, &secrets);
        let response = response.redacted(schemas, key, &mut secrets);
        let shown_order_id = order_id.as_ref().map(|order_id| keys.redact_value(&shown_text(order_id)).into_owned());
        let names = ignored_parameters.iter().take(MAX_NAMES);
        RecordedRequest {
            number,
            at: self.at,
            method: shown_text(&self.method).into_owned(),
            path: excerpt(keys.redact_text_value(&self.path).into_owned(), MAX_PATH_LENGTH),
            merchant_id,
            order_id: order_id.map(|order_id| excerpt(order_id, MAX_ORDER_ID_LENGTH)),
            shown_order_id: shown_order_id.map(|order_id| excerpt(order_id, MAX_ORDER_ID_LENGTH)),
            request,
            status: self.status,
            response,
            failed_check,
            ignored_parameters: names.map(|name| shown_name(name).into_owned()).collect(),
        }
    }
}

/// The merchant and the order that the parameters of a request name.
fn subject(parameters: &Map<String, Value>) -> (Option<u64>, Option<String>) {
    let merchant_id = parameters.get("merchant_id").and_then(|value| text(value).parse().ok());
    (merchant_id, parameters.get("order_id").map(text).filter(|order_id| !order_id.is_empty()))
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a request that is rejected, any number.
        let merchant_id = self.merchant_id.map(|id| id.to_string());
        formatter
            .debug_struct("RecordedRequest")
            .field("number", &self.number)
            .field("at", &self.at)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("merchant_id", &merchant_id.as_deref().map(DebugText))
            .field("order_id", &self.shown_order_id)
            .field("request", &self.request)
            .field("status", &self.status)
            .field("response", &self.response)
            .field("failed_check", &self.failed_check)
            .field("ignored_parameters", &self.ignored_parameters)
            .finish()
    }
}
