//! The rows of reports: one for each order that belongs there.

use std::collections::HashMap;

use flitt_client::api::tables::final_order::OrderStatus;
use serde_json::{Value, json};

use crate::answer::order_value;
use crate::clock::report_time;
use crate::gateway::Gateway;
use crate::money;
use crate::order::Order;
use crate::wire;

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

/// The row of an order, if it belongs to a report. The sandbox pays nothing out, so there are no reimbursements.
pub(super) fn row(gateway: &Gateway, report: &str, order: &Order) -> Option<Row> {
    let belongs = match report {
        "500" => order.charged_back_at.is_some(),
        "528" => order.paid().is_some(),
        "745" => true,
        _ => false,
    };
    belongs.then(|| values(gateway, order))
}

fn values(gateway: &Gateway, order: &Order) -> Row {
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
    let decimal = |sum| json!(money::decimal(&rules.currencies, sum, &purchase.currency));
    let amounts = [
        ("amount", Some(purchase.amount)),
        ("reversal_amount", Some(order.reversal_amount)),
        ("actual_amount", order.paid().map(|_| purchase.amount)),
    ];
    row.extend(amounts.into_iter().filter_map(|(column, sum)| Some((column, decimal(sum?)))));
    let payment = order.payment.as_ref();
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
    row
}

fn json_value(value: wire::Value) -> Value {
    match value {
        wire::Value::Number(number) => json!(number),
        other => json!(other.text()),
    }
}
