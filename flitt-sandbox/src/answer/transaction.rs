//! The rows of a transaction (<https://docs.flitt.com/api/list-order-transactions/>): sums in major units, null where
//! there is nothing.

use super::{card_type, order_value};
use crate::clock::date_time;
use crate::money;
use crate::order::{Order, Payment};
use crate::rules::Rules;
use crate::wire::Value;

/// What a payment says in the row of this name; nothing is null.
pub(crate) fn transaction_row(rules: &Rules, order: &Order, payment: &Payment, name: &str) -> Option<Value> {
    let purchase = &order.purchase;
    let major = |sum| Value::Json(money::number(&rules.currencies, sum, &purchase.currency));
    let is_paid = payment.decline.is_none();
    let filled = |text: &str| (!text.is_empty()).then(|| Value::from(text));
    match name {
        "id" => Some(Value::Number(payment.transaction_id)),
        "payment_id" => Some(Value::Number(order.payment_id)),
        "order_id" => Some(Value::from(purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(purchase.merchant_id)),
        "tran_type" => order_value(rules, order, name),
        "transaction_status" => Some(Value::from(if is_paid { "approved" } else { "declined" })),
        "amount" => Some(major(purchase.amount)),
        "currency" => Some(Value::from(purchase.currency.as_str())),
        "actual_amount" if is_paid => Some(major(purchase.amount)),
        "actual_currency" if is_paid => Some(Value::from(purchase.currency.as_str())),
        "reversal_amount" => Some(major(order.reversal_amount)),
        "settlement_amount" | "client_fee" => Some(Value::Json("0.0".to_owned())),
        "capture_status" => order.capture_status().map(Value::from),
        "capture_amount" => order.captured_amount.map(major),
        "preauth" => Some(Value::from(if purchase.preauth { "Y" } else { "N" })),
        "response_code" => payment.decline.map(|code| Value::Number(crate::failure::number(code))),
        "timestart" => Some(Value::from(date_time(order.created_at))),
        "timeend" => Some(Value::from(date_time(payment.at))),
        "payment_system" => payment.is_card.then(|| Value::from("card")),
        "masked_card" => filled(&payment.masked_card),
        "card_bin" => payment.card_bin.map(|bin| Value::from(bin.to_string())),
        "card_last_digits" => {
            let start = payment.masked_card.len().saturating_sub(4);
            payment.masked_card.get(start..).and_then(filled)
        }
        "card_type" => filled(card_type(rules, payment)),
        "rectoken" => filled(&payment.rectoken),
        "sender_email" => filled(&purchase.sender_email),
        "eci" => filled(&payment.eci),
        "sender_approval_code" if is_paid => Some(Value::from("123456")),
        "sender_rrn" if is_paid => Some(Value::from("111111111111")),
        "ipaddress_v4" => Some(Value::from("127.0.0.1")),
        "istest" => Some(Value::Json("true".to_owned())),
        "binmanagement_enabled" => Some(Value::from("False")),
        _ => None,
    }
}
