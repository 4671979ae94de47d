//! The fields of answers. The rows come from the tables of the schema files; the values, by name, stand here.

use flitt_client::schema::{Endpoint, Form, Key, Origin, Parameter, Signed, Table};
use flitt_client::{List, masked_signed_text, sign};

use crate::clock::date_time;
use crate::config::Merchant;
use crate::failure::{number, pattern};
use crate::order::{Operation, Order, Payment, Reverse};
use crate::rules::Rules;
use crate::wire::{Value, object};

mod info;

const SIGNATURE: &str = "signature";

/// The body of an endpoint's answer: the last form of its table, in the envelope.
pub(crate) fn body(endpoint: &Endpoint, merchant: &Merchant, value: impl Fn(&Parameter) -> Option<Value>) -> String {
    form_body(endpoint, merchant, endpoint.response.forms.last(), value)
}

/// The body of an endpoint's answer in the form that is told by a parameter.
pub(crate) fn body_with(
    parameter: &str,
    endpoint: &Endpoint,
    merchant: &Merchant,
    value: impl Fn(&Parameter) -> Option<Value>,
) -> String {
    let form = endpoint.response.forms.iter().find(|form| form.when.as_deref() == Some(parameter));
    form_body(endpoint, merchant, form, value)
}

fn form_body(
    endpoint: &Endpoint,
    merchant: &Merchant,
    form: Option<&Form>,
    value: impl Fn(&Parameter) -> Option<Value>,
) -> String {
    let Some(form) = form else { return r#"{"response":{}}"#.to_owned() };
    let key = match endpoint.response.signed {
        Signed::Never => None,
        Signed::Always | Signed::Final | Signed::Unproven => merchant.key(endpoint.key),
    };
    format!(r#"{{"response":{}}}"#, fields(&form.table, key, value))
}

/// The body of a callback: bare, signed by the key that the table's rules name.
pub(crate) fn callback(rules: &Rules, merchant: &Merchant, order: &Order) -> String {
    let table = &rules.final_order;
    let text = |name: &str| order_value(rules, order, name).map(|value| value.text());
    let rule = table
        .callback
        .iter()
        .find(|rule| rule.when.as_ref().is_none_or(|condition| condition.holds(text(&condition.parameter).as_deref())));
    let key = merchant.key(rule.map_or(Key::Payment, |rule| rule.key));
    fields(table, key, |row| order_value(rules, order, &row.name))
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
pub(crate) fn order_value(rules: &Rules, order: &Order, name: &str) -> Option<Value> {
    let purchase = &order.purchase;
    let is_payout = purchase.operation == Operation::Payout;
    let payment = order.payment.as_ref();
    let paid = order.paid();
    let of_purchase = |text: &str| (!is_payout).then(|| Value::from(text));
    let of_payment = |value: fn(&Payment) -> Value| payment.map(value);
    match name {
        "order_id" => Some(Value::from(purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(purchase.merchant_id)),
        "amount" => Some(Value::from(purchase.amount.to_string())),
        "currency" => Some(Value::from(purchase.currency.as_str())),
        "order_status" => Some(Value::from(order.status.value())),
        "response_status" => Some(Value::from("success")),
        "tran_type" => Some(Value::from(if is_payout { "p2p credit" } else { "purchase" })),
        "payment_id" => Some(Value::Number(order.payment_id)),
        "order_time" => Some(Value::from(date_time(order.created_at))),
        "sender_email" => Some(Value::from(purchase.sender_email.as_str())),
        "product_id" => Some(Value::from(purchase.product_id.as_str())),
        "merchant_data" => Some(Value::from(purchase.merchant_data.as_str())),
        "reversal_amount" => of_purchase(&order.reversal_amount.to_string()),
        "settlement_amount" | "fee_oplata" => of_purchase("0"),
        "response_code" => Some(Value::number_or_nothing(order.response_code.map(number))),
        "response_description" => order.response_code.map(|code| Value::from(pattern(code))),
        "payment_system" => of_payment(|payment| Value::from(if payment.is_card { "card" } else { "" })),
        "masked_card" => of_payment(|payment| Value::from(payment.masked_card.as_str())),
        "card_bin" => of_payment(|payment| Value::number_or_nothing(payment.card_bin)),
        "card_type" => payment.map(|payment| Value::from(card_type(rules, payment))),
        "eci" => of_payment(|payment| Value::from(payment.eci)),
        "rrn" => paid.map(|_| Value::from("111111111111")),
        "approval_code" => paid.map(|_| Value::from("123456")),
        "actual_amount" => paid.map(|_| Value::from(purchase.amount.to_string())),
        "actual_currency" => paid.map(|_| Value::from(purchase.currency.as_str())),
        "rectoken" => of_payment(|payment| Value::from(payment.rectoken.as_str())),
        "additional_info" => Some(Value::from(info::additional(rules, order))),
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

/// What a capture says in the row of this name.
pub(crate) fn capture_value(order: &Order, name: &str) -> Option<Value> {
    match name {
        "order_id" => Some(Value::from(order.purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(order.purchase.merchant_id)),
        "capture_status" => order.capture_status().map(Value::from),
        "response_status" => Some(Value::from("success")),
        _ => None,
    }
}

/// What a subscription says in the row of this name.
pub(crate) fn subscription_value(order: &Order, name: &str) -> Option<Value> {
    match name {
        "order_id" => Some(Value::from(order.purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(order.purchase.merchant_id)),
        "response_status" => Some(Value::from("success")),
        "status" => Some(Value::from(if order.is_subscription_active { "active" } else { "disabled" })),
        _ => None,
    }
}

/// The card's brand in the words of the table: the list of test cards writes them with other capitals.
fn card_type<'b>(rules: &'b Rules, payment: &'b Payment) -> &'b str {
    let listed = rules.final_order.row("card_type").into_iter().flat_map(|row| row.details.values.iter());
    let same = |value: &&'b str| value.eq_ignore_ascii_case(&payment.brand);
    listed.map(|listed| listed.value.as_ref()).find(same).unwrap_or(&payment.brand)
}
