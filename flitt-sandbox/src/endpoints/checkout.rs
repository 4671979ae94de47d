//! Orders that a payer pays on the checkout page.

use super::{Reply, purchase};
use crate::answer;
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::{Operation, Order};
use crate::orders::Orders;
use crate::random;
use crate::request::Checked;
use crate::wire::Value;

pub(super) fn url(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let mut orders = gateway.orders();
    let order = create(gateway, &mut orders, request)?;
    let address = gateway.checkout_address(order);
    Ok(answer::body(request, |row| match row.name.as_ref() {
        "response_status" => Some(Value::from("success")),
        "checkout_url" => Some(Value::from(address.as_str())),
        "payment_id" => Some(Value::from(order.payment_id.to_string())),
        _ => None,
    })
    .into())
}

pub(super) fn token(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let mut orders = gateway.orders();
    let order = create(gateway, &mut orders, request)?;
    Ok(answer::body(request, |row| match row.name.as_ref() {
        "response_status" => Some(Value::from("success")),
        "token" => Some(Value::from(order.token.as_str())),
        _ => None,
    })
    .into())
}

/// The payer's own browser brings the order, and goes on to the checkout page.
pub(super) fn redirect(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    create(gateway, &mut gateway.orders(), request).map(|order| Reply::Redirect(gateway.checkout_address(order)))
}

fn create<'o>(gateway: &Gateway, orders: &'o mut Orders, request: &Checked<'_>) -> Result<&'o Order, Failure> {
    let purchase = purchase(request, Operation::Purchase)?;
    orders.create(purchase, random::token()?, gateway.clock.now())
}
