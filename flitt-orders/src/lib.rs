#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod by_hand;
mod change;
mod core;
mod create;
mod describe;
mod engine;
mod error;
mod event;
mod migrate;
mod money;
mod orders;
mod receive;
mod send;
mod store;
mod worker;

#[doc = include_str!("running.md")]
pub mod running {}

pub use crate::core::NotAllowedError;
pub use by_hand::Resolution;
pub use create::Order;
#[doc(hidden)]
pub use engine::Step;
pub use engine::{Engine, HandlerTx, ShopTx, Tx};
pub use error::Error;
pub use event::{EventKind, OrderEvent, RequestInfo};
pub use migrate::SchemaError;
pub use orders::Orders;
pub use store::{Health, RejectedCallback, Stuck, StuckId};
pub use worker::{HandlerError, Worker};

/// The version of sqlx whose pools and connections these orders take.
pub use sqlx;
