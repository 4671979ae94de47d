//! The keys of a scenario file.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// A numbered scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with the keys of a scenario")]
pub(crate) struct Scenario {
    /// Its number, which never gets another meaning.
    pub(crate) number: u32,
    pub(crate) name: String,
    /// What a shop that passes it does right.
    pub(crate) proves: String,
    /// What it costs to fail.
    pub(crate) why: String,
    pub(crate) steps: Vec<Step>,
}

/// One step with the order of the scenario, which the shop created before the first one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// Changes the order at the gateway.
    Set(Set),
    /// The payer pays.
    Pay(Card),
    /// Money returns to the payer.
    Reverse(Reversal),
    /// Remembers the callback about the current state.
    Keep(String),
    /// Steps with a second order.
    Other(Vec<OtherStep>),
    /// Sends a callback.
    Send(Box<Send>),
    /// Waits for so many milliseconds.
    Wait(u64),
    /// Looks at what the shop did.
    Expect(Expected),
}

/// A step with the second order.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OtherStep {
    Set(Set),
    Pay(Card),
    Keep(String),
}

/// What the gateway knows of an order, other than the shop asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object", default)]
pub(crate) struct Set {
    /// In minor units.
    pub(crate) amount: Option<u64>,
    pub(crate) currency: Option<String>,
    /// A hold.
    pub(crate) preauth: Option<bool>,
    /// The check of a card, which takes no money.
    pub(crate) verification: Option<bool>,
    /// The payer may try again after a decline.
    pub(crate) delayed: Option<bool>,
    /// Payments are test payments.
    pub(crate) test: Option<bool>,
    pub(crate) merchant_data: Option<String>,
}

/// How a payment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Card {
    Approved,
    Declined,
    /// Nobody paid in time.
    Expired,
}

/// How much of the order returns to the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reversal {
    /// 30 of 100.
    Part,
    /// What is left.
    Rest,
}

/// A callback, and how it is sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object", default)]
pub(crate) struct Send {
    /// One that was kept; otherwise that of the current state.
    pub(crate) message: Option<String>,
    /// The order that it is about, if it was not kept.
    pub(crate) order: SendOrder,
    #[serde(rename = "as")]
    pub(crate) encoding: Encoding,
    pub(crate) times: u32,
    /// All of them at the same time.
    pub(crate) at_once: bool,
    /// Closes the connection before the response, and sends it once more.
    pub(crate) hang_up: bool,
    /// The bytes of the body arrive slowly.
    pub(crate) in_pieces: bool,
    /// Values by their names; none removes one.
    pub(crate) change: BTreeMap<String, Option<String>>,
    /// Without it, `payment` where something is changed, otherwise `unchanged`.
    pub(crate) sign: Option<Signing>,
}

impl Default for Send {
    fn default() -> Self {
        Self {
            message: None,
            order: SendOrder::default(),
            encoding: Encoding::default(),
            times: 1,
            at_once: false,
            hang_up: false,
            in_pieces: false,
            change: BTreeMap::new(),
            sign: None,
        }
    }
}

impl Send {
    pub(crate) fn signing(&self) -> Signing {
        self.sign.unwrap_or(if self.change.is_empty() { Signing::Unchanged } else { Signing::Payment })
    }

    /// Whether the gateway itself sends it so.
    pub(crate) fn is_genuine(&self) -> bool {
        self.change.is_empty() && self.signing() == Signing::Unchanged
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SendOrder {
    #[default]
    This,
    Other,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    #[default]
    Json,
    Form,
}

/// What the signature of a changed callback is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Signing {
    /// The payment key: it is valid.
    Payment,
    /// The payout key, which does not confirm payments.
    Payout,
    /// A key that is not the merchant's.
    Wrong,
    /// There is no signature.
    None,
    /// The signature of the original.
    Unchanged,
}

/// What the shop should have done.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object", default)]
pub(crate) struct Expected {
    pub(crate) shipped: u64,
    pub(crate) refunded: Refunded,
}

/// A sum in minor units, a part of what was paid, or whatever the shop says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a number, \"part\", \"all\" or \"any\"")]
pub(crate) enum Refunded {
    Sum(u64),
    Share(Share),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Share {
    Part,
    All,
    /// It is not judged.
    Any,
}

impl Default for Refunded {
    fn default() -> Self {
        Self::Sum(0)
    }
}

impl Reversal {
    /// 30 of 100 of an amount, in minor units.
    pub(crate) fn part_of(amount: u64) -> u64 {
        amount.saturating_mul(3) / 10
    }
}

impl Expected {
    /// The effects, for an order of this amount and a shop with these effects.
    pub(crate) fn effects(&self, amount: u64, seen: Effects) -> Effects {
        let refunded = match self.refunded {
            Refunded::Sum(sum) => sum,
            Refunded::Share(Share::Part) => Reversal::part_of(amount),
            Refunded::Share(Share::All) => amount,
            Refunded::Share(Share::Any) => seen.refunded,
        };
        Effects { shipped: self.shipped, refunded }
    }
}

/// What a shop did for an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effects {
    /// How often the goods left.
    pub(crate) shipped: u64,
    /// The sum returned to the payer, in minor units.
    pub(crate) refunded: u64,
}

impl fmt::Display for Effects {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "shipped {}, refunded {}", self.shipped, self.refunded)
    }
}
