//! Split payments: purchases that are settled among several merchants.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::Orders;
use crate::model::error::GatewayError;
use crate::model::order::{Operation, Order, Purchase, Share};

/// The part of a purchase that a merchant receives or returns.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) merchant_id: u64,
    /// In minor units.
    pub(crate) amount: u64,
}

impl Orders {
    /// Splits all of a purchase, once. The settlement is an order of its own that is approved immediately.
    pub(crate) fn split(
        &mut self,
        settlement: Purchase,
        operation_id: &str,
        parts: &[Part],
        token: String,
        now: Duration,
    ) -> Result<Order, GatewayError> {
        let position = self.position(settlement.merchant_id, operation_id)?;
        let purchase = &self.list[position];
        let not_allowed = |details| GatewayError::new(ResponseCode::OperationNotAllowed).with_details(details);
        if purchase.purchase.operation != Operation::Purchase || purchase.status != OrderStatus::Approved {
            return Err(not_allowed("`operation_id` is not an approved purchase"));
        }
        if purchase.purchase.preauth && purchase.captured_amount.is_none() {
            return Err(GatewayError::new(ResponseCode::SettlementBeforeCapture));
        }
        if !purchase.shares.is_empty() {
            return Err(not_allowed("the purchase was already split"));
        }
        if purchase.purchase.currency != settlement.currency {
            return Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, "currency"));
        }
        if settlement.amount != purchase.reversible_amount() || total(parts) != Some(settlement.amount) {
            return Err(GatewayError::new(ResponseCode::SplitAmountMismatch));
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
        // The settlement shows the payment of the purchase.
        settlement.attempts = payment.into_iter().collect();
        settlement.shares = shares;
        Ok(settlement.clone())
    }
}

/// Reverses parts of a purchase that was split, all of them or none.
pub(super) fn reverse_shares(shares: &[Share], parts: &[Part], amount: u64) -> Result<Vec<Share>, GatewayError> {
    let mut remaining = shares.to_vec();
    for part in parts {
        let mut own = remaining.iter_mut().filter(|share| share.merchant_id == part.merchant_id).peekable();
        if own.peek().is_none() {
            return Err(GatewayError::new(ResponseCode::SplitMerchantMismatch));
        }
        let fits = |share: &&mut Share| part.amount <= share.amount.saturating_sub(share.reversal_amount);
        let share = own.find(fits).ok_or_else(|| GatewayError::new(ResponseCode::ReverseNotAllowed))?;
        share.reversal_amount = share.reversal_amount.saturating_add(part.amount);
    }
    if total(parts) == Some(amount) { Ok(remaining) } else { Err(GatewayError::new(ResponseCode::SplitAmountMismatch)) }
}

fn total(parts: &[Part]) -> Option<u64> {
    parts.iter().try_fold(0_u64, |total, part| total.checked_add(part.amount))
}
