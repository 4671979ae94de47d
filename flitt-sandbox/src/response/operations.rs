//! The parameters of the responses to reversals, captures and subscriptions.

use super::parameters::Parameters;
use crate::http::wire::Value;
use crate::model::order::Order;
use crate::orders::ReverseResult;

/// The parameters of the response to a reversal.
pub(crate) static REVERSAL: Parameters<fn(&ReverseResult) -> Option<Value>> = Parameters::new(&[
    ("order_id", |result| Some(Value::from(result.order.purchase.order_id.as_str()))),
    ("merchant_id", |result| Some(Value::Number(result.order.purchase.merchant_id))),
    ("currency", |_| None),
    ("reverse_status", |_| Some(Value::from("approved"))),
    ("response_status", |_| Some(Value::from("success"))),
    ("reverse_id", |result| Some(Value::from(result.reversal.id.as_str()))),
    ("transaction_id", |result| result.order.payment().map(|payment| Value::from(payment.transaction_id.to_string()))),
    ("response_code", |_| None),
    ("response_description", |_| None),
    ("comment", |_| None),
    ("reversal_amount", |result| Some(Value::from(result.reversal.amount.to_string()))),
]);

/// The parameters of the response to a capture.
pub(crate) static CAPTURE: Parameters<fn(&Order) -> Option<Value>> = Parameters::new(&[
    ("order_id", |order| Some(Value::from(order.purchase.order_id.as_str()))),
    ("merchant_id", |order| Some(Value::Number(order.purchase.merchant_id))),
    ("capture_status", |order| order.capture_status().map(Value::from)),
    ("response_status", |_| Some(Value::from("success"))),
    ("response_code", |_| None),
    ("response_description", |_| None),
]);

/// The parameters of the response to stopping or starting a subscription.
pub(crate) static SUBSCRIPTION: Parameters<fn(&Order) -> Option<Value>> = Parameters::new(&[
    ("order_id", |order| Some(Value::from(order.purchase.order_id.as_str()))),
    ("merchant_id", |order| Some(Value::Number(order.purchase.merchant_id))),
    ("response_status", |_| Some(Value::from("success"))),
    ("status", |order| Some(Value::from(if order.is_subscription_active { "active" } else { "disabled" }))),
]);

/// The value of a parameter of the response to a reversal.
pub(crate) fn reversal_value(result: &ReverseResult, name: &str) -> Option<Value> {
    REVERSAL.get(name)?(result)
}

/// The value of a parameter of the response to a capture.
pub(crate) fn capture_value(order: &Order, name: &str) -> Option<Value> {
    CAPTURE.get(name)?(order)
}

/// The value of a parameter of the response to stopping or starting a subscription.
pub(crate) fn subscription_value(order: &Order, name: &str) -> Option<Value> {
    SUBSCRIPTION.get(name)?(order)
}
