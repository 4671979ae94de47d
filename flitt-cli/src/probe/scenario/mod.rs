//! Scenarios: what happens to an order, and what the shop should have done. Plain data, read from JSON.

mod built_in;
mod model;
mod parse;

pub(crate) use self::built_in::built_in;
pub(crate) use self::model::{
    Card, Effects, Encoding, Expected, OtherStep, Reversal, Scenario, Send, SendOrder, Set, Signing, Step,
};
pub(crate) use self::parse::{ScenarioError, parse};
