//! Requests about an order that exists: status, reversal, capture, subscription.

use flitt_client::reference::ResponseCode;

use super::split::parts;
use super::{EndpointResponse, order_response};
use crate::gateway::Gateway;
use crate::model::error::GatewayError;
use crate::orders::{CaptureRequest, ReverseRequest, SubscriptionState};
use crate::request::CheckedRequest;
use crate::response::{self, capture_value, reversal_value, subscription_value};

pub(super) fn status(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let orders = gateway.orders.lock();
    let order = orders.find(request.merchant.id(), request.text("order_id"))?;
    Ok(order_response(gateway, request, order))
}

pub(super) fn reverse(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let parts = parts(request)?;
    let result = gateway.orders.reverse(&ReverseRequest {
        merchant_id: request.merchant.id(),
        order_id: request.text("order_id"),
        amount: request.number("amount")?,
        currency: request.text("currency"),
        reverse_id: request.text("reverse_id"),
        parts: &parts,
    })?;
    Ok(response::body(request, |name| reversal_value(&result, name)).into())
}

pub(super) fn capture(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let order = gateway.orders.capture(&CaptureRequest {
        merchant_id: request.merchant.id(),
        order_id: request.text("order_id"),
        amount: request.number("amount")?,
        currency: request.text("currency"),
    })?;
    Ok(response::body(request, |name| capture_value(&order, name)).into())
}

pub(super) fn subscription(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let state = match request.text("action") {
        "start" => SubscriptionState::Active,
        "stop" => SubscriptionState::Stopped,
        _ => return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "action")),
    };
    let mut orders = gateway.orders.lock();
    let order = orders.set_subscription(request.merchant.id(), request.text("order_id"), state)?;
    Ok(response::body(request, |name| subscription_value(order, name)).into())
}
