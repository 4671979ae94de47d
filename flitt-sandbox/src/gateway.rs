//! The gateway: what it goes by, what it knows, and how a request goes through it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::schema::{Digest, Endpoint, Protocol};
use flitt_client::sign;

use crate::answer;
use crate::callback::{Callback, Callbacks};
use crate::cards::Card;
use crate::clock::Clock;
use crate::config::Merchant;
use crate::endpoints::handler;
use crate::failure::Failure;
use crate::order::Order;
use crate::orders::{Orders, ReverseRequest, Reversed, Try};
use crate::random;
use crate::request;
use crate::rules::Rules;

/// The gateway, without its network.
pub(crate) struct Gateway {
    pub(crate) rules: Arc<Rules>,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) base_url: String,
    pub(crate) clock: Arc<Clock>,
    pub(crate) callbacks: Callbacks,
    orders: Mutex<Orders>,
}

impl Gateway {
    pub(crate) fn new(
        rules: Arc<Rules>,
        merchants: Vec<Merchant>,
        base_url: String,
        clock: Arc<Clock>,
        callbacks: Callbacks,
    ) -> Self {
        Self { rules, merchants, base_url, clock, callbacks, orders: Mutex::default() }
    }

    /// Answers the request of an endpoint: the body of the answer.
    pub(crate) fn call(&self, endpoint: &Endpoint, content_type: &str, body: &[u8]) -> Result<String, Failure> {
        if endpoint.protocol != Protocol::Flat || endpoint.digest != Digest::Sha1 {
            return Err(Failure::application("the sandbox does not speak the protocol of this endpoint"));
        }
        request::check_content_type(content_type)?;
        let fields = request::read(body)?;
        let checked = request::check(&self.rules, &self.merchants, endpoint, fields)?;
        handler(&endpoint.name)(self, &checked)
    }

    /// The orders as they stand now: those whose lifetime is over have ended, and their callbacks are on the way.
    pub(crate) fn orders(&self) -> MutexGuard<'_, Orders> {
        // Nothing panics between two changes that belong together, so what a panic leaves behind is whole.
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        for ended in orders.expire(self.clock.now()) {
            self.tell(&ended);
        }
        orders
    }

    /// Tries to pay the order of a token.
    pub(crate) fn pay(&self, token: &str, card: &Card) -> Result<Order, Failure> {
        let verdict = card.verdict(&self.rules.cards);
        let with = Try {
            masked_card: card.masked(),
            card_bin: card.bin(),
            brand: verdict.brand,
            eci: verdict.eci,
            decline: verdict.decline,
            rectoken: random::card_token()?,
        };
        let mut orders = self.orders();
        let order = orders.pay(token, with, self.clock.now())?.clone();
        self.tell(&order);
        Ok(order)
    }

    /// Gives back all or part of what was paid for an order.
    pub(crate) fn reverse(&self, request: &ReverseRequest<'_>) -> Result<Reversed, Failure> {
        let mut orders = self.orders();
        let reversed = orders.reverse(request)?;
        if reversed.is_new && reversed.order.status == OrderStatus::Reversed {
            self.tell(&reversed.order);
        }
        Ok(reversed)
    }

    /// The path of a merchant's checkout page. It names the merchant by 40 digits that say nothing of its keys.
    pub(crate) fn checkout_path(merchant_id: u64) -> String {
        let name = sign("merchant", [("merchant_id", merchant_id.to_string().as_str())]);
        format!("/merchants/{name}/default/index.html")
    }

    /// The address of an order's checkout page.
    pub(crate) fn checkout_address(&self, order: &Order) -> String {
        format!("{}{}?token={}", self.base_url, Self::checkout_path(order.purchase.merchant_id), order.token)
    }

    /// Sends the state of an order to the merchant's server, if it has an address for that.
    fn tell(&self, order: &Order) {
        let purchase = &order.purchase;
        let merchant = self.merchants.iter().find(|merchant| merchant.id() == purchase.merchant_id);
        let Some(merchant) = merchant.filter(|_| !purchase.server_callback_url.is_empty()) else { return };
        self.callbacks.send(Callback {
            merchant_id: purchase.merchant_id,
            order_id: purchase.order_id.clone(),
            url: purchase.server_callback_url.clone(),
            body: answer::callback(&self.rules.final_order, merchant, order),
        });
    }
}
