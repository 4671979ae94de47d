//! Access to the orders: one caller at a time. Changes are recorded, written to the store, and notified.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::notifications::Notifier;
use crate::callbacks::CallbackQueue;
use crate::clock::Clock;
use crate::config::Config;
use crate::journal::Journal;
use crate::model::callback::Callback;
use crate::model::order::Order;
use crate::orders::Orders;
use crate::store::{Changes, PersistedState, Store};

/// The orders of a gateway, and the operations on them.
pub(crate) struct OrderService {
    orders: Mutex<Orders>,
    pub(super) config: Arc<Config>,
    pub(super) clock: Arc<Clock>,
    pub(super) notifier: Notifier,
    log: CommitLog,
}

/// Where changes of orders go: the journal, the state file, and then the queue of callbacks.
pub(crate) struct CommitLog {
    pub(crate) journal: Arc<Journal>,
    pub(crate) store: Arc<Store>,
    pub(crate) callbacks: CallbackQueue,
}

impl OrderService {
    /// The orders of a state file, whose callbacks are delivered again.
    pub(crate) fn new(config: Arc<Config>, clock: Arc<Clock>, log: CommitLog, state: PersistedState) -> Self {
        let next_number = state.callbacks.iter().map(|callback| callback.number.saturating_add(1)).max();
        let notifier = Notifier::new(Arc::clone(&config), next_number.unwrap_or(0));
        state.callbacks.into_iter().for_each(|callback| log.callbacks.send(callback));
        Self { orders: Mutex::new(Orders::restore(state.orders)), config, clock, notifier, log }
    }

    /// The orders as they are now: orders and holds whose lifetime is over have ended, settlements that are due are judged,
    /// and scheduled charges were made.
    pub(crate) fn lock(&self) -> OrdersGuard<'_> {
        // No panic is possible between two changes that belong together: the orders are consistent after any.
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let mut orders = OrdersGuard { log: &self.log, clock: &self.clock, orders, due: Vec::new() };
        let now = self.clock.now();
        let mut changed = orders.expire(now);
        changed.extend(orders.judge_settlements(now));
        changed.extend(self.config.hold_lifetime().map(|lifetime| orders.end_holds(lifetime, now)).unwrap_or_default());
        for order in changed {
            self.notify(&mut orders, &order);
        }
        while let Some(charge) = orders.take_charge(now) {
            // The only error is that the system provides no random numbers: the next payment reports it.
            let _ = self.charge_by_schedule(&mut orders, charge);
        }
        orders
    }

    /// Ends orders and makes charges that are due.
    pub(crate) fn update(&self) {
        drop(self.lock());
    }
}

/// Exclusive access to the orders. When it is dropped, changes are handed to the store, before anybody else sees them.
/// Callbacks are sent once the changes are written.
pub(crate) struct OrdersGuard<'s> {
    log: &'s CommitLog,
    clock: &'s Clock,
    orders: MutexGuard<'s, Orders>,
    due: Vec<Callback>,
}

impl OrdersGuard<'_> {
    /// Adds callbacks that are sent once the changes are written.
    pub(super) fn add_callbacks(&mut self, callbacks: impl IntoIterator<Item = Callback>) {
        self.due.extend(callbacks);
    }
}

impl Deref for OrdersGuard<'_> {
    type Target = Orders;

    fn deref(&self) -> &Orders {
        &self.orders
    }
}

impl DerefMut for OrdersGuard<'_> {
    fn deref_mut(&mut self) -> &mut Orders {
        &mut self.orders
    }
}

impl Drop for OrdersGuard<'_> {
    fn drop(&mut self) {
        let (changed, due) = (self.orders.take_changed(), std::mem::take(&mut self.due));
        if !changed.is_empty() || !due.is_empty() {
            self.log.commit(changed, due, self.clock.now());
        }
    }
}

impl CommitLog {
    /// Records changed orders (with their positions) and hands them to the store. The callbacks are sent once all is
    /// written.
    fn commit(&self, changed: Vec<(usize, &Order)>, due: Vec<Callback>, clock: Duration) {
        for (_, order) in &changed {
            self.journal.record_change(order, clock);
        }
        let saved = changed.into_iter().filter(|_| self.store.is_persistent());
        let orders = saved.map(|(position, order)| (position, order.clone())).collect();
        let callbacks = self.callbacks.clone();
        self.store.write(Changes { orders, due, clock, ..Changes::default() }, move |due| {
            for callback in due {
                callbacks.send(callback);
            }
        });
    }
}
