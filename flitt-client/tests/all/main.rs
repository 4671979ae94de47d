//! The tests of the client, one module for each topic. Tests that need a process of their own are in the files beside
//! this folder, each of which says why.

mod arguments;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "http")]
mod call_limits;
#[cfg(feature = "axum")]
mod callbacks;
#[cfg(feature = "http")]
mod environment;
mod error_messages;
mod error_types;
mod examples;
mod explain;
#[cfg(feature = "http")]
mod failures;
mod full_amount;
#[cfg(feature = "http")]
mod hooks;
mod html_forms;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod http_responses;
mod layers;
#[cfg(feature = "axum")]
mod merchants;
mod nested_values;
mod order_state;
mod other_bodies;
#[cfg(all(feature = "axum", feature = "http"))]
mod out_of_order_callbacks;
#[cfg(feature = "http")]
mod reconcile;
mod request_bodies;
#[cfg(feature = "http")]
mod saved_card;
#[cfg(feature = "http")]
mod three_ds;
mod values;
