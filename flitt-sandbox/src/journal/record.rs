//! Writes requests and their answers into the journal as they pass by. They are made readable when somebody reads them:
//! most never are.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::Response;

use super::Call;
use super::message::{KEPT, Raw, key, text, unpacked};
use super::redact::Secrets;
use crate::gateway::Gateway;
use crate::merchant::Merchant;
use crate::rules::Rules;
use crate::server::LARGEST_BODY;

/// Lets a request pass, and writes down what it was and how it was answered.
pub(crate) async fn record(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    let asked_as = content_type(&parts.headers);
    // A body that is too long, or breaks off, is left to the handler to refuse: it gets one byte more than it takes.
    let asked = to_bytes(body, LARGEST_BODY).await.unwrap_or_else(|_| vec![b' '; LARGEST_BODY + 1].into());
    let answered = next.run(Request::from_parts(parts, Body::from(asked.clone()))).await;
    let (head, body) = answered.into_parts();
    // The answers of the gateway are whole; one that is cut short on purpose ends here as it does for the client.
    let Ok(answer) = to_bytes(body, usize::MAX).await else { return Response::from_parts(head, Body::empty()) };
    gateway.journal.add(Passed {
        at: gateway.clock.now(),
        method,
        path,
        asked_as,
        asked: asked.to_vec(),
        status: head.status.as_u16(),
        answered_as: content_type(&head.headers),
        answer: answer.to_vec(),
    });
    Response::from_parts(head, Body::from(answer))
}

/// What passed by: not to be shown.
pub(super) struct Passed {
    at: Duration,
    method: String,
    path: String,
    asked_as: String,
    asked: Vec<u8>,
    status: u16,
    answered_as: String,
    answer: Vec<u8>,
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

fn content_type(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
