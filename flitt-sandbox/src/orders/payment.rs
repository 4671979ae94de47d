//! Payments, the authentication of payers, saved cards, and payouts.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::{Orders, limits};
use crate::model::card::Card;
use crate::model::error::GatewayError;
use crate::model::order::{Challenge, Charged, Method, Operation, Order, Payment};

/// An attempt to pay, and its result.
pub(crate) struct PaymentAttempt {
    /// The card that is saved under `rectoken`, if it is known.
    pub(crate) card: Option<Card>,
    pub(crate) method: Method,
    pub(crate) masked_card: String,
    pub(crate) card_bin: Option<u64>,
    pub(crate) brand: String,
    pub(crate) eci: &'static str,
    /// The reason of a decline; `None` for an approval.
    pub(crate) decline: Option<ResponseCode>,
    /// A new card token for the merchant, or the one that was charged.
    pub(crate) rectoken: String,
    pub(crate) rectoken_in_response: RectokenInResponse,
    /// What an approval charges; `None` for the amount of the order.
    pub(crate) charged: Option<Charged>,
}

/// When the response to an approved payment contains the card token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RectokenInResponse {
    /// If the order requests one (`required_rectoken`).
    IfRequested,
    /// Always: a charge by card token repeats the token.
    Always,
}

impl Orders {
    /// Attempts to pay the order of a token.
    pub(crate) fn pay(&mut self, token: &str, attempt: PaymentAttempt, now: Duration) -> Result<&Order, GatewayError> {
        let position = self.payable(token)?;
        limits::check_attempt(&self.list[position])?;
        let status = match attempt.decline {
            None => OrderStatus::Approved,
            Some(_) if self.list[position].purchase.delayed => OrderStatus::Processing,
            Some(_) => OrderStatus::Declined,
        };
        Ok(self.add_attempt(position, status, attempt, now))
    }

    /// The position of the order of a token, if it can be paid now.
    pub(super) fn payable(&self, token: &str) -> Result<usize, GatewayError> {
        let position = *self.by_token.get(token).ok_or_else(|| GatewayError::new(ResponseCode::TokenNotFound))?;
        let order = &self.list[position];
        if order.purchase.operation != Operation::Purchase {
            return Err(
                GatewayError::new(ResponseCode::OperationNotAllowed).with_details("the order is not paid by a payer")
            );
        }
        match order.status {
            OrderStatus::Created | OrderStatus::Processing => Ok(position),
            OrderStatus::Expired => Err(GatewayError::new(ResponseCode::OrderExpired)),
            _ => Err(completed(order)),
        }
    }

    /// Ends a new payout, or leaves it in progress (`status`).
    pub(crate) fn pay_out(
        &mut self,
        token: &str,
        status: OrderStatus,
        attempt: PaymentAttempt,
        now: Duration,
    ) -> Result<&Order, GatewayError> {
        let position = *self.by_token.get(token).ok_or_else(|| GatewayError::new(ResponseCode::TokenNotFound))?;
        Ok(self.add_attempt(position, status, attempt, now))
    }

    /// Saves the card of a payment that created a card token.
    pub(super) fn save_card(&mut self, position: usize) {
        let order = &self.list[position];
        if let Some(payment) = order.payment().filter(|payment| !payment.rectoken.is_empty())
            && let Some(card) = payment.card.clone()
        {
            self.cards.entry(order.purchase.merchant_id).or_default().insert(payment.rectoken.clone(), card);
        }
    }

    /// A merchant's saved card.
    pub(crate) fn saved_card(&self, merchant_id: u64, rectoken: &str) -> Result<&Card, GatewayError> {
        let found = self.cards.get(&merchant_id).and_then(|cards| cards.get(rectoken));
        found.ok_or_else(|| GatewayError::new(ResponseCode::TokenNotFound))
    }

    /// Lets an order wait for a challenge of its payer. It replaces an earlier challenge of the order.
    pub(crate) fn begin_challenge(&mut self, token: &str, challenge: Challenge) -> Result<(), GatewayError> {
        let position = self.payable(token)?;
        limits::check_attempt(&self.list[position])?;
        self.by_md.insert(challenge.md.clone(), position);
        let order = &mut self.list[position];
        order.status = OrderStatus::Processing;
        let replaced = order.challenge.replace(challenge);
        self.forget_challenges(replaced);
        Ok(())
    }

    /// Forgets the oldest replaced challenges, once there are too many.
    fn forget_challenges(&mut self, replaced: Option<Challenge>) {
        self.replaced_challenges.extend(replaced.map(|challenge| challenge.md));
        if self.replaced_challenges.len() > limits::MAX_REPLACED_CHALLENGES
            && let Some(oldest) = self.replaced_challenges.pop_front()
        {
            self.by_md.remove(&oldest);
        }
    }

    /// The challenge for which an order of a merchant waits, and the order's token.
    pub(crate) fn challenge(
        &self,
        merchant_id: u64,
        order_id: &str,
        md: &str,
    ) -> Result<(&Challenge, &str), GatewayError> {
        let order = self.find(merchant_id, order_id)?;
        match (&order.challenge, order.status) {
            (Some(challenge), OrderStatus::Processing) if challenge.md == md => Ok((challenge, &order.token)),
            (Some(_), OrderStatus::Processing) => Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "md")),
            (Some(_), _) | (None, OrderStatus::Expired) => Err(GatewayError::new(ResponseCode::OrderExpired)),
            (None, OrderStatus::Created | OrderStatus::Processing) => {
                Err(GatewayError::new(ResponseCode::OperationNotAllowed)
                    .with_details("the order does not wait for a challenge of its payer"))
            }
            (None, _) => Err(completed(order)),
        }
    }

    /// The order that is waiting for this challenge.
    pub(crate) fn awaiting_challenge(&self, md: &str) -> Option<(&Order, &Challenge)> {
        let order = self.by_challenge(md).filter(|order| order.status == OrderStatus::Processing)?;
        order.challenge.as_ref().filter(|challenge| challenge.md == md).map(|challenge| (order, challenge))
    }

    /// The order that is waiting for this challenge, or was.
    pub(crate) fn by_challenge(&self, md: &str) -> Option<&Order> {
        self.by_md.get(md).map(|&position| &self.list[position])
    }

    /// Adds an attempt, and sets the resulting status.
    fn add_attempt(&mut self, position: usize, status: OrderStatus, attempt: PaymentAttempt, now: Duration) -> &Order {
        let transaction_id = self.next_transaction_id();
        let order = &mut self.list[position];
        let is_approved = status == OrderStatus::Approved;
        let is_always = attempt.rectoken_in_response == RectokenInResponse::Always;
        let has_token = is_approved && (order.purchase.required_rectoken || is_always);
        order.status = status;
        order.response_code = attempt.decline;
        order.challenge = None;
        order.attempts.push(Payment {
            at: now,
            transaction_id,
            method: attempt.method,
            masked_card: attempt.masked_card,
            card_bin: attempt.card_bin,
            brand: attempt.brand,
            // Only documented test cards are approved; other cards are not stored.
            card: attempt.card.clone().filter(|_| is_approved),
            eci: attempt.eci.to_owned(),
            decline: attempt.decline,
            rectoken: if has_token { attempt.rectoken.clone() } else { String::new() },
            charged: attempt.charged.filter(|_| is_approved),
        });
        self.save_card(position);
        if is_approved {
            self.schedule_charge(position);
            self.schedule_end_of_hold(position);
        }
        &self.list[position]
    }
}

fn completed(order: &Order) -> GatewayError {
    GatewayError::filled(ResponseCode::OrderCompleted, &[("order_id", &order.purchase.order_id)])
}
