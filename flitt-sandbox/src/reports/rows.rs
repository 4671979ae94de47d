//! The rows of reports, created from orders.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::report_time;
use crate::http::wire;
use crate::model::money;
use crate::model::order::Order;
use crate::response::{Transaction, order_value};
use crate::schemas::Schemas;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The time of day of settlements, as in the documented example.
const SETTLEMENT_TIME: Duration = Duration::from_secs(8 * 60 * 60);

/// A row: the values by column. Columns without a value are missing.
pub(super) type Row = HashMap<&'static str, Value>;

/// The columns with the value of a parameter of the order's state, and the name of that parameter.
const ORDER_COLUMNS: [(&str, &str); 19] = [
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
];

/// The rows of an order in a report. The report of approved transactions has one for each of them; the others have one
/// row or none.
pub(super) fn rows(schemas: &Schemas, report: &str, order: &Order, now: Duration) -> Vec<Row> {
    let is_included = match report {
        "500" => order.charged_back_at.is_some(),
        "528" => {
            let approved = Transaction::all(order).filter(|it| it.is_approved() && order.paid().is_some());
            return approved.map(|it| transaction_row(schemas, &it, now)).collect();
        }
        "745" => true,
        "969" => settlement(order, now).is_some(),
        _ => false,
    };
    if is_included { vec![order_row(schemas, order, now)] } else { Vec::new() }
}

/// The row of a transaction.
fn transaction_row(schemas: &Schemas, it: &Transaction<'_>, now: Duration) -> Row {
    let mut row = order_row(schemas, it.order, now);
    row.extend([
        ("status", json!("approved")),
        ("tran_id", json!(it.id())),
        ("parent_tran_id", it.parent_id().map_or(Value::Null, |id| json!(id))),
        ("tran_type", it.kind(schemas).map_or(Value::Null, json_value)),
        ("actual_amount", json!(money::decimal(it.charged_amount(), it.order.shown_currency()))),
        ("tran_timestart", json!(report_time(it.began_at()))),
        ("tran_timeend", json!(report_time(it.ended_at()))),
    ]);
    row
}

/// The row of an order.
fn order_row(schemas: &Schemas, order: &Order, now: Duration) -> Row {
    let purchase = &order.purchase;
    let mut row = Row::new();
    for (column, parameter) in ORDER_COLUMNS {
        let value = order_value(schemas, order, parameter).filter(|value| !value.text().is_empty());
        row.extend(value.map(|value| (column, json_value(value))));
    }
    let decimal = |amount| json!(money::decimal(amount, order.shown_currency()));
    row.insert("amount", json!(money::decimal(purchase.amount, &purchase.currency)));
    let amounts = [
        ("reversal_amount", Some(order.reversal_amount)),
        ("actual_amount", order.paid().map(|_| order.charged_amount())),
    ];
    row.extend(amounts.into_iter().filter_map(|(column, amount)| Some((column, decimal(amount?)))));
    let payment = order.payment();
    let times = [
        ("order_timestart", Some(order.created_at)),
        ("order_timeend", order.ended_at()),
        ("tran_timestart", Some(order.created_at)),
        ("tran_timeend", order.ended_at()),
        ("chargeback_createtime", order.charged_back_at),
    ];
    row.extend(times.into_iter().filter_map(|(column, at)| Some((column, json!(report_time(at?))))));
    row.extend(payment.into_iter().flat_map(|payment| {
        [("tran_id", json!(payment.transaction_id)), ("transaction_id", json!(payment.transaction_id))]
    }));
    row.insert("order_desc", json!(purchase.order_desc));
    if let Some((at, amount)) = settlement(order, now) {
        row.extend([
            ("settlement_date", json!(report_time(at))),
            ("settlement_amount", decimal(amount)),
            ("settlement_currency", json!(order.shown_currency())),
            ("batch_id", json!(at.as_secs() / DAY.as_secs())),
            ("fee", decimal(0)),
        ]);
    }
    row
}

/// The time and amount of a payment's settlement: on the day after the payment (or its capture), without reversals up
/// to then. `None` before that time, and if nothing remains.
fn settlement(order: &Order, now: Duration) -> Option<(Duration, u64)> {
    let payment = order.paid()?;
    let paid_at = if order.purchase.preauth { order.captured_at? } else { payment.at };
    let next_day = u32::try_from(paid_at.as_secs() / DAY.as_secs()).ok()?.checked_add(1)?;
    let at = DAY.checked_mul(next_day)?.checked_add(SETTLEMENT_TIME)?;
    if now < at || order.charged_back_at.is_some_and(|charged_back_at| charged_back_at <= at) {
        return None;
    }
    let reversed: u64 = order.reversals.iter().filter(|it| it.at <= at).map(|it| it.amount).sum();
    Some((at, order.reversible_amount().checked_sub(reversed).filter(|amount| *amount > 0)?))
}

fn json_value(value: wire::Value) -> Value {
    match value {
        wire::Value::Number(number) => json!(number),
        other => json!(other.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::ORDER_COLUMNS;
    use crate::response::{ORDER, ParameterNames};

    #[test]
    fn columns_name_parameters_of_orders() {
        let parameters = ORDER.names();
        for (column, parameter) in ORDER_COLUMNS {
            assert!(parameters.contains(&parameter), "{column}: {parameter}");
        }
    }
}
