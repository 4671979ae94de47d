//! What payers and their saved cards do: payments, checks of the payer, payouts.

use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use super::Orders;
use crate::cards::Card;
use crate::failure::Failure;
use crate::order::{Challenge, Operation, Order, Payment};

/// What a try to pay was made with, and how it ends.
pub(crate) struct Try {
    /// The card, to be saved under `rectoken`, if it is known.
    pub(crate) card: Option<Card>,
    /// Whether a card is charged or paid, and not an account.
    pub(crate) is_card: bool,
    pub(crate) masked_card: String,
    pub(crate) card_bin: Option<u64>,
    pub(crate) brand: String,
    pub(crate) eci: &'static str,
    pub(crate) decline: Option<ResponseCode>,
    /// Given to the merchant if it asked for one and the payment is approved.
    pub(crate) rectoken: String,
    /// Whether the card was charged by `rectoken`, which the answer then repeats.
    pub(crate) is_by_rectoken: bool,
}

impl Orders {
    /// Tries to pay the order of a token.
    pub(crate) fn pay(&mut self, token: &str, with: Try, now: Duration) -> Result<&Order, Failure> {
        let position = self.payable(token)?;
        let status = match with.decline {
            None => OrderStatus::Approved,
            Some(_) if self.list[position].purchase.delayed => OrderStatus::Processing,
            Some(_) => OrderStatus::Declined,
        };
        Ok(self.tried(position, status, with, now))
    }

    /// The position of the order of a token, if its payer may try to pay it now.
    pub(super) fn payable(&self, token: &str) -> Result<usize, Failure> {
        let position = *self.by_token.get(token).ok_or_else(|| Failure::new(ResponseCode::TokenNotFound))?;
        let order = &self.list[position];
        if order.purchase.operation != Operation::Purchase {
            return Err(Failure::new(ResponseCode::OperationNotAllowed).with(": ", "no payer pays it"));
        }
        match order.status {
            OrderStatus::Created | OrderStatus::Processing => Ok(position),
            OrderStatus::Expired => Err(Failure::new(ResponseCode::OrderExpired)),
            _ => Err(completed(order)),
        }
    }

    /// Ends a new payout, or leaves it in progress.
    pub(crate) fn pay_out(
        &mut self,
        token: &str,
        status: OrderStatus,
        with: Try,
        now: Duration,
    ) -> Result<&Order, Failure> {
        let position = *self.by_token.get(token).ok_or_else(|| Failure::new(ResponseCode::TokenNotFound))?;
        Ok(self.tried(position, status, with, now))
    }

    /// Saves the card of a payment that gave a token.
    pub(super) fn save_card(&mut self, position: usize) {
        let order = &self.list[position];
        if let Some(payment) = order.payment().filter(|payment| !payment.rectoken.is_empty())
            && let Some(card) = payment.card.clone()
        {
            self.cards.entry(order.purchase.merchant_id).or_default().insert(payment.rectoken.clone(), card);
        }
    }

    /// A merchant's saved card.
    pub(crate) fn card(&self, merchant_id: u64, rectoken: &str) -> Result<&Card, Failure> {
        let found = self.cards.get(&merchant_id).and_then(|cards| cards.get(rectoken));
        found.ok_or_else(|| Failure::new(ResponseCode::TokenNotFound))
    }

    /// Lets an order wait until its payer was checked. Another check of it is over with that.
    pub(crate) fn wait_for_check(&mut self, token: &str, challenge: Challenge) -> Result<(), Failure> {
        let position = self.payable(token)?;
        self.by_md.insert(challenge.md.clone(), position);
        let order = &mut self.list[position];
        order.status = OrderStatus::Processing;
        order.challenge = Some(challenge);
        Ok(())
    }

    /// The check that an order of a merchant waits for, and the order's token.
    pub(crate) fn check(&self, merchant_id: u64, order_id: &str, md: &str) -> Result<(&Challenge, &str), Failure> {
        let order = self.find(merchant_id, order_id)?;
        match (&order.challenge, order.status) {
            (Some(challenge), OrderStatus::Processing) if challenge.md == md => Ok((challenge, &order.token)),
            (Some(_), OrderStatus::Processing) => Err(Failure::parameter(ResponseCode::ParameterIncorrect, "md")),
            (Some(_), _) | (None, OrderStatus::Expired) => Err(Failure::new(ResponseCode::OrderExpired)),
            (None, OrderStatus::Created | OrderStatus::Processing) => {
                Err(Failure::new(ResponseCode::OperationNotAllowed)
                    .with(": ", "the order does not wait for a check of its payer"))
            }
            (None, _) => Err(completed(order)),
        }
    }

    /// The order that waits for the check of this name, while it does.
    pub(crate) fn of_check(&self, md: &str) -> Option<(&Order, &Challenge)> {
        let order = self.of_any_check(md).filter(|order| order.status == OrderStatus::Processing)?;
        order.challenge.as_ref().filter(|challenge| challenge.md == md).map(|challenge| (order, challenge))
    }

    /// The order that waits for the check of this name, or did.
    pub(crate) fn of_any_check(&self, md: &str) -> Option<&Order> {
        self.by_md.get(md).map(|&position| &self.list[position])
    }

    /// Notes a try and the state that it leads to.
    fn tried(&mut self, position: usize, status: OrderStatus, with: Try, now: Duration) -> &Order {
        let transaction_id = self.transaction();
        let order = &mut self.list[position];
        let is_approved = status == OrderStatus::Approved;
        let gives_token = is_approved && (order.purchase.required_rectoken || with.is_by_rectoken);
        order.status = status;
        order.response_code = with.decline;
        order.challenge = None;
        order.tries.push(Payment {
            at: now,
            transaction_id,
            is_card: with.is_card,
            masked_card: with.masked_card,
            card_bin: with.card_bin,
            brand: with.brand,
            // Only documented test cards are approved; others are forgotten.
            card: with.card.clone().filter(|_| is_approved),
            eci: with.eci.to_owned(),
            decline: with.decline,
            rectoken: if gives_token { with.rectoken.clone() } else { String::new() },
        });
        self.save_card(position);
        if is_approved {
            self.schedule(position);
        }
        &self.list[position]
    }
}

fn completed(order: &Order) -> Failure {
    Failure::filled(ResponseCode::OrderCompleted, &[("order_id", &order.purchase.order_id)])
}
