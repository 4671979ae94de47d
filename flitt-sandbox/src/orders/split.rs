//! Purchases that are split among merchants.

use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use super::Orders;
use crate::failure::Failure;
use crate::order::{Operation, Order, Purchase, Share};

/// What a merchant is to get of a purchase, or to give back.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) merchant_id: u64,
    /// In minor units.
    pub(crate) amount: u64,
}

impl Orders {
    /// Splits all of a purchase, once. The settlement is an order of its own, and approved at once.
    pub(crate) fn split(
        &mut self,
        settlement: Purchase,
        operation_id: &str,
        parts: &[Part],
        token: String,
        now: Duration,
    ) -> Result<Order, Failure> {
        let position = self.position(settlement.merchant_id, operation_id)?;
        let purchase = &self.list[position];
        let refused = |why| Failure::new(ResponseCode::OperationNotAllowed).with(": ", why);
        if purchase.purchase.operation != Operation::Purchase || purchase.status != OrderStatus::Approved {
            return Err(refused("`operation_id` names no approved purchase"));
        }
        if purchase.purchase.preauth && purchase.captured_amount.is_none() {
            return Err(Failure::new(ResponseCode::SettlementBeforeCapture));
        }
        if !purchase.shares.is_empty() {
            return Err(refused("the purchase was split already"));
        }
        if purchase.purchase.currency != settlement.currency {
            return Err(Failure::parameter(ResponseCode::ParameterIncorrect, "currency"));
        }
        if settlement.amount != purchase.turnover() || sum(parts) != Some(settlement.amount) {
            return Err(Failure::new(ResponseCode::SplitAmountMismatch));
        }
        let created = self.create(settlement, token, now)?.purchase.order_id.clone();
        let purchase = &mut self.list[position];
        let share = |part: &Part| Share { merchant_id: part.merchant_id, amount: part.amount, reversal_amount: 0 };
        purchase.shares = parts.iter().map(share).collect();
        let (payment, shares) = (purchase.payment().cloned(), purchase.shares.clone());
        let merchant_id = purchase.purchase.merchant_id;
        let position = self.position(merchant_id, &created)?;
        let settlement = &mut self.list[position];
        settlement.status = OrderStatus::Approved;
        // It is the purchase's card that paid.
        settlement.tries = payment.into_iter().collect();
        settlement.shares = shares;
        Ok(settlement.clone())
    }
}

/// Takes back parts of a purchase that was split, all of them or none.
pub(super) fn take_back(shares: &[Share], parts: &[Part], amount: u64) -> Result<Vec<Share>, Failure> {
    let mut left = shares.to_vec();
    for part in parts {
        let mut own = left.iter_mut().filter(|share| share.merchant_id == part.merchant_id).peekable();
        if own.peek().is_none() {
            return Err(Failure::new(ResponseCode::SplitMerchantMismatch));
        }
        let fits = |share: &&mut Share| part.amount <= share.amount.saturating_sub(share.reversal_amount);
        let share = own.find(fits).ok_or_else(|| Failure::new(ResponseCode::ReverseNotAllowed))?;
        share.reversal_amount = share.reversal_amount.saturating_add(part.amount);
    }
    if sum(parts) == Some(amount) { Ok(left) } else { Err(Failure::new(ResponseCode::SplitAmountMismatch)) }
}

fn sum(parts: &[Part]) -> Option<u64> {
    parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.amount))
}
