//! Writes what the rules decide.

use crate::core::{Decision, Input, decide};
use crate::engine::{Engine, Tx};
use crate::error::Error;
use crate::event::of_notice;
use crate::orders::Orders;
use crate::store::{NewEvent, StoredOrder};

impl<DB: Engine> Orders<DB> {
    /// Decides the next state of a locked order, and writes it with its events. `error` is kept with the request that it is about.
    pub(crate) async fn change(
        &self,
        tx: &mut Tx<DB>,
        stored: &mut StoredOrder,
        input: Input,
        mut events: Vec<NewEvent>,
        error: Option<&str>,
    ) -> Result<(), Error> {
        let Decision { order, notices } = decide(&stored.order, input, stored.now, &self.policy)?;
        for (record, call) in stored.calls.iter_mut().zip(&order.calls) {
            if record.call != *call {
                self.store.save_call(tx, call, error, stored.now).await?;
                record.call = call.clone();
            }
        }
        for notice in notices {
            let record = stored.calls.iter().find(|record| record.call.id == notice.call());
            events.extend(record.map(|record| of_notice(notice, record)));
        }
        stored.order = order;
        for event in &events {
            let is_new = self.store.insert_event(tx, stored.number, event, stored.now).await?;
            // It comes after those that are not delivered, if there are any.
            if is_new && stored.order.deliver_at.is_none() && !stored.has_parked_event {
                stored.order.deliver_at = Some(stored.now);
            }
        }
        self.store.save(tx, stored).await
    }
}
