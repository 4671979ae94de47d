//! What payers and merchants do to orders, and what follows from it: whoever is to be told is told.

use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use super::{Gateway, Open};
use crate::acs::{self, CheckAnswer};
use crate::cards::{Card, Check};
use crate::failure::Failure;
use crate::order::{Challenge, Order, Purchase};
use crate::orders::{Charge, Part, ReverseRequest, Reversed, Try};
use crate::random;

/// How a payment was checked in which nobody asked the payer.
pub(crate) const UNCHECKED: &str = "7";

/// What a payment has come to at first.
pub(crate) enum Begun {
    /// It has ended, well or not.
    Ended(Box<Order>),
    /// The bank asks the payer, in a check of this name.
    Asked { md: String },
}

impl Gateway {
    /// Makes an order of a charge whose time has come.
    pub(super) fn charge_by_schedule(&self, orders: &mut Open<'_>, charge: Charge) -> Result<Order, Failure> {
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
        self.settle(&mut self.orders(), token, with, self.clock.now())
    }

    /// Begins to pay the order of a token, as the form of the checkout page does: the bank may ask the payer first.
    pub(crate) fn begin_payment(&self, token: &str, card: &Card) -> Result<Begun, Failure> {
        let has_reservation_data =
            self.orders().of_token(token).is_some_and(|order| !order.purchase.reservation_data.is_empty());
        let code = match card.check(&self.rules.cards, has_reservation_data) {
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
        if let Some(reversed) = orders.end_verification(&order, at) {
            self.tell(orders, &reversed);
        }
        Ok(order)
    }

    /// Gives back all or part of what was paid for an order.
    pub(crate) fn reverse(&self, request: &ReverseRequest<'_>) -> Result<Reversed, Failure> {
        let mut orders = self.orders();
        let reversed = orders.reverse(request, self.clock.now())?;
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
}
