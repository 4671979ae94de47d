//! What is the gateway's own: the API generated from its schema files, orders, saved cards, 3-D Secure, money, response
//! codes. It is built on the module `runtime`, which does not know it.

pub mod api;
pub(crate) mod callback_senders;
mod config;
mod language;
pub(crate) mod money;
pub(crate) mod order;
pub(crate) mod response_code;
#[cfg(feature = "serde")]
mod serialize;
pub(crate) mod three_ds;
