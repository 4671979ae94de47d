//! Captures of holds.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::Orders;
use crate::model::error::GatewayError;
use crate::model::order::Order;

impl Orders {
    /// Captures all or part of a hold, once; the rest is released. A repeated capture of the same amount has no effect.
    pub(crate) fn capture(
        &mut self,
        merchant_id: u64,
        order_id: &str,
        amount: u64,
        currency: &str,
        now: Duration,
    ) -> Result<&Order, GatewayError> {
        let position = self.position(merchant_id, order_id)?;
        let order = &self.list[position];
        if amount == 0 {
            return Err(GatewayError::new(ResponseCode::InvalidAmount));
        }
        if order.purchase.currency != currency {
            return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "currency"));
        }
        if let Some(captured) = order.captured_amount {
            let mismatch = || GatewayError::new(ResponseCode::CapturedWithOtherAmount);
            return if captured == amount { Ok(&self.list[position]) } else { Err(mismatch()) };
        }
        let not_allowed = |details| GatewayError::new(ResponseCode::OperationNotAllowed).with_details(details);
        if !order.purchase.preauth {
            return Err(not_allowed("the order was created without `preauth`"));
        }
        if order.status != OrderStatus::Approved {
            return Err(not_allowed("the order has no hold"));
        }
        if amount > order.purchase.amount {
            return Err(GatewayError::new(ResponseCode::InvalidAmount).with_details("it is more than the held amount"));
        }
        let order = &mut self.list[position];
        order.captured_amount = Some(amount);
        order.captured_at = Some(now);
        Ok(order)
    }
}
