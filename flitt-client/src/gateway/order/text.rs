//! The text form of an order, for a database: one JSON object with a version, without sensitive values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::facts::{Code, Facts, Seen, Sums, Taking};
use super::intent::{value, word};
use super::state::OrderState;
use crate::runtime::redact::shown_name;

/// The version that [`OrderState::to_json`] writes.
const VERSION: u64 = 1;

const SEEN: [(Seen, &str); 10] = [
    (Seen::Approved, "approved"),
    (Seen::Declined, "declined"),
    (Seen::Expired, "expired"),
    (Seen::Reversed, "reversed"),
    (Seen::Chargeback, "chargeback"),
    (Seen::Purchase, "purchase"),
    (Seen::CardCheck, "card_check"),
    (Seen::NoOperation, "no_operation"),
    (Seen::Test, "test"),
    (Seen::CodeFailed, "code_failed"),
];

const TAKINGS: [(Taking, &str); 5] = [
    (Taking::Unknown, "unknown"),
    (Taking::Absent, "absent"),
    (Taking::Held, "held"),
    (Taking::Taken, "taken"),
    (Taking::Captured, "captured"),
];

const CODES: [(Code, &str); 4] =
    [(Code::Unknown, "unknown"), (Code::Absent, "absent"), (Code::Pending, "pending"), (Code::Verified, "verified")];

/// Why a text is not the text form of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseOrderError {
    /// It is not a JSON object.
    NotAnObject,
    /// It has another version: a later release of this crate wrote it.
    Version,
    /// The value of this name is missing, or invalid.
    Invalid(&'static str),
    /// It has a name that this version does not have; `[redacted]` where it does not look like one.
    Unknown(String),
}

impl OrderState {
    /// The order as text, for a database: a JSON object in one line, with a version. It has no key, no token and nothing of a
    /// card. [`OrderState::from_json`] reads it, also with later releases.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { asked, facts } = self;
        json!({
            "version": VERSION,
            "order_id": asked.order_id,
            "merchant_id": asked.merchant_id,
            "amount": asked.amount,
            "currency": asked.currency.as_str(),
            "intent": asked.intent.as_str(),
            "creation": asked.creation.as_str(),
            "parent": asked.parent,
            "other_currencies": asked.other_currencies,
            "test_payments": asked.test_payments,
            "captures_asked": asked.captures,
            "reversals_asked": asked.reversals,
            "seen": facts.seen.iter().map(|seen| word(&SEEN, seen)).collect::<Vec<_>>(),
            "other_operations": facts.other_operations,
            "sums": facts.sums.by_currency,
            "sum_of_same_amount": facts.sums.same_amount,
            "sum_of_other_amount": facts.sums.other_amount,
            "taking": word(&TAKINGS, &facts.taking),
            "captures": facts.captures,
            "reversed": facts.reversal,
            "client_fee": facts.client_fee,
            "code": word(&CODES, &facts.code),
        })
        .to_string()
    }

    /// Reads what [`OrderState::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// If it is not such a text, or of a later version.
    pub fn from_json(text: &str) -> Result<Self, ParseOrderError> {
        let Ok(Value::Object(values)) = serde_json::from_str(text) else { return Err(ParseOrderError::NotAnObject) };
        let mut values = Values(values);
        if values.take("version", Value::as_u64) != Ok(VERSION) {
            return Err(ParseOrderError::Version);
        }
        let asked = Asked {
            order_id: values.text("order_id")?,
            merchant_id: values.text("merchant_id")?,
            amount: values.take("amount", Value::as_u64)?,
            currency: values.text("currency")?.into(),
            intent: values.text("intent")?.parse().map_err(|_| ParseOrderError::Invalid("intent"))?,
            creation: values.text("creation")?.parse().map_err(|_| ParseOrderError::Invalid("creation"))?,
            parent: values.take("parent", |value| optional(value, text_of))?,
            other_currencies: values.take("other_currencies", |value| list(value, text_of))?,
            test_payments: values.take("test_payments", Value::as_bool)?,
            captures: values.take("captures_asked", |value| list(value, Value::as_u64))?,
            reversals: values.take("reversals_asked", Value::as_u64)?,
        };
        let facts = Facts {
            seen: values.take("seen", |value| list(value, |seen| from_word(&SEEN, seen)))?,
            other_operations: values.take("other_operations", |value| list(value, text_of))?,
            sums: Sums {
                by_currency: values.take("sums", sums)?,
                same_amount: values.take("sum_of_same_amount", |value| optional(value, Value::as_u64))?,
                other_amount: values.take("sum_of_other_amount", |value| optional(value, Value::as_u64))?,
            },
            taking: values.take("taking", |taking| from_word(&TAKINGS, taking))?,
            captures: values.take("captures", |value| list(value, Value::as_u64))?,
            reversal: values.take("reversed", Value::as_u64)?,
            client_fee: values.take("client_fee", |value| list(value, |fee| optional(fee, Value::as_u64)))?,
            code: values.take("code", |code| from_word(&CODES, code))?,
        };
        match values.0.into_iter().next() {
            None => Ok(Self { asked, facts }),
            Some((name, _)) => Err(ParseOrderError::Unknown(shown_name(&name).into_owned())),
        }
    }
}

/// The values of the object that were not read yet.
struct Values(Map<String, Value>);

impl Values {
    fn take<T>(&mut self, name: &'static str, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, ParseOrderError> {
        let value = self.0.remove(name);
        value.as_ref().and_then(read).ok_or(ParseOrderError::Invalid(name))
    }

    fn text(&mut self, name: &'static str) -> Result<String, ParseOrderError> {
        self.take(name, text_of)
    }
}

fn text_of(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

/// The value of a word in a table of words.
fn from_word<T: Copy>(words: &[(T, &'static str)], text: &Value) -> Option<T> {
    value(words, text.as_str()?).ok()
}

/// A value that can be null.
#[expect(clippy::option_option, reason = "null is a value, and another type is none")]
fn optional<'v, T>(value: &'v Value, read: impl FnOnce(&'v Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}

fn list<T: Ord>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<BTreeSet<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn sums(value: &Value) -> Option<BTreeMap<String, u64>> {
    value.as_object()?.iter().map(|(currency, sum)| Some((currency.clone(), sum.as_u64()?))).collect()
}

impl fmt::Display for ParseOrderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not an order: ")?;
        match self {
            Self::NotAnObject => formatter.write_str("the text is not a JSON object"),
            Self::Version => write!(formatter, "expected version {VERSION}; a later release may have written it"),
            Self::Invalid(name) => write!(formatter, "`{name}` is missing or invalid"),
            Self::Unknown(_) => formatter.write_str("it has an unknown name; a later release may have written it"),
        }
    }
}

impl std::error::Error for ParseOrderError {}
