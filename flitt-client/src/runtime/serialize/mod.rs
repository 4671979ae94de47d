//! Serde for the types that programs store; with the feature `serde`.
//!
//! Currencies and other listed values, [`OpenEnum`](crate::value::OpenEnum), dates, `Money`, and words such as `Stage` are
//! texts. [`Outcome`](crate::Outcome), `Event` and `OrderState` are maps, the latter two as their `to_json` writes them.
//!
//! Requests and responses have no `Serialize` of their own, so that no card number and no token reaches a log by accident. Each use
//! says what it is for: [`redacted`] for logs, [`whole`] for what sends the request later.
//!
//! ```
//! # #[cfg(feature = "api")] {
//! use flitt_client::Currency;
//! use flitt_client::api::{ChargeSavedCard, charge_saved_card};
//! use flitt_client::serialize::Redacted;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Job {
//!     currency: Currency,
//!     #[serde(with = "flitt_client::serialize::whole")]
//!     request: charge_saved_card::Request,
//! }
//!
//! let request = ChargeSavedCard::request();
//! let request = request.order_id("1").order_desc("Fee").amount(5).currency("GEL").rectoken("token").build()?;
//! let log = serde_json::to_string(&Redacted(&request))?;
//! assert_eq!(log, r#"{"order_id":"1","order_desc":"Fee","amount":5,"currency":"GEL","rectoken":"[redacted]"}"#);
//!
//! let stored = serde_json::to_string(&Job { currency: Currency::GEL, request: request.clone() })?;
//! assert!(stored.contains(r#""rectoken":"token""#));
//! assert_eq!(serde_json::from_str::<Job>(&stored)?.request, request);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod entries;
mod parameters;
pub(crate) mod texts;

pub use entries::{Redacted, Stored, Whole};

/// Without redaction: `#[serde(with = "flitt_client::serialize::whole")]` for a request, `serialize_with` for a response.
pub mod whole {
    use serde_core::{Deserializer, Serialize as _, Serializer};

    use super::{Stored, Whole, parameters};
    use crate::{Endpoint, Request};

    /// Writes every parameter as it is.
    pub fn serialize<T: Stored, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        Whole(value).serialize(serializer)
    }

    /// Reads a request that was written whole, and checks it as `build` does.
    pub fn deserialize<'de, E: Endpoint, D: Deserializer<'de>>(deserializer: D) -> Result<Request<E>, D::Error> {
        parameters::request(deserializer)
    }
}

/// Without sensitive values: `#[serde(serialize_with = "flitt_client::serialize::redacted::serialize")]`.
pub mod redacted {
    use serde_core::{Serialize as _, Serializer};

    use super::{Redacted, Stored};

    /// Writes `[redacted]` for a sensitive value.
    pub fn serialize<T: Stored, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        Redacted(value).serialize(serializer)
    }
}
