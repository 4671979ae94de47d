//! How fields of orders are written that do not say it themselves: each module for `serde(with)`.

/// Values of lists, as their text on the wire.
pub(crate) mod listed {
    use flitt_client::List;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<T: List, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.value())
    }

    pub(crate) fn deserialize<'d, T: List, D: Deserializer<'d>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::find(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no known value")))
    }
}

/// The same where there may be none.
pub(crate) mod maybe_listed {
    use flitt_client::List;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<T: List, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(List::value).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, T: List, D: Deserializer<'d>>(deserializer: D) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let find = |text: String| T::find(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no known value")));
        text.map(find).transpose()
    }
}

/// Cards are kept by their numbers alone, which are those of the documented test cards: only such are ever approved or
/// checked. Expiry and security code are any.
pub(crate) mod card {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::cards::Card;

    pub(crate) fn serialize<S: Serializer>(card: &Card, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(card.number())
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Card, D::Error> {
        Ok(Card::new(&String::deserialize(deserializer)?))
    }
}

/// The same where there may be none.
pub(crate) mod maybe_card {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::cards::Card;

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(card: &Option<Card>, serializer: S) -> Result<S::Ok, S::Error> {
        card.as_ref().map(Card::number).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Card>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(|number| Card::new(&number)))
    }
}
