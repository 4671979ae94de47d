//! What a shop is informed of, and its text form.

use std::fmt;

use flitt_client::__private::redact::{shown_address, shown_text};
use flitt_client::order::{Event, ParseOrderError, Stage};
use serde_json::{Value, json};

use crate::core::{Notice, State};
use crate::error::Error;
use crate::store::{CallRecord, NewEvent};

/// Something that happened to an order. It is delivered until its handler succeeds.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrderEvent {
    /// Its number in the database: the same each time it is delivered.
    pub id: i64,
    /// The merchant of the order: two merchants can have orders of the same id.
    pub merchant_id: String,
    /// The order.
    pub order_id: String,
    /// What happened.
    pub kind: EventKind,
}

/// What happened to an order.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// A change of its money, as the client's [`OrderState`](flitt_client::OrderState) says.
    Money(Event),
    /// A worker created it, because the program that was to create it has ended: send the payer to this page.
    Created {
        /// The URL of the checkout page; `None` if the response has none.
        checkout_url: Option<String>,
    },
    /// A request was not carried out: the gateway rejected or declined it, it could not be sent, or a person settled it as
    /// not carried out.
    Rejected(RequestInfo),
    /// A request was not sent, and will not be: its program ended or did not send it in time, and no worker may send it (such
    /// as a payout, or a request with something sensitive in it or in its response). Create the order again under another id.
    NotSent(RequestInfo),
    /// The order may exist, but the response with its checkout URL or token was lost. Create the order again under another id. If
    /// this one is paid after all, count it for the same purchase.
    ResponseLost(RequestInfo),
    /// A request is parked: a person has to decide about it ([`Orders::stuck`](crate::Orders::stuck)). The string is the
    /// reason: `not_there`, `no_information`, `repeated` or `exists`.
    Parked(RequestInfo, String),
}

/// Which request an event is about.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The endpoint, by the name of its schema file, such as `reverse_order`.
    pub endpoint: String,
    /// The caller's key, for a capture or a reversal.
    pub key: Option<String>,
    /// The amount, in minor units.
    pub amount: u64,
}

impl fmt::Debug for OrderEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, merchant_id, order_id, kind } = self;
        formatter
            .debug_struct("OrderEvent")
            .field("id", id)
            .field("merchant_id", merchant_id)
            .field("order_id", &shown_text(order_id))
            .field("kind", kind)
            .finish()
    }
}

impl fmt::Debug for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = |name: &str, about: &dyn fmt::Debug| formatter.debug_tuple(name).field(about).finish();
        match self {
            Self::Money(event) => tuple("Money", event),
            Self::Created { checkout_url } => {
                let address = checkout_url.as_deref().map(shown_address);
                formatter.debug_struct("Created").field("checkout_url", &address).finish()
            }
            Self::Rejected(about) => tuple("Rejected", about),
            Self::NotSent(about) => tuple("NotSent", about),
            Self::ResponseLost(about) => tuple("ResponseLost", about),
            Self::Parked(about, reason) => formatter.debug_tuple("Parked").field(about).field(reason).finish(),
        }
    }
}

impl fmt::Debug for RequestInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, key, amount } = self;
        formatter
            .debug_struct("RequestInfo")
            .field("endpoint", endpoint)
            .field("key", &key.as_deref().map(shown_text))
            .field("amount", amount)
            .finish()
    }
}

/// What the keys of callers begin with in the database.
pub(crate) const CALLER: &str = "key:";

/// The event of a change of the money, after which the order is at a stage.
pub(crate) fn of_money(event: &Event, stage: Stage) -> NewEvent {
    let (kind, total) = match event {
        Event::Captured { total, .. } => ("captured".to_owned(), total.unwrap_or_default()),
        // That the order ends is an event of its own, even where the total is the same as before.
        Event::Reversed { total, .. } if stage == Stage::Reversed => ("reversed:ended".to_owned(), *total),
        Event::Reversed { total, .. } => ("reversed".to_owned(), *total),
        Event::Unexpected(what) => (format!("unexpected:{}", what.as_str()), 0),
        // An order is paid once, whatever happens in between.
        event => (event.name().to_owned(), 0),
    };
    NewEvent { kind, total, body: event.to_json() }
}

/// The event of a notice about a request.
pub(crate) fn of_notice(notice: Notice, record: &CallRecord) -> NewEvent {
    let (kind, call) = match notice {
        Notice::Rejected(call) => ("request_rejected", call),
        Notice::NotSent(call) => ("request_not_sent", call),
        Notice::Lost(call) => ("response_lost", call),
        Notice::Parked(call) => ("request_parked", call),
    };
    let reason = match record.call.state {
        State::Parked(reason) => reason.as_str(),
        _ => "",
    };
    let body = json!({
        "version": 1,
        "notice": kind,
        "endpoint": record.endpoint,
        "key": record.key.strip_prefix(CALLER),
        "amount": record.call.amount,
        "reason": reason,
    });
    NewEvent { kind: kind.to_owned(), total: u64::try_from(call).unwrap_or_default(), body: body.to_string() }
}

/// The event of an order that a worker has created.
pub(crate) fn of_creation(checkout_url: Option<&str>) -> NewEvent {
    let body = json!({ "version": 1, "notice": "created", "checkout_url": checkout_url });
    NewEvent { kind: "created".to_owned(), total: 0, body: body.to_string() }
}

impl EventKind {
    /// Reads the text form.
    pub(crate) fn from_json(text: &str) -> Result<Self, Error> {
        let value: Value = serde_json::from_str(text).map_err(|_| Error::CorruptTables("an event"))?;
        let Some(notice) = value.get("notice") else { return Ok(Self::Money(Event::from_json(text)?)) };
        if value.get("version") != Some(&Value::from(1)) {
            return Err(ParseOrderError::Version.into());
        }
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let about = || RequestInfo {
            endpoint: text("endpoint").unwrap_or_default(),
            key: text("key"),
            amount: value.get("amount").and_then(Value::as_u64).unwrap_or_default(),
        };
        Ok(match notice.as_str() {
            Some("created") => Self::Created { checkout_url: text("checkout_url") },
            Some("request_rejected") => Self::Rejected(about()),
            Some("request_not_sent") => Self::NotSent(about()),
            Some("response_lost") => Self::ResponseLost(about()),
            Some("request_parked") => Self::Parked(about(), text("reason").unwrap_or_default()),
            _ => return Err(Error::CorruptTables("a kind of event")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::EventKind;

    #[test]
    fn an_address_is_shown_without_secrets() {
        let checkout_url = Some("https://u:pw@pay.example/4444555566661111/x?token=a1".to_owned());
        let shown = format!("{:?}", EventKind::Created { checkout_url });
        assert_eq!(
            shown,
            r#"Created { checkout_url: Some("https://[redacted]@pay.example/[card_number]/x?[redacted]") }"#
        );
    }
}
