//! What each endpoint does with a checked request: one function for each, listed in [`dispatch`].

use std::time::Duration;

use flitt_schema::Body;

use crate::gateway::Gateway;
use crate::model::error::GatewayError;
use crate::model::order::{Operation, Order, Purchase};
use crate::model::plan::Plan;
use crate::random;
use crate::request::CheckedRequest;
use crate::response::{self, order_value};

mod checkout;
mod direct;
pub(crate) mod dispatch;
mod order;
mod payout;
mod queries;
mod split;

/// Carries out a request to an endpoint.
type Handler = fn(&Gateway, &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError>;

/// The response of an endpoint.
pub(crate) enum EndpointResponse {
    /// A body, in the format of the request.
    Body(String),
    /// A URL to which a browser is redirected.
    Redirect(String),
}

impl From<String> for EndpointResponse {
    fn from(body: String) -> Self {
        Self::Body(body)
    }
}

/// The response with the state of an order.
fn order_response(gateway: &Gateway, request: &CheckedRequest<'_>, order: &Order) -> EndpointResponse {
    response::body(request, |name| order_value(&gateway.config.schemas, order, name)).into()
}

/// The order that a request describes. Parameters that its table does not have are off or empty.
fn purchase(gateway: &Gateway, request: &CheckedRequest<'_>, operation: Operation) -> Result<Purchase, GatewayError> {
    let now = gateway.clock.now();
    let lifetime = match request.value("lifetime") {
        Some(_) => Duration::from_secs(request.number("lifetime")?),
        None => Duration::MAX,
    };
    Ok(Purchase {
        operation,
        is_protocol_2: request.is_protocol_2(),
        is_form: request.endpoint.body == Body::Form,
        merchant_id: request.merchant.id(),
        order_id: order_id(request)?,
        parent_order_id: String::new(),
        operation_id: request.owned("operation_id"),
        order_desc: request.owned("order_desc"),
        amount: request.number("amount")?,
        currency: request.owned("currency"),
        lifetime,
        preauth: request.flag("preauth"),
        delayed: request.flag("delayed"),
        required_rectoken: request.flag("required_rectoken"),
        verification: request.flag("verification"),
        subscription: request.flag("subscription"),
        plan: request.value("recurring_data").map(|json| Plan::parse(json, now)).transpose()?,
        sender_email: request.owned("sender_email"),
        product_id: request.owned("product_id"),
        merchant_data: request.owned("merchant_data"),
        server_callback_url: request.owned("server_callback_url"),
        response_url: request.owned("response_url"),
        cancel_url: request.owned("cancel_url"),
        lang: request.owned("lang"),
        subscription_callback_url: request.owned("subscription_callback_url"),
        chargeback_callback_url: request.owned("chargeback_callback_url"),
        reservation_data: request.owned("reservation_data"),
        callback_fault: request.fault,
    })
}

/// The identifier of an order: the merchant's, or one of the gateway where that is allowed.
fn order_id(request: &CheckedRequest<'_>) -> Result<String, GatewayError> {
    match request.text("order_id") {
        "" => random::token(),
        named => Ok(named.to_owned()),
    }
}
