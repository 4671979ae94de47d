//! Orders that charge by themselves, again and again.

use std::time::Duration;

use super::Orders;
use crate::cards::Card;
use crate::order::{Order, Purchase};

/// A charge that is due.
pub(crate) struct Charge {
    pub(crate) at: Duration,
    pub(crate) purchase: Purchase,
    pub(crate) card: Card,
}

impl Orders {
    /// The earliest charge whose time has come. Those of a subscription that is stopped are passed over.
    pub(crate) fn take_charge(&mut self, now: Duration) -> Option<Charge> {
        while let Some(&(at, position)) = self.charges.first()
            && at <= now
        {
            self.charges.pop_first();
            let parent = &mut self.list[position];
            parent.passed_charges = parent.passed_charges.saturating_add(1);
            let next = parent.next_charge_at();
            if let Some(next) = next {
                self.charges.insert((next, position));
            }
            let parent = &self.list[position];
            if let (true, Some(purchase)) = (parent.is_subscription_active, self.child(parent))
                && let Some(card) = parent.payment().and_then(|payment| payment.card.clone())
            {
                return Some(Charge { at, purchase, card });
            }
        }
        None
    }

    /// Notes when an approved order charges first, if it does.
    pub(super) fn schedule(&mut self, position: usize) {
        if let Some(at) = self.list[position].next_charge_at() {
            self.charges.insert((at, position));
        }
    }

    /// The purchase of a charge. Its identifier is the parent's with the number of the charge.
    fn child(&self, parent: &Order) -> Option<Purchase> {
        let purchase = &parent.purchase;
        let mut order_id = format!("{}_{}", purchase.order_id, parent.passed_charges);
        while self.position(purchase.merchant_id, &order_id).is_ok() {
            order_id.push('_');
        }
        let own_url = Some(&purchase.subscription_callback_url).filter(|url| !url.is_empty());
        Some(Purchase {
            order_id,
            parent_order_id: purchase.order_id.clone(),
            amount: purchase.plan.as_ref()?.amount,
            server_callback_url: own_url.unwrap_or(&purchase.server_callback_url).clone(),
            plan: None,
            subscription: false,
            preauth: false,
            delayed: false,
            verification: false,
            required_rectoken: false,
            ..purchase.clone()
        })
    }
}
