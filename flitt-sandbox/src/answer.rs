//! The fields of answers. The rows come from the tables of the schema files; the values, by name, stand here.

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::schema::{Endpoint, Key, Origin, Parameter, Signed, Table};
use flitt_client::{List, masked_signed_text, sign};

use crate::clock::date_time;
use crate::config::Merchant;
use crate::failure::{number, pattern};
use crate::order::{Order, Payment, Reverse};
use crate::wire::{Value, object, quoted};

const SIGNATURE: &str = "signature";

/// The body of an endpoint's answer: the last form of its table, in the envelope.
pub(crate) fn body(endpoint: &Endpoint, merchant: &Merchant, value: impl Fn(&Parameter) -> Option<Value>) -> String {
    let Some(form) = endpoint.response.forms.last() else { return r#"{"response":{}}"#.to_owned() };
    let key = match endpoint.response.signed {
        Signed::Never => None,
        Signed::Always | Signed::Final | Signed::Unproven => merchant.key(endpoint.key),
    };
    format!(r#"{{"response":{}}}"#, fields(&form.table, key, value))
}

/// The body of a callback: bare, signed by the key that the table's rules name.
pub(crate) fn callback(table: &Table, merchant: &Merchant, order: &Order) -> String {
    let text = |name: &str| order_value(table, order, name).map(|value| value.text());
    let rule = table
        .callback
        .iter()
        .find(|rule| rule.when.as_ref().is_none_or(|condition| condition.holds(text(&condition.parameter).as_deref())));
    let key = merchant.key(rule.map_or(Key::Payment, |rule| rule.key));
    fields(table, key, |row| order_value(table, order, &row.name))
}

/// One object with every row of a table; a row without a value is an empty text. With a key, it is signed, and the
/// signed text is added as merchants in test mode get it.
fn fields(table: &Table, key: Option<&str>, value: impl Fn(&Parameter) -> Option<Value>) -> String {
    let rows = table.rows.iter().filter(|row| row.origin != Origin::Signature);
    let mut fields: Vec<(&str, Value)> =
        rows.map(|row| (row.name.as_ref(), value(row).unwrap_or_else(|| Value::from("")))).collect();
    if let Some(key) = key {
        let texts: Vec<(&str, String)> = fields.iter().map(|(name, value)| (*name, value.text())).collect();
        let pairs = || texts.iter().map(|(name, text)| (*name, text.as_str()));
        for row in table.rows.iter().filter(|row| row.origin == Origin::Signature) {
            let text = if row.name == SIGNATURE { sign(key, pairs()) } else { masked_signed_text(key, pairs()) };
            fields.push((&row.name, Value::from(text)));
        }
    }
    object(fields.iter().map(|(name, value)| (*name, value)))
}

/// What the state of an order says in the row of this name.
pub(crate) fn order_value(table: &Table, order: &Order, name: &str) -> Option<Value> {
    let purchase = &order.purchase;
    let payment = order.payment.as_ref();
    let paid = order.paid();
    let of_payment = |value: fn(&Payment) -> Value| payment.map(value);
    match name {
        "order_id" => Some(Value::from(purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(purchase.merchant_id)),
        "amount" => Some(Value::from(purchase.amount.to_string())),
        "currency" => Some(Value::from(purchase.currency.as_str())),
        "order_status" => Some(Value::from(order.status.value())),
        "response_status" => Some(Value::from("success")),
        "tran_type" => Some(Value::from("purchase")),
        "payment_id" => Some(Value::Number(order.payment_id)),
        "order_time" => Some(Value::from(date_time(order.created_at))),
        "sender_email" => Some(Value::from(purchase.sender_email.as_str())),
        "product_id" => Some(Value::from(purchase.product_id.as_str())),
        "merchant_data" => Some(Value::from(purchase.merchant_data.as_str())),
        "reversal_amount" => Some(Value::from(order.reversal_amount.to_string())),
        "settlement_amount" | "fee_oplata" => Some(Value::from("0")),
        "response_code" => Some(Value::number_or_nothing(order.response_code.map(number))),
        "response_description" => order.response_code.map(|code| Value::from(pattern(code))),
        "payment_system" => of_payment(|_| Value::from("card")),
        "masked_card" => of_payment(|payment| Value::from(payment.masked_card.as_str())),
        "card_bin" => of_payment(|payment| Value::number_or_nothing(payment.card_bin)),
        "card_type" => payment.map(|payment| Value::from(card_type(table, payment))),
        "eci" => of_payment(|payment| Value::from(payment.eci)),
        "rrn" => paid.map(|_| Value::from("111111111111")),
        "approval_code" => paid.map(|_| Value::from("123456")),
        "actual_amount" => paid.map(|_| Value::from(purchase.amount.to_string())),
        "actual_currency" => paid.map(|_| Value::from(purchase.currency.as_str())),
        "rectoken" => of_payment(|payment| Value::from(payment.rectoken.as_str())),
        "additional_info" => Some(Value::from(additional_info(table, order))),
        _ => None,
    }
}

/// What a reverse says in the row of this name.
pub(crate) fn reverse_value(order: &Order, reverse: &Reverse, name: &str) -> Option<Value> {
    match name {
        "order_id" => Some(Value::from(order.purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(order.purchase.merchant_id)),
        "reverse_status" => Some(Value::from("approved")),
        "response_status" => Some(Value::from("success")),
        "reverse_id" => Some(Value::from(reverse.reverse_id.as_str())),
        "reversal_amount" => Some(Value::from(reverse.amount.to_string())),
        "transaction_id" => order.payment.as_ref().map(|payment| Value::from(payment.transaction_id.to_string())),
        _ => None,
    }
}

/// The card's brand in the words of the table: the list of test cards writes them with other capitals.
fn card_type<'b>(table: &'b Table, payment: &'b Payment) -> &'b str {
    let listed = table.row("card_type").into_iter().flat_map(|row| row.details.values.iter());
    let same = |value: &&'b str| value.eq_ignore_ascii_case(&payment.brand);
    listed.map(|listed| listed.value.as_ref()).find(same).unwrap_or(&payment.brand)
}

/// The JSON text of further facts, with the keys, their order and the spaces of the documented examples: the signature
/// covers the exact text.
fn additional_info(table: &Table, order: &Order) -> String {
    let payment = order.payment.as_ref();
    let or_null = |text: Option<String>| text.unwrap_or_else(|| "null".to_owned());
    let card_type = payment.map(|payment| card_type(table, payment)).filter(|brand| !brand.is_empty());
    let ended =
        payment.map(|payment| payment.at).or((order.status == OrderStatus::Expired).then_some(order.expires_at));
    let decline = order.response_code;
    let mut info = vec![
        ("capture_status", or_null(None)),
        ("capture_amount", or_null(None)),
        ("reservation_data", or_null(None)),
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
        ("payment_method", or_null(payment.map(|_| quoted("card")))),
    ];
    if payment.is_some_and(|payment| payment.eci == "5") {
        info.push(("version_3ds", "1".to_owned()));
    }
    if payment.is_some() {
        info.push(("is_test", "true".to_owned()));
    }
    let pairs: Vec<String> = info.iter().map(|(name, json)| format!("{}: {json}", quoted(name))).collect();
    format!("{{{}}}", pairs.join(", "))
}
