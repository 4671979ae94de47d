//! The text form of an event, for a database: one JSON object with a version, without sensitive values.

use serde_json::{Map, Value, json};

use super::assessment::Unexpected;
use super::event::Event;
use super::text::ParseOrderError;
use crate::gateway::api::reference::Currency;
use crate::runtime::redact::{shown_name, shown_text};
use crate::runtime::response::Decline;
use crate::runtime::value::OpenEnum;

/// The version that [`Event::to_json`] writes.
const VERSION: u64 = 1;

impl Event {
    /// The event as text, for a database or a queue: a JSON object in one line, with a version. It has no card number: what looks
    /// like one is redacted. [`Event::from_json`] reads it, also with later releases.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = match self {
            Self::Paid { amount, currency, client_fee } => {
                json!({"amount": amount, "currency": currency.as_str(), "client_fee": client_fee.as_deref().map(shown_text)})
            }
            Self::Held { amount, currency }
            | Self::PaidOut { amount, currency }
            | Self::Settled { amount, currency } => json!({"amount": amount, "currency": currency.as_str()}),
            Self::Captured { amount, total, currency } => {
                json!({"amount": amount, "total": total, "currency": currency.as_str()})
            }
            Self::Reversed { amount, total, in_full, currency } => {
                json!({"amount": amount, "total": total, "in_full": in_full, "currency": currency.as_str()})
            }
            Self::Declined(decline) => {
                let (code, description) = decline.shown();
                json!({"code": shown_text(code), "description": shown_text(description)})
            }
            Self::Unexpected(what) => json!({"what": what.as_str()}),
            Self::Expired | Self::CardVerified | Self::CardCheckFailed | Self::Chargeback | Self::AskStatus => {
                json!({})
            }
        };
        text["version"] = VERSION.into();
        text["event"] = self.name().into();
        text.to_string()
    }

    /// Reads what [`Event::to_json`] wrote.
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
        let name = values.text("event")?;
        let event = match name.as_str() {
            "paid" => Self::Paid {
                amount: values.amount()?,
                currency: values.currency()?,
                client_fee: values.optional("client_fee", |fee| fee.as_str().map(ToOwned::to_owned))?,
            },
            "held" => Self::Held { amount: values.amount()?, currency: values.currency()? },
            "paid_out" => Self::PaidOut { amount: values.amount()?, currency: values.currency()? },
            "settled" => Self::Settled { amount: values.amount()?, currency: values.currency()? },
            "captured" => Self::Captured {
                amount: values.optional("amount", Value::as_u64)?,
                total: values.optional("total", Value::as_u64)?,
                currency: values.currency()?,
            },
            "reversed" => Self::Reversed {
                amount: values.amount()?,
                total: values.take("total", Value::as_u64)?,
                in_full: values.optional("in_full", Value::as_bool)?,
                currency: values.currency()?,
            },
            "declined" => Self::Declined(Decline::from_shown(values.text("code")?, values.text("description")?)),
            "unexpected" => {
                let word = values.text("what")?;
                Self::Unexpected(Unexpected::from_word(&word).ok_or(ParseOrderError::Invalid("what"))?)
            }
            "expired" => Self::Expired,
            "card_verified" => Self::CardVerified,
            "card_check_failed" => Self::CardCheckFailed,
            "chargeback" => Self::Chargeback,
            "ask_status" => Self::AskStatus,
            _ => return Err(ParseOrderError::Invalid("event")),
        };
        match values.0.into_iter().next() {
            None => Ok(event),
            Some((name, _)) => Err(ParseOrderError::Unknown(shown_name(&name).into_owned())),
        }
    }
}

/// The values of the object that were not read yet.
struct Values(Map<String, Value>);

impl Values {
    fn take<T>(&mut self, name: &'static str, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, ParseOrderError> {
        self.0.remove(name).as_ref().and_then(read).ok_or(ParseOrderError::Invalid(name))
    }

    /// A value that can be null.
    fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, ParseOrderError> {
        self.take(name, |value| if value.is_null() { Some(None) } else { read(value).map(Some) })
    }

    fn text(&mut self, name: &'static str) -> Result<String, ParseOrderError> {
        self.take(name, |value| value.as_str().map(ToOwned::to_owned))
    }

    fn amount(&mut self) -> Result<u64, ParseOrderError> {
        self.take("amount", Value::as_u64)
    }

    fn currency(&mut self) -> Result<OpenEnum<Currency>, ParseOrderError> {
        Ok(self.text("currency")?.into())
    }
}
