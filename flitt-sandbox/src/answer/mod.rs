//! The fields of answers. The rows come from the tables of the schema files; the values, by name, stand here.

use flitt_client::schema::{Form, Origin, Parameter, Protocol, Signed, Table};
use flitt_client::{List, masked_signed_text, sign};

use crate::clock::date_time;
use crate::failure::{number, pattern};
use crate::fault::Fault;
use crate::merchant::Merchant;
use crate::order::{Operation, Order, Payment, Reverse};
use crate::request::Checked;
use crate::rules::Rules;
use crate::wire::{Format, SIGNATURE, Value, data, object};

mod info;
mod split;
mod transaction;

pub(crate) use transaction::{Transaction, transaction_row};

use split::split_parts;

/// The body of an answer: the last form of the endpoint's table, with a value for each row.
pub(crate) fn body(request: &Checked<'_>, value: impl Fn(&Parameter) -> Option<Value>) -> String {
    written(request, request.endpoint.response.forms.last(), &value)
}

/// The body of an answer in the form that is told by a parameter.
pub(crate) fn body_with(parameter: &str, request: &Checked<'_>, value: impl Fn(&Parameter) -> Option<Value>) -> String {
    let form = request.endpoint.response.forms.iter().find(|form| form.when.as_deref() == Some(parameter));
    written(request, form, &value)
}

/// An answer is written as its request was, and in protocol 2.0 always signed.
fn written(request: &Checked<'_>, form: Option<&Form>, value: &impl Fn(&Parameter) -> Option<Value>) -> String {
    let mut fields = form.map_or_else(Vec::new, |form| fields(&form.table, request.is_protocol_2(), value));
    if request.fault == Some(Fault::OtherOrder)
        && let Some((_, order_id)) = fields.iter_mut().find(|(name, _)| *name == "order_id")
    {
        *order_id = Value::from(format!("{}-other", order_id.text()));
    }
    let key = match request.fault {
        Some(Fault::WrongSignature) => "another key",
        _ => request.merchant.key(request.endpoint.key).unwrap_or_default(),
    };
    if request.is_protocol_2() {
        return request.format.body(&data(&fields, key));
    }
    if let (Some(form), true) = (form, request.endpoint.response.signed != Signed::Never) {
        sign_fields(&form.table, key, &mut fields);
    }
    request.format.body(&fields)
}

/// The body of a callback: bare and signed, in protocol 2.0 in its envelope.
pub(crate) fn callback(rules: &Rules, merchant: &Merchant, order: &Order) -> String {
    if !order.purchase.is_protocol_2 {
        return object(&signed_state(rules, merchant, order));
    }
    let fields = fields(&rules.final_order, true, &|row| order_value(rules, order, &row.name));
    Format::Json.body(&data(&fields, callback_key(rules, merchant, order)))
}

/// The state of an order as a payer's browser brings it to the merchant, signed.
pub(crate) fn signed_state<'r>(rules: &'r Rules, merchant: &Merchant, order: &Order) -> Vec<(&'r str, Value)> {
    let mut fields = fields(&rules.final_order, false, &|row| order_value(rules, order, &row.name));
    sign_fields(&rules.final_order, callback_key(rules, merchant, order), &mut fields);
    fields
}

/// The key that signs the state of an order.
fn callback_key<'m>(rules: &Rules, merchant: &'m Merchant, order: &Order) -> &'m str {
    let kind = rules.callback_key(|name| order_value(rules, order, name).map(|value| value.text().into_owned()));
    merchant.key(kind).unwrap_or_default()
}

/// Every row of a table but the signature's; a row without a value is an empty text. Rows of protocol 2.0 alone, which
/// can be nested, stand in it where they have a value.
fn fields<'t>(
    table: &'t Table,
    is_protocol_2: bool,
    value: &impl Fn(&Parameter) -> Option<Value>,
) -> Vec<(&'t str, Value)> {
    let rows = table.rows.iter().filter(|row| row.origin != Origin::Signature);
    let written = rows.filter_map(|row| match row.details.protocol {
        Some(Protocol::Data) if is_protocol_2 => Some((row.name.as_ref(), value(row)?)),
        Some(Protocol::Data) => None,
        _ => Some((row.name.as_ref(), value(row).unwrap_or_else(|| Value::from("")))),
    });
    written.collect()
}

/// Adds the signature, and the signed text as merchants in test mode get it.
fn sign_fields<'t>(table: &'t Table, key: &str, fields: &mut Vec<(&'t str, Value)>) {
    let texts: Vec<_> = fields.iter().map(|(name, value)| (*name, value.text())).collect();
    let pairs = || texts.iter().map(|(name, text)| (*name, text.as_ref()));
    let rows = table.rows.iter().filter(|row| row.origin == Origin::Signature);
    let signed = rows.map(|row| {
        let text = if row.name == SIGNATURE { sign(key, pairs()) } else { masked_signed_text(key, pairs()) };
        (row.name.as_ref(), Value::from(text))
    });
    let signed: Vec<_> = signed.collect();
    fields.extend(signed);
}

/// What the state of an order says in the row of this name.
pub(crate) fn order_value(rules: &Rules, order: &Order, name: &str) -> Option<Value> {
    let purchase = &order.purchase;
    let is_purchase = purchase.operation == Operation::Purchase;
    let payment = order.payment();
    let paid = order.paid();
    let of_purchase = |text: &str| is_purchase.then(|| Value::from(text));
    let of_payment = |value: fn(&Payment) -> Value| payment.map(value);
    match name {
        "order_id" => Some(Value::from(purchase.order_id.as_str())),
        "merchant_id" => Some(Value::Number(purchase.merchant_id)),
        "amount" => Some(Value::from(purchase.amount.to_string())),
        "currency" => Some(Value::from(purchase.currency.as_str())),
        "parent_order_id" => Some(Value::from(purchase.parent_order_id.as_str())),
        "order_status" => Some(Value::from(order.status.value())),
        "response_status" => Some(Value::from("success")),
        "tran_type" => Some(Value::from(match purchase.operation {
            Operation::Purchase => "purchase",
            Operation::Payout => "p2p credit",
            Operation::Settlement => "settlement",
        })),
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
        "eci" => of_payment(|payment| Value::from(payment.eci.as_str())),
        "rrn" => paid.map(|_| Value::from("111111111111")),
        "approval_code" => paid.map(|_| Value::from("123456")),
        "actual_amount" => paid.map(|_| Value::from(purchase.amount.to_string())),
        "actual_currency" => paid.map(|_| Value::from(purchase.currency.as_str())),
        "rectoken" => of_payment(|payment| Value::from(payment.rectoken.as_str())),
        "transaction" => (!order.shares.is_empty()).then(|| split_parts(order)),
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
        "reverse_id" => Some(Value::from(reverse.id.as_str())),
        "reversal_amount" => Some(Value::from(reverse.amount.to_string())),
        "transaction_id" => order.payment().map(|payment| Value::from(payment.transaction_id.to_string())),
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
