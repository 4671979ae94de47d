//! The parameters of the response with fiscal data.

use super::parameters::Parameters;
use crate::http::wire::Value;
use crate::model::order::Order;

/// The parameters of the response with fiscal data; the functions take the order and the records as JSON.
pub(crate) static FISCAL_DATA: Parameters<fn(&Order, &str) -> Option<Value>> = Parameters::new(&[
    ("order_id", |order, _| Some(Value::from(order.purchase.order_id.as_str()))),
    ("fiscalisation_data", |_, records| Some(Value::Json(records.to_owned()))),
    ("response_status", |_, _| Some(Value::from("success"))),
]);

/// The value of a parameter of the response with fiscal data.
pub(crate) fn fiscal_value(order: &Order, records: &str, name: &str) -> Option<Value> {
    FISCAL_DATA.get(name)?(order, records)
}
