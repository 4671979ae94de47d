//! What merchants' servers are told of orders.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{Gateway, Open};
use crate::answer;
use crate::callback::Callback;
use crate::fault::Fault;
use crate::order::Order;

/// How long a callback waits that is to come behind the next one.
const OVERTAKEN: Duration = Duration::from_secs(5);

impl Gateway {
    /// Tells the merchant's server once more how an order stands.
    pub(crate) fn repeat_callback(&self, order: &Order) {
        self.tell(&mut self.orders(), order);
    }

    /// Tells the merchant's server of an order, if it has an address for that.
    pub(super) fn tell(&self, orders: &mut Open<'_>, order: &Order) {
        self.tell_to(orders, order, &order.purchase.server_callback_url);
    }

    pub(super) fn tell_to(&self, orders: &mut Open<'_>, order: &Order, url: &str) {
        let purchase = &order.purchase;
        let Some(merchant) = self.merchant(purchase.merchant_id).filter(|_| !url.is_empty()) else { return };
        let told = orders.count_told(order);
        let (copies, wait) = match purchase.callback_fault {
            Some(Fault::DuplicateCallbacks) => (2, Duration::ZERO),
            Some(Fault::ReorderCallbacks) if told.is_multiple_of(2) => (1, OVERTAKEN),
            _ => (1, Duration::ZERO),
        };
        let body = answer::callback(&self.rules, merchant, order);
        let due = self.clock.now().saturating_add(wait);
        orders.news.extend((0..copies).map(|_| Callback {
            number: self.next_callback.fetch_add(1, Ordering::Relaxed),
            merchant_id: purchase.merchant_id,
            order_id: purchase.order_id.clone(),
            url: url.to_owned(),
            body: body.clone(),
            attempts: 0,
            due,
        }));
    }
}
