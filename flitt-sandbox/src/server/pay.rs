//! `POST /pay`: pays an order without the checkout page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_client::value::WireEnum;

use super::ServerState;
use super::method::{error_response, posted_body};
use crate::gateway::Gateway;
use crate::http::incoming::IncomingRequest;
use crate::http::response;
use crate::http::wire::{Format, Value, object};
use crate::model::card::Card;
use crate::model::error::{GatewayError, code_number};
use crate::model::order::Order;

/// The token of an order, and the card to pay with.
struct PaymentForm {
    token: String,
    card: Card,
}

pub(super) async fn pay(State(state): State<Arc<ServerState>>, request: Request) -> Response {
    let request = IncomingRequest::read(request).await;
    let response = pay_order(&state.gateway, &request);
    state.journal.record(state.gateway.clock.now(), request, response).await
}

fn pay_order(gateway: &Gateway, request: &IncomingRequest) -> Response {
    let body = match posted_body(request) {
        Ok(body) => body,
        Err(response) => return *response,
    };
    let form = PaymentForm::parse(&request.content_type(), body);
    match form.and_then(|form| gateway.orders.pay(&form.token, &form.card)) {
        Ok(order) => response(StatusCode::OK, Format::Json.content_type(), response_body(&order)),
        Err(error) => error_response(StatusCode::OK, Format::Json, &error),
    }
}

impl PaymentForm {
    /// Parses `token`, `card_number`, `expiry_date` (`MMYY`) and `cvv2`, as JSON or as a form. The last two are
    /// optional.
    fn parse(content_type: &str, body: &[u8]) -> Result<Self, GatewayError> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let pairs = match essence.as_str() {
            "application/json" => json(body)?,
            "application/x-www-form-urlencoded" => form_urlencoded::parse(body).into_owned().collect(),
            _ => {
                let values = [("content_type", content_type)];
                return Err(GatewayError::filled(ResponseCode::UnsupportedContentType, &values));
            }
        };
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        let mandatory = |name: &str| match value(name) {
            None => Err(GatewayError::parameter(ResponseCode::ParameterMissing, name)),
            Some("") => Err(GatewayError::parameter(ResponseCode::ParameterEmpty, name)),
            Some(value) => Ok(value),
        };
        let token = mandatory("token")?.to_owned();
        let mut card = Card::new(mandatory("card_number")?);
        if let Some(expiry) = value("expiry_date").filter(|expiry| !expiry.is_empty()) {
            card = card.with_expiry(expiry);
        }
        if let Some(cvv2) = value("cvv2").filter(|cvv2| !cvv2.is_empty()) {
            card = card.with_cvv2(cvv2);
        }
        Ok(Self { token, card })
    }
}

fn json(body: &[u8]) -> Result<Vec<(String, String)>, GatewayError> {
    let text = std::str::from_utf8(body).map_err(|_| GatewayError::new(ResponseCode::NotUtf8))?;
    let fields = Fields::from_json(text).map_err(|_| GatewayError::new(ResponseCode::InvalidFormat))?;
    Ok(fields.iter().map(|field| (field.name().to_owned(), field.text().to_owned())).collect())
}

fn response_body(order: &Order) -> String {
    object(&[
        ("order_status", Value::from(order.status.as_str())),
        ("response_code", Value::number_or_empty(order.response_code.map(code_number))),
    ])
}
