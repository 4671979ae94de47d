//! The transactions of an order (<https://docs.flitt.com/api/list-order-transactions/>): each try to pay and each
//! reverse. Sums are in major units; null where there is nothing.

use std::time::Duration;

use super::{card_type, order_value};
use crate::clock::date_time;
use crate::failure::number;
use crate::money;
use crate::order::{Order, Payment, Reverse};
use crate::rules::Rules;
use crate::wire::Value;

/// One transaction of an order.
pub(crate) struct Transaction<'o> {
    /// The try to pay, or the one that is given back.
    pub(crate) payment: &'o Payment,
    pub(crate) reverse: Option<&'o Reverse>,
}

impl<'o> Transaction<'o> {
    /// Those of an order, in their order.
    pub(crate) fn all(order: &'o Order) -> impl Iterator<Item = Self> {
        let tries = order.tries.iter().map(|payment| Self { payment, reverse: None });
        // Only the last try can have been approved, and given back.
        let paid = order.payment();
        let reverses = order.reverses.iter();
        tries.chain(reverses.filter_map(move |it| Some(Self { payment: paid?, reverse: Some(it) })))
    }

    pub(crate) fn id(&self) -> u64 {
        self.reverse.map_or(self.payment.transaction_id, |reverse| reverse.transaction_id)
    }

    /// The transaction that this one gives back.
    pub(crate) fn parent_id(&self) -> Option<u64> {
        self.reverse.map(|_| self.payment.transaction_id)
    }

    /// The kind, in the gateway's words.
    pub(crate) fn kind(&self, rules: &Rules, order: &Order) -> Option<Value> {
        self.reverse.map_or_else(|| order_value(rules, order, "tran_type"), |_| Some(Value::from("reverse")))
    }

    /// The sum, in minor units.
    pub(crate) fn amount(&self, order: &Order) -> u64 {
        self.reverse.map_or(order.purchase.amount, |reverse| reverse.amount)
    }

    pub(crate) fn began_at(&self, order: &Order) -> Duration {
        self.reverse.map_or(order.created_at, |reverse| reverse.at)
    }

    pub(crate) fn ended_at(&self) -> Duration {
        self.reverse.map_or(self.payment.at, |reverse| reverse.at)
    }

    pub(crate) fn is_approved(&self) -> bool {
        self.payment.decline.is_none()
    }
}

/// What a transaction says in the row of this name; nothing is null.
pub(crate) fn transaction_row(rules: &Rules, order: &Order, it: &Transaction<'_>, name: &str) -> Option<Value> {
    let (purchase, payment) = (&order.purchase, it.payment);
    let major = |sum| Value::Json(money::number(sum, &purchase.currency));
    let filled = |text: &str| (!text.is_empty()).then(|| Value::from(text));
    // What was taken and given back since is told of the payment.
    let is_payment = it.is_approved() && it.reverse.is_none();
    match name {
        "id" => Some(Value::Number(it.id())),
        "parent_tran_id" => it.parent_id().map(Value::Number),
        "payment_id" => Some(Value::Number(order.payment_id)),
        "order_id" => Some(Value::from(purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(purchase.merchant_id)),
        "tran_type" => it.kind(rules, order),
        "transaction_status" => Some(Value::from(if it.is_approved() { "approved" } else { "declined" })),
        "amount" => Some(major(it.amount(order))),
        "currency" => Some(Value::from(purchase.currency.as_str())),
        "actual_amount" if it.is_approved() => Some(major(it.amount(order))),
        "actual_currency" if it.is_approved() => Some(Value::from(purchase.currency.as_str())),
        "reversal_amount" => Some(major(if is_payment { order.reversal_amount } else { 0 })),
        "settlement_amount" | "client_fee" => Some(Value::Json("0.0".to_owned())),
        "capture_status" if is_payment => order.capture_status().map(Value::from),
        "capture_amount" if is_payment => order.captured_amount.map(major),
        "preauth" => Some(Value::from(if purchase.preauth { "Y" } else { "N" })),
        "response_code" => payment.decline.map(|code| Value::Number(number(code))),
        "timestart" => Some(Value::from(date_time(it.began_at(order)))),
        "timeend" => Some(Value::from(date_time(it.ended_at()))),
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
        "sender_approval_code" if it.is_approved() => Some(Value::from("123456")),
        "sender_rrn" if it.is_approved() => Some(Value::from("111111111111")),
        "ipaddress_v4" => Some(Value::from("127.0.0.1")),
        "istest" => Some(Value::Json("true".to_owned())),
        "binmanagement_enabled" => Some(Value::from("False")),
        _ => None,
    }
}
