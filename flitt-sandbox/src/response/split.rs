//! The parameter `transaction` of an order that was split (<https://docs.flitt.com/api/split/>).

use crate::http::wire::{Value, object};
use crate::model::money;
use crate::model::order::{Order, Share};

/// The payment, then the share of each merchant. Amounts are in major units.
pub(super) fn split_parts(order: &Order) -> Value {
    let own = order.payment().map_or(0, |payment| payment.transaction_id);
    // A settlement shows the purchase that it splits.
    let payment = order.parent_transaction_id.unwrap_or(own);
    let major = |amount| Value::Json(money::number(amount, order.shown_currency()));
    let part = |kind: &str, merchant_id, amounts: (u64, u64), parent: Value, receiver: Value, id: u64| {
        object(&[
            ("status", Value::from("approved")),
            ("amount", major(amounts.0)),
            ("fee", Value::Json("0.0".to_owned())),
            ("reversal_amount", major(amounts.1)),
            ("parent_tran_id", parent),
            ("receiver", receiver),
            ("merchant_id", Value::Number(merchant_id)),
            ("type", Value::from(kind)),
            ("id", Value::Number(id)),
            ("doc_no", Value::null()),
        ])
    };
    let amounts = (order.reversible_amount(), order.reversal_amount);
    let (parent, no_receiver) = (Value::null(), Value::Json("{}".to_owned()));
    let purchase = part("purchase", order.purchase.merchant_id, amounts, parent, no_receiver, payment);
    let shares = order.shares.iter().map(|share| {
        let amounts = (share.amount, share.reversal_amount);
        part("settlement", share.merchant_id, amounts, Value::Number(payment), receiver(share), share.transaction_id)
    });
    let parts: Vec<String> = std::iter::once(purchase).chain(shares).collect();
    Value::Json(format!("[{}]", parts.join(",")))
}

fn receiver(share: &Share) -> Value {
    let requisites =
        object(&[("amount", Value::Number(share.amount)), ("merchant_id", Value::Number(share.merchant_id))]);
    Value::Json(object(&[("type", Value::from("merchant")), ("requisites", Value::Json(requisites))]))
}
