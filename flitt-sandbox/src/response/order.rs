//! The parameters of an order's state (the table `final_order`).

use flitt_client::value::WireEnum;

use super::additional_info::additional_info;
use super::card_type::card_type;
use super::parameters::Parameters;
use super::split::split_parts;
use crate::clock::date_time;
use crate::http::wire::Value;
use crate::model::error::{code_message, code_number};
use crate::model::order::{Method, Operation, Order, Purchase};
use crate::schemas::Schemas;

/// The documented examples of approved test payments have these values.
pub(super) const RRN: &str = "111111111111";
pub(super) const APPROVAL_CODE: &str = "123456";

type OrderFunction = fn(&Schemas, &Order) -> Option<Value>;

/// The parameters of an order's state. Those that the sandbox has no value for are empty in responses.
pub(crate) static ORDER: Parameters<OrderFunction> = Parameters::new(&[
    ("order_id", |_, order| text(&order.purchase.order_id)),
    ("merchant_id", |_, order| Some(Value::Number(order.purchase.merchant_id))),
    ("amount", |_, order| Some(Value::from(order.purchase.amount.to_string()))),
    ("currency", |_, order| text(&order.purchase.currency)),
    ("order_status", |_, order| text(order.status.as_str())),
    ("response_status", |_, _| text("success")),
    ("tran_type", |_, order| text(transaction_type(&order.purchase))),
    ("sender_cell_phone", |_, _| None),
    ("sender_account", |_, _| None),
    ("masked_card", |_, order| text(&order.payment()?.masked_card)),
    ("card_bin", |_, order| Some(Value::number_or_empty(order.payment()?.card_bin))),
    ("card_type", |schemas, order| text(card_type(schemas, order.payment()?))),
    ("rrn", |_, order| order.paid().and_then(|_| text(RRN))),
    ("approval_code", |_, order| order.paid().and_then(|_| text(APPROVAL_CODE))),
    ("response_code", |_, order| Some(Value::number_or_empty(order.response_code.map(code_number)))),
    ("response_description", |_, order| text(code_message(order.response_code?))),
    ("reversal_amount", |_, order| purchase_text(order, &order.reversal_amount.to_string())),
    ("settlement_amount", |_, order| purchase_text(order, "0")),
    ("settlement_currency", |_, _| None),
    ("order_time", |_, order| Some(Value::from(date_time(order.created_at)))),
    ("settlement_date", |_, _| None),
    ("eci", |_, order| text(&order.payment()?.eci)),
    ("fee", |_, _| None),
    ("payment_system", |_, order| text(if order.payment()?.method == Method::Card { "card" } else { "" })),
    ("sender_email", |_, order| text(&order.purchase.sender_email)),
    ("payment_id", |_, order| Some(Value::Number(order.payment_id))),
    ("actual_amount", |_, order| order.paid().map(|_| Value::from(order.charged_amount().to_string()))),
    ("actual_currency", |_, order| order.paid().and_then(|_| text(order.charged_currency()))),
    ("product_id", |_, order| text(&order.purchase.product_id)),
    ("merchant_data", |_, order| text(&order.purchase.merchant_data)),
    ("verification_status", |_, _| None),
    ("rectoken", |_, order| text(&order.payment()?.rectoken)),
    ("rectoken_lifetime", |_, _| None),
    ("additional_info", |schemas, order| Some(Value::from(additional_info(schemas, order)))),
    ("transaction", |_, order| order.is_split().then(|| split_parts(order))),
    ("parent_order_id", |_, order| text(&order.purchase.parent_order_id)),
    ("fee_oplata", |_, order| purchase_text(order, "0")),
]);

/// The value of a parameter of an order's state.
pub(crate) fn order_value(schemas: &Schemas, order: &Order, name: &str) -> Option<Value> {
    ORDER.get(name)?(schemas, order)
}

/// The gateway's name of an operation.
fn transaction_type(purchase: &Purchase) -> &'static str {
    match purchase.operation {
        Operation::Purchase if purchase.verification => "verification",
        Operation::Purchase => "purchase",
        Operation::Payout => "p2p credit",
        Operation::Settlement => "settlement",
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the functions of parameters return an option")]
fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

/// A value that only purchases have.
fn purchase_text(order: &Order, text: &str) -> Option<Value> {
    (order.purchase.operation == Operation::Purchase).then(|| Value::from(text))
}
