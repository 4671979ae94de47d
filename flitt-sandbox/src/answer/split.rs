//! The row `transaction` of an order that was split (<https://docs.flitt.com/api/split/>).

use crate::money;
use crate::order::{Order, Share};
use crate::wire::{Value, object};

/// The payment, then what each merchant got of it. Sums are in major units.
pub(super) fn split_parts(order: &Order) -> Value {
    let payment = order.payment().map_or(0, |payment| payment.transaction_id);
    let major = |sum| Value::Json(money::number(sum, &order.purchase.currency));
    let row = |kind: &str, merchant_id, sums: (u64, u64), parent: Value, receiver: Value, id: u64| {
        object(&[
            ("status", Value::from("approved")),
            ("amount", major(sums.0)),
            ("fee", Value::Json("0.0".to_owned())),
            ("reversal_amount", major(sums.1)),
            ("parent_tran_id", parent),
            ("receiver", receiver),
            ("merchant_id", Value::Number(merchant_id)),
            ("type", Value::from(kind)),
            ("id", Value::Number(id)),
            ("doc_no", Value::null()),
        ])
    };
    let sums = (order.turnover(), order.reversal_amount);
    let nothing = (Value::null(), Value::Json("{}".to_owned()));
    let paid = row("purchase", order.purchase.merchant_id, sums, nothing.0, nothing.1, payment);
    let shares = order.shares.iter().map(|share| {
        let sums = (share.amount, share.reversal_amount);
        row("settlement", share.merchant_id, sums, Value::Number(payment), receiver(share), payment)
    });
    let rows: Vec<String> = std::iter::once(paid).chain(shares).collect();
    Value::Json(format!("[{}]", rows.join(",")))
}

fn receiver(share: &Share) -> Value {
    let requisites =
        object(&[("amount", Value::Number(share.amount)), ("merchant_id", Value::Number(share.merchant_id))]);
    Value::Json(object(&[("type", Value::from("merchant")), ("requisites", Value::Json(requisites))]))
}
