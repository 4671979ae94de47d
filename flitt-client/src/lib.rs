//! Client for the [Flitt](https://flitt.com) payment gateway, generated from its tables.
//!
//! Each endpoint of the gateway is a schema file: a table of parameters with type, maximum length, mandatory or not.
//! Everything in [`api`] is made of these files. For each endpoint there is a type ([`api::CheckoutUrl`]) and a module
//! ([`api::checkout_url`]) with its request and answer.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! # #[cfg(feature = "http")] {
//! use flitt_client::api::CheckoutUrl;
//! use flitt_client::{Client, Credentials, Currency, Error};
//!
//! let client = Client::new(Credentials::new(1549901, "test"))?;
//! let order = CheckoutUrl::request()
//!     .order_id("TestOrder2")
//!     .order_desc("Test payment")
//!     .amount(1000) // minor units: 10.00 GEL
//!     .currency(Currency::GEL)
//!     .server_callback_url("https://shop.example/callback")
//!     .build()?; // lengths, values, what holds between parameters: every fault at once
//! match client.send(&order).await {
//!     Ok(created) => println!("send the payer to {}", created.checkout_url()),
//!     Err(Error::NotSent(why)) => println!("nothing has happened: {why}"),
//!     Err(Error::Failure(failure)) => println!("the gateway says {}: {}", failure.code(), failure.message()),
//!     Err(Error::Unknown(unknown)) => println!("ask before anything is repeated: {unknown}"),
//!     Err(other) => println!("{other}"),
//! }
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! # Requests
//!
//! A builder builds only when every mandatory parameter is set; otherwise the crate does not pass `cargo check`, and the
//! compiler names the parameter:
//!
//! ```compile_fail
//! # use flitt_client::api::OrderStatus;
//! let request = OrderStatus::request().build(); // mandatory parameter `order_id` of `order_status` is not set
//! ```
//!
//! What can only be seen when the program runs, `build` tells: lengths, closed lists, and what holds between parameters.
//! Lengths count Unicode scalar values, for integers decimal digits. An empty text counts as absent, as it does for the
//! gateway. The merchant's number and the signature have no setter: they can be neither forgotten nor forged.
//!
//! Values that the gateway lists are enumerations. Its lists are open unless it says otherwise: a setter takes
//! `Currency::GEL` as well as `"GEL"`, and an answer keeps a value that nobody knew before ([`Open`]).
//!
//! # Answers
//!
//! An answer is verified over every field that was received, known or not, with the exact text received; then it is
//! refused when a value stands where a valid signature alone does not prove that it was put ([`Refusal`]). How far it
//! can be trusted says [`Answer::verification`]: some answers are never signed. How the operation ended says
//! [`Answer::outcome`].
//!
//! # Callbacks
//!
//! [`callback::verify`] takes the bytes that the gateway posted, and gives an [`api::FinalOrder`];
//! [`callback::Kind`] says what it is about. They repeat and overtake each other, and a signature does not cover names:
//! an [`OrderState`] takes them in any order, and refuses what is not about the order that was created.
//!
//! # When no answer comes
//!
//! [`Error`] says whether a request was not sent, refused, or has an unknown outcome. What may be repeated is, by
//! [`RetryPolicy`]; [`Client::send_until_known`] asks until it knows. A charge is never sent twice.
//!
//! # Guide
//!
//! What a shop does, a chapter for each: a first payment, callbacks, saved cards, refunds, payouts, endpoints of its own.
#![cfg_attr(feature = "http", doc = "They stand in [`guide`].")]
#![cfg_attr(not(feature = "http"), doc = "They stand in `guide`, with the feature `http`.")]
//!
//! # Endpoints of your own
//!
//! The derive macros make endpoints of your own schema files, with the same guarantees:
//!
//! ```
//! #[derive(flitt_client::Endpoint)]
//! #[flitt(schema = "schemas/order_status.json")]
//! pub struct Status;
//!
//! # fn main() -> Result<(), flitt_client::Invalid> {
//! let request: order_status::Request = Status::request().order_id("1").build()?;
//! # Ok(())
//! # }
//! ```
//!
//! [`DynamicRequest`] does without types, for files that are read at run time.
//!
//! # Examples
//!
//! `cargo run -p flitt-client --all-features --example NAME`, each against a local gateway: `first_payment`, `shop` (axum:
//! order, callback, return, status page), `subscription`, `payout`, `blocking`, `own_transport`, `own_schemas`.
//!
//! # Features
//!
//! - `http` (default): the transport of [`Client`], `reqwest` with rustls. Without it the crate knows no HTTP, no TLS and
//!   no async runtime: give the client a [`transport::Transport`] of your own, or do without a client ([`Exchange`]).
//! - `blocking`: a client whose calls wait for their answers, for programs without async (`blocking::Client`).
//! - `axum`: verified callbacks, and what browsers bring back, as arguments of handlers (`callback::Verified`).
//! - `jiff`: [`Date`] and [`DateTime`] become those of `jiff::civil`.
//! - `tracing`: a span `flitt_call` for each call, with `endpoint`, `order_id` and `outcome`, and for failures the
//!   gateway's `code` and `request_id`. Nothing else that was sent or received is in it.

// Labels for what a feature adds, where the documentation host builds this.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The derive macros name this crate by its own name, also in this crate's tests and examples.
extern crate self as flitt_client;

mod address;
mod answer;
pub mod api;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod builder;
pub mod callback;
mod civil;
mod client;
mod credentials;
mod data;
mod decode;
mod dynamic;
mod encode;
mod error;
mod exchange;
pub mod explain;
mod fields;
#[cfg(all(doc, feature = "http"))]
pub mod guide;
mod html;
#[cfg(feature = "http")]
mod http;
mod list;
mod many;
mod money;
mod names;
mod nested;
mod order_state;
mod outcome;
mod redact;
mod request;
mod retry;
mod saved_card;
mod settle;
mod signature;
mod spellings;
mod trace;
pub mod transport;
mod values;
mod whole;

#[doc(hidden)]
pub mod __private;

pub use answer::{Answer, FromAnswer, Record, Verification};
pub use api::reference::{Currency, Language, ResponseCode};
pub use civil::{Date, DateTime, NoDate};
pub use client::{Client, ClientBuilder, ConfigError, RESPONSE_LIMIT};
pub use credentials::{Credentials, CredentialsError};
pub use decode::Refusal;
pub use dynamic::{DynamicBuilder, DynamicRequest};
pub use encode::EncodeError;
pub use error::{Error, Failure, NotSent, ReversedSums, UnknownOutcome, UnknownReason};
pub use exchange::Exchange;
pub use fields::{Field, Fields, FieldsError};
pub use flitt_derive::{Api, Endpoint};
pub use flitt_schema as schema;
pub use html::HtmlForm;
pub use list::{Flag, List, Open};
pub use many::{ListAnswer, MapAnswer};
pub use money::AmountError;
pub use nested::{Nested, Packed};
pub use order_state::{Change, Facts, Mismatch, NoStage, OrderState, Stage};
pub use outcome::{Decline, Outcome, Solver};
#[doc(hidden)]
pub use redact::replace as replace_secret;
pub use request::{Api, Endpoint, Request};
pub use retry::RetryPolicy;
pub use saved_card::{NotSaved, SavedCard};
pub use settle::Told;
pub use signature::{MASK, SignatureFault, mask, masked_signed_text, sign};
pub use values::{Invalid, Values};
pub use whole::Uncertain;
