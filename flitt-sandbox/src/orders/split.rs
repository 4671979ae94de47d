//! Split payments: purchases that are settled among several merchants.

use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use super::Orders;
use crate::model::error::GatewayError;
use crate::model::order::{Method, Operation, Order, Payment, Purchase, Share};

/// How long after its request a settlement is judged. The gateway takes every one, and judges it later.
const JUDGED_AFTER: Duration = Duration::from_secs(10);

/// The part of a purchase that a merchant receives or returns.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) merchant_id: u64,
    /// In minor units.
    pub(crate) amount: u64,
}

impl Orders {
    /// Takes a settlement of the purchase that it names, without looking at the purchase and the sums: it is an order of
    /// its own, and judged later.
    pub(crate) fn take_settlement(
        &mut self,
        settlement: Purchase,
        parts: &[Part],
        token: String,
        now: Duration,
    ) -> Result<Order, GatewayError> {
        let share = |part: &Part| Share {
            merchant_id: part.merchant_id,
            amount: part.amount,
            reversal_amount: 0,
            transaction_id: 0,
        };
        let (merchant_id, order_id) = (settlement.merchant_id, settlement.order_id.clone());
        self.create(settlement, token, now)?;
        let position = self.position(merchant_id, &order_id)?;
        self.list[position].shares = parts.iter().map(share).collect();
        self.schedule_judgement(position);
        Ok(self.list[position].clone())
    }

    /// Remembers a settlement that is not judged yet.
    pub(super) fn schedule_judgement(&mut self, position: usize) {
        let order = &self.list[position];
        if order.purchase.operation == Operation::Settlement && order.status == OrderStatus::Created {
            self.settlements.insert((order.created_at.saturating_add(JUDGED_AFTER), position));
        }
    }

    /// Judges the settlements that are due, and returns them: approved or declined.
    pub(crate) fn judge_settlements(&mut self, now: Duration) -> Vec<Order> {
        let mut judged = Vec::new();
        while let Some(&(at, position)) = self.settlements.first()
            && at <= now
        {
            self.settlements.pop_first();
            match self.purchase_to_split(position) {
                Ok(purchase) => self.split(position, purchase, at),
                Err(error) => self.decline_settlement(position, error.code(), at),
            }
            judged.push(self.list[position].clone());
        }
        judged
    }

    /// The position of the purchase that a settlement splits, if it can be split so.
    fn purchase_to_split(&self, settlement: usize) -> Result<usize, GatewayError> {
        let Order { purchase: settlement, shares, .. } = &self.list[settlement];
        let position = self.position(settlement.merchant_id, &settlement.operation_id)?;
        let purchase = &self.list[position];
        let not_allowed = || GatewayError::new(ResponseCode::OperationNotAllowed);
        if purchase.purchase.operation != Operation::Purchase || purchase.status != OrderStatus::Approved {
            return Err(not_allowed());
        }
        if purchase.purchase.preauth && purchase.captured_amount.is_none() {
            return Err(GatewayError::new(ResponseCode::SettlementBeforeCapture));
        }
        if !purchase.shares.is_empty() {
            return Err(not_allowed());
        }
        let total = shares.iter().try_fold(0_u64, |total, share| total.checked_add(share.amount));
        let amount = purchase.to_charged(settlement.amount, &settlement.currency);
        let amount = amount.ok_or_else(|| GatewayError::new(ResponseCode::CurrencyNotAvailable))?;
        if amount != purchase.reversible_amount() || total != Some(settlement.amount) {
            return Err(GatewayError::new(ResponseCode::SplitAmountMismatch));
        }
        Ok(position)
    }

    /// Splits all of a purchase. Each merchant receives its share with a transaction of its own.
    fn split(&mut self, settlement: usize, purchase: usize, at: Duration) {
        let id = self.next_transaction_id();
        let mut shares = self.list[settlement].shares.clone();
        for share in &mut shares {
            share.transaction_id = self.next_transaction_id();
        }
        let purchase = &mut self.list[purchase];
        purchase.shares.clone_from(&shares);
        // The settlement shows the payment of the purchase.
        let payment = purchase.payment().cloned();
        let settlement = &mut self.list[settlement];
        settlement.status = OrderStatus::Approved;
        settlement.shares = shares;
        settlement.parent_transaction_id = payment.as_ref().map(|payment| payment.transaction_id);
        settlement.attempts = payment.into_iter().map(|it| Payment { transaction_id: id, at, ..it }).collect();
    }

    fn decline_settlement(&mut self, position: usize, code: ResponseCode, at: Duration) {
        let transaction_id = self.next_transaction_id();
        let settlement = &mut self.list[position];
        settlement.status = OrderStatus::Declined;
        settlement.response_code = Some(code);
        settlement.attempts.push(Payment::without_card(Method::BankAccount, transaction_id, at, Some(code)));
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
