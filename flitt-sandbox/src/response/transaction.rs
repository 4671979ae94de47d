//! The transactions of an order (<https://docs.flitt.com/api/list-order-transactions/>): each attempt to pay and each
//! reversal.

use std::time::Duration;

use super::card_type::card_type;
use super::order::{APPROVAL_CODE, RRN, order_value};
use super::parameters::Parameters;
use crate::clock::date_time;
use crate::http::wire::Value;
use crate::model::error::code_number;
use crate::model::money;
use crate::model::order::{Method, Order, Payment, Reversal};
use crate::schemas::Schemas;

/// One transaction of an order.
pub(crate) struct Transaction<'o> {
    pub(crate) order: &'o Order,
    /// The attempt to pay, or the one that is reversed.
    pub(crate) payment: &'o Payment,
    pub(crate) reversal: Option<&'o Reversal>,
}

impl<'o> Transaction<'o> {
    /// The transactions of an order: the attempts, then the reversals.
    pub(crate) fn all(order: &'o Order) -> impl Iterator<Item = Self> {
        let attempts = order.attempts.iter().map(move |payment| Self { order, payment, reversal: None });
        // Only the last attempt can be approved, and then reversed.
        let reversed = order.payment();
        let reversals = order.reversals.iter();
        attempts.chain(reversals.filter_map(move |it| Some(Self { order, payment: reversed?, reversal: Some(it) })))
    }

    pub(crate) fn id(&self) -> u64 {
        self.reversal.map_or(self.payment.transaction_id, |reversal| reversal.transaction_id)
    }

    /// The transaction that this one reverses, or that its settlement splits.
    pub(crate) fn parent_id(&self) -> Option<u64> {
        self.reversal.map(|_| self.payment.transaction_id).or(self.order.parent_transaction_id)
    }

    /// The gateway's name of the type.
    pub(crate) fn kind(&self, schemas: &Schemas) -> Option<Value> {
        match self.reversal {
            None => order_value(schemas, self.order, "tran_type"),
            Some(_) => Some(Value::from("reverse")),
        }
    }

    /// The amount, in minor units.
    pub(crate) fn amount(&self) -> u64 {
        self.reversal.map_or(self.order.purchase.amount, |reversal| reversal.amount)
    }

    /// What was charged or given back, in minor units of the currency of the charge.
    pub(crate) fn charged_amount(&self) -> u64 {
        self.reversal.map_or_else(|| self.order.charged_amount(), |reversal| reversal.amount)
    }

    pub(crate) fn began_at(&self) -> Duration {
        self.reversal.map_or(self.order.created_at, |reversal| reversal.at)
    }

    pub(crate) fn ended_at(&self) -> Duration {
        self.reversal.map_or(self.payment.at, |reversal| reversal.at)
    }

    pub(crate) fn is_approved(&self) -> bool {
        self.payment.decline.is_none()
    }

    /// The amount in major units of the currency of the charge.
    fn major(&self, amount: u64) -> Value {
        Value::Json(money::number(amount, self.order.shown_currency()))
    }

    /// The currency of [`amount`](Self::amount): that of the order, or for a reversal that of the charge.
    fn currency(&self) -> &str {
        if self.reversal.is_some() { self.order.shown_currency() } else { &self.order.purchase.currency }
    }

    /// A value that only approved transactions have.
    fn if_approved(&self, value: impl FnOnce() -> Value) -> Option<Value> {
        self.is_approved().then(value)
    }

    /// The order, if this transaction is its approved payment. It carries the amounts that were captured and reversed
    /// since.
    fn approved_payment(&self) -> Option<&Order> {
        (self.is_approved() && self.reversal.is_none()).then_some(self.order)
    }
}

type TransactionFunction = fn(&Schemas, &Transaction<'_>) -> Option<Value>;

/// The parameters of a transaction. Amounts are in major units; a missing value is null.
pub(crate) static TRANSACTION: Parameters<TransactionFunction> = Parameters::new(&[
    ("id", |_, it| Some(Value::Number(it.id()))),
    ("payment_id", |_, it| Some(Value::Number(it.order.payment_id))),
    ("parent_tran_id", |_, it| it.parent_id().map(Value::Number)),
    ("order_id", |_, it| Some(Value::from(it.order.purchase.order_id.as_str()))),
    ("merchant_id", |_, it| Some(Value::Number(it.order.purchase.merchant_id))),
    ("tran_type", |schemas, it| it.kind(schemas)),
    ("transaction_status", |_, it| Some(Value::from(if it.is_approved() { "approved" } else { "declined" }))),
    ("amount", |_, it| Some(Value::Json(money::number(it.amount(), it.currency())))),
    ("currency", |_, it| Some(Value::from(it.currency()))),
    ("actual_amount", |_, it| it.if_approved(|| it.major(it.charged_amount()))),
    ("actual_currency", |_, it| it.if_approved(|| Value::from(it.order.charged_currency()))),
    ("reversal_amount", |_, it| Some(it.major(it.approved_payment().map_or(0, |order| order.reversal_amount)))),
    ("capture_status", |_, it| it.approved_payment()?.capture_status().map(Value::from)),
    ("capture_amount", |_, it| it.approved_payment()?.captured_amount.map(|amount| it.major(amount))),
    ("preauth", |_, it| Some(Value::from(if it.order.purchase.preauth { "Y" } else { "N" }))),
    ("response_code", |_, it| it.payment.decline.map(|code| Value::Number(code_number(code)))),
    ("timestart", |_, it| Some(Value::from(date_time(it.began_at())))),
    ("timeend", |_, it| Some(Value::from(date_time(it.ended_at())))),
    ("duration", |_, _| None),
    ("payment_system", |_, it| (it.payment.method == Method::Card).then(|| Value::from("card"))),
    ("masked_card", |_, it| non_empty(&it.payment.masked_card)),
    ("card_bin", |_, it| it.payment.card_bin.map(|bin| Value::from(bin.to_string()))),
    ("card_last_digits", |_, it| non_empty(last_digits(&it.payment.masked_card))),
    ("card_type", |schemas, it| non_empty(card_type(schemas, it.payment))),
    ("expire_month", |_, _| None),
    ("expire_year", |_, _| None),
    ("rectoken", |_, it| non_empty(&it.payment.rectoken)),
    ("rectoken_lifetime", |_, _| None),
    ("sender_email", |_, it| non_empty(&it.order.purchase.sender_email)),
    ("sender_country", |_, _| None),
    ("sender_approval_code", |_, it| it.if_approved(|| Value::from(APPROVAL_CODE))),
    ("sender_rrn", |_, it| it.if_approved(|| Value::from(RRN))),
    ("receiver_rrn", |_, _| None),
    ("receiver_approval_code", |_, _| None),
    ("receiver_country", |_, _| None),
    ("verification_code", |_, _| None),
    ("eci", |_, it| non_empty(&it.payment.eci)),
    ("cavv", |_, _| None),
    ("md", |_, _| None),
    ("veres_status", |_, _| None),
    ("pares_status", |_, _| None),
    ("ipaddress_v4", |_, _| Some(Value::from("127.0.0.1"))),
    ("ip_country", |_, _| None),
    ("settlement_status", |_, _| None),
    ("settlement_amount", |_, _| Some(Value::Json("0.0".to_owned()))),
    ("settlement_currency", |_, _| None),
    ("settlement_date", |_, _| None),
    ("fee", |_, _| None),
    ("client_fee", |_, _| Some(Value::Json("0.0".to_owned()))),
    ("protocol", |_, _| None),
    ("istest", |_, _| Some(Value::Json("true".to_owned()))),
    ("binmanagement_enabled", |_, _| Some(Value::from("False"))),
]);

/// The value of a parameter of a transaction.
pub(crate) fn transaction_value(schemas: &Schemas, transaction: &Transaction<'_>, name: &str) -> Option<Value> {
    TRANSACTION.get(name)?(schemas, transaction)
}

fn non_empty(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::from(text))
}

/// The last four digits of a masked card number; empty if it is shorter than that.
fn last_digits(masked_card: &str) -> &str {
    let start = masked_card.len().saturating_sub(4);
    masked_card.get(start..).unwrap_or_default()
}
