//! What else can be read of an order.

use std::time::Duration;

use super::Reply;
use crate::answer::{Transaction, transaction_row};
use crate::failure::Failure;
use crate::gateway::Gateway;
use crate::order::Order;
use crate::request::Checked;
use crate::wire::{Value, object};

/// How long the fiscal authority takes.
const FISCAL_WAIT: Duration = Duration::from_mins(1);
/// Only payments in this country's currency are told to its fiscal authority.
const FISCAL_CURRENCY: &str = "UZS";

/// The transactions of an order: each try to pay, and each reverse.
pub(super) fn transactions(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let order = gateway.orders().find(request.merchant.id(), request.text("order_id"))?.clone();
    let rows = request.endpoint.response.forms.last().map_or(&[][..], |form| &form.table.rows);
    let listed = Transaction::all(&order).map(|it| {
        let value = |name: &str| transaction_row(&gateway.rules, &order, &it, name).unwrap_or_else(Value::null);
        let fields: Vec<(&str, Value)> = rows.iter().map(|row| (row.name.as_ref(), value(&row.name))).collect();
        object(&fields)
    });
    let listed: Vec<String> = listed.collect();
    Ok(format!(r#"{{"response":[{}]}}"#, listed.join(",")).into())
}

/// What the fiscal authority made of a payment.
pub(super) fn fiscal(gateway: &Gateway, request: &Checked<'_>) -> Result<Reply, Failure> {
    let order = gateway.orders().find(request.merchant.id(), request.text("order_id"))?.clone();
    let is_taken = !order.purchase.preauth || order.captured_amount.is_some();
    let payment = order.paid().filter(|_| is_taken && order.purchase.currency == FISCAL_CURRENCY);
    let Some(payment) = payment else {
        let fields =
            [("error", Value::from("Merchant account not found")), ("response_status", Value::from("success"))];
        return Ok(request.format.body(&fields).into());
    };
    let made_at = payment.at.saturating_add(FISCAL_WAIT);
    let record = if gateway.clock.now() < made_at { not_yet() } else { record(&order, made_at) };
    let records = object(&[(&payment.transaction_id.to_string(), Value::Json(record))]);
    let fields = [
        ("order_id", Value::from(order.purchase.order_id.as_str())),
        ("fiscalisation_data", Value::Json(records)),
        ("response_status", Value::from("success")),
    ];
    Ok(request.format.body(&fields).into())
}

fn not_yet() -> String {
    let message = object(&[("en", Value::from("Fiscal data not found."))]);
    object(&[("message", Value::Json(message)), ("code", Value::Json("-31603".to_owned()))])
}

fn record(order: &Order, made_at: Duration) -> String {
    let processed = u64::try_from(made_at.as_millis()).unwrap_or(u64::MAX);
    object(&[
        ("status_code", Value::Number(0)),
        ("message", Value::from("")),
        ("terminal_id", Value::from("EZ000000000000")),
        ("date", Value::from("")),
        ("fiscal_sign", Value::from("")),
        ("qr_code_url", Value::from(format!("https://ofd.soliq.uz/epi?t=EZ000000000000&r={}", order.payment_id))),
        ("type", Value::Number(0)),
        ("receipt_id", Value::Number(order.payment_id)),
        ("external", Value::Json("true".to_owned())),
        ("processed_date", Value::Number(processed)),
    ])
}
