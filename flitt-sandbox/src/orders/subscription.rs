//! Subscriptions: scheduled charges, and how a merchant stops and starts them.

use std::time::Duration;

use flitt_client::reference::ResponseCode;

use super::Orders;
use crate::model::card::Card;
use crate::model::error::GatewayError;
use crate::model::order::{Order, Purchase};

/// A scheduled charge that is due.
pub(crate) struct Charge {
    pub(crate) at: Duration,
    pub(crate) purchase: Purchase,
    pub(crate) card: Card,
}

/// Whether the scheduled charges of a subscription are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubscriptionState {
    Active,
    Stopped,
}

impl Orders {
    /// Stops or starts the scheduled charges of an order.
    pub(crate) fn set_subscription(
        &mut self,
        merchant_id: u64,
        order_id: &str,
        state: SubscriptionState,
    ) -> Result<&Order, GatewayError> {
        // The gateway responds alike to an order that is not paid and to one that it does not know.
        let found = self.position(merchant_id, order_id).ok();
        let position = found.filter(|position| self.list[*position].paid().is_some());
        let position =
            position.ok_or_else(|| GatewayError::with_message(ResponseCode::OrderNotFound, "Order not found"))?;
        if !self.list[position].purchase.subscription {
            let details = "the order was created without `subscription`";
            return Err(GatewayError::new(ResponseCode::OperationNotAllowed).with_details(details));
        }
        let order = &mut self.list[position];
        order.is_subscription_active = state == SubscriptionState::Active;
        Ok(order)
    }

    /// The earliest charge that is due. Charges of a stopped subscription are skipped.
    pub(crate) fn take_charge(&mut self, now: Duration) -> Option<Charge> {
        while let Some(&(at, position)) = self.charges.first()
            && at <= now
        {
            self.charges.pop_first();
            let parent = &mut self.list[position];
            parent.elapsed_charges = parent.elapsed_charges.saturating_add(1);
            let next = parent.next_charge_at();
            if let Some(next) = next {
                self.charges.insert((next, position));
            }
            let parent = &self.list[position];
            if let (true, Some(purchase)) = (parent.is_subscription_active, self.child_purchase(parent, at))
                && let Some(card) = parent.payment().and_then(|payment| payment.card.clone())
            {
                return Some(Charge { at, purchase, card });
            }
        }
        None
    }

    /// Schedules the first charge of an approved order, if it has any.
    pub(super) fn schedule_charge(&mut self, position: usize) {
        if let Some(at) = self.list[position].next_charge_at() {
            self.charges.insert((at, position));
        }
    }

    /// The purchase of a scheduled charge.
    fn child_purchase(&self, parent: &Order, at: Duration) -> Option<Purchase> {
        let purchase = &parent.purchase;
        let hundredths = at.as_millis() / 10;
        let names = (hundredths..).map(|hundredths| child_id(hundredths, &purchase.order_id));
        let order_id = names.into_iter().find(|name| self.position(purchase.merchant_id, name).is_err())?;
        let callback_url = Some(&purchase.subscription_callback_url).filter(|url| !url.is_empty());
        Some(Purchase {
            order_id,
            parent_order_id: purchase.order_id.clone(),
            amount: purchase.plan.as_ref()?.amount,
            server_callback_url: callback_url.unwrap_or(&purchase.server_callback_url).clone(),
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

/// The identifier of a scheduled charge: its time in hundredths of a second, and the first order.
fn child_id(hundredths: u128, first_order: &str) -> String {
    format!("recurring__{}.{:02}__{first_order}", hundredths / 100, hundredths % 100)
}
