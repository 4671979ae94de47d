//! What becomes of an order after it was created.

use flitt_client::ResponseCode;

use super::split::parts;
use super::{Reply, final_order};
use crate::answer::{self, capture_value, reverse_value, subscription_value};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::orders::ReverseRequest;
use crate::request::Checked;

pub(super) fn status(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let orders = gateway.orders();
    let order = orders.find(request.merchant.id(), request.text("order_id"))?;
    Ok(final_order(gateway, request, order))
}

pub(super) fn reverse(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let parts = parts(request)?;
    let reversed = gateway.reverse(&ReverseRequest {
        merchant_id: request.merchant.id(),
        order_id: request.text("order_id"),
        amount: request.number("amount")?,
        currency: request.text("currency"),
        reverse_id: request.text("reverse_id"),
        parts: &parts,
    })?;
    let value = |name: &str| reverse_value(&reversed.order, &reversed.reverse, name);
    Ok(answer::body(request, |row| value(&row.name)).into())
}

pub(super) fn capture(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let (order_id, amount) = (request.text("order_id"), request.number("amount")?);
    let (currency, now) = (request.text("currency"), gateway.clock.now());
    let mut orders = gateway.orders();
    let order = orders.capture(request.merchant.id(), order_id, amount, currency, now)?;
    Ok(answer::body(request, |row| capture_value(order, &row.name)).into())
}

pub(super) fn subscription(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let is_active = match request.text("action") {
        "start" => true,
        "stop" => false,
        _ => return Err(Failure::parameter(ResponseCode::ParameterIncorrect, "action")),
    };
    let mut orders = gateway.orders();
    let order = orders.subscription(request.merchant.id(), request.text("order_id"), is_active)?;
    Ok(answer::body(request, |row| subscription_value(order, &row.name)).into())
}
