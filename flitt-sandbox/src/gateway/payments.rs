//! Operations on orders, and the notifications that follow from them.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::{OrderService, OrdersGuard};
use crate::http::acs::{self, ChallengeOutcome, ChallengeResult};
use crate::model::card::{Authentication, Card, ECI_NOT_AUTHENTICATED, ReservationData};
use crate::model::error::GatewayError;
use crate::model::order::{Challenge, Method, Order, Purchase};
use crate::orders::{CaptureRequest, Charge, Part, PaymentAttempt, RectokenInResponse, ReverseRequest, ReverseResult};
use crate::random;

/// The first result of a payment on the checkout page.
pub(crate) enum PaymentStart {
    /// The payment was approved or declined.
    Completed(Box<Order>),
    /// The bank authenticates the payer first, in this challenge.
    Challenge { md: String },
}

impl OrderService {
    /// Creates the order of a scheduled charge, and pays it.
    pub(super) fn charge_by_schedule(
        &self,
        orders: &mut OrdersGuard<'_>,
        charge: Charge,
    ) -> Result<Order, GatewayError> {
        let attempt = PaymentAttempt { eci: ECI_NOT_AUTHENTICATED, ..self.attempt(&charge.card)? };
        let token = random::token()?;
        orders.create(charge.purchase, token.clone(), charge.at)?;
        self.complete(orders, &token, attempt, charge.at)
    }

    /// Charges a payment back, as the payer's bank does.
    pub(crate) fn chargeback(&self, merchant_id: u64, order_id: &str) -> Result<Order, GatewayError> {
        let mut orders = self.lock();
        let order = orders.chargeback(merchant_id, order_id, self.clock.now())?;
        self.notify_url(&mut orders, &order, &order.purchase.chargeback_callback_url);
        Ok(order)
    }

    /// Attempts to pay the order of a token without authentication of the payer.
    pub(crate) fn pay(&self, token: &str, card: &Card) -> Result<Order, GatewayError> {
        let attempt = self.attempt(card)?;
        self.complete(&mut self.lock(), token, attempt, self.clock.now())
    }

    /// Starts to pay the order of a token, as the form of the checkout page does.
    pub(crate) fn begin_payment(&self, token: &str, card: &Card) -> Result<PaymentStart, GatewayError> {
        let has_reservation_data =
            self.lock().by_token(token).is_some_and(|order| !order.purchase.reservation_data.is_empty());
        let reservation_data = if has_reservation_data { ReservationData::Present } else { ReservationData::Absent };
        let code = match card.authentication(&self.config.schemas.cards, reservation_data) {
            Authentication::None => {
                return self.pay(token, card).map(|order| PaymentStart::Completed(order.into()));
            }
            Authentication::Confirmation => None,
            Authentication::Code(code) => Some(code),
        };
        let md = random::token()?;
        self.lock().begin_challenge(token, Challenge { md: md.clone(), card: card.clone(), code })?;
        Ok(PaymentStart::Challenge { md })
    }

    /// Ends the lifetime of the order of a token.
    pub(crate) fn expire(&self, token: &str) -> Result<(), GatewayError> {
        self.lock().end_lifetime(token, self.clock.now())?;
        self.update();
        Ok(())
    }

    /// Creates an order and pays it.
    pub(crate) fn charge(&self, purchase: Purchase, attempt: PaymentAttempt) -> Result<Order, GatewayError> {
        let token = random::token()?;
        let mut orders = self.lock();
        orders.create(purchase, token.clone(), self.clock.now())?;
        self.complete(&mut orders, &token, attempt, self.clock.now())
    }

    /// Creates an order that waits for a challenge of its payer.
    pub(crate) fn charge_after_challenge(&self, purchase: Purchase, challenge: Challenge) -> Result<(), GatewayError> {
        let token = random::token()?;
        let mut orders = self.lock();
        orders.create(purchase, token.clone(), self.clock.now())?;
        orders.begin_challenge(&token, challenge)
    }

    /// Pays the order that waits for this challenge, or declines it if the challenge failed.
    pub(crate) fn end_challenge(&self, merchant_id: u64, result: &ChallengeResult<'_>) -> Result<Order, GatewayError> {
        let mut orders = self.lock();
        let (challenge, token) = orders.challenge(merchant_id, result.order_id, result.md)?;
        let outcome = acs::challenge_outcome(result.pares, &challenge.md)?;
        let mut attempt = self.attempt(&challenge.card)?;
        if outcome == ChallengeOutcome::Failed {
            attempt.decline = Some(ResponseCode::ThreeDsFailed);
            attempt.eci = "";
        }
        let token = token.to_owned();
        self.complete(&mut orders, &token, attempt, self.clock.now())
    }

    /// Creates a payout with this status.
    pub(crate) fn pay_out(
        &self,
        purchase: Purchase,
        status: OrderStatus,
        attempt: PaymentAttempt,
    ) -> Result<Order, GatewayError> {
        let token = random::token()?;
        let mut orders = self.lock();
        orders.create(purchase, token.clone(), self.clock.now())?;
        let order = orders.pay_out(&token, status, attempt, self.clock.now())?.clone();
        if order.status != OrderStatus::Processing {
            self.notify(&mut orders, &order);
        }
        Ok(order)
    }

    /// An attempt to pay with a card, with its result.
    pub(crate) fn attempt(&self, card: &Card) -> Result<PaymentAttempt, GatewayError> {
        let decision = card.decision(&self.config.schemas.cards);
        Ok(PaymentAttempt {
            masked_card: card.masked(),
            card_bin: card.bin(),
            brand: decision.brand,
            eci: decision.eci,
            decline: decision.decline,
            rectoken: random::card_token()?,
            rectoken_in_response: RectokenInResponse::IfRequested,
            card: Some(card.clone()),
            method: Method::Card,
            charged: card.charged().cloned(),
        })
    }

    /// Carries out an attempt, and sends callbacks. The payment of a card verification is then reversed.
    fn complete(
        &self,
        orders: &mut OrdersGuard<'_>,
        token: &str,
        attempt: PaymentAttempt,
        at: Duration,
    ) -> Result<Order, GatewayError> {
        let order = orders.pay(token, attempt, at)?.clone();
        self.notify(orders, &order);
        if let Some(reversed) = orders.end_verification(&order, at) {
            self.notify(orders, &reversed);
        }
        Ok(order)
    }

    /// Captures all or part of a hold.
    pub(crate) fn capture(&self, request: &CaptureRequest<'_>) -> Result<Order, GatewayError> {
        let mut orders = self.lock();
        let result = orders.capture(request, self.clock.now())?;
        if result.is_new {
            self.notify(&mut orders, &result.order);
        }
        Ok(result.order)
    }

    /// Reverses all or part of a payment.
    pub(crate) fn reverse(&self, request: &ReverseRequest<'_>) -> Result<ReverseResult, GatewayError> {
        let mut orders = self.lock();
        let result = orders.reverse(request, self.clock.now())?;
        if result.is_new {
            self.notify(&mut orders, &result.order);
        }
        Ok(result)
    }

    /// Takes a settlement that splits a purchase among merchants. It is judged later.
    pub(crate) fn take_settlement(&self, settlement: Purchase, parts: &[Part]) -> Result<Order, GatewayError> {
        let token = random::token()?;
        self.lock().take_settlement(settlement, parts, token, self.clock.now())
    }
}
