//! Orders that a payer pays on the checkout page.

use super::{EndpointResponse, purchase};
use crate::gateway::Gateway;
use crate::model::error::GatewayError;
use crate::model::order::{Operation, Order};
use crate::orders::Orders;
use crate::random;
use crate::request::CheckedRequest;
use crate::response::{self, checkout_token_value, checkout_url_value};

pub(super) fn url(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let mut orders = gateway.orders.lock();
    let order = create(gateway, &mut orders, request)?;
    let url = gateway.config.checkout_url(order);
    Ok(response::body(request, |name| checkout_url_value(order, &url, name)).into())
}

pub(super) fn token(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let mut orders = gateway.orders.lock();
    let order = create(gateway, &mut orders, request)?;
    Ok(response::body(request, |name| checkout_token_value(order, name)).into())
}

/// The request comes from the payer's browser, which is redirected to the checkout page.
pub(super) fn redirect(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let mut orders = gateway.orders.lock();
    let order = create(gateway, &mut orders, request)?;
    Ok(EndpointResponse::Redirect(gateway.config.checkout_url(order)))
}

fn create<'o>(
    gateway: &Gateway,
    orders: &'o mut Orders,
    request: &CheckedRequest<'_>,
) -> Result<&'o Order, GatewayError> {
    let purchase = purchase(gateway, request, Operation::Purchase)?;
    orders.create(purchase, random::token()?, gateway.clock.now())
}
