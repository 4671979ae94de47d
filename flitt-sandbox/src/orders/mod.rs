//! The orders and the rules of their life cycle. No HTTP, no signatures.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use crate::model::card::Card;
use crate::model::error::GatewayError;
use crate::model::order::{Order, Purchase};

mod capture;
mod ledger;
mod limits;
mod payment;
mod refund;
mod split;
mod subscription;

pub(crate) use capture::CaptureRequest;
pub(crate) use payment::{PaymentAttempt, RectokenInResponse};
pub(crate) use refund::{ReverseRequest, ReverseResult};
pub(crate) use split::Part;
pub(crate) use subscription::{Charge, SubscriptionState};

use ledger::Ledger;

/// The first payment ID and the first transaction ID; later ones increase. They have as many digits as the documented
/// ones.
const FIRST_PAYMENT: u64 = 800_000_001;
const FIRST_TRANSACTION: u64 = 2_000_000_001;

/// All orders, in the order of creation.
#[derive(Default)]
pub(crate) struct Orders {
    list: Ledger,
    /// Positions in `list`, by merchant and order identifier.
    by_name: HashMap<u64, HashMap<String, usize>>,
    /// Positions in `list`, by token.
    by_token: HashMap<String, usize>,
    /// Positions in `list`, by the `md` of a challenge.
    by_md: HashMap<String, usize>,
    /// When the lifetime of an order ends, and its position in `list`.
    lifetimes: BTreeSet<(Duration, usize)>,
    /// When the next scheduled charge of an order is due, and its position in `list`.
    charges: BTreeSet<(Duration, usize)>,
    /// When a hold was approved, and its position in `list`.
    holds: BTreeSet<(Duration, usize)>,
    /// When a settlement is judged, and its position in `list`.
    settlements: BTreeSet<(Duration, usize)>,
    /// The saved cards, by merchant and card token.
    cards: HashMap<u64, HashMap<String, Card>>,
    transactions: u64,
    /// The size of all texts of orders, in bytes.
    text_size: usize,
    /// Challenges that others replaced, oldest first. Only the latest are found in `by_md`.
    replaced_challenges: VecDeque<String>,
}

impl Orders {
    /// Adds an order. Its `order_id` must be new for the merchant.
    pub(crate) fn create(&mut self, purchase: Purchase, token: String, now: Duration) -> Result<&Order, GatewayError> {
        let position = self.list.len();
        let names = self.by_name.entry(purchase.merchant_id).or_default();
        if names.contains_key(&purchase.order_id) {
            let merchant_id = purchase.merchant_id.to_string();
            let values = [("order_id", purchase.order_id.as_str()), ("merchant_id", merchant_id.as_str())];
            return Err(GatewayError::filled(ResponseCode::DuplicateOrder, &values));
        }
        if purchase.amount == 0 && !purchase.verification {
            return Err(GatewayError::new(ResponseCode::InvalidAmount));
        }
        limits::check_new(position, self.text_size, &purchase)?;
        let expires_at = now.saturating_add(purchase.lifetime);
        self.add(Order {
            payment_id: FIRST_PAYMENT.saturating_add(position as u64),
            is_live: false,
            status: OrderStatus::Created,
            response_code: None,
            reversal_amount: 0,
            captured_amount: None,
            captured_at: None,
            shares: Vec::new(),
            is_subscription_active: purchase.subscription && purchase.plan.as_ref().is_none_or(|plan| plan.is_active),
            charged_back_at: None,
            callbacks_sent: 0,
            elapsed_charges: 0,
            created_at: now,
            expires_at,
            token,
            attempts: Vec::new(),
            reversals: Vec::new(),
            challenge: None,
            parent_transaction_id: None,
            purchase,
        });
        Ok(&self.list[position])
    }

    /// The orders of a state file, in the order of creation.
    pub(crate) fn restore(saved: Vec<Order>) -> Self {
        let mut orders = Self::default();
        for order in saved {
            let attempts = order.attempts.iter().map(|payment| payment.transaction_id);
            let reversals = order.reversals.iter().map(|reversal| reversal.transaction_id);
            let ids = attempts.chain(reversals).chain(order.shares.iter().map(|share| share.transaction_id));
            let used = ids.max().unwrap_or(0).saturating_add(1).saturating_sub(FIRST_TRANSACTION);
            orders.transactions = orders.transactions.max(used);
            let md = order.challenge.as_ref().map(|challenge| challenge.md.clone());
            let position = orders.add(order);
            orders.by_md.extend(md.map(|md| (md, position)));
            orders.save_card(position);
            orders.schedule_charge(position);
            orders.schedule_end_of_hold(position);
            orders.schedule_judgement(position);
        }
        // The state file contains all of them already.
        orders.list.take_changed();
        orders
    }

    fn add(&mut self, order: Order) -> usize {
        let position = self.list.len();
        let purchase = &order.purchase;
        self.text_size = self.text_size.saturating_add(limits::text_size(purchase));
        self.by_name.entry(purchase.merchant_id).or_default().insert(purchase.order_id.clone(), position);
        self.by_token.insert(order.token.clone(), position);
        self.lifetimes.insert((order.expires_at, position));
        self.list.push(order)
    }

    /// Changes an order. Its identifiers stay, by which it is found.
    pub(crate) fn change(
        &mut self,
        merchant_id: u64,
        order_id: &str,
        change: impl FnOnce(&mut Order),
    ) -> Result<Order, GatewayError> {
        let position = self.position(merchant_id, order_id)?;
        let order = &mut self.list[position];
        change(order);
        order.purchase.merchant_id = merchant_id;
        order_id.clone_into(&mut order.purchase.order_id);
        Ok(order.clone())
    }

    /// Counts a callback of an order, and returns the number of earlier ones.
    pub(crate) fn count_callback(&mut self, order: &Order) -> u64 {
        let Ok(position) = self.position(order.purchase.merchant_id, &order.purchase.order_id) else { return 0 };
        let order = &mut self.list[position];
        let before = order.callbacks_sent;
        order.callbacks_sent = before.saturating_add(1);
        before
    }

    /// The orders that changed since the last call, with their positions.
    pub(crate) fn take_changed(&mut self) -> Vec<(usize, &Order)> {
        let changed = self.list.take_changed();
        changed.into_iter().map(|position| (position, &self.list[position])).collect()
    }

    /// Ends the orders whose lifetime is over, and returns those that changed.
    pub(crate) fn expire(&mut self, now: Duration) -> Vec<Order> {
        let mut ended = Vec::new();
        while let Some(&(at, position)) = self.lifetimes.first()
            && at <= now
        {
            self.lifetimes.pop_first();
            let status = match self.list[position].status {
                OrderStatus::Created => OrderStatus::Expired,
                OrderStatus::Processing => OrderStatus::Declined,
                _ => continue,
            };
            let order = &mut self.list[position];
            order.status = status;
            ended.push(order.clone());
        }
        ended
    }

    /// Ends the lifetime of an order that can still be paid.
    pub(crate) fn end_lifetime(&mut self, token: &str, now: Duration) -> Result<(), GatewayError> {
        let position = self.payable(token)?;
        self.lifetimes.remove(&(self.list[position].expires_at, position));
        self.list[position].expires_at = now;
        self.lifetimes.insert((now, position));
        Ok(())
    }

    /// All orders.
    pub(crate) fn all(&self) -> &[Order] {
        self.list.all()
    }

    /// A merchant's order.
    pub(crate) fn find(&self, merchant_id: u64, order_id: &str) -> Result<&Order, GatewayError> {
        self.position(merchant_id, order_id).map(|position| &self.list[position])
    }

    /// The order of a payment ID.
    pub(crate) fn by_payment_id(&self, payment_id: u64) -> Option<&Order> {
        let position = usize::try_from(payment_id.checked_sub(FIRST_PAYMENT)?).ok()?;
        self.all().get(position)
    }

    /// The order of a checkout token.
    pub(crate) fn by_token(&self, token: &str) -> Option<&Order> {
        self.by_token.get(token).map(|&position| &self.list[position])
    }

    /// The next transaction ID.
    fn next_transaction_id(&mut self) -> u64 {
        let number = FIRST_TRANSACTION.saturating_add(self.transactions);
        self.transactions = self.transactions.saturating_add(1);
        number
    }

    fn position(&self, merchant_id: u64, order_id: &str) -> Result<usize, GatewayError> {
        let found = self.by_name.get(&merchant_id).and_then(|names| names.get(order_id)).copied();
        found.ok_or_else(|| GatewayError::filled(ResponseCode::OrderNotFound, &[("order_id", order_id)]))
    }
}
