//! The table of the events: an outbox, from which each is delivered once.

use super::Store;
use crate::core::Millis;
use crate::engine::{Engine, Row, Tx, Value, Write};
use crate::error::Error;

/// An event that is not stored yet. Of one order, kind and total there is one.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub(crate) kind: String,
    pub(crate) total: u64,
    pub(crate) body: String,
}

/// The next event of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventRecord {
    pub(crate) id: i64,
    pub(crate) body: String,
    pub(crate) tries: u32,
    pub(crate) at: Millis,
    pub(crate) is_parked: bool,
}

/// The columns of [`record`], with nothing in the place of those that a request has and an event has not.
pub(super) const COLUMNS: &str = "id, body, NULL, NULL, NULL, NULL, NULL, NULL, is_parked, tries, at, NULL, NULL, NULL";

impl Store {
    /// Stores events in this order, each unless it is stored.
    pub(crate) fn insert_events(&self, order: i64, events: &[NewEvent], now: Millis) -> Write {
        let mut rows = Vec::new();
        let mut values: Vec<Value> = vec![order.into(), now.into()];
        for NewEvent { kind, total, body } in events {
            let first = values.len() + 1;
            rows.push(format!("($1, ${first}, ${}, ${}, $2, 0, $2, 0)", first + 1, first + 2));
            values.extend([kind.as_str().into(), (*total).into(), body.as_str().into()]);
        }
        let statement = format!(
            "INSERT INTO {} (of_order, kind, total, body, created_at, tries, at, is_parked) VALUES {} \
             ON CONFLICT (of_order, kind, total) DO NOTHING",
            self.table("event"),
            rows.join(", ")
        );
        Write { statement, values }
    }

    /// Notes that an event was delivered. The address of a checkout page has a token, and is not needed any more.
    pub(crate) async fn finish_event<DB: Engine>(&self, tx: &mut Tx<DB>, event: i64, now: Millis) -> Result<(), Error> {
        let statement = format!(
            "UPDATE {} SET done_at = $2, body = CASE kind WHEN 'created' THEN '' ELSE body END \
             WHERE id = $1 AND done_at IS NULL",
            self.table("event")
        );
        match tx.execute(statement, vec![event.into(), now.into()]).await? {
            1 => Ok(()),
            _ => Err(Error::CorruptTables("an event that is not delivered")),
        }
    }

    /// Notes that an event could not be delivered.
    pub(crate) async fn postpone_event<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        event: &EventRecord,
        error: &str,
    ) -> Result<(), Error> {
        let statement = format!(
            "UPDATE {} SET tries = $2, at = $3, is_parked = $4, last_error = $5 WHERE id = $1 AND done_at IS NULL",
            self.table("event")
        );
        let EventRecord { id, tries, at, is_parked, .. } = event;
        let values = vec![(*id).into(), (*tries).into(), (*at).into(), (*is_parked).into(), error.into()];
        tx.execute(statement, values).await.map(drop)
    }

    /// Delivers a parked event again; the number of its order, `None` where there is no such event.
    pub(crate) async fn resume_event<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        event: i64,
        now: Millis,
    ) -> Result<Option<i64>, Error> {
        let statement = format!(
            "UPDATE {} SET is_parked = 0, tries = 0, at = $2 WHERE id = $1 AND is_parked = 1 RETURNING of_order",
            self.table("event")
        );
        tx.fetch_optional(statement, vec![event.into(), now.into()]).await?.map(|row| row.int(0)).transpose()
    }

    /// Gives up the events of an order that is that of another request.
    pub(crate) async fn void_events<DB: Engine>(&self, tx: &mut Tx<DB>, order: i64) -> Result<(), Error> {
        let statement = format!("DELETE FROM {} WHERE of_order = $1 AND done_at IS NULL", self.table("event"));
        tx.execute(statement, vec![order.into()]).await.map(drop)
    }
}

/// An event from its columns, of which this one is the first.
pub(super) fn record(row: &Row, first: usize) -> Result<EventRecord, Error> {
    Ok(EventRecord {
        id: row.int(first)?,
        body: row.text(first + 1)?.to_owned(),
        is_parked: row.is_set(first + 8)?,
        tries: row.count(first + 9)?,
        at: row.int(first + 10)?,
    })
}
