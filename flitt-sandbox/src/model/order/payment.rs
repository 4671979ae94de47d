//! The parts of an order's payment: attempts, reversals, and the authentication of the payer.

use std::time::Duration;

use flitt_client::reference::ResponseCode;
use serde::{Deserialize, Serialize};

use super::serde::{card, optional_card, optional_wire_enum};
use crate::model::card::Card;

/// A 3-D Secure challenge: the payer of this card is being authenticated.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Challenge {
    /// Identifies the challenge.
    pub(crate) md: String,
    #[serde(with = "card")]
    pub(crate) card: Card,
    /// The one-time code to enter, if the card has one.
    pub(crate) code: Option<String>,
}

/// What a payer was charged, where it is not the amount of the order: another one, or in another currency.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Charged {
    /// In minor units.
    pub(crate) amount: u64,
    /// Empty where the gateway does not report it.
    pub(crate) currency: String,
}

/// One attempt to pay an order, or to pay it out.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) at: Duration,
    pub(crate) transaction_id: u64,
    pub(crate) method: Method,
    pub(crate) masked_card: String,
    pub(crate) card_bin: Option<u64>,
    pub(crate) brand: String,
    /// The card, if one was charged and approved.
    #[serde(with = "optional_card")]
    pub(crate) card: Option<Card>,
    pub(crate) eci: String,
    /// The reason of a decline; `None` for an approval.
    #[serde(with = "optional_wire_enum")]
    pub(crate) decline: Option<ResponseCode>,
    /// The card token that the merchant received; empty without one.
    pub(crate) rectoken: String,
    /// What was charged; `None` for the amount of the order.
    #[serde(default)]
    pub(crate) charged: Option<Charged>,
}

impl Payment {
    /// An attempt whose card is unknown, or that has none.
    pub(crate) fn without_card(
        method: Method,
        transaction_id: u64,
        at: Duration,
        decline: Option<ResponseCode>,
    ) -> Self {
        Self {
            at,
            transaction_id,
            method,
            masked_card: String::new(),
            card_bin: None,
            brand: String::new(),
            card: None,
            eci: String::new(),
            decline,
            rectoken: String::new(),
            charged: None,
        }
    }
}

/// What a payment was made with.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Method {
    Card,
    BankAccount,
}

/// One reversal that was carried out.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Reversal {
    pub(crate) at: Duration,
    pub(crate) transaction_id: u64,
    /// The merchant's `reverse_id`; empty without one.
    pub(crate) id: String,
    /// The amount, in minor units.
    pub(crate) amount: u64,
}
