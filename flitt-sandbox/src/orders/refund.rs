//! Reversals and chargebacks.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::split::{Part, reverse_shares};
use super::{Orders, limits};
use crate::model::error::GatewayError;
use crate::model::order::{Operation, Order, Reversal};

/// A merchant's request to reverse a payment.
pub(crate) struct ReverseRequest<'r> {
    pub(crate) merchant_id: u64,
    pub(crate) order_id: &'r str,
    pub(crate) amount: u64,
    /// The currency of the order, or the one in which the payer was charged.
    pub(crate) currency: &'r str,
    /// Makes the request idempotent; empty without one.
    pub(crate) reverse_id: &'r str,
    /// What each merchant of a split purchase returns; may be empty.
    pub(crate) parts: &'r [Part],
}

/// A reversal that was carried out by this request or by an earlier one with the same `reverse_id`.
pub(crate) struct ReverseResult {
    pub(crate) order: Order,
    pub(crate) reversal: Reversal,
    /// Whether this request carried it out.
    pub(crate) is_new: bool,
}

impl Orders {
    /// Reverses all or part of a payment. A `reverse_id` that is repeated for the same order has no further effect.
    pub(crate) fn reverse(
        &mut self,
        request: &ReverseRequest<'_>,
        now: Duration,
    ) -> Result<ReverseResult, GatewayError> {
        let position = self.position(request.merchant_id, request.order_id)?;
        let order = &self.list[position];
        if request.amount == 0 {
            return Err(GatewayError::new(ResponseCode::InvalidAmount));
        }
        let Some(amount) = order.to_charged(request.amount, request.currency) else {
            return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "currency"));
        };
        let is_same = |reversal: &&Reversal| !request.reverse_id.is_empty() && reversal.id == request.reverse_id;
        if let Some(reversal) = order.reversals.iter().find(is_same).cloned() {
            return Ok(ReverseResult { order: order.clone(), reversal, is_new: false });
        }
        let not_allowed = || GatewayError::new(ResponseCode::ReverseNotAllowed);
        if order.status != OrderStatus::Approved || order.purchase.operation != Operation::Purchase {
            return Err(not_allowed());
        }
        let paid = order.reversible_amount();
        let reversed = order.reversal_amount.checked_add(amount).filter(|total| *total <= paid);
        let reversed = reversed.ok_or_else(not_allowed)?;
        if order.purchase.preauth && order.captured_amount.is_none() && reversed != paid {
            return Err(GatewayError::new(ResponseCode::OnlyFullRefund));
        }
        limits::check_reversal(order)?;
        if !request.parts.is_empty() {
            let shares = reverse_shares(&order.shares, request.parts, amount)?;
            self.list[position].shares = shares;
        }
        let reversal = self.add_reversal(position, amount, request.reverse_id, now);
        Ok(ReverseResult { order: self.list[position].clone(), reversal, is_new: true })
    }

    /// Reverses an amount that was checked before.
    pub(super) fn add_reversal(&mut self, position: usize, amount: u64, reverse_id: &str, now: Duration) -> Reversal {
        let transaction_id = self.next_transaction_id();
        let reversal = Reversal { at: now, transaction_id, id: reverse_id.to_owned(), amount };
        let order = &mut self.list[position];
        order.reversals.push(reversal.clone());
        order.reversal_amount = order.reversal_amount.saturating_add(amount);
        if order.reversal_amount == order.reversible_amount() {
            order.status = OrderStatus::Reversed;
        }
        reversal
    }

    /// Charges all of a payment back, as the payer's bank does after the payer's complaint.
    pub(crate) fn chargeback(
        &mut self,
        merchant_id: u64,
        order_id: &str,
        now: Duration,
    ) -> Result<Order, GatewayError> {
        let position = self.position(merchant_id, order_id)?;
        let is_paid = self.list[position].paid().is_some() && self.list[position].status == OrderStatus::Approved;
        if !is_paid {
            return Err(GatewayError::new(ResponseCode::OperationNotAllowed).with_details("the order is not paid"));
        }
        let order = &mut self.list[position];
        order.status = OrderStatus::Reversed;
        order.reversal_amount = order.reversible_amount();
        order.charged_back_at = Some(now);
        Ok(order.clone())
    }

    /// Reverses the payment of a card verification. `None` for other orders.
    pub(crate) fn end_verification(&mut self, order: &Order, now: Duration) -> Option<Order> {
        let purchase = &order.purchase;
        let position = self.position(purchase.merchant_id, &purchase.order_id).ok()?;
        let order = &self.list[position];
        if !order.purchase.verification || order.status != OrderStatus::Approved {
            return None;
        }
        self.add_reversal(position, order.reversible_amount(), "", now);
        Some(self.list[position].clone())
    }
}
