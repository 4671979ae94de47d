//! An order, as plain data.

use std::time::Duration;

use ::serde::{Deserialize, Serialize};
use flitt_client::api::tables::final_order::OrderStatus;
use flitt_client::reference::ResponseCode;

use crate::model::fault::Fault;
use crate::model::plan::Plan;

mod debug;
mod payment;
mod serde;

pub(crate) use payment::{Challenge, Charged, Method, Payment, Reversal};

use self::serde::{optional_wire_enum, wire_enum};

/// The direction of an order's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Operation {
    /// From a payer to the merchant.
    Purchase,
    /// From the merchant to a card or an account.
    Payout,
    /// From a purchase to the merchants among which it is split.
    Settlement,
}

/// The request with which a merchant created an order.
///
/// The texts are exact, as the merchant sent them. `Debug` shows them without card numbers, addresses without user information
/// and query, and of `merchant_data` and `reservation_data` only the lengths.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the request")]
pub struct Purchase {
    /// The direction of the money.
    pub operation: Operation,
    /// Whether the order was created in protocol 2.0. Its callbacks use the same protocol.
    pub is_protocol_2: bool,
    /// Whether a payer's browser posted the form that created it.
    #[serde(default)]
    pub is_form: bool,
    /// The merchant ID.
    pub merchant_id: u64,
    /// The merchant's identifier of the order.
    pub order_id: String,
    /// The order whose schedule created this one; empty without one.
    pub parent_order_id: String,
    /// The `order_id` of the purchase that a settlement splits; empty for other orders.
    #[serde(default)]
    pub operation_id: String,
    /// The description of the order.
    pub order_desc: String,
    /// The amount to pay, in minor units.
    pub amount: u64,
    /// The currency of the amount, as an ISO 4217 code.
    pub currency: String,
    /// How long the order can be paid.
    pub lifetime: Duration,
    /// Whether the amount is only held until it is captured.
    pub preauth: bool,
    /// Whether the payer may retry after a decline.
    pub delayed: bool,
    /// Whether the merchant requests a card token.
    pub required_rectoken: bool,
    /// Whether the payment is reversed automatically after approval (card verification).
    pub verification: bool,
    /// Whether scheduled charges follow.
    pub subscription: bool,
    /// The schedule; a subscription without one has no scheduled charges.
    pub plan: Option<Plan>,
    /// The payer's e-mail address; empty without one.
    pub sender_email: String,
    /// The merchant's identifier of the product; empty without one.
    pub product_id: String,
    /// Free text of the merchant; empty without one.
    pub merchant_data: String,
    /// The URL for callbacks; empty without one.
    pub server_callback_url: String,
    /// The merchant's page to which the payer returns with the result; empty without one.
    pub response_url: String,
    /// The merchant's page to which the payer returns after cancelling; empty without one.
    pub cancel_url: String,
    /// The language of the checkout page; empty without one.
    pub lang: String,
    /// The URL for callbacks of scheduled charges; if empty, they go to `server_callback_url`.
    pub subscription_callback_url: String,
    /// The URL for callbacks of chargebacks; empty without one.
    pub chargeback_callback_url: String,
    /// Additional data about payer and products: a JSON object in base64; empty without one.
    pub reservation_data: String,
    /// The fault that is injected into callbacks.
    pub callback_fault: Option<Fault>,
}

/// A copy of an order at one point in time.
///
/// Amounts are in minor units: 1020 is 10.20 GEL. `Debug` shows neither the order's token nor card tokens, and
/// its texts as that of [`Purchase`] does. `Serialize`
/// is the format of the state file and contains both.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// The request that created it.
    pub purchase: Purchase,
    /// The gateway's payment ID.
    pub payment_id: u64,
    /// Whether its payments are no test payments. A sandbox's are, unless [`Sandbox::change_order`](crate::Sandbox::change_order)
    /// says otherwise.
    #[serde(default)]
    pub is_live: bool,
    /// The status of the order.
    #[serde(with = "wire_enum")]
    pub status: OrderStatus,
    /// The reason if the last attempt to pay was declined.
    #[serde(with = "optional_wire_enum")]
    pub response_code: Option<ResponseCode>,
    /// The total of all reversals so far, in minor units.
    pub reversal_amount: u64,
    /// The captured part of a hold, in minor units; `None` before the capture.
    pub captured_amount: Option<u64>,
    /// When the hold was captured, since 1970-01-01 UTC.
    pub captured_at: Option<Duration>,
    /// The merchants among which a purchase was split.
    pub shares: Vec<Share>,
    /// Whether the scheduled charges of a subscription are active.
    pub is_subscription_active: bool,
    /// When the payer's bank charged the payment back, since 1970-01-01 UTC.
    pub charged_back_at: Option<Duration>,
    /// When it was created, since 1970-01-01 UTC.
    pub created_at: Duration,
    /// When its lifetime ends, since 1970-01-01 UTC.
    pub expires_at: Duration,
    /// Opens the checkout page.
    pub(crate) token: String,
    /// The attempts to pay, oldest first.
    pub(crate) attempts: Vec<Payment>,
    /// The number of callbacks so far.
    pub(crate) callbacks_sent: u64,
    /// The number of scheduled charges that were due so far, whether made or not.
    pub(crate) elapsed_charges: u64,
    /// The reversals so far, oldest first.
    pub(crate) reversals: Vec<Reversal>,
    /// The challenge of the payer for which the payment waits.
    pub(crate) challenge: Option<Challenge>,
    /// The transaction of the purchase that a settlement splits.
    #[serde(default)]
    pub(crate) parent_transaction_id: Option<u64>,
}

/// A merchant's share of a purchase that was split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Share {
    /// The merchant ID.
    pub merchant_id: u64,
    /// The merchant's share, in minor units.
    pub amount: u64,
    /// The reversed part of it, in minor units.
    pub reversal_amount: u64,
    /// The transaction with which the merchant receives it; 0 before the split is carried out.
    #[serde(default)]
    pub(crate) transaction_id: u64,
}

impl Order {
    /// The last attempt to pay.
    pub(crate) fn payment(&self) -> Option<&Payment> {
        self.attempts.last()
    }

    /// The payment of a purchase, if it was approved. `None` for payouts and settlements.
    pub(crate) fn paid(&self) -> Option<&Payment> {
        let is_purchase = self.purchase.operation == Operation::Purchase;
        self.payment().filter(|payment| is_purchase && payment.decline.is_none())
    }

    /// When the next scheduled charge is due, since 1970-01-01 UTC, even if the subscription is stopped. `None` before
    /// the approval, after the last charge, and without a schedule.
    #[must_use]
    pub fn next_charge_at(&self) -> Option<Duration> {
        let plan = self.purchase.plan.as_ref().filter(|_| self.purchase.subscription)?;
        plan.due(self.paid()?.at, self.elapsed_charges)
    }

    /// What the payer was charged, in minor units: usually the amount of the order.
    #[must_use]
    pub fn charged_amount(&self) -> u64 {
        self.charged().map_or(self.purchase.amount, |charged| charged.amount)
    }

    /// The currency of the charge, of captures and of reversals: usually that of the order. Empty if the gateway does not
    /// tell it.
    #[must_use]
    pub fn charged_currency(&self) -> &str {
        self.charged().map_or(&self.purchase.currency, |charged| &charged.currency)
    }

    /// The currency of sums that the payer was charged: that of the order where the gateway does not report it.
    pub(crate) fn shown_currency(&self) -> &str {
        Some(self.charged_currency()).filter(|currency| !currency.is_empty()).unwrap_or(&self.purchase.currency)
    }

    fn charged(&self) -> Option<&Charged> {
        self.payment().and_then(|payment| payment.charged.as_ref())
    }

    /// A sum in the currency of the charge, which an empty one is, too. Sums in the order's own currency are converted at
    /// the rate of the payment; `None` for other currencies.
    pub(crate) fn to_charged(&self, amount: u64, currency: &str) -> Option<u64> {
        let (ordered, charged) = (self.purchase.amount, self.charged_amount());
        if currency.is_empty() || currency == self.shown_currency() {
            return Some(amount);
        }
        if currency != self.purchase.currency || ordered == 0 {
            return None;
        }
        u64::try_from(u128::from(amount) * u128::from(charged) / u128::from(ordered)).ok()
    }

    /// The amount that can be reversed in total: the captured part of a hold, otherwise all that was charged.
    pub(crate) fn reversible_amount(&self) -> u64 {
        self.captured_amount.unwrap_or(self.charged_amount())
    }

    /// Whether merchants received their shares. A settlement has shares before that.
    pub(crate) fn is_split(&self) -> bool {
        let is_judged = self.purchase.operation != Operation::Settlement || self.status == OrderStatus::Approved;
        is_judged && !self.shares.is_empty()
    }

    /// When the payment ended: with its last attempt, or with its lifetime.
    pub(crate) fn ended_at(&self) -> Option<Duration> {
        let expired_at = (self.status == OrderStatus::Expired).then_some(self.expires_at);
        self.payment().map(|payment| payment.at).or(expired_at)
    }

    /// The gateway's `capture_status`; `None` for a payment that was not held.
    pub(crate) fn capture_status(&self) -> Option<&'static str> {
        self.paid().filter(|_| self.purchase.preauth)?;
        Some(match (self.status, self.captured_amount) {
            (OrderStatus::Reversed, _) => "reversed",
            (_, Some(_)) => "captured",
            (_, None) => "hold",
        })
    }
}
