//! The orders and the rules of their life. No HTTP, no signatures.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use crate::cards::Card;
use crate::failure::Failure;
use crate::order::{Order, Purchase};

mod held;
mod ledger;
mod payer;
mod refund;
mod schedule;
mod split;

pub(crate) use payer::Try;
pub(crate) use refund::{ReverseRequest, Reversed};
pub(crate) use schedule::Charge;
pub(crate) use split::Part;

use ledger::Ledger;

/// The gateway's numbers of payments and of transactions go up from here; documented ones have as many digits.
const FIRST_PAYMENT: u64 = 800_000_001;
const FIRST_TRANSACTION: u64 = 2_000_000_001;

/// Every order, in the order of creation.
#[derive(Default)]
pub(crate) struct Orders {
    list: Ledger,
    /// Positions in `list`, by merchant and order identifier.
    by_name: HashMap<u64, HashMap<String, usize>>,
    /// Positions in `list`, by token.
    by_token: HashMap<String, usize>,
    /// Positions in `list`, by the name of the check of a payer.
    by_md: HashMap<String, usize>,
    /// When the lifetime of an order is over, and its position in `list`.
    due: BTreeSet<(Duration, usize)>,
    /// When the schedule of an order charges next, and its position in `list`.
    charges: BTreeSet<(Duration, usize)>,
    /// The saved cards, by merchant and card token.
    cards: HashMap<u64, HashMap<String, Card>>,
    transactions: u64,
}

impl Orders {
    /// Adds an order. Its identifier must be new to the merchant.
    pub(crate) fn create(&mut self, purchase: Purchase, token: String, now: Duration) -> Result<&Order, Failure> {
        let position = self.list.len();
        let names = self.by_name.entry(purchase.merchant_id).or_default();
        if names.contains_key(&purchase.order_id) {
            let merchant_id = purchase.merchant_id.to_string();
            let values = [("order_id", purchase.order_id.as_str()), ("merchant_id", merchant_id.as_str())];
            return Err(Failure::filled(ResponseCode::DuplicateOrder, &values));
        }
        if purchase.amount == 0 {
            return Err(Failure::new(ResponseCode::InvalidAmount));
        }
        let expires_at = now.saturating_add(purchase.lifetime);
        self.add(Order {
            payment_id: FIRST_PAYMENT.saturating_add(position as u64),
            status: OrderStatus::Created,
            response_code: None,
            reversal_amount: 0,
            captured_amount: None,
            captured_at: None,
            shares: Vec::new(),
            is_subscription_active: purchase.subscription && purchase.plan.as_ref().is_none_or(|plan| plan.is_on),
            charged_back_at: None,
            told: 0,
            passed_charges: 0,
            created_at: now,
            expires_at,
            token,
            tries: Vec::new(),
            reverses: Vec::new(),
            challenge: None,
            purchase,
        });
        Ok(&self.list[position])
    }

    /// The orders that an earlier sandbox kept, in the order of creation.
    pub(crate) fn restored(kept: Vec<Order>) -> Self {
        let mut orders = Self::default();
        for order in kept {
            let tries = order.tries.iter().map(|payment| payment.transaction_id);
            let numbers = tries.chain(order.reverses.iter().map(|reverse| reverse.transaction_id));
            let made = numbers.max().unwrap_or(0).saturating_add(1).saturating_sub(FIRST_TRANSACTION);
            orders.transactions = orders.transactions.max(made);
            let md = order.challenge.as_ref().map(|challenge| challenge.md.clone());
            let position = orders.add(order);
            orders.by_md.extend(md.map(|md| (md, position)));
            orders.save_card(position);
            orders.schedule(position);
        }
        // All of them are where they came from.
        orders.list.take_changed();
        orders
    }

    fn add(&mut self, order: Order) -> usize {
        let position = self.list.len();
        let purchase = &order.purchase;
        self.by_name.entry(purchase.merchant_id).or_default().insert(purchase.order_id.clone(), position);
        self.by_token.insert(order.token.clone(), position);
        self.due.insert((order.expires_at, position));
        self.list.push(order)
    }

    /// Notes that an order is told of: how often it was before.
    pub(crate) fn count_told(&mut self, order: &Order) -> u64 {
        let Ok(position) = self.position(order.purchase.merchant_id, &order.purchase.order_id) else { return 0 };
        let order = &mut self.list[position];
        let before = order.told;
        order.told = before.saturating_add(1);
        before
    }

    /// What changed since this was last asked, with its positions.
    pub(crate) fn take_changed(&mut self) -> Vec<(usize, &Order)> {
        let changed = self.list.take_changed();
        changed.into_iter().map(|position| (position, &self.list[position])).collect()
    }

    /// Ends the orders whose lifetime is over, and gives those that changed.
    pub(crate) fn expire(&mut self, now: Duration) -> Vec<Order> {
        let mut ended = Vec::new();
        while let Some(&(at, position)) = self.due.first()
            && at <= now
        {
            self.due.pop_first();
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

    /// Lets the lifetime of the order of a token be over, as long as it can be paid.
    pub(crate) fn end_lifetime(&mut self, token: &str, now: Duration) -> Result<(), Failure> {
        let position = self.payable(token)?;
        self.due.remove(&(self.list[position].expires_at, position));
        self.list[position].expires_at = now;
        self.due.insert((now, position));
        Ok(())
    }

    /// All orders.
    pub(crate) fn all(&self) -> &[Order] {
        self.list.all()
    }

    /// A merchant's order.
    pub(crate) fn find(&self, merchant_id: u64, order_id: &str) -> Result<&Order, Failure> {
        self.position(merchant_id, order_id).map(|position| &self.list[position])
    }

    /// The order of a payment, by the gateway's number.
    pub(crate) fn of_payment(&self, payment_id: u64) -> Option<&Order> {
        let position = usize::try_from(payment_id.checked_sub(FIRST_PAYMENT)?).ok()?;
        self.all().get(position)
    }

    /// The order that a token opens.
    pub(crate) fn of_token(&self, token: &str) -> Option<&Order> {
        self.by_token.get(token).map(|&position| &self.list[position])
    }

    /// The next number of a transaction.
    fn transaction(&mut self) -> u64 {
        let number = FIRST_TRANSACTION.saturating_add(self.transactions);
        self.transactions = self.transactions.saturating_add(1);
        number
    }

    fn position(&self, merchant_id: u64, order_id: &str) -> Result<usize, Failure> {
        let found = self.by_name.get(&merchant_id).and_then(|names| names.get(order_id)).copied();
        found.ok_or_else(|| Failure::filled(ResponseCode::OrderNotFound, &[("order_id", order_id)]))
    }
}
