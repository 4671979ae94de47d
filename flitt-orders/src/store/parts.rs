//! What belongs to an order, read by one statement: its requests, its events that are not delivered, and whether a callback came before.
//!
//! It is another statement than the one that locks the order: a statement of PostgreSQL that has waited for a lock sees other tables as they
//! were before.

use super::calls::CallRecord;
use super::events::EventRecord;
use super::{Store, callbacks, calls, events};
use crate::engine::{Engine, Tx, Value};
use crate::error::Error;

/// What belongs to an order.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// In the sequence in which they were asked for.
    pub(super) calls: Vec<CallRecord>,
    /// The first event that is not delivered, also where it is parked.
    pub(super) next_event: Option<EventRecord>,
    /// Whether the callback was accepted before.
    pub(super) is_accepted: bool,
}

impl Store {
    /// Reads what belongs to a locked order. `callback` is the digest of the callback that is asked for.
    pub(super) async fn parts<DB: Engine>(
        &self,
        tx: &mut Tx<DB>,
        order: i64,
        callback: Option<&str>,
    ) -> Result<Parts, Error> {
        let statement = format!(
            "SELECT 'call', {call_columns} FROM {call} WHERE of_order = $1 \
             UNION ALL SELECT 'event', {event_columns} FROM {event} WHERE of_order = $1 AND done_at IS NULL \
             UNION ALL SELECT 'callback', {callback_columns} FROM {callback} WHERE merchant = $2 AND digest = $3 AND is_accepted = 1",
            call_columns = calls::COLUMNS,
            call = self.table("call"),
            event_columns = events::COLUMNS,
            event = self.table("event"),
            callback_columns = callbacks::COLUMNS,
            callback = self.table("callback"),
        );
        let values: Vec<Value> = vec![order.into(), self.merchant.as_str().into(), callback.into()];
        let (mut parts, mut waiting) = (Parts::default(), Vec::new());
        for row in tx.fetch(statement, values).await? {
            match row.text(0)? {
                "call" => parts.calls.push(calls::record(&row, 1)?),
                "event" => waiting.push(events::record(&row, 1)?),
                "callback" => parts.is_accepted = true,
                _ => return Err(Error::CorruptTables("a part of an order")),
            }
        }
        parts.calls.sort_by_key(|record| record.call.id);
        parts.next_event = waiting.into_iter().min_by_key(|event| event.id);
        Ok(parts)
    }
}
