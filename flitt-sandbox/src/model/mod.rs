//! Plain data: orders, cards, merchants, callbacks, amounts, faults, switches and errors. No state, no HTTP.

pub(crate) mod callback;
pub(crate) mod card;
pub(crate) mod error;
pub(crate) mod fault;
pub(crate) mod merchant;
pub(crate) mod money;
pub(crate) mod order;
pub(crate) mod plan;
pub(crate) mod report_token;
pub(crate) mod switch;
