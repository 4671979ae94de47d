//! Tests of the sandbox over HTTP. They share one binary, so that the crate is linked once.

mod by_hand;
mod callbacks;
mod captures;
mod checkout_page;
mod common;
mod cross_site;
mod damaged_state;
mod dashboard;
mod demo_shop;
mod direct_payments;
mod error_types;
mod errors;
mod faults;
mod formats;
mod given_endpoints;
mod order_lifecycle;
mod payouts;
mod protocol_2;
mod queries;
mod redaction;
mod server;
mod signatures;
mod split_payments;
mod state_file;
mod subscriptions;
mod timeline;
