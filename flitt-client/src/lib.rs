//! Client for the [Flitt](https://flitt.com) payment gateway, generated from its tables.

// The derive macros name this crate by its own name, also in this crate's tests and examples.
extern crate self as flitt_client;

mod address;
mod answer;
pub mod api;
pub mod builder;
pub mod callback;
mod client;
mod credentials;
mod decode;
mod dynamic;
mod encode;
mod error;
mod exchange;
mod fields;
#[cfg(feature = "http")]
mod http;
mod list;
mod names;
mod outcome;
mod redact;
mod request;
mod signature;
pub mod transport;
mod values;

#[doc(hidden)]
pub mod __private;

pub use answer::{Answer, FromAnswer, Record, Verification};
pub use api::reference::{Currency, Language, ResponseCode};
pub use client::{Client, ClientBuilder, ConfigError, RESPONSE_LIMIT};
pub use credentials::{Credentials, CredentialsError};
pub use decode::Refusal;
pub use dynamic::{DynamicBuilder, DynamicRequest};
pub use encode::EncodeError;
pub use error::{Error, Failure, NotSent, UnknownOutcome, UnknownReason};
pub use exchange::Exchange;
pub use fields::{Field, Fields, FieldsError};
pub use flitt_derive::{Api, Endpoint};
pub use flitt_schema as schema;
pub use list::{Flag, List, Listed, Open};
pub use outcome::{Decline, Outcome, Solver};
pub use request::{Api, Endpoint, Request};
pub use signature::{MASK, SignatureFault, mask, masked_signed_text, sign};
pub use values::{Invalid, Values};
