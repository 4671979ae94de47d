//! What every gateway of this protocol needs: requests and responses by tables, the signature, the client. Nothing here
//! names a parameter, a code or a type of the gateway's own API; what does is in the module `gateway`, above this one.
//!
//! From the bottom up: `wire_names`, `value` and `fields`; `signature` and `credentials`; `request` and `response`;
//! `redact`; `explain`; `error`; `exchange`, one call without a network; `transport`; `client` and `blocking`; `callback`; `examples`, for tests.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod callback;
pub(crate) mod client;
pub(crate) mod credentials;
pub(crate) mod error;
pub(crate) mod examples;
pub(crate) mod exchange;
pub mod explain;
pub(crate) mod fields;
pub(crate) mod redact;
pub(crate) mod request;
pub(crate) mod response;
#[cfg(feature = "serde")]
pub mod serialize;
pub(crate) mod signature;
pub mod transport;
pub(crate) mod value;
mod wire_names;
