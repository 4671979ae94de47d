//! The table of the events: an outbox, from which each is delivered once.

use super::Store;
use crate::core::Millis;
use crate::engine::{Engine, Tx};
use crate::error::Error;

/// An event that is not stored yet. Of one order, kind and total there is one.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub(crate) kind: String,
    pub(crate) total: u64,
    pub(crate) body: String,
}

/// The next event of an order.
#[derive(Clone, Debug)]
pub(crate) struct EventRecord {
    pub(crate) id: i64,
    pub(crate) body: String,
    pub(crate) tries: u32,
    pub(crate) at: Millis,
    pub(crate) is_parked: bool,
}

impl Store {
    /// Stores an event, unless it is stored; whether it was not.
    pub(crate) async fn insert_event<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        order: i64,
        event: &NewEvent,
        now: Millis,
    ) -> Result<bool, Error> {
        let statement = format!(
            "INSERT INTO {} (of_order, kind, total, body, created_at, tries, at, is_parked) \
             VALUES ($1, $2, $3, $4, $5, 0, $5, 0) ON CONFLICT (of_order, kind, total) DO NOTHING",
            self.table("event")
        );
        let NewEvent { kind, total, body } = event;
        let values = vec![order.into(), kind.as_str().into(), (*total).into(), body.as_str().into(), now.into()];
        Ok(tx.execute(statement, values).await? == 1)
    }

    /// The first event of an order that is not delivered, also where it is parked.
    pub(crate) async fn next_event<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        order: i64,
    ) -> Result<Option<EventRecord>, Error> {
        let statement = format!(
            "SELECT id, body, tries, at, is_parked FROM {} WHERE of_order = $1 AND done_at IS NULL ORDER BY id LIMIT 1",
            self.table("event")
        );
        let Some(row) = tx.fetch_optional(statement, vec![order.into()]).await? else { return Ok(None) };
        Ok(Some(EventRecord {
            id: row.int(0)?,
            body: row.text(1)?.to_owned(),
            tries: row.count(2)?,
            at: row.int(3)?,
            is_parked: row.is_set(4)?,
        }))
    }

    /// When the next event of an order is delivered.
    pub(crate) async fn deliver_at<DB: Engine>(&self, tx: &mut Tx<DB>, order: i64) -> Result<Option<Millis>, Error> {
        let next = self.next_event(tx, order).await?;
        Ok(next.filter(|event| !event.is_parked).map(|event| event.at))
    }

    /// Notes that an event was delivered.
    pub(crate) async fn finish_event<DB: Engine>(&self, tx: &mut Tx<DB>, event: i64, now: Millis) -> Result<(), Error> {
        let statement = format!("UPDATE {} SET done_at = $2 WHERE id = $1 AND done_at IS NULL", self.table("event"));
        match tx.execute(statement, vec![event.into(), now.into()]).await? {
            1 => Ok(()),
            _ => Err(Error::Stored("an event that is not delivered")),
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
