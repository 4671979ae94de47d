//! The rows of reports: one for each order that belongs there.

use std::collections::HashMap;
use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use serde_json::{Value, json};

use crate::answer::{Transaction, order_value};
use crate::clock::report_time;
use crate::gateway::Gateway;
use crate::money;
use crate::order::Order;
use crate::wire;

const DAY: Duration = Duration::from_hours(24);
/// When on a day merchants get their money, as in the documented example.
const SETTLED_AT: Duration = Duration::from_hours(8);

/// A row: the values that there are, by column.
pub(super) type Row = HashMap<&'static str, Value>;

const CHARGEBACKS: &[&str] = &[
    "chargeback_createtime",
    "tran_id",
    "sender_email",
    "status",
    "tran_timestart",
    "tran_timeend",
    "tran_type",
    "protocol",
    "currency",
    "amount",
    "payout_date",
    "payout_amoun",
];
const SUCCESSFUL: &[&str] = &[
    "tran_id",
    "parent_tran_id",
    "sender_email",
    "status",
    "tran_timestart",
    "tran_timeend",
    "tran_type",
    "currency",
    "actual_amount",
    "payout_date",
    "payout_amoun",
    "order_desc",
    "checkout_url",
];
const ALL: &[&str] = &[
    "payment_id",
    "order_timestart",
    "order_timeend",
    "order_status",
    "amount",
    "actual_amount",
    "transaction_id",
    "currency",
    "actual_currency",
    "order_type",
    "approval_code",
    "card_bin",
    "eci",
    "fee",
    "masked_card",
    "order_id",
    "payment_system",
    "response_code",
    "response_description",
    "reversal_amount",
    "rrn",
    "sender_email",
    "settlement_amount",
    "settlement_currency",
    "settlement_date",
    "merchant_data",
    "order_desc",
    "payer_country",
    "bank_name",
    "bank_country",
    "card_expire_date",
    "card_brand",
    "fee_name",
    "fee_type",
    "fee_percent_value",
    "fee_fix_value",
];
const REIMBURSEMENTS: &[&str] = &[
    "payment_id",
    "tran_id",
    "order_id",
    "tran_timeend",
    "actual_amount",
    "settlement_currency",
    "fee",
    "settlement_amount",
    "settlement_date",
    "batch_id",
    "order_type",
    "order_status",
    "card_brand",
    "payment_system",
    "masked_card",
    "rrn",
    "approval_code",
    "order_desc",
    "merchant_data",
    "payer_country",
    "bank_name",
    "card_expire_date",
    "card_brand",
    "fee_name",
    "fee_type",
    "fee_percent_value",
    "fee_fix_value",
];

/// The columns of a report, in their order.
pub(super) fn columns(report: &str) -> Option<&'static [&'static str]> {
    Some(match report {
        "500" => CHARGEBACKS,
        "528" => SUCCESSFUL,
        "745" => ALL,
        "969" => REIMBURSEMENTS,
        _ => return None,
    })
}

/// The rows of an order in a report: one for each of its transactions that succeeded in the report of those, elsewhere
/// one, if the order belongs there.
pub(super) fn rows(gateway: &Gateway, report: &str, order: &Order) -> Vec<Row> {
    let belongs = match report {
        "500" => order.charged_back_at.is_some(),
        "528" => {
            let succeeded = Transaction::all(order).filter(|it| it.is_approved() && order.paid().is_some());
            return succeeded.map(|it| of_transaction(gateway, order, &it)).collect();
        }
        "745" => true,
        "969" => settled(order, gateway.clock.now()).is_some(),
        _ => false,
    };
    if belongs { vec![of_order(gateway, order)] } else { Vec::new() }
}

/// What an order says of one of its transactions.
fn of_transaction(gateway: &Gateway, order: &Order, it: &Transaction<'_>) -> Row {
    let mut row = of_order(gateway, order);
    row.extend([
        ("status", json!("approved")),
        ("tran_id", json!(it.id())),
        ("parent_tran_id", it.parent_id().map_or(Value::Null, |id| json!(id))),
        ("tran_type", it.kind(&gateway.rules, order).map_or(Value::Null, json_value)),
        ("actual_amount", json!(money::decimal(it.amount(order), &order.purchase.currency))),
        ("tran_timestart", json!(report_time(it.began_at(order)))),
        ("tran_timeend", json!(report_time(it.ended_at()))),
    ]);
    row
}

fn of_order(gateway: &Gateway, order: &Order) -> Row {
    let rules = &gateway.rules;
    let purchase = &order.purchase;
    let mut row = Row::new();
    // What the state of an order has under the same name, or another one.
    for (column, name) in [
        ("order_status", "order_status"),
        ("status", "order_status"),
        ("currency", "currency"),
        ("eci", "eci"),
        ("actual_currency", "actual_currency"),
        ("order_type", "tran_type"),
        ("tran_type", "tran_type"),
        ("approval_code", "approval_code"),
        ("card_bin", "card_bin"),
        ("masked_card", "masked_card"),
        ("order_id", "order_id"),
        ("payment_system", "payment_system"),
        ("response_code", "response_code"),
        ("response_description", "response_description"),
        ("rrn", "rrn"),
        ("sender_email", "sender_email"),
        ("merchant_data", "merchant_data"),
        ("card_brand", "card_type"),
        ("payment_id", "payment_id"),
    ] {
        let value = order_value(rules, order, name).filter(|value| !value.text().is_empty());
        row.extend(value.map(|value| (column, json_value(value))));
    }
    let decimal = |sum| json!(money::decimal(sum, &purchase.currency));
    let amounts = [
        ("amount", Some(purchase.amount)),
        ("reversal_amount", Some(order.reversal_amount)),
        ("actual_amount", order.paid().map(|_| purchase.amount)),
    ];
    row.extend(amounts.into_iter().filter_map(|(column, sum)| Some((column, decimal(sum?)))));
    let payment = order.payment();
    let ended =
        payment.map(|payment| payment.at).or((order.status == OrderStatus::Expired).then_some(order.expires_at));
    let times = [
        ("order_timestart", Some(order.created_at)),
        ("order_timeend", ended),
        ("tran_timestart", Some(order.created_at)),
        ("tran_timeend", ended),
        ("chargeback_createtime", order.charged_back_at),
    ];
    row.extend(times.into_iter().filter_map(|(column, at)| Some((column, json!(report_time(at?))))));
    row.extend(payment.into_iter().flat_map(|payment| {
        [("tran_id", json!(payment.transaction_id)), ("transaction_id", json!(payment.transaction_id))]
    }));
    row.insert("order_desc", json!(purchase.order_desc));
    if let Some((at, sum)) = settled(order, gateway.clock.now()) {
        row.extend([
            ("settlement_date", json!(report_time(at))),
            ("settlement_amount", decimal(sum)),
            ("settlement_currency", json!(purchase.currency)),
            ("batch_id", json!(at.as_secs() / DAY.as_secs())),
            ("fee", decimal(0)),
        ]);
    }
    row
}

/// When the merchant got the money of a payment, and how much: on the day after it was taken, without what was given back
/// until then. Nothing before that, or if nothing is left.
fn settled(order: &Order, now: Duration) -> Option<(Duration, u64)> {
    let payment = order.paid()?;
    let taken = if order.purchase.preauth { order.captured_at? } else { payment.at };
    let next_day = u32::try_from(taken.as_secs() / DAY.as_secs()).ok()?.checked_add(1)?;
    let at = DAY.checked_mul(next_day)?.checked_add(SETTLED_AT)?;
    if now < at || order.charged_back_at.is_some_and(|back| back <= at) {
        return None;
    }
    let given_back: u64 = order.reverses.iter().filter(|it| it.at <= at).map(|it| it.amount).sum();
    Some((at, order.turnover().checked_sub(given_back).filter(|left| *left > 0)?))
}

fn json_value(value: wire::Value) -> Value {
    match value {
        wire::Value::Number(number) => json!(number),
        other => json!(other.text()),
    }
}
