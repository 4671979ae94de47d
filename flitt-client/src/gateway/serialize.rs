//! Serde for the gateway's own types.

use serde_core::de::{Deserialize, Deserializer, Error as _};
use serde_core::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use super::money::Money;
use super::order::{Creation, Event, Intent, Kind, OrderState, ParseOrderError, Stage};
use crate::runtime::serialize::texts::as_text;

as_text! { Money Creation Intent Kind Stage }

/// Implements serde for types with a text form that is a JSON object.
macro_rules! as_json {
    ($($kind:ty)*) => {$(
        /// The map that `to_json` writes.
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let value: Value = serde_json::from_str(&self.to_json()).map_err(S::Error::custom)?;
                value.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Value::deserialize(deserializer)?.to_string();
                Self::from_json(&text).map_err(|error: ParseOrderError| D::Error::custom(error))
            }
        }
    )*};
}

as_json! { Event OrderState }
