//! What each endpoint does with a request that passed the checks. One function per endpoint; a new one is a new arm in
//! [`handler`].

use std::time::Duration;

use flitt_client::ResponseCode;

use crate::answer::{self, order_value, reverse_value};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::{Order, Purchase};
use crate::orders::ReverseRequest;
use crate::random;
use crate::request::Checked;
use crate::wire::Value;

/// Does the work of an endpoint and gives the body of its answer.
pub(crate) type Handler = fn(&Gateway, &Checked<'_>) -> Result<String, Failure>;

/// The function of an endpoint, by the name of its schema file. Endpoints without one are checked and then refused.
pub(crate) fn handler(endpoint: &str) -> Handler {
    match endpoint {
        "checkout_url" => checkout_url,
        "checkout_token" => checkout_token,
        "order_status" => order_status,
        "reverse_order" => reverse_order,
        _ => not_served,
    }
}

fn checkout_url(gateway: &Gateway, request: &Checked<'_>) -> Result<String, Failure> {
    let order = create(gateway, request)?;
    let address = gateway.checkout_address(&order);
    Ok(answer::body(request.endpoint, request.merchant, |row| match row.name.as_ref() {
        "response_status" => Some(Value::from("success")),
        "checkout_url" => Some(Value::from(address.as_str())),
        "payment_id" => Some(Value::from(order.payment_id.to_string())),
        _ => None,
    }))
}

fn checkout_token(gateway: &Gateway, request: &Checked<'_>) -> Result<String, Failure> {
    let order = create(gateway, request)?;
    Ok(answer::body(request.endpoint, request.merchant, |row| match row.name.as_ref() {
        "response_status" => Some(Value::from("success")),
        "token" => Some(Value::from(order.token.as_str())),
        _ => None,
    }))
}

fn order_status(gateway: &Gateway, request: &Checked<'_>) -> Result<String, Failure> {
    let order = gateway.orders().find(request.merchant.id(), request.text("order_id"))?.clone();
    let table = &gateway.rules.final_order;
    Ok(answer::body(request.endpoint, request.merchant, |row| order_value(table, &order, &row.name)))
}

fn reverse_order(gateway: &Gateway, request: &Checked<'_>) -> Result<String, Failure> {
    let reversed = gateway.reverse(&ReverseRequest {
        merchant_id: request.merchant.id(),
        order_id: request.text("order_id"),
        amount: request.number("amount")?,
        currency: request.text("currency"),
        reverse_id: request.text("reverse_id"),
    })?;
    let value = |name: &str| reverse_value(&reversed.order, &reversed.reverse, name);
    Ok(answer::body(request.endpoint, request.merchant, |row| value(&row.name)))
}

fn not_served(_: &Gateway, request: &Checked<'_>) -> Result<String, Failure> {
    let why = format!("the sandbox checks `{}` and does not carry it out yet", request.endpoint.name);
    Err(Failure::new(ResponseCode::OperationNotAllowed).with(": ", &why))
}

fn create(gateway: &Gateway, request: &Checked<'_>) -> Result<Order, Failure> {
    let purchase = Purchase {
        merchant_id: request.merchant.id(),
        order_id: request.owned("order_id"),
        order_desc: request.owned("order_desc"),
        amount: request.number("amount")?,
        currency: request.owned("currency"),
        lifetime: Duration::from_secs(request.number("lifetime")?),
        preauth: request.flag("preauth"),
        delayed: request.flag("delayed"),
        required_rectoken: request.flag("required_rectoken"),
        sender_email: request.owned("sender_email"),
        product_id: request.owned("product_id"),
        merchant_data: request.owned("merchant_data"),
        server_callback_url: request.owned("server_callback_url"),
    };
    gateway.orders().create(purchase, random::token()?, gateway.clock.now()).cloned()
}
