use std::fmt;
use std::marker::PhantomData;

use serde_core::de::{Deserializer, Error, MapAccess, Visitor};

use crate::runtime::request::{Endpoint, Request};

/// Reads a request from a map of its parameters.
pub(super) fn request<'de, E: Endpoint, D: Deserializer<'de>>(deserializer: D) -> Result<Request<E>, D::Error> {
    deserializer.deserialize_map(Parameters(PhantomData))
}

struct Parameters<E>(PhantomData<fn() -> E>);

impl<'de, E: Endpoint> Visitor<'de> for Parameters<E> {
    type Value = Request<E>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the parameters of a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Request<E>, A::Error> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
            let text = match value {
                serde_json::Value::Null => continue,
                serde_json::Value::String(text) => text,
                // Numbers with a fraction are written as texts: this is an integer, a boolean or a nested value.
                other => other.to_string(),
            };
            parameters.push((name, text));
        }
        Request::from_parameters(parameters).map_err(A::Error::custom)
    }
}
