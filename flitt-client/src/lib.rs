//! A client for the [Flitt](https://flitt.com) payment gateway. Its types are generated from the parameter tables in
//! Flitt's documentation.
//!
//! ```toml
//! [dependencies]
//! flitt-client = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
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
//!     .build()?; // lengths, values, rules between parameters: all errors are reported together
//! match client.send(&order).await {
//!     Ok(created) => println!("send the payer to {}", created.checkout_url()),
//!     Err(Error::NotSent(error)) => println!("nothing was sent: {error}"),
//!     Err(Error::Failure(failure)) => println!("the gateway says {}: {}", failure.code(), failure.message()),
//!     Err(Error::Unknown(unknown)) => println!("ask before sending it again: {unknown}"),
//!     Err(other) => println!("{other}"),
//! }
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! # Requests
//!
//! Each endpoint has a type ([`api::CheckoutUrl`]) and a module ([`api::checkout_url`]) with its request and response. A
//! builder builds only if every mandatory parameter is set; otherwise the program does not compile, and the compiler
//! names the parameter:
//!
//! ```compile_fail
//! # use flitt_client::api::GetOrderStatus;
//! let request = GetOrderStatus::request().build(); // mandatory parameter `order_id` of `order_status` is not set
//! ```
//!
//! `build` checks at run time what the compiler cannot: lengths, closed value lists, and rules between parameters. Lengths
//! count Unicode scalar values, for integers decimal digits. An empty string counts as absent, as it does for the gateway.
//! The merchant's number and the signature have no setter.
//!
//! Setters take the usual types of programs: any kind of string, any integer, a `bool` for a flag, and for an optional parameter
//! also an `Option`, of which `None` changes nothing ([`argument`]). A request has a getter for each parameter, and can be turned
//! back into its builder ([`Request`]).
//!
//! Values that the gateway lists are enumerations. Its lists are open unless it says otherwise: a setter takes
//! `Currency::GEL` as well as `"GEL"`, and a response keeps an unknown value ([`value::OpenEnum`]).
//!
//! # Responses
//!
//! A response is verified over every field received, known or not. It is also rejected if a value is in a field where the
//! signature cannot prove that it belongs ([`error::VerificationError`]). [`response::RawResponse::verification`] says how
//! far it can be trusted: some responses are never signed. [`response::RawResponse::outcome`] is the result of the operation.
//!
//! # Orders
//!
//! An [`OrderState`] is made from the request that creates an order and stored before the request is sent. It takes verified
//! callbacks ([`callback::verify`]) and status responses, in any order and any number of times, and returns their meaning for the
//! money: [`order::Event::Paid`], held, captured, reversed, or something that the shop did not ask for. A signature covers
//! neither parameter names nor what your shop asked for. So do not ship because a message is valid: ship for
//! [`order::Event::Paid`].
//!
//! # Unknown outcomes
//!
//! [`Error`] says whether a request was not sent, was rejected, or has an unknown outcome. Requests that are safe to send again
//! are retried, as [`RetryPolicy`] says; [`Client::send_until_known`] requests the status of the others. A charge is never
//! sent twice.
//!
//! # Guide
//!
//! A chapter for each task of a shop: a first payment, callbacks, saved cards, refunds, payouts, endpoints of its own.
#![cfg_attr(feature = "http", doc = "See [`guide`].")]
#![cfg_attr(not(feature = "http"), doc = "See `guide`, with the feature `http`.")]
//!
//! # Endpoints of your own
//!
//! The derive macros generate endpoints from your own schema files, with the same guarantees:
//!
//! ```
//! #[derive(flitt_client::Endpoint)]
//! #[flitt(schema = "schemas/order_status.json")]
//! pub struct Status;
//!
//! # fn main() -> Result<(), flitt_client::error::ValidationError> {
//! let request: get_order_status::Request = Status::request().order_id("1").build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Use [`dynamic::DynamicRequest`] for schema files that are only known at run time; it has no generated types.
//!
//! # Examples
//!
//! `cargo run -p flitt-client --all-features --example NAME`, each against a local gateway: `first_payment`,
//! `subscription`, `payout`, `blocking`, `own_transport`, `own_schemas`. A whole shop with axum (order, callback, return, status
//! page, refund) is the example `shop` of the crate `flitt-orders`, which stores its orders in a database.
//!
//! # Features
//!
//! - `api` (default): the API of the gateway, and orders, saved cards and 3-D Secure on top of it. Programs that only have
//!   schema files of their own can leave it out.
//! - `http` (default): the transport of [`Client`], `reqwest` with rustls. Without it the crate has no HTTP, no TLS and no
//!   async runtime: give the client a [`transport::Transport`] of your own, or use a single [`request::Exchange`].
//! - `blocking`: a client whose calls block, for programs without async (`blocking::Client`).
//! - `axum`: extractors for verified callbacks, and for returns of browsers (`callback::Verified`).
//! - `jiff`: `TryFrom` between [`value::Date`], [`value::DateTime`] and the types of `jiff::civil`.
//! - `serde`: `Serialize` and `Deserialize` for the values that programs store: listed values, money, dates, outcomes, events, the
//!   state of orders; and for requests and responses, whole or redacted (`serialize`).
//! - `tracing`: a span `flitt_call` for each call, with `endpoint`, `order_id` and `outcome`, and for failures the
//!   gateway's `code` and `request_id`. No other value of a request or a response is recorded.

// Labels for what a feature adds, where the documentation host builds this.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The derive macros name this crate by its own name, also in this crate's tests and examples.
extern crate self as flitt_client;

#[cfg(feature = "api")]
mod gateway;
#[cfg(all(doc, feature = "http"))]
pub mod guide;
#[cfg(not(feature = "api"))]
mod reference_lists;
mod runtime;

#[doc(hidden)]
pub mod __private;

pub use flitt_derive::{Api, Endpoint};
#[cfg(feature = "api")]
pub use gateway::order::OrderState;
pub use reference::Currency;
pub use runtime::client::{Client, RetryPolicy};
pub use runtime::credentials::Credentials;
pub use runtime::error::Error;
pub use runtime::request::{Api, Endpoint, Request};
pub use runtime::response::Outcome;

#[cfg(feature = "api")]
pub use gateway::api;
#[cfg(feature = "blocking")]
pub use runtime::blocking;
#[cfg(feature = "serde")]
pub use runtime::serialize;
pub use runtime::{explain, transport};

/// Callbacks: what the gateway posts to a merchant's server (<https://docs.flitt.com/api/callbacks/>), and what a payer's
/// browser brings back to the merchant's page.
///
/// # When they arrive
///
/// The gateway posts the state of an order, signed, to `server_callback_url`: after each payment attempt (if the request sets
/// `delayed` to `N`, only once), after a capture, after a reversal, and at the end of a payout. Scheduled charges are posted
/// to `subscription_callback_url`. A callback is repeated until it receives HTTP 200, so it can arrive twice, at the same
/// time, and out of order.
///
/// # How to handle them
///
/// 1. Verify the bytes as received with [`verify`](crate::callback::verify), or use the extractor `Verified` of axum. The
///    signature covers every value but no name, so it does not prove that the callback is about your order.
/// 2. Merge it into the [`OrderState`] of the order that you created. It rejects another order, merchant, amount, currency or
///    key, and returns what changed as [`Event`](crate::order::Event)s.
/// 3. Store the state, and the jobs that its events ask for, in the transaction in which it was read with its row locked.
/// 4. Respond with 200 after the commit, also to duplicates. After an error the gateway repeats the callback, after 2, 60, 300,
///    600, 3600 and 86400 seconds.
///
/// Where an event says so, or when no callback arrives, ask [`GetOrderStatus`](crate::api::GetOrderStatus): its response has
/// the same type, for the same `OrderState`.
///
/// # Browsers
///
/// A payer's browser returns to `response_url` with the same signed fields, in a form or a query
/// ([`verify_payer_return`](crate::callback::verify_payer_return), `PayerReturn` of axum): for the page that the payer sees.
/// Anybody who has seen these fields can send them again, with parameters renamed, so they never make an order paid. With
/// `delayed`, the browser may never return.
///
/// From the page of the card's bank (3-D Secure) the browser brings fields that are not signed:
/// [`ThreeDsReturn`](crate::callback::ThreeDsReturn), for the second step. The form that leads to that page is
/// [`AcsUrl::to_bank_form`](crate::api::three_ds_step1::acs_url::AcsUrl::to_bank_form).
///
/// # Other servers, and several merchants
///
/// [`verify_http`](crate::callback::verify_http) takes what every web framework has: the content type and the body.
/// [`Merchants`](crate::callback::Merchants) verifies the callbacks of several merchants at one address.
///
/// # Tests
///
/// [`test_callback`](crate::callback::test_callback) makes signed callbacks.
pub mod callback {
    pub use crate::runtime::callback::{
        CallbackError, CallbackRejection, MAX_CALLBACK_SIZE, Merchants, TestCallback, merchant_id, parse_data,
        parse_fields, signing_key, signing_keys, test_callback,
    };
    pub use crate::runtime::callback::{verify, verify_fields, verify_http, verify_payer_return};

    #[cfg(feature = "axum")]
    pub use crate::runtime::callback::{PayerReturn, PayerReturnFor, Verified, VerifiedFor};

    #[cfg(feature = "api")]
    pub use crate::gateway::callback_senders::SENDER_ADDRESSES;
    #[cfg(feature = "api")]
    pub use crate::gateway::order::Kind;
    #[cfg(all(feature = "api", feature = "axum"))]
    pub use crate::gateway::three_ds::ThreeDsRejection;
    #[cfg(feature = "api")]
    pub use crate::gateway::three_ds::{InvalidAcsUrlError, ThreeDsReturn, ThreeDsReturnError};
}

/// The configuration of clients.
pub mod config {
    pub use crate::runtime::client::{ClientBuilder, DEFAULT_RESPONSE_LIMIT};
    pub use crate::runtime::credentials::{CredentialsError, KeyProblem};
    pub use crate::runtime::error::ConfigError;
}

/// Requests to endpoints whose schema files are read at run time, without generated types.
pub mod dynamic {
    pub use crate::runtime::request::{DynamicBuilder, DynamicRequest};
}

/// What can go wrong with a call; see [`Error`].
pub mod error {
    pub use flitt_schema::{Rule, Violation};

    pub use crate::runtime::error::{
        Difference, Error, FailureError, Inquiry, LostResponseError, NotSentError, ReversalTotals, SourceError,
        UnknownOutcomeError, UnknownReason,
    };
    pub use crate::runtime::fields::FieldsError;
    pub use crate::runtime::request::{EncodeError, ParseRequestError, ValidationError};
    pub use crate::runtime::response::VerificationError;
    pub use crate::runtime::signature::SignatureError;
}

/// Hooks, which see each attempt of a client, redacted.
pub mod hook {
    pub use crate::runtime::client::{Attempt, AttemptKind, AttemptResult, Hook};
}

/// What a shop knows of its orders, saved cards, and amounts of whole orders.
#[cfg(feature = "api")]
pub mod order {
    pub use crate::gateway::order::{
        Creation, Event, FullAmountError, Intent, MergeError, OrderParts, OrderRequestError, OrderState,
        ParseNameError, ParseOrderError, SavedCard, SavedCardError, Stage, Unexpected,
    };
}

/// Values that many parameters share: currencies, languages, response codes. Schema files refer to these lists by name.
pub mod reference {
    #[cfg(feature = "api")]
    pub use crate::gateway::api::reference::*;
    #[cfg(feature = "api")]
    pub use crate::gateway::response_code::ResponsibleParty;
    #[cfg(not(feature = "api"))]
    pub use crate::reference_lists::reference::*;
}

/// What the setters of requests take for a value.
///
/// A setter of a mandatory parameter takes a value; that of an optional parameter also an `Option` of it. `None` changes
/// nothing: it neither sets a parameter nor removes the value that it has. So a program passes on what it has:
///
/// ```
/// # #[cfg(feature = "api")] {
/// use flitt_client::Currency;
/// use flitt_client::api::CheckoutUrl;
/// use flitt_client::reference::Language;
///
/// struct Cart { order: String, total: i64, email: Option<String>, locale: Option<String>, save_card: bool }
/// # let cart = Cart { order: "1".into(), total: 1020, email: None, locale: Some("ka-GE".into()), save_card: false };
/// let request = CheckoutUrl::request()
///     .order_id(&cart.order)
///     .order_desc(format!("Order {}", cart.order))
///     .amount(cart.total) // a negative one is an error of `build`
///     .currency(Currency::GEL)
///     .sender_email(cart.email)
///     .lang(cart.locale.as_deref().and_then(Language::from_locale))
///     .required_rectoken(cart.save_card)
///     .build()?;
/// # }
/// # Ok::<(), flitt_client::error::ValidationError>(())
/// ```
pub mod argument {
    pub use crate::runtime::request::argument::{
        Embedded, Integer, Listed, Optional, OptionalEmbedded, OptionalInteger, OptionalListed, OptionalSwitch,
        OptionalText, OptionalTextOrInteger, Switch, Text, TextOrInteger,
    };
}

/// What requests are made of, and single calls without a client.
pub mod request {
    pub use crate::runtime::exchange::Exchange;
    pub use crate::runtime::request::{CompleteBuilder, EmbeddedJson, HtmlForm, Parameters, Set, Unset};
}

/// Responses and their raw fields.
pub mod response {
    pub use crate::runtime::client::{Resolved, ResolvedOf};
    pub use crate::runtime::fields::{Field, Fields};
    pub use crate::runtime::response::{
        Decline, ListResponse, MapResponse, Outcome, RawResponse, Source, Verification,
    };
}

/// The signature: SHA-1 of the key and the values that are not empty, in byte order of their names, joined by `|`
/// (<https://docs.flitt.com/api/building-signature/>).
pub mod signature {
    pub use crate::runtime::signature::{DictTextError, MASK, dict_text, mask, masked_signed_text, sign};
}

/// Tests of a crate that derives, by the examples in its schema files.
pub mod testing {
    pub use crate::runtime::examples::{api_examples, check_examples, endpoint_examples};
}

/// Types of single values: dates, flags, listed values, amounts.
pub mod value {
    #[cfg(feature = "api")]
    pub use crate::gateway::money::{AmountError, Money};
    pub use crate::runtime::value::{
        Date, DateTime, Flag, OpenEnum, ParseDateError, ParseValueError, Sensitive, WireEnum,
    };
}
