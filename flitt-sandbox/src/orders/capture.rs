//! Captures of holds, and holds that end without one.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::Orders;
use crate::model::error::GatewayError;
use crate::model::order::Order;

/// A merchant's request to capture a hold.
pub(crate) struct CaptureRequest<'r> {
    pub(crate) merchant_id: u64,
    pub(crate) order_id: &'r str,
    pub(crate) amount: u64,
    /// The currency of the order, or the one in which the payer was charged.
    pub(crate) currency: &'r str,
}

/// A capture that was carried out by this request or by an earlier one.
pub(crate) struct CaptureResult {
    pub(crate) order: Order,
    /// Whether this request carried it out.
    pub(crate) is_new: bool,
}

impl Orders {
    /// Captures all or part of a hold, once; the rest is released. A repeated capture of the same amount has no effect.
    pub(crate) fn capture(
        &mut self,
        request: &CaptureRequest<'_>,
        now: Duration,
    ) -> Result<CaptureResult, GatewayError> {
        let position = self.position(request.merchant_id, request.order_id)?;
        let order = &self.list[position];
        if request.amount == 0 {
            return Err(GatewayError::new(ResponseCode::InvalidAmount));
        }
        let Some(amount) = order.to_charged(request.amount, request.currency) else {
            return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "currency"));
        };
        if let Some(captured) = order.captured_amount {
            let is_same = captured == amount;
            let result = is_same.then(|| CaptureResult { order: order.clone(), is_new: false });
            return result.ok_or_else(|| GatewayError::new(ResponseCode::CapturedWithOtherAmount));
        }
        let not_allowed = |details| GatewayError::new(ResponseCode::OperationNotAllowed).with_details(details);
        if !order.purchase.preauth {
            return Err(not_allowed("the order was created without `preauth`"));
        }
        if order.status != OrderStatus::Approved {
            return Err(not_allowed("the order has no hold"));
        }
        if amount > order.charged_amount() {
            return Err(GatewayError::new(ResponseCode::InvalidAmount).with_details("it is more than the held amount"));
        }
        let order = &mut self.list[position];
        order.captured_amount = Some(amount);
        order.captured_at = Some(now);
        Ok(CaptureResult { order: order.clone(), is_new: true })
    }

    /// Remembers a hold that was approved, so that it ends in time.
    pub(super) fn schedule_end_of_hold(&mut self, position: usize) {
        let order = &self.list[position];
        let is_held = order.purchase.preauth && order.status == OrderStatus::Approved;
        if let Some(payment) = order.paid().filter(|_| is_held && order.captured_amount.is_none()) {
            self.holds.insert((payment.at, position));
        }
    }

    /// Ends the holds that were approved so long ago, and returns their orders: all of the money is free again.
    pub(crate) fn end_holds(&mut self, lifetime: Duration, now: Duration) -> Vec<Order> {
        let mut ended = Vec::new();
        while let Some(&(approved_at, position)) = self.holds.first()
            && let ends_at = approved_at.saturating_add(lifetime)
            && ends_at <= now
        {
            self.holds.pop_first();
            let order = &self.list[position];
            if order.status == OrderStatus::Approved && order.captured_amount.is_none() {
                self.add_reversal(position, order.charged_amount(), "", ends_at);
                ended.push(self.list[position].clone());
            }
        }
        ended
    }
}
