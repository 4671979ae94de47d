//! The URL of an order's checkout page.

use flitt_client::signature::sign;

use crate::model::order::Order;

/// The path of a merchant's checkout page. It identifies the merchant by 40 digits that reveal nothing about its keys.
pub(crate) fn checkout_path(merchant_id: u64) -> String {
    let digits = sign("merchant", [("merchant_id", merchant_id.to_string().as_str())]);
    format!("/merchants/{digits}/default/index.html")
}

/// The URL of an order's checkout page.
pub(crate) fn checkout_url(base_url: &str, order: &Order) -> String {
    format!("{base_url}{}?token={}", checkout_path(order.purchase.merchant_id), order.token)
}
