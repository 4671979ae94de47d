//! The parameter `additional_info`: JSON text within a response.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flitt_client::value::WireEnum;
use flitt_schema::quoted;

use super::card_type::card_type;
use crate::clock::date_time;
use crate::model::card::ECI_AUTHENTICATED;
use crate::model::error::code_message;
use crate::model::money;
use crate::model::order::{Method, Order, Purchase};
use crate::schemas::Schemas;

/// The JSON text, with the keys, their order and the spaces of the documented examples: the signature covers the exact
/// text.
pub(super) fn additional_info(schemas: &Schemas, order: &Order) -> String {
    let payment = order.payment();
    let or_null = |text: Option<String>| text.unwrap_or_else(|| "null".to_owned());
    let card_type = payment.map(|payment| card_type(schemas, payment)).filter(|brand| !brand.is_empty());
    let decline = order.response_code;
    let purchase = &order.purchase;
    let captured = order.captured_amount.map(|amount| money::number(amount, order.shown_currency()));
    let mut info = vec![
        ("capture_status", or_null(order.capture_status().map(quoted))),
        ("capture_amount", or_null(captured)),
        ("reservation_data", or_null(reservation_data(purchase).map(|json| quoted(&json)))),
        ("transaction_id", or_null(payment.map(|payment| payment.transaction_id.to_string()))),
        ("bank_response_code", or_null(decline.map(|code| quoted(&format!("decln_{}", code.as_str()))))),
        ("bank_response_description", or_null(decline.map(|code| quoted(code_message(code))))),
        ("client_fee", or_null(payment.map(|_| "0.0".to_owned()))),
        ("settlement_fee", "0.0".to_owned()),
        ("bank_name", or_null(None)),
        ("bank_country", or_null(None)),
        ("card_type", or_null(card_type.map(quoted))),
        ("card_product", or_null(card_type.map(|brand| quoted(&format!("empty_{}", brand.to_lowercase()))))),
        ("card_category", or_null(None)),
        ("timeend", or_null(order.ended_at().map(|at| quoted(&date_time(at))))),
        ("ipaddress_v4", quoted("127.0.0.1")),
        ("payment_method", or_null(payment.filter(|payment| payment.method == Method::Card).map(|_| quoted("card")))),
    ];
    if payment.is_some_and(|payment| payment.eci == ECI_AUTHENTICATED) {
        info.push(("version_3ds", "1".to_owned()));
    }
    if payment.is_some() && !order.is_live {
        info.push(("is_test", "true".to_owned()));
    }
    let mut text = String::from("{");
    for (name, json) in &info {
        let separator = if text.len() > 1 { ", " } else { "" };
        text.extend([separator, "\"", name, "\": ", json]);
    }
    text + "}"
}

/// The JSON text of the additional data that the merchant sent.
fn reservation_data(purchase: &Purchase) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(&purchase.reservation_data).ok()?;
    String::from_utf8(bytes).ok().filter(|json| !json.is_empty())
}
