//! The gateway: what it goes by, what it knows, and how a request goes through it. `payments` is what can be done to
//! orders, `news` what merchants are told of that.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flitt_client::schema::{Body, Endpoint};
use flitt_client::{ResponseCode, sign};

use crate::callback::{Callback, Callbacks};
use crate::clock::Clock;
use crate::endpoints::{Reply, handler};
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::host::Host;
use crate::journal::Journal;
use crate::merchant::Merchant;
use crate::order::Order;
use crate::orders::Orders;
use crate::reports::Tokens;
use crate::request;
use crate::rules::Rules;
use crate::store::{Changes, Store};
use crate::wire::Format;

mod news;
mod payments;

pub(crate) use payments::{Begun, UNCHECKED};

/// The gateway, without its network.
pub(crate) struct Gateway {
    pub(crate) rules: Arc<Rules>,
    pub(crate) merchants: Arc<[Merchant]>,
    pub(crate) host: Host,
    pub(crate) clock: Arc<Clock>,
    pub(crate) callbacks: Callbacks,
    pub(crate) journal: Arc<Journal>,
    pub(crate) store: Arc<Store>,
    pub(crate) faults: Faults,
    pub(crate) report_tokens: Tokens,
    pub(crate) next_callback: AtomicU64,
    pub(crate) orders: Mutex<Orders>,
}

impl Gateway {
    /// Answers the request of an endpoint.
    pub(crate) fn call(
        &self,
        endpoint: &Endpoint,
        content_type: &str,
        body: &[u8],
        fault: Option<Fault>,
    ) -> Result<Reply, Failure> {
        let format = Format::of(content_type)?;
        if endpoint.body == Body::Form && format != Format::Form {
            return Err(Failure::filled(ResponseCode::UnsupportedContentType, &[("content_type", content_type)]));
        }
        let received = request::read(endpoint, format, body)?;
        let checked = request::check(&self.rules, &self.merchants, endpoint, received, fault)?;
        handler(&endpoint.name)(self, &checked)
    }

    /// A merchant by its number.
    pub(crate) fn merchant(&self, id: u64) -> Option<&Merchant> {
        self.merchants.iter().find(|merchant| merchant.id() == id)
    }

    /// What is to go wrong with a request.
    pub(crate) fn take_fault(&self, endpoint: &Endpoint, content_type: &str, body: &[u8]) -> Option<Fault> {
        self.faults.take(&endpoint.name, || {
            let received = Format::of(content_type).and_then(|format| request::read(endpoint, format, body)).ok()?;
            received.order_id().map(ToOwned::to_owned)
        })
    }

    /// The orders as they stand now: those whose lifetime is over have ended, and what is due by schedule was charged.
    pub(crate) fn orders(&self) -> Open<'_> {
        // Nothing panics between two changes that belong together, so what a panic leaves behind is whole.
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let mut orders = Open { gateway: self, orders, news: Vec::new() };
        let now = self.clock.now();
        for ended in orders.expire(now) {
            self.tell(&mut orders, &ended);
        }
        while let Some(charge) = orders.take_charge(now) {
            // Without random numbers nothing is charged; the next one will show it.
            let _ = self.charge_by_schedule(&mut orders, charge);
        }
        orders
    }

    /// The path of a merchant's checkout page. It names the merchant by 40 digits that say nothing of its keys.
    pub(crate) fn checkout_path(merchant_id: u64) -> String {
        let name = sign("merchant", [("merchant_id", merchant_id.to_string().as_str())]);
        format!("/merchants/{name}/default/index.html")
    }

    /// The address of an order's checkout page.
    pub(crate) fn checkout_address(&self, order: &Order) -> String {
        format!("{}{}?token={}", self.host.base_url, Self::checkout_path(order.purchase.merchant_id), order.token)
    }
}

/// The orders, while nobody else changes them. What was changed is handed to the store before anybody else sees it, and
/// told once it is written.
pub(crate) struct Open<'g> {
    gateway: &'g Gateway,
    orders: MutexGuard<'g, Orders>,
    news: Vec<Callback>,
}

impl Deref for Open<'_> {
    type Target = Orders;

    fn deref(&self) -> &Orders {
        &self.orders
    }
}

impl DerefMut for Open<'_> {
    fn deref_mut(&mut self) -> &mut Orders {
        &mut self.orders
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let Self { gateway, orders, news } = self;
        let (changed, due) = (orders.take_changed(), std::mem::take(news));
        if changed.is_empty() && due.is_empty() {
            return;
        }
        let clock = gateway.clock.now();
        for (_, order) in &changed {
            gateway.journal.note(order, clock);
        }
        let kept = changed.into_iter().filter(|_| gateway.store.is_kept());
        let orders = kept.map(|(position, order)| (position, order.clone())).collect();
        let callbacks = gateway.callbacks.clone();
        gateway.store.write(Changes { orders, due, clock, ..Changes::default() }, move |due| {
            for callback in due {
                callbacks.send(callback);
            }
        });
    }
}
