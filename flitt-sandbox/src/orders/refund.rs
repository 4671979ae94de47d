//! Money that goes back to the payer.

use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use super::Orders;
use super::split::{Part, take_back};
use crate::failure::Failure;
use crate::order::{Operation, Order, Reverse};

/// What a merchant asks to give back.
pub(crate) struct ReverseRequest<'r> {
    pub(crate) merchant_id: u64,
    pub(crate) order_id: &'r str,
    pub(crate) amount: u64,
    pub(crate) currency: &'r str,
    /// Empty without.
    pub(crate) reverse_id: &'r str,
    /// What each merchant of a split purchase gives back; empty leaves that open.
    pub(crate) parts: &'r [Part],
}

/// A reverse that was carried out, now or before.
pub(crate) struct Reversed {
    pub(crate) order: Order,
    pub(crate) reverse: Reverse,
    /// Whether this request carried it out.
    pub(crate) is_new: bool,
}

impl Orders {
    /// Gives back all or part of what was paid. The same `reverse_id` for the same order does it once.
    pub(crate) fn reverse(&mut self, request: &ReverseRequest<'_>, now: Duration) -> Result<Reversed, Failure> {
        let position = self.position(request.merchant_id, request.order_id)?;
        let order = &self.list[position];
        if request.amount == 0 {
            return Err(Failure::new(ResponseCode::InvalidAmount));
        }
        if order.purchase.currency != request.currency {
            return Err(Failure::parameter(ResponseCode::ParameterIncorrect, "currency"));
        }
        let same = |reverse: &&Reverse| !request.reverse_id.is_empty() && reverse.id == request.reverse_id;
        if let Some(reverse) = order.reverses.iter().find(same).cloned() {
            return Ok(Reversed { order: order.clone(), reverse, is_new: false });
        }
        let refused = || Failure::new(ResponseCode::ReverseNotAllowed);
        if order.status != OrderStatus::Approved || order.purchase.operation != Operation::Purchase {
            return Err(refused());
        }
        let paid = order.turnover();
        let reversed = order.reversal_amount.checked_add(request.amount).filter(|sum| *sum <= paid);
        let reversed = reversed.ok_or_else(refused)?;
        if order.purchase.preauth && order.captured_amount.is_none() && reversed != paid {
            return Err(Failure::new(ResponseCode::OnlyFullRefund));
        }
        if !request.parts.is_empty() {
            let shares = take_back(&order.shares, request.parts, request.amount)?;
            self.list[position].shares = shares;
        }
        let reverse = self.give_back(position, request.amount, request.reverse_id, now);
        Ok(Reversed { order: self.list[position].clone(), reverse, is_new: true })
    }

    /// Gives back a sum that is there.
    fn give_back(&mut self, position: usize, amount: u64, reverse_id: &str, now: Duration) -> Reverse {
        let transaction_id = self.transaction();
        let reverse = Reverse { at: now, transaction_id, id: reverse_id.to_owned(), amount };
        let order = &mut self.list[position];
        order.reverses.push(reverse.clone());
        order.reversal_amount = order.reversal_amount.saturating_add(amount);
        if order.reversal_amount == order.turnover() {
            order.status = OrderStatus::Reversed;
        }
        reverse
    }

    /// Takes all of a payment back, as the payer's bank does on the payer's complaint.
    pub(crate) fn charge_back(&mut self, merchant_id: u64, order_id: &str, now: Duration) -> Result<Order, Failure> {
        let position = self.position(merchant_id, order_id)?;
        let is_paid = self.list[position].paid().is_some() && self.list[position].status == OrderStatus::Approved;
        if !is_paid {
            return Err(Failure::new(ResponseCode::OperationNotAllowed).with(": ", "the order is not paid"));
        }
        let order = &mut self.list[position];
        order.status = OrderStatus::Reversed;
        order.reversal_amount = order.turnover();
        order.charged_back_at = Some(now);
        Ok(order.clone())
    }

    /// Gives back what was only paid to check the card; nothing for other orders.
    pub(crate) fn end_verification(&mut self, order: &Order, now: Duration) -> Option<Order> {
        let purchase = &order.purchase;
        let position = self.position(purchase.merchant_id, &purchase.order_id).ok()?;
        let order = &self.list[position];
        if !order.purchase.verification || order.status != OrderStatus::Approved {
            return None;
        }
        self.give_back(position, order.turnover(), "", now);
        Some(self.list[position].clone())
    }
}
