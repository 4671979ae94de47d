//! The parameters of responses that start a payment: the checkout page, its token, or the bank's page.

use super::parameters::Parameters;
use crate::http::acs;
use crate::http::wire::Value;
use crate::model::order::Order;

/// The parameters of the response with a checkout URL; the functions take the order and the URL.
pub(crate) static CHECKOUT_URL: Parameters<fn(&Order, &str) -> Option<Value>> = Parameters::new(&[
    ("response_status", |_, _| Some(Value::from("success"))),
    ("checkout_url", |_, url| Some(Value::from(url))),
    ("payment_id", |order, _| Some(Value::from(order.payment_id.to_string()))),
]);

/// The parameters of the response with a checkout token.
pub(crate) static CHECKOUT_TOKEN: Parameters<fn(&Order) -> Option<Value>> = Parameters::new(&[
    ("response_status", |_| Some(Value::from("success"))),
    ("token", |order| Some(Value::from(order.token.as_str()))),
]);

/// The parameters of the response with a 3-D Secure challenge; the functions take `md` and the base URL.
pub(crate) static ACS_CHALLENGE: Parameters<fn(&str, &str) -> Option<Value>> = Parameters::new(&[
    ("response_status", |_, _| Some(Value::from("success"))),
    ("acs_url", |_, base_url| Some(Value::from(format!("{base_url}{}", acs::DIRECT_PATH)))),
    ("pareq", |md, _| Some(Value::from(acs::pareq(md)))),
    ("md", |md, _| Some(Value::from(md))),
]);

/// The value of a parameter of the response with a checkout URL.
pub(crate) fn checkout_url_value(order: &Order, url: &str, name: &str) -> Option<Value> {
    CHECKOUT_URL.get(name)?(order, url)
}

/// The value of a parameter of the response with a checkout token.
pub(crate) fn checkout_token_value(order: &Order, name: &str) -> Option<Value> {
    CHECKOUT_TOKEN.get(name)?(order)
}

/// The value of a parameter of the response with a 3-D Secure challenge.
pub(crate) fn acs_challenge_value(md: &str, base_url: &str, name: &str) -> Option<Value> {
    ACS_CHALLENGE.get(name)?(md, base_url)
}
