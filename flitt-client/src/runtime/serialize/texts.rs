//! Types that are one text, and outcomes.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde_core::de::{Deserialize, Deserializer, Error as _};
use serde_core::ser::{Serialize, SerializeMap as _, Serializer};

use crate::runtime::response::{Decline, Outcome};
use crate::runtime::value::{Date, DateTime, OpenEnum, WireEnum};

/// Reads a type from its text. The error does not repeat the text.
pub(crate) fn parsed<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    <Cow<'_, str>>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// Implements serde for types with `Display` and `FromStr`.
macro_rules! as_text {
    ($($kind:ty)*) => {$(
        impl serde_core::Serialize for $kind {
            fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde_core::Deserialize<'de> for $kind {
            fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::serialize::texts::parsed(deserializer)
            }
        }
    )*};
}
#[cfg(feature = "api")]
pub(crate) use as_text;

as_text! { Date DateTime }

/// Its exact text.
impl<T: WireEnum> Serialize for OpenEnum<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: WireEnum> Deserialize<'de> for OpenEnum<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(deserializer)?.into())
    }
}

/// A map of its word, `outcome`, and of the code and the description of a decline, without sensitive values.
impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(OUTCOME, self.as_str())?;
        if let Self::Declined(decline) | Self::Pending(Some(decline)) = self {
            let (code, description) = decline.shown();
            map.serialize_entry(CODE, code)?;
            map.serialize_entry(DESCRIPTION, description)?;
        }
        map.end()
    }
}

const OUTCOME: &str = "outcome";
const CODE: &str = "code";
const DESCRIPTION: &str = "description";

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut texts = std::collections::BTreeMap::<String, String>::deserialize(deserializer)?;
        let decline = texts.remove(CODE).zip(texts.remove(DESCRIPTION));
        let decline = decline.map(|(code, description)| Decline::from_shown(code, description));
        match (texts.get(OUTCOME).map(String::as_str), decline) {
            (Some("approved"), None) => Ok(Self::Approved),
            (Some("reversed"), None) => Ok(Self::Reversed),
            (Some("pending"), decline) => Ok(Self::Pending(decline)),
            (Some("declined"), decline) => Ok(Self::Declined(decline.unwrap_or_default())),
            _ => Err(D::Error::custom("expected an outcome: approved, pending, declined or reversed")),
        }
    }
}
