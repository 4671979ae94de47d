//! Writes requests and their answers into the journal as they pass by. They are made readable when somebody reads them:
//! most never are.

use std::borrow::Cow;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;

use super::message::{KEPT, Raw, key, text, unpacked};
use super::redact::Secrets;
use super::{Call, Journal};
use crate::merchant::Merchant;
use crate::rules::Rules;
use crate::server::LARGEST_BODY;

/// A request as it came.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// Nothing where it is too long, or breaks off.
    pub(crate) body: Option<Bytes>,
}

impl Asked {
    /// Reads a whole request.
    pub(crate) async fn read(request: Request) -> Self {
        let (Parts { method, uri, headers, .. }, body) = request.into_parts();
        Self { method, uri, headers, body: to_bytes(body, LARGEST_BODY).await.ok() }
    }

    /// The type of the body, empty where none is told.
    pub(crate) fn content_type(&self) -> Cow<'_, str> {
        content_type(&self.headers)
    }
}

impl Journal {
    /// Writes down what was asked and how it was answered, and lets the answer pass.
    pub(crate) async fn record(&self, at: Duration, asked: Asked, answered: Response) -> Response {
        let (head, body) = answered.into_parts();
        // The answers of the gateway are whole; one that is cut short on purpose ends here as it does for the client.
        let Ok(answer) = to_bytes(body, usize::MAX).await else { return Response::from_parts(head, Body::empty()) };
        self.add(Passed {
            at,
            method: asked.method.to_string(),
            path: asked.uri.path().to_owned(),
            asked_as: asked.content_type().into_owned(),
            // What was too long is told by its length: one byte more than is taken.
            asked: asked.body.map_or_else(|| vec![b' '; LARGEST_BODY + 1], |body| body.to_vec()),
            status: head.status.as_u16(),
            answered_as: content_type(&head.headers).into_owned(),
            answer: answer.clone(),
        });
        Response::from_parts(head, Body::from(answer))
    }
}

/// What passed by: not to be shown.
pub(super) struct Passed {
    at: Duration,
    method: String,
    path: String,
    asked_as: String,
    /// A copy: what was read from a connection holds more than this.
    asked: Vec<u8>,
    status: u16,
    answered_as: String,
    answer: Bytes,
}

impl Passed {
    /// Whether it is longer than what is kept of it once it is readable.
    pub(super) fn is_long(&self) -> bool {
        self.asked.len().max(self.answer.len()) > KEPT
    }

    /// What people may see of it.
    pub(super) fn call(self, number: u64, rules: &Rules, merchants: &[Merchant]) -> Call {
        let request = Raw::read(&self.asked_as, &self.asked);
        let answer = Raw::read(&self.answered_as, &self.answer);
        let parameters = unpacked(request.parameters());
        let merchant_id = parameters.get("merchant_id").and_then(|value| text(value).parse().ok());
        let merchant = merchants.iter().find(|merchant| Some(merchant.id()) == merchant_id);
        let key = key(merchant, rules.endpoint_at(&self.path));
        let mut secrets = Secrets::default();
        let request = request.message(rules, key, &mut secrets);
        let failed = answer.failed(self.status, key, &secrets);
        let answer = answer.message(rules, key, &mut secrets);
        Call {
            number,
            at: self.at,
            method: self.method,
            path: self.path,
            merchant_id,
            order_id: parameters.get("order_id").map(text).filter(|order_id| !order_id.is_empty()),
            request,
            status: self.status,
            answer,
            failed,
        }
    }
}

fn content_type(headers: &HeaderMap) -> Cow<'_, str> {
    headers.get(CONTENT_TYPE).map_or_else(Cow::default, |value| String::from_utf8_lossy(value.as_bytes()))
}
