//! Callbacks that follow from changes of orders.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::{OrderService, OrdersGuard};
use crate::config::Config;
use crate::model::callback::Callback;
use crate::model::fault::Fault;
use crate::model::merchant::Merchant;
use crate::model::order::Order;
use crate::response;

/// How long the fault `reorder-callbacks` delays a callback.
const REORDER_DELAY: Duration = Duration::from_secs(5);

/// Creates callbacks.
pub(super) struct Notifier {
    config: Arc<Config>,
    next_number: AtomicU64,
}

impl Notifier {
    /// Numbers callbacks from `next_number` on.
    pub(super) fn new(config: Arc<Config>, next_number: u64) -> Self {
        Self { config, next_number: next_number.into() }
    }

    /// The callbacks about an order: one, unless a fault duplicates it. `sent` is the number of earlier callbacks.
    fn callbacks(&self, merchant: &Merchant, order: &Order, url: &str, sent: u64, now: Duration) -> Vec<Callback> {
        let purchase = &order.purchase;
        let (copies, delay) = match purchase.callback_fault {
            Some(Fault::DuplicateCallbacks) => (2, Duration::ZERO),
            Some(Fault::ReorderCallbacks) if sent.is_multiple_of(2) => (1, REORDER_DELAY),
            _ => (1, Duration::ZERO),
        };
        let body = response::callback_body(&self.config, merchant, order);
        let callback = || Callback {
            number: self.next_number.fetch_add(1, Ordering::Relaxed),
            merchant_id: purchase.merchant_id,
            order_id: purchase.order_id.clone(),
            url: url.to_owned(),
            body: body.clone(),
            attempts: 0,
            due: now.saturating_add(delay),
        };
        (0..copies).map(|_| callback()).collect()
    }
}

impl OrderService {
    /// Sends the current state of an order once more.
    pub(crate) fn resend_callback(&self, order: &Order) {
        self.notify(&mut self.lock(), order);
    }

    /// Sends the state of an order to its `server_callback_url`, if it has one.
    pub(super) fn notify(&self, orders: &mut OrdersGuard<'_>, order: &Order) {
        self.notify_url(orders, order, &order.purchase.server_callback_url);
    }

    /// Sends the state of an order to a URL, if it is not empty.
    pub(super) fn notify_url(&self, orders: &mut OrdersGuard<'_>, order: &Order, url: &str) {
        let merchant = self.config.merchants.find(order.purchase.merchant_id).filter(|_| !url.is_empty());
        let Some(merchant) = merchant else { return };
        let sent = orders.count_callback(order);
        orders.add_callbacks(self.notifier.callbacks(merchant, order, url, sent, self.clock.now()));
    }
}
