//! The orders and the rules of their life. No HTTP, no signatures.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;

use crate::failure::Failure;
use crate::order::{Order, Payment, Purchase, Reverse};

/// The gateway's numbers of payments and of transactions go up from here; documented ones have as many digits.
const FIRST_PAYMENT: u64 = 800_000_001;
const FIRST_TRANSACTION: u64 = 2_000_000_001;

/// Every order, in the order of creation.
#[derive(Default)]
pub(crate) struct Orders {
    list: Vec<Order>,
    /// Positions in `list`, by merchant and order identifier.
    by_name: HashMap<u64, HashMap<String, usize>>,
    /// Positions in `list`, by token.
    by_token: HashMap<String, usize>,
    /// When the lifetime of an order is over, and its position in `list`.
    due: BTreeSet<(Duration, usize)>,
    transactions: u64,
}

/// What a try to pay was made with, and how it ends.
pub(crate) struct Try {
    pub(crate) masked_card: String,
    pub(crate) card_bin: Option<u64>,
    pub(crate) brand: String,
    pub(crate) eci: &'static str,
    pub(crate) decline: Option<ResponseCode>,
    /// Given to the merchant if it asked for one and the payment is approved.
    pub(crate) rectoken: String,
}

/// What a merchant asks to give back.
pub(crate) struct ReverseRequest<'r> {
    pub(crate) merchant_id: u64,
    pub(crate) order_id: &'r str,
    pub(crate) amount: u64,
    pub(crate) currency: &'r str,
    /// Empty without.
    pub(crate) reverse_id: &'r str,
}

/// A reverse that was carried out, now or before.
pub(crate) struct Reversed {
    pub(crate) order: Order,
    pub(crate) reverse: Reverse,
    /// Whether this request carried it out.
    pub(crate) is_new: bool,
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
        names.insert(purchase.order_id.clone(), position);
        self.by_token.insert(token.clone(), position);
        let expires_at = now.saturating_add(purchase.lifetime);
        self.due.insert((expires_at, position));
        self.list.push(Order {
            payment_id: FIRST_PAYMENT.saturating_add(position as u64),
            status: OrderStatus::Created,
            response_code: None,
            reversal_amount: 0,
            created_at: now,
            expires_at,
            token,
            payment: None,
            reverses: Vec::new(),
            purchase,
        });
        Ok(&self.list[position])
    }

    /// Ends the orders whose lifetime is over, and gives those that changed.
    pub(crate) fn expire(&mut self, now: Duration) -> Vec<Order> {
        let mut ended = Vec::new();
        while let Some(&(at, position)) = self.due.first()
            && at <= now
        {
            self.due.pop_first();
            let order = &mut self.list[position];
            order.status = match order.status {
                OrderStatus::Created => OrderStatus::Expired,
                OrderStatus::Processing => OrderStatus::Declined,
                _ => continue,
            };
            ended.push(order.clone());
        }
        ended
    }

    /// All orders.
    pub(crate) fn all(&self) -> &[Order] {
        &self.list
    }

    /// A merchant's order.
    pub(crate) fn find(&self, merchant_id: u64, order_id: &str) -> Result<&Order, Failure> {
        self.position(merchant_id, order_id).map(|position| &self.list[position])
    }

    /// The order that a token opens.
    pub(crate) fn of_token(&self, token: &str) -> Option<&Order> {
        self.by_token.get(token).map(|&position| &self.list[position])
    }

    /// Tries to pay the order of a token.
    pub(crate) fn pay(&mut self, token: &str, with: Try, now: Duration) -> Result<&Order, Failure> {
        let position = *self.by_token.get(token).ok_or_else(|| Failure::new(ResponseCode::TokenNotFound))?;
        let order = &mut self.list[position];
        match order.status {
            OrderStatus::Created | OrderStatus::Processing => {}
            OrderStatus::Expired => return Err(Failure::new(ResponseCode::OrderExpired)),
            _ => return Err(Failure::filled(ResponseCode::OrderCompleted, &[("order_id", &order.purchase.order_id)])),
        }
        order.status = match with.decline {
            None => OrderStatus::Approved,
            Some(_) if order.purchase.delayed => OrderStatus::Processing,
            Some(_) => OrderStatus::Declined,
        };
        order.response_code = with.decline;
        let gives_token = with.decline.is_none() && order.purchase.required_rectoken;
        order.payment = Some(Payment {
            at: now,
            transaction_id: FIRST_TRANSACTION.saturating_add(self.transactions),
            masked_card: with.masked_card,
            card_bin: with.card_bin,
            brand: with.brand,
            eci: with.eci,
            decline: with.decline,
            rectoken: if gives_token { with.rectoken } else { String::new() },
        });
        self.transactions = self.transactions.saturating_add(1);
        Ok(order)
    }

    /// Gives back all or part of what was paid. The same `reverse_id` for the same order does it once.
    pub(crate) fn reverse(&mut self, request: &ReverseRequest<'_>) -> Result<Reversed, Failure> {
        let position = self.position(request.merchant_id, request.order_id)?;
        let order = &mut self.list[position];
        if request.amount == 0 {
            return Err(Failure::new(ResponseCode::InvalidAmount));
        }
        if order.purchase.currency != request.currency {
            return Err(Failure::parameter(ResponseCode::ParameterIncorrect, "currency"));
        }
        let same = |reverse: &&Reverse| !request.reverse_id.is_empty() && reverse.reverse_id == request.reverse_id;
        if let Some(reverse) = order.reverses.iter().find(same).cloned() {
            return Ok(Reversed { order: order.clone(), reverse, is_new: false });
        }
        let refused = || Failure::new(ResponseCode::ReverseNotAllowed);
        if order.status != OrderStatus::Approved {
            return Err(refused());
        }
        let paid = order.purchase.amount;
        let reversed = order.reversal_amount.checked_add(request.amount).filter(|sum| *sum <= paid);
        let reversed = reversed.ok_or_else(refused)?;
        if order.purchase.preauth && reversed != paid {
            return Err(Failure::new(ResponseCode::OnlyFullRefund));
        }
        order.reversal_amount = reversed;
        if reversed == paid {
            order.status = OrderStatus::Reversed;
        }
        let reverse = Reverse { reverse_id: request.reverse_id.to_owned(), amount: request.amount };
        order.reverses.push(reverse.clone());
        Ok(Reversed { order: order.clone(), reverse, is_new: true })
    }

    fn position(&self, merchant_id: u64, order_id: &str) -> Result<usize, Failure> {
        let found = self.by_name.get(&merchant_id).and_then(|names| names.get(order_id)).copied();
        found.ok_or_else(|| Failure::filled(ResponseCode::OrderNotFound, &[("order_id", order_id)]))
    }
}
