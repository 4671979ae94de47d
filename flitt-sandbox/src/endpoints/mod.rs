//! What each endpoint does with a request that passed the checks. One function per endpoint; a new one is a new arm in
//! [`handler`].

use std::time::Duration;

use flitt_client::ResponseCode;

use crate::answer::{self, order_value};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::{Operation, Order, Purchase};
use crate::request::Checked;
use crate::schedule::Plan;

mod checkout;
mod direct;
mod order;
mod payout;
mod reads;
mod split;

/// Does the work of an endpoint.
pub(crate) type Handler = fn(&Gateway, &Checked<'_>) -> Result<Reply, Failure>;

/// What an endpoint answers.
pub(crate) enum Reply {
    /// A body, in the format of the request.
    Body(String),
    /// The address to which a browser goes on.
    Redirect(String),
}

impl From<String> for Reply {
    fn from(body: String) -> Self {
        Self::Body(body)
    }
}

/// The function of an endpoint, by the name of its schema file. Endpoints without one are checked and then refused.
pub(crate) fn handler(endpoint: &str) -> Handler {
    match endpoint {
        "checkout_url" => checkout::url,
        "checkout_token" => checkout::token,
        "checkout_redirect" => checkout::redirect,
        "order_status" => order::status,
        "reverse_order" => order::reverse,
        "capture_order" => order::capture,
        "subscription" => order::subscription,
        "recurring" => direct::recurring,
        "secure_step1" => direct::step1,
        "secure_step2" => direct::step2,
        "p2pcredit" => payout::to_card,
        "ibancredit" => payout::to_account,
        "transaction_list" => reads::transactions,
        "fiscal_data" => reads::fiscal,
        "settlement" => split::settlement,
        _ => not_served,
    }
}

fn not_served(_: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let why = format!("the sandbox checks `{}` and does not carry it out yet", request.endpoint.name);
    Err(Failure::new(ResponseCode::OperationNotAllowed).with(": ", &why))
}

/// The answer that tells all of an order.
fn final_order(gateway: &Gateway, request: &Checked<'_>, order: &Order) -> Reply {
    answer::body(request, |row| order_value(&gateway.rules, order, &row.name)).into()
}

/// The order that a request describes. What its table does not have is off or empty, and never over.
fn purchase(request: &Checked<'_>, operation: Operation) -> Result<Purchase, Failure> {
    let lifetime = match request.value("lifetime") {
        Some(_) => Duration::from_secs(request.number("lifetime")?),
        None => Duration::MAX,
    };
    Ok(Purchase {
        operation,
        is_protocol_2: request.is_protocol_2(),
        merchant_id: request.merchant.id(),
        order_id: request.owned("order_id"),
        parent_order_id: String::new(),
        order_desc: request.owned("order_desc"),
        amount: request.number("amount")?,
        currency: request.owned("currency"),
        lifetime,
        preauth: request.flag("preauth"),
        delayed: request.flag("delayed"),
        required_rectoken: request.flag("required_rectoken"),
        verification: request.flag("verification"),
        subscription: request.flag("subscription"),
        plan: request.value("recurring_data").map(Plan::read).transpose()?,
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
