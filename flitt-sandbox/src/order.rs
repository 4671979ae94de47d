//! An order, as plain data.

use std::fmt;
use std::time::Duration;

use flitt_client::ResponseCode;
use flitt_client::api::tables::final_order::OrderStatus;
use serde::{Deserialize, Serialize};

use crate::cards::Card;
use crate::fault::Fault;
use crate::schedule::Plan;
use crate::store::{card, listed, maybe_card, maybe_listed};

/// Which way the money of an order goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Operation {
    /// From a payer to the merchant.
    Purchase,
    /// From the merchant to a card or an account.
    Payout,
    /// From a purchase to the merchants among whom it is split.
    Settlement,
}

/// What a merchant asked for when it created an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the request")]
pub struct Purchase {
    /// Which way the money goes.
    pub operation: Operation,
    /// Whether the order was made in protocol 2.0, in which its callbacks then go.
    pub is_protocol_2: bool,
    /// The merchant's number.
    pub merchant_id: u64,
    /// The merchant's own name for the payment.
    pub order_id: String,
    /// The order whose schedule made this one; empty without.
    pub parent_order_id: String,
    /// What is paid for.
    pub order_desc: String,
    /// The sum to pay, in minor units.
    pub amount: u64,
    /// The currency of the sum.
    pub currency: String,
    /// How long the order may be paid.
    pub lifetime: Duration,
    /// Whether the money is only held at first.
    pub preauth: bool,
    /// Whether the payer may try again after a decline.
    pub delayed: bool,
    /// Whether the merchant wants a card token.
    pub required_rectoken: bool,
    /// Whether the money is given back by itself after approval.
    pub verification: bool,
    /// Whether further charges follow on a schedule.
    pub subscription: bool,
    /// The schedule; without one, a subscription charges nothing by itself.
    pub plan: Option<Plan>,
    /// The payer's e-mail address; empty without.
    pub sender_email: String,
    /// The merchant's identifier of the goods; empty without.
    pub product_id: String,
    /// Free text of the merchant; empty without.
    pub merchant_data: String,
    /// Where callbacks go; empty without.
    pub server_callback_url: String,
    /// The merchant's page to which the payer goes with the result; empty without.
    pub response_url: String,
    /// The merchant's page to which the payer goes without paying; empty without.
    pub cancel_url: String,
    /// The language of the checkout page; empty without.
    pub lang: String,
    /// Where callbacks of scheduled charges go; empty sends them to `server_callback_url`.
    pub subscription_callback_url: String,
    /// Where callbacks of chargebacks go; empty without.
    pub chargeback_callback_url: String,
    /// More facts about payer and goods: a JSON object in base64; empty without.
    pub reservation_data: String,
    /// What goes wrong with callbacks.
    pub callback_fault: Option<Fault>,
}

/// An order, as it stood when it was asked for.
///
/// Amounts are in minor units: 1020 is 10.20 GEL. `Debug` shows neither the order's token nor a card token; as what the
/// state file holds, `Serialize` writes both.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// What the merchant asked for.
    pub purchase: Purchase,
    /// The gateway's number of the payment.
    pub payment_id: u64,
    /// How far the payment has come.
    #[serde(with = "listed")]
    pub status: OrderStatus,
    /// Why the last try to pay was declined, if it was.
    #[serde(with = "maybe_listed")]
    pub response_code: Option<ResponseCode>,
    /// The sum of all reverses so far, in minor units.
    pub reversal_amount: u64,
    /// What was taken of held money, in minor units; nothing before the capture.
    pub captured_amount: Option<u64>,
    /// When held money was taken, since 1970-01-01 UTC.
    pub captured_at: Option<Duration>,
    /// Among whom a purchase was split.
    pub shares: Vec<Share>,
    /// Whether the scheduled charges of a subscription are on.
    pub is_subscription_active: bool,
    /// When the payer's bank took the money back, since 1970-01-01 UTC.
    pub charged_back_at: Option<Duration>,
    /// When it was created, since 1970-01-01 UTC.
    pub created_at: Duration,
    /// When its lifetime is over, since 1970-01-01 UTC.
    pub expires_at: Duration,
    /// Opens the checkout page.
    pub(crate) token: String,
    /// The tries to pay, in their order.
    pub(crate) tries: Vec<Payment>,
    /// How many callbacks there were.
    pub(crate) told: u64,
    /// How many scheduled charges have had their time, made or not.
    pub(crate) passed_charges: u64,
    /// The reverses so far.
    pub(crate) reverses: Vec<Reverse>,
    /// The check of the payer that a direct payment waits for.
    pub(crate) challenge: Option<Challenge>,
}

/// A merchant's part of a purchase that was split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Share {
    /// The merchant's number.
    pub merchant_id: u64,
    /// The merchant's part, in minor units.
    pub amount: u64,
    /// How much of it was given back, in minor units.
    pub reversal_amount: u64,
}

/// A card whose payer is to be checked.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Challenge {
    /// Names the check.
    pub(crate) md: String,
    #[serde(with = "card")]
    pub(crate) card: Card,
    /// The one-time code to enter, if the card has one.
    pub(crate) code: Option<String>,
}

/// One try to pay an order, or to pay it out.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) at: Duration,
    pub(crate) transaction_id: u64,
    /// Whether it was by a card, and not to an account.
    pub(crate) is_card: bool,
    pub(crate) masked_card: String,
    pub(crate) card_bin: Option<u64>,
    pub(crate) brand: String,
    /// The card, where one was charged.
    #[serde(with = "maybe_card")]
    pub(crate) card: Option<Card>,
    pub(crate) eci: String,
    #[serde(with = "maybe_listed")]
    pub(crate) decline: Option<ResponseCode>,
    pub(crate) rectoken: String,
}

/// One reverse that was carried out.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Reverse {
    pub(crate) at: Duration,
    pub(crate) transaction_id: u64,
    /// The merchant's `reverse_id` for it; empty without.
    pub(crate) id: String,
    /// The sum given back, in minor units.
    pub(crate) amount: u64,
}

impl Order {
    /// The last try to pay.
    pub(crate) fn payment(&self) -> Option<&Payment> {
        self.tries.last()
    }

    /// The payment, if it was approved. Payouts and settlements are none.
    pub(crate) fn paid(&self) -> Option<&Payment> {
        let is_purchase = self.purchase.operation == Operation::Purchase;
        self.payment().filter(|payment| is_purchase && payment.decline.is_none())
    }

    /// When the schedule charges next, since 1970-01-01 UTC, also if that is turned off; nothing before the approval,
    /// after the last charge, or without a schedule.
    #[must_use]
    pub fn next_charge_at(&self) -> Option<Duration> {
        let plan = self.purchase.plan.as_ref().filter(|_| self.purchase.subscription)?;
        plan.due(self.paid()?.at, self.passed_charges)
    }

    /// What can be given back in all: the captured part of held money, otherwise the whole sum.
    pub(crate) fn turnover(&self) -> u64 {
        self.captured_amount.unwrap_or(self.purchase.amount)
    }

    /// How far held money was taken, in the gateway's words; nothing for money that is not held.
    pub(crate) fn capture_status(&self) -> Option<&'static str> {
        self.paid().filter(|_| self.purchase.preauth)?;
        Some(match (self.status, self.captured_amount) {
            (OrderStatus::Reversed, _) => "reversed",
            (_, Some(_)) => "captured",
            (_, None) => "hold",
        })
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Order")
            .field("purchase", &self.purchase)
            .field("payment_id", &self.payment_id)
            .field("status", &self.status)
            .field("response_code", &self.response_code)
            .field("reversal_amount", &self.reversal_amount)
            .field("captured_amount", &self.captured_amount)
            .field("shares", &self.shares)
            .field("is_subscription_active", &self.is_subscription_active)
            .field("charged_back_at", &self.charged_back_at)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
