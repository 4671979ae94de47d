//! Requests that read data of an order: its transactions, and its fiscal data.

use std::time::Duration;

use super::EndpointResponse;
use crate::gateway::Gateway;
use crate::http::wire::{Value, object};
use crate::model::error::GatewayError;
use crate::model::order::Order;
use crate::request::CheckedRequest;
use crate::response::{self, Transaction, fiscal_value, transaction_value};

/// How long after the payment the fiscal authority creates a record.
const FISCAL_DELAY: Duration = Duration::from_secs(60);
/// Only payments in this currency are reported to the fiscal authority.
const FISCAL_CURRENCY: &str = "UZS";

/// The transactions of an order: each attempt to pay, and each reversal.
pub(super) fn transactions(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let order = gateway.orders.lock().find(request.merchant.id(), request.text("order_id"))?.clone();
    let schemas = &gateway.config.schemas;
    let parameters = request.endpoint.response.variants.last().map_or(&[][..], |variant| &variant.table.rows);
    let transactions = Transaction::all(&order).map(|transaction| {
        let value = |name: &str| transaction_value(schemas, &transaction, name).unwrap_or_else(Value::null);
        let names = parameters.iter().map(|parameter| parameter.name.as_ref());
        object(&names.map(|name| (name, value(name))).collect::<Vec<(&str, Value)>>())
    });
    let transactions: Vec<String> = transactions.collect();
    Ok(format!(r#"{{"response":[{}]}}"#, transactions.join(",")).into())
}

/// The record of a payment at the fiscal authority.
pub(super) fn fiscal(gateway: &Gateway, request: &CheckedRequest<'_>) -> Result<EndpointResponse, GatewayError> {
    let order = gateway.orders.lock().find(request.merchant.id(), request.text("order_id"))?.clone();
    let is_captured = !order.purchase.preauth || order.captured_amount.is_some();
    let payment = order.paid().filter(|_| is_captured && order.purchase.currency == FISCAL_CURRENCY);
    let Some(payment) = payment else {
        let fields =
            [("error", Value::from("Merchant account not found")), ("response_status", Value::from("success"))];
        return Ok(request.format.body(&fields).into());
    };
    let recorded_at = payment.at.saturating_add(FISCAL_DELAY);
    let record = if gateway.clock.now() < recorded_at { no_record() } else { record(&order, recorded_at) };
    let records = object(&[(&payment.transaction_id.to_string(), Value::Json(record))]);
    Ok(response::unsigned_body(request, |name| fiscal_value(&order, &records, name)).into())
}

fn no_record() -> String {
    let message = object(&[("en", Value::from("Fiscal data not found."))]);
    object(&[("message", Value::Json(message)), ("code", Value::Json("-31603".to_owned()))])
}

fn record(order: &Order, recorded_at: Duration) -> String {
    let processed = u64::try_from(recorded_at.as_millis()).unwrap_or(u64::MAX);
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
