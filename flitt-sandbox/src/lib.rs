#![doc = include_str!("../README.md")]
//!
//! # Inside
//!
//! `server` (paths) -> `gateway` -> `request` (body, table, signature) -> `endpoints` (one function each) -> `orders`
//! (the rules of an order's life, without HTTP) -> `answer` (rows of the tables, filled and signed). `callback`
//! delivers what `gateway` hands it. `store` writes what changed, whenever the orders are let go, in a thread of its own;
//! nobody is answered or told before that. `schedule` says when subscriptions charge, `fault` what is to go wrong, `wire` how requests and
//! answers are written. `reports` is the portal. `pages` is what payers see, `desk` what developers do; `journal`
//! writes down what passes by, and `host` refuses what pages of others send.

mod acs;
mod answer;
mod callback;
mod cards;
mod clock;
mod config;
mod connection;
mod desk;
mod endpoints;
mod failure;
mod fault;
mod gateway;
mod host;
mod journal;
mod merchant;
mod money;
mod order;
mod orders;
mod pages;
mod pay;
mod random;
mod reports;
mod request;
mod rules;
mod sandbox;
mod schedule;
mod server;
mod store;
mod wire;

pub use callback::{CallbackAttempt, CallbackResult};
pub use cards::Card;
pub use config::{Builder, StartError};
pub use failure::Failure;
pub use fault::{Fault, PlannedFault, UnknownFault};
pub use flitt_client::api::tables::final_order::OrderStatus;
pub use journal::{Call, FailedCheck, Message, Stage};
pub use merchant::{Merchant, MerchantsError};
pub use order::{Operation, Order, Purchase, Share};
pub use sandbox::Sandbox;
pub use schedule::{Period, Plan};
pub use store::StateError;
