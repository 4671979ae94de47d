//! Money that is held until the merchant takes it, and charges that go on until the merchant stops them.

use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use super::Orders;
use crate::failure::Failure;
use crate::order::Order;

impl Orders {
    /// Takes all or part of held money, once; the rest is the payer's again. The same sum once more changes nothing.
    pub(crate) fn capture(
        &mut self,
        merchant_id: u64,
        order_id: &str,
        amount: u64,
        currency: &str,
        now: Duration,
    ) -> Result<&Order, Failure> {
        let position = self.position(merchant_id, order_id)?;
        let order = &self.list[position];
        if amount == 0 {
            return Err(Failure::new(ResponseCode::InvalidAmount));
        }
        if order.purchase.currency != currency {
            return Err(Failure::parameter(ResponseCode::ParameterIncorrect, "currency"));
        }
        if let Some(captured) = order.captured_amount {
            let other = || Failure::new(ResponseCode::CapturedWithOtherAmount);
            return if captured == amount { Ok(&self.list[position]) } else { Err(other()) };
        }
        let refused = |why| Failure::new(ResponseCode::OperationNotAllowed).with(": ", why);
        if !order.purchase.preauth {
            return Err(refused("the order was made without `preauth`"));
        }
        if order.status != OrderStatus::Approved {
            return Err(refused("the order holds no money"));
        }
        if amount > order.purchase.amount {
            return Err(Failure::new(ResponseCode::InvalidAmount).with(": ", "it is more than the order holds"));
        }
        let order = &mut self.list[position];
        order.captured_amount = Some(amount);
        order.captured_at = Some(now);
        Ok(order)
    }

    /// Turns the scheduled charges of an order on or off.
    pub(crate) fn subscription(
        &mut self,
        merchant_id: u64,
        order_id: &str,
        is_active: bool,
    ) -> Result<&Order, Failure> {
        let position = self.position(merchant_id, order_id)?;
        if !self.list[position].purchase.subscription {
            let why = "the order was made without `subscription`";
            return Err(Failure::new(ResponseCode::OperationNotAllowed).with(": ", why));
        }
        let order = &mut self.list[position];
        order.is_subscription_active = is_active;
        Ok(order)
    }
}
