//! Serialization of the fields of orders that do not implement serde's traits: modules for `serde(with)`.

/// An enum of the gateway, as its text on the wire.
pub(super) mod wire_enum {
    use flitt_client::value::WireEnum;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<T: WireEnum, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_str())
    }

    pub(crate) fn deserialize<'d, T: WireEnum, D: Deserializer<'d>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::from_wire(&text).ok_or_else(|| D::Error::custom(format!("unknown value `{text}`")))
    }
}

/// An optional enum of the gateway.
pub(super) mod optional_wire_enum {
    use flitt_client::value::WireEnum;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<T: WireEnum, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(WireEnum::as_str).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, T: WireEnum, D: Deserializer<'d>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let find =
            |text: String| T::from_wire(&text).ok_or_else(|| D::Error::custom(format!("unknown value `{text}`")));
        text.map(find).transpose()
    }
}

/// A card, as its number. Only documented test cards are approved or challenged, and these accept any expiry date and
/// security code.
pub(super) mod card {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::card::Card;

    pub(crate) fn serialize<S: Serializer>(card: &Card, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(card.number())
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Card, D::Error> {
        Ok(Card::new(&String::deserialize(deserializer)?))
    }
}

/// An optional card.
pub(super) mod optional_card {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::card::Card;

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(card: &Option<Card>, serializer: S) -> Result<S::Ok, S::Error> {
        card.as_ref().map(Card::number).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Card>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(|number| Card::new(&number)))
    }
}
