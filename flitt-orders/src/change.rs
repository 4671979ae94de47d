//! Writes what the rules decide.

use crate::core::{Decision, Input, decide};
use crate::engine::{Engine, Tx, Write};
use crate::error::Error;
use crate::event::of_notice;
use crate::orders::Orders;
use crate::store::{NewEvent, StoredOrder};

impl<DB: Engine> Orders<DB> {
    /// Decides the next state of a locked order, and writes it with its events. `error` is kept with the request that it is about, and
    /// `also` is written with it.
    pub(crate) async fn change(
        &self,
        tx: &mut Tx<DB>,
        stored: &mut StoredOrder,
        input: Input,
        mut events: Vec<NewEvent>,
        error: Option<&str>,
        also: Option<Write>,
    ) -> Result<(), Error> {
        let Decision { order, notices } = decide(&stored.order, input, stored.now, &self.policy)?;
        let mut writes: Vec<Write> = also.into_iter().collect();
        for (record, call) in stored.calls.iter_mut().zip(&order.calls) {
            if record.call != *call {
                writes.push(self.store.save_call(call, error, stored.now));
                record.call = call.clone();
            }
        }
        for notice in notices {
            let record = stored.calls.iter().find(|record| record.call.id == notice.call());
            events.extend(record.map(|record| of_notice(notice, record)));
        }
        stored.order = order;
        if !events.is_empty() {
            writes.push(self.store.insert_events(stored.number, &events, stored.now));
            // They come after one that is not delivered, if there is one.
            if stored.next_event.is_none() && stored.order.deliver_at.is_none() {
                stored.order.deliver_at = Some(stored.now);
            }
        }
        writes.push(self.store.saved(stored));
        tx.write(writes).await
    }
}
