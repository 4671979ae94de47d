//! The gateway: what it goes by, what it knows, and how a request goes through it.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::schema::{Body, Endpoint};
use flitt_client::{ResponseCode, sign};

use crate::acs::{self, CheckAnswer};
use crate::answer;
use crate::callback::{Callback, Callbacks};
use crate::cards::{Card, Check};
use crate::clock::Clock;
use crate::config::Merchant;
use crate::endpoints::{Reply, handler};
use crate::failure::Failure;
use crate::fault::{Fault, Faults};
use crate::journal::Journal;
use crate::order::{Challenge, Order, Purchase};
use crate::orders::{Charge, Orders, Part, ReverseRequest, Reversed, Try};
use crate::random;
use crate::reports::Tokens;
use crate::request;
use crate::rules::Rules;
use crate::store::{Changes, Store};
use crate::wire::Format;

/// How a payment was checked in which nobody asked the payer.
pub(crate) const UNCHECKED: &str = "7";

/// How long a callback waits that is to come behind the next one.
const OVERTAKEN: Duration = Duration::from_secs(5);

/// The gateway, without its network.
pub(crate) struct Gateway {
    pub(crate) rules: Arc<Rules>,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) base_url: String,
    pub(crate) clock: Arc<Clock>,
    pub(crate) callbacks: Callbacks,
    pub(crate) journal: Arc<Journal>,
    pub(crate) store: Arc<Store>,
    pub(crate) faults: Faults,
    pub(crate) report_tokens: Tokens,
    pub(crate) next_callback: AtomicU64,
    pub(crate) orders: Mutex<Orders>,
}

/// What a payment has come to at first.
pub(crate) enum Begun {
    /// It has ended, well or not.
    Ended(Box<Order>),
    /// The bank asks the payer, in a check of this name.
    Asked { md: String },
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
        let reply = handler(&endpoint.name)(self, &checked)?;
        self.check_written()?;
        Ok(reply)
    }

    /// What is to go wrong with a request.
    pub(crate) fn take_fault(&self, endpoint: &Endpoint, content_type: &str, body: &[u8]) -> Option<Fault> {
        self.faults.take(&endpoint.name, || {
            let received = Format::of(content_type).and_then(|format| request::read(endpoint, format, body)).ok()?;
            received.order_id().map(ToOwned::to_owned)
        })
    }

    /// Refuses to acknowledge what the state file does not hold.
    fn check_written(&self) -> Result<(), Failure> {
        match self.store.fault() {
            None => Ok(()),
            Some(why) => Err(Failure::application(&format!("the state file cannot be written: {why}"))),
        }
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

    /// Makes an order of a charge whose time has come.
    fn charge_by_schedule(&self, orders: &mut Open<'_>, charge: Charge) -> Result<Order, Failure> {
        let with = Try { eci: UNCHECKED, ..self.attempt(&charge.card)? };
        let token = random::token()?;
        orders.create(charge.purchase, token.clone(), charge.at)?;
        self.settle(orders, &token, with, charge.at)
    }

    /// Takes a payment back, as the payer's bank does.
    pub(crate) fn charge_back(&self, merchant_id: u64, order_id: &str) -> Result<Order, Failure> {
        let mut orders = self.orders();
        let order = orders.charge_back(merchant_id, order_id, self.clock.now())?;
        self.tell_to(&mut orders, &order, &order.purchase.chargeback_callback_url);
        Ok(order)
    }

    /// Tries to pay the order of a token, as a payer does on the checkout page.
    pub(crate) fn pay(&self, token: &str, card: &Card) -> Result<Order, Failure> {
        let with = self.attempt(card)?;
        let paid = self.settle(&mut self.orders(), token, with, self.clock.now())?;
        self.check_written()?;
        Ok(paid)
    }

    /// Begins to pay the order of a token, as the form of the checkout page does: the bank may ask the payer first.
    pub(crate) fn begin_payment(&self, token: &str, card: &Card) -> Result<Begun, Failure> {
        let code = match card.check(&self.rules.cards, false) {
            Check::None => return self.pay(token, card).map(|order| Begun::Ended(order.into())),
            Check::Question => None,
            Check::Code(code) => Some(code),
        };
        let md = random::token()?;
        self.orders().wait_for_check(token, Challenge { md: md.clone(), card: card.clone(), code })?;
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
        self.settle(&mut orders, &token, with, self.clock.now())
    }

    /// Creates an order that waits until its payer was checked.
    pub(crate) fn charge_after_check(&self, purchase: Purchase, challenge: Challenge) -> Result<(), Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        orders.create(purchase, token.clone(), self.clock.now())?;
        orders.wait_for_check(&token, challenge)
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
        self.settle(&mut orders, &token, with, self.clock.now())
    }

    /// Creates a payout that ends in a state at once.
    pub(crate) fn pay_out(&self, purchase: Purchase, status: OrderStatus, with: Try) -> Result<Order, Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        orders.create(purchase, token.clone(), self.clock.now())?;
        let order = orders.pay_out(&token, status, with, self.clock.now())?.clone();
        if order.status != OrderStatus::Processing {
            self.tell(&mut orders, &order);
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
    fn settle(&self, orders: &mut Open<'_>, token: &str, with: Try, at: Duration) -> Result<Order, Failure> {
        let order = orders.pay(token, with, at)?.clone();
        self.tell(orders, &order);
        if let Some(reversed) = orders.end_verification(&order) {
            self.tell(orders, &reversed);
        }
        Ok(order)
    }

    /// Gives back all or part of what was paid for an order.
    pub(crate) fn reverse(&self, request: &ReverseRequest<'_>) -> Result<Reversed, Failure> {
        let mut orders = self.orders();
        let reversed = orders.reverse(request)?;
        if reversed.is_new && reversed.order.status == OrderStatus::Reversed {
            self.tell(&mut orders, &reversed.order);
        }
        Ok(reversed)
    }

    /// Splits a purchase among merchants, and gives the settlement.
    pub(crate) fn split(&self, settlement: Purchase, operation_id: &str, parts: &[Part]) -> Result<Order, Failure> {
        let token = random::token()?;
        let mut orders = self.orders();
        let settlement = orders.split(settlement, operation_id, parts, token, self.clock.now())?;
        self.tell(&mut orders, &settlement);
        Ok(settlement)
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

    /// Tells the merchant's server once more how an order stands.
    pub(crate) fn repeat_callback(&self, order: &Order) {
        self.tell(&mut self.orders(), order);
    }

    /// Tells the merchant's server of an order, if it has an address for that.
    fn tell(&self, orders: &mut Open<'_>, order: &Order) {
        self.tell_to(orders, order, &order.purchase.server_callback_url);
    }

    fn tell_to(&self, orders: &mut Open<'_>, order: &Order, url: &str) {
        let purchase = &order.purchase;
        let merchant = self.merchants.iter().find(|merchant| merchant.id() == purchase.merchant_id);
        let Some(merchant) = merchant.filter(|_| !url.is_empty()) else { return };
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

/// The orders, while nobody else changes them. What was changed is written before anybody else sees it, and then told.
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
        let changed = orders.take_changed();
        if changed.is_empty() && news.is_empty() {
            return;
        }
        let (due, clock) = (news.iter().collect(), gateway.clock.now());
        for (_, order) in &changed {
            gateway.journal.note(order, clock);
        }
        gateway.store.write(&Changes { orders: changed, due, clock, ..Changes::default() });
        if gateway.store.fault().is_none() {
            news.drain(..).for_each(|callback| gateway.callbacks.send(callback));
        }
    }
}
