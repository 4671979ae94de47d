//! The row `additional_info`: a JSON text within the answer.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::List;
use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::schema::quoted;

use super::card_type;
use crate::clock::date_time;
use crate::failure::pattern;
use crate::money;
use crate::order::{Order, Purchase};
use crate::rules::Rules;

/// The JSON text of further facts, with the keys, their order and the spaces of the documented examples: the signature
/// covers the exact text.
pub(super) fn additional(rules: &Rules, order: &Order) -> String {
    let payment = order.payment();
    let or_null = |text: Option<String>| text.unwrap_or_else(|| "null".to_owned());
    let card_type = payment.map(|payment| card_type(rules, payment)).filter(|brand| !brand.is_empty());
    let ended =
        payment.map(|payment| payment.at).or((order.status == OrderStatus::Expired).then_some(order.expires_at));
    let decline = order.response_code;
    let purchase = &order.purchase;
    let captured = order.captured_amount.map(|sum| money::number(sum, &purchase.currency));
    let mut info = vec![
        ("capture_status", or_null(order.capture_status().map(quoted))),
        ("capture_amount", or_null(captured)),
        ("reservation_data", or_null(reservation_data(purchase).map(|json| quoted(&json)))),
        ("transaction_id", or_null(payment.map(|payment| payment.transaction_id.to_string()))),
        ("bank_response_code", or_null(decline.map(|code| quoted(&format!("decln_{}", code.value()))))),
        ("bank_response_description", or_null(decline.map(|code| quoted(pattern(code))))),
        ("client_fee", or_null(payment.map(|_| "0.0".to_owned()))),
        ("settlement_fee", "0.0".to_owned()),
        ("bank_name", or_null(None)),
        ("bank_country", or_null(None)),
        ("card_type", or_null(card_type.map(quoted))),
        ("card_product", or_null(card_type.map(|brand| quoted(&format!("empty_{}", brand.to_lowercase()))))),
        ("card_category", or_null(None)),
        ("timeend", or_null(ended.map(|at| quoted(&date_time(at))))),
        ("ipaddress_v4", quoted("127.0.0.1")),
        ("payment_method", or_null(payment.filter(|payment| payment.is_card).map(|_| quoted("card")))),
    ];
    if payment.is_some_and(|payment| payment.eci == "5") {
        info.push(("version_3ds", "1".to_owned()));
    }
    if payment.is_some() {
        info.push(("is_test", "true".to_owned()));
    }
    let mut text = String::from("{");
    for (name, json) in &info {
        let separator = if text.len() > 1 { ", " } else { "" };
        text.extend([separator, "\"", name, "\": ", json]);
    }
    text + "}"
}

/// The JSON text of the further facts that the merchant sent.
fn reservation_data(purchase: &Purchase) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(&purchase.reservation_data).ok()?;
    String::from_utf8(bytes).ok().filter(|json| !json.is_empty())
}
