//! The gateway: what it goes by, what it knows, and how a request goes through it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::schema::{Body, Digest, Endpoint, Protocol};
use flitt_client::{ResponseCode, sign};

use crate::acs::{self, CheckAnswer};
use crate::answer;
use crate::callback::{Callback, Callbacks};
use crate::cards::{Card, Check};
use crate::clock::Clock;
use crate::config::Merchant;
use crate::endpoints::{Reply, handler};
use crate::failure::Failure;
use crate::journal::Journal;
use crate::order::{Challenge, Order, Purchase};
use crate::orders::{Orders, Part, ReverseRequest, Reversed, Try};
use crate::random;
use crate::request;
use crate::rules::Rules;
use crate::wire::Format;

/// The gateway, without its network.
pub(crate) struct Gateway {
    pub(crate) rules: Arc<Rules>,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) base_url: String,
    pub(crate) clock: Arc<Clock>,
    pub(crate) callbacks: Callbacks,
    pub(crate) journal: Arc<Journal>,
    orders: Mutex<Orders>,
}

/// What a payment has come to at first.
pub(crate) enum Begun {
    /// It has ended, well or not.
    Ended(Box<Order>),
    /// The bank asks the payer, in a check of this name.
    Asked { md: String },
}

impl Gateway {
    pub(crate) fn new(
        rules: Arc<Rules>,
        merchants: Vec<Merchant>,
        base_url: String,
        clock: Arc<Clock>,
        callbacks: Callbacks,
        journal: Arc<Journal>,
    ) -> Self {
        Self { rules, merchants, base_url, clock, callbacks, journal, orders: Mutex::default() }
    }

    /// Answers the request of an endpoint.
    pub(crate) fn call(&self, endpoint: &Endpoint, content_type: &str, body: &[u8]) -> Result<Reply, Failure> {
        if endpoint.protocol == Protocol::Plain || endpoint.digest != Digest::Sha1 {
            return Err(Failure::application("the sandbox does not speak the protocol of this endpoint"));
        }
        let format = Format::of(content_type)?;
        if endpoint.body == Body::Form && format != Format::Form {
            return Err(Failure::filled(ResponseCode::UnsupportedContentType, &[("content_type", content_type)]));
        }
        let received = request::read(endpoint, format, body)?;
        let checked = request::check(&self.rules, &self.merchants, endpoint, received)?;
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

    /// Tries to pay the order of a token, as a payer does on the checkout page.
    pub(crate) fn pay(&self, token: &str, card: &Card) -> Result<Order, Failure> {
        let with = self.attempt(card)?;
        self.settle(&mut self.orders(), token, with)
    }

    /// Begins to pay the order of a token, as the form of the checkout page does: the bank may ask the payer first.
    pub(crate) fn begin_payment(&self, token: &str, card: &Card) -> Result<Begun, Failure> {
        let code = match card.check(&self.rules.cards, false) {
            Check::None => return self.pay(token, card).map(|order| Begun::Ended(order.into())),
            Check::Question => None,
            Check::Code(code) => Some(code),
        };
        let md = random::token()?;
        let mut orders = self.orders();
        let order = orders.wait_for_check(token, Challenge { md: md.clone(), card: card.clone(), code })?;
        self.journal.note(order, self.clock.now());
        drop(orders);
        Ok(Begun::Asked { md })
    }

    /// Ends the lifetime of the order of a token now.
    pub(crate) fn expire(&self, token: &str) -> Result<(), Failure> {
        self.orders().end_lifetime(token, self.clock.now())?;
        // Whoever looks next ends the order.
        drop(self.orders());
        Ok(())
    }

    /// Creates an order and pays it at once.
    pub(crate) fn charge(&self, purchase: Purchase, with: Try) -> Result<Order, Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        orders.create(purchase, token.clone(), self.clock.now())?;
        self.settle(&mut orders, &token, with)
    }

    /// Creates an order that waits until its payer was checked.
    pub(crate) fn charge_after_check(&self, purchase: Purchase, challenge: Challenge) -> Result<(), Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        orders.create(purchase, token.clone(), self.clock.now())?;
        let order = orders.wait_for_check(&token, challenge)?;
        self.journal.note(order, self.clock.now());
        Ok(())
    }

    /// Ends an order that waited for a check of its payer.
    pub(crate) fn end_check(&self, merchant_id: u64, answer: &CheckAnswer<'_>) -> Result<Order, Failure> {
        let mut orders = self.orders();
        let (challenge, token) = orders.check(merchant_id, answer.order_id, answer.md)?;
        let is_passed = acs::is_passed(answer.pares, &challenge.md)?;
        let mut with = self.attempt(&challenge.card)?;
        if !is_passed {
            with.decline = Some(ResponseCode::ThreeDsFailed);
            with.eci = "";
        }
        let token = token.to_owned();
        self.settle(&mut orders, &token, with)
    }

    /// Creates a payout that ends in a state at once.
    pub(crate) fn pay_out(&self, purchase: Purchase, status: OrderStatus, with: Try) -> Result<Order, Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        orders.create(purchase, token.clone(), self.clock.now())?;
        let order = orders.pay_out(&token, status, with, self.clock.now())?.clone();
        if order.status != OrderStatus::Processing {
            self.tell(&order);
        }
        Ok(order)
    }

    /// What a try with a card comes to.
    pub(crate) fn attempt(&self, card: &Card) -> Result<Try, Failure> {
        let verdict = card.verdict(&self.rules.cards);
        Ok(Try {
            masked_card: card.masked(),
            card_bin: card.bin(),
            brand: verdict.brand,
            eci: verdict.eci,
            decline: verdict.decline,
            rectoken: random::card_token()?,
            is_by_rectoken: false,
            card: Some(card.clone()),
            is_card: true,
        })
    }

    /// Carries out a try, and tells of it. The money of a verification then goes back by itself.
    fn settle(&self, orders: &mut Orders, token: &str, with: Try) -> Result<Order, Failure> {
        let order = orders.pay(token, with, self.clock.now())?.clone();
        self.tell(&order);
        if let Some(reversed) = orders.end_verification(&order) {
            self.tell(&reversed);
        }
        Ok(order)
    }

    /// Gives back all or part of what was paid for an order.
    pub(crate) fn reverse(&self, request: &ReverseRequest<'_>) -> Result<Reversed, Failure> {
        let mut orders = self.orders();
        let reversed = orders.reverse(request)?;
        match reversed.order.status {
            _ if !reversed.is_new => {}
            OrderStatus::Reversed => self.tell(&reversed.order),
            _ => self.journal.note(&reversed.order, self.clock.now()),
        }
        Ok(reversed)
    }

    /// Splits a purchase among merchants: the purchase and the settlement.
    pub(crate) fn split(
        &self,
        settlement: Purchase,
        operation_id: &str,
        parts: &[Part],
    ) -> Result<(Order, Order), Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        let (purchase, settlement) = orders.split(settlement, operation_id, parts, token, self.clock.now())?;
        self.tell(&settlement);
        Ok((purchase, settlement))
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

    /// Takes held money.
    pub(crate) fn capture(
        &self,
        merchant_id: u64,
        order_id: &str,
        amount: u64,
        currency: &str,
    ) -> Result<Order, Failure> {
        let order = self.orders().capture(merchant_id, order_id, amount, currency)?.clone();
        self.journal.note(&order, self.clock.now());
        Ok(order)
    }

    /// Notes what became of an order, and tells the merchant's server.
    fn tell(&self, order: &Order) {
        self.journal.note(order, self.clock.now());
        self.send_callback(order);
    }

    /// Sends the state of an order to the merchant's server, if it has an address for that.
    pub(crate) fn send_callback(&self, order: &Order) {
        let purchase = &order.purchase;
        let merchant = self.merchants.iter().find(|merchant| merchant.id() == purchase.merchant_id);
        let Some(merchant) = merchant.filter(|_| !purchase.server_callback_url.is_empty()) else { return };
        self.callbacks.send(Callback {
            merchant_id: purchase.merchant_id,
            order_id: purchase.order_id.clone(),
            url: purchase.server_callback_url.clone(),
            body: answer::callback(&self.rules, merchant, order),
        });
    }
}
