//! What a person looks at: how much waits, and what does not go on by itself.

use std::fmt;
use std::time::{Duration, SystemTime};

use flitt_client::__private::redact::shown_text;

use super::Store;
use crate::engine::{Engine, Row, Tx, Value};
use crate::error::Error;

/// The figures to monitor: [`Orders::health`](crate::Orders::health).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Orders for which something is due: a request, a status request, an event.
    pub due: u64,
    /// How long the oldest of them has been due. If it grows, no worker runs, or there are too few workers.
    pub oldest_due: Duration,
    /// The number of parked requests, events and orders: [`Orders::stuck`](crate::Orders::stuck).
    pub stuck: u64,
    /// The number of rejected callbacks that are stored ([`Orders::rejected_callbacks`](crate::Orders::rejected_callbacks)).
    /// Only the last 1,000 of all merchants are stored, and equal bodies count once. No rejection is deleted after a time, so
    /// watch whether the number rises.
    pub rejected_callbacks: u64,
}

/// A callback that was rejected.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RejectedCallback {
    /// When it was received first, by the database's clock.
    pub received_at: SystemTime,
    /// Why it was rejected, without secrets. Where its signature is right, the id of its order is in it: compare the order with the
    /// gateway's portal.
    pub reason: String,
}

impl fmt::Debug for RejectedCallback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { received_at, reason } = self;
        let reason = shown_text(reason);
        formatter.debug_struct("RejectedCallback").field("received_at", received_at).field("reason", &reason).finish()
    }
}

/// A parked request, event or order: [`Orders::stuck`](crate::Orders::stuck).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stuck {
    /// What to give to `settle` or `resume`.
    pub id: StuckId,
    /// The id of its order.
    pub order_id: String,
    /// The endpoint of a request, the kind of an event, or `order`.
    pub name: String,
    /// The amount of the request, in minor units; 0 for an event.
    pub amount: u64,
    /// Why it is parked, as one word: `not_there`, `no_information`, `repeated`, `exists`, `handler` or `set_aside`. The
    /// module [`running`](crate::running) says what to do about each.
    pub reason: String,
    /// The last error, without secrets.
    pub last_error: Option<String>,
}

impl fmt::Debug for Stuck {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, order_id, name, amount, reason, last_error } = self;
        formatter
            .debug_struct("Stuck")
            .field("id", id)
            .field("order_id", &shown_text(order_id))
            .field("name", name)
            .field("amount", amount)
            .field("reason", reason)
            .field("last_error", last_error)
            .finish()
    }
}

/// The id of something that is parked: the argument of [`Orders::settle`](crate::Orders::settle) or
/// [`Orders::resume`](crate::Orders::resume).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StuckId {
    /// A request whose outcome is unknown: `settle`.
    Call(i64),
    /// An event whose handler fails: `resume`.
    Event(i64),
    /// An order whose stored values cannot be read, or whose status contradicts what was asked for or does not decide it: `resume`.
    Order(i64),
}

/// The states of a request that waits for a person.
const PARKED: &str = "('not_there', 'no_information', 'repeated', 'exists')";

impl Store {
    pub(crate) async fn health<DB: Engine>(&self, tx: &mut Tx<DB>) -> Result<Health, Error> {
        let (now, order) = (self.now(tx).await?, self.table("order"));
        let mine = || vec![Value::from(self.merchant.as_str()), self.is_test.into()];
        let statement =
            format!("SELECT COUNT(*), MIN(due_at) FROM {order} WHERE merchant = $1 AND test = $2 AND due_at <= $3");
        let mut values = mine();
        values.push(now.into());
        let due = tx.fetch_optional(statement, values).await?.ok_or(Error::CorruptTables("a count"))?;
        let oldest = due.optional_int(1)?.map_or(0, |at| now.saturating_sub(at));
        let (call, event) = (self.table("call"), self.table("event"));
        let statement = format!(
            "SELECT (SELECT COUNT(*) FROM {call} c JOIN {order} o ON o.id = c.of_order \
                     WHERE o.merchant = $1 AND o.test = $2 AND c.state IN {PARKED}) \
                  + (SELECT COUNT(*) FROM {event} e JOIN {order} o ON o.id = e.of_order \
                     WHERE o.merchant = $1 AND o.test = $2 AND e.is_parked = 1 AND e.done_at IS NULL) \
                  + (SELECT COUNT(*) FROM {order} o WHERE o.merchant = $1 AND o.test = $2 AND o.problem IS NOT NULL)"
        );
        let stuck = tx.fetch_optional(statement, mine()).await?.ok_or(Error::CorruptTables("a count"))?;
        let statement =
            format!("SELECT COUNT(*) FROM {} WHERE merchant = $1 AND is_accepted = 0", self.table("callback"));
        let values = vec![self.merchant.as_str().into()];
        let rejected = tx.fetch_optional(statement, values).await?.ok_or(Error::CorruptTables("a count"))?;
        Ok(Health {
            due: due.unsigned(0)?,
            oldest_due: Duration::from_millis(u64::try_from(oldest).unwrap_or_default()),
            stuck: stuck.unsigned(0)?,
            rejected_callbacks: rejected.unsigned(0)?,
        })
    }

    /// The newest rejected callbacks.
    pub(crate) async fn rejected_callbacks<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        limit: i64,
    ) -> Result<Vec<RejectedCallback>, Error> {
        let statement = format!(
            "SELECT received_at, reason FROM {} WHERE merchant = $1 AND is_accepted = 0 ORDER BY id DESC LIMIT $2",
            self.table("callback")
        );
        let rows = tx.fetch(statement, vec![self.merchant.as_str().into(), limit.into()]).await?;
        let one = |row: &Row| {
            Ok(RejectedCallback {
                received_at: SystemTime::UNIX_EPOCH + Duration::from_millis(row.unsigned(0)?),
                reason: row.optional_text(1)?.unwrap_or_default().to_owned(),
            })
        };
        rows.iter().map(one).collect()
    }

    pub(crate) async fn stuck<DB: Engine>(&self, tx: &mut Tx<DB>, limit: i64) -> Result<Vec<Stuck>, Error> {
        let [order, call, event] = ["order", "call", "event"].map(|name| self.table(name));
        let mine = || vec![Value::from(self.merchant.as_str()), self.is_test.into(), limit.into()];
        let of = |select: &str, condition: &str| {
            format!("SELECT {select} WHERE o.merchant = $1 AND o.test = $2 AND {condition} ORDER BY 1 LIMIT $3")
        };
        let calls = of(
            &format!(
                "c.id, o.order_id, c.endpoint, c.amount, c.state, c.last_error FROM {call} c JOIN {order} o ON o.id = c.of_order"
            ),
            &format!("c.state IN {PARKED}"),
        );
        let events = of(
            &format!(
                "e.id, o.order_id, e.kind, 0 + e.total * 0, 'handler', e.last_error FROM {event} e JOIN {order} o ON o.id = e.of_order"
            ),
            "e.is_parked = 1 AND e.done_at IS NULL",
        );
        let orders = of(
            &format!("o.id, o.order_id, 'order', o.reserved * 0, 'set_aside', o.problem FROM {order} o"),
            "o.problem IS NOT NULL",
        );
        let mut stuck = Vec::new();
        let ids: [fn(i64) -> StuckId; 3] = [StuckId::Call, StuckId::Event, StuckId::Order];
        for (statement, id) in [calls, events, orders].into_iter().zip(ids) {
            for row in tx.fetch(statement, mine()).await? {
                stuck.push(one(&row, id)?);
            }
        }
        Ok(stuck)
    }
}

fn one(row: &Row, id: fn(i64) -> StuckId) -> Result<Stuck, Error> {
    Ok(Stuck {
        id: id(row.int(0)?),
        order_id: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        amount: row.unsigned(3)?,
        reason: row.text(4)?.to_owned(),
        last_error: row.optional_text(5)?.map(ToOwned::to_owned),
    })
}
