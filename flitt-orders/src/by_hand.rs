//! What a person does: looks at what waits, decides, and deletes what is old.

use std::time::Duration;

use flitt_client::OrderState;

use crate::core::{Input, NotAllowedError, State};
use crate::engine::Engine;
use crate::error::Error;
use crate::orders::{Orders, millis};
use crate::store::{Found, Health, RejectedCallback, Stuck, StuckId};

/// The most that `stuck` returns of a kind.
const STUCK_LIMIT: i64 = 1000;

/// The most that `rejected_callbacks` returns.
const REJECTED_LIMIT: i64 = 100;

/// How many orders one transaction of `prune` deletes.
const PRUNE_LIMIT: i64 = 500;

/// What a person has found out about a parked request: the argument of [`Orders::settle`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The request was carried out. If it was parked because its order exists already (`exists`), it created that order.
    CarriedOut,
    /// The request was not carried out, and what it has reserved is free again. If it was parked because its order exists already
    /// (`exists`), that order is another one, whose events are given up.
    NotCarriedOut,
}

impl<DB: Engine> Orders<DB> {
    /// The state of an order; `None` where it is not stored.
    pub async fn order(&self, order_id: &str) -> Result<Option<OrderState>, Error> {
        let mut tx = self.read().await?;
        Ok(self.store.load(&mut tx, Found::OrderId(order_id)).await?.map(|stored| stored.state))
    }

    /// The figures to monitor.
    pub async fn health(&self) -> Result<Health, Error> {
        let mut tx = self.read().await?;
        self.store.health(&mut tx).await
    }

    /// Everything that is parked, at most 1,000 of each kind: requests whose outcome is unknown, events whose handler keeps
    /// failing, and orders that cannot be read or that their status does not decide.
    pub async fn stuck(&self) -> Result<Vec<Stuck>, Error> {
        let mut tx = self.read().await?;
        self.store.stuck(&mut tx, STUCK_LIMIT).await
    }

    /// The rejected callbacks, at most 100, the newest first. A callback that was repeated is listed once, with the time of
    /// its first arrival. A callback that was accepted later is not listed.
    pub async fn rejected_callbacks(&self) -> Result<Vec<RejectedCallback>, Error> {
        let mut tx = self.read().await?;
        self.store.rejected_callbacks(&mut tx, REJECTED_LIMIT).await
    }

    /// Ends a parked request with the outcome that a person has found out. `call` is the number in its [`StuckId::Call`].
    ///
    /// # Errors
    ///
    /// If the order is not stored, or if this request of it is not parked ([`NotAllowedError::NotParked`]).
    pub async fn settle(&self, order_id: &str, call: i64, resolution: Resolution) -> Result<(), Error> {
        let is_done = resolution == Resolution::CarriedOut;
        let mut tx = self.write().await?;
        let mut stored = self.store.load(&mut tx, Found::OrderId(order_id)).await?.ok_or(Error::UnknownOrder)?;
        self.change(&mut tx, &mut stored, Input::Settle { call, is_done }, Vec::new(), None, None).await?;
        if stored.order.call(call).is_some_and(|call| call.state == State::Foreign) {
            self.store.void_events(&mut tx, stored.number).await?;
            stored.order.deliver_at = None;
            self.store.save(&mut tx, &stored).await?;
        }
        self.commit(tx).await
    }

    /// Takes up a parked event or order again after its cause was fixed. An event ([`StuckId::Event`]) is delivered again,
    /// and then the later events of its order. An order ([`StuckId::Order`]) is handled by workers again.
    ///
    /// # Errors
    ///
    /// If nothing with this id is parked, or if it is a request: those are settled ([`settle`](Self::settle)).
    pub async fn resume(&self, stuck: StuckId) -> Result<(), Error> {
        let mut tx = self.write().await?;
        let now = self.store.now(&mut tx).await?;
        match stuck {
            StuckId::Event(event) => {
                let number = self.store.resume_event(&mut tx, event, now).await?.ok_or(NotAllowedError::NotParked)?;
                let stored = self.store.load(&mut tx, Found::Number(number)).await?.ok_or(Error::UnknownOrder)?;
                self.store.save(&mut tx, &stored).await?;
            }
            StuckId::Order(number) if self.store.take_back(&mut tx, number, now).await? == 1 => {}
            StuckId::Order(_) | StuckId::Call(_) => return Err(NotAllowedError::NotParked.into()),
        }
        self.commit(tx).await
    }

    /// Deletes orders that did not change for this long and cannot change any more: they are final, all of their events are
    /// delivered, and no money is left to refund, or its refund period is over
    /// ([`with_refund_period`](Self::with_refund_period)). Returns the number of deleted orders.
    pub async fn prune(&self, unchanged_for: Duration) -> Result<u64, Error> {
        let mut pruned = 0;
        loop {
            let mut tx = self.write().await?;
            let now = self.store.now(&mut tx).await?;
            let before = now.saturating_sub(millis(unchanged_for));
            let not_returnable = now.saturating_sub(self.policy.returnable);
            let count = self.store.prune(&mut tx, before, not_returnable, PRUNE_LIMIT).await?;
            self.commit(tx).await?;
            pruned += count;
            if count == 0 {
                return Ok(pruned);
            }
        }
    }
}
