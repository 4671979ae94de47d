//! Signed parameters that the gateway's documentation prints (`fixtures/vectors.json`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// One printed signature.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// A short name.
    pub id: String,
    /// The page.
    pub source: String,
    /// What is signed.
    pub kind: Kind,
    /// The path of the endpoint; callbacks have none.
    pub path: Option<String>,
    /// The key.
    pub key: String,
    /// Whether the signature belongs to the parameters.
    pub verified: bool,
    parameters: Box<RawValue>,
    #[serde(default)]
    printed: BTreeMap<String, Value>,
    /// The printed signature.
    pub signature: String,
    /// What is known of one that is not verified.
    pub note: Option<String>,
}

/// What is signed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The parameters of a request.
    Request,
    /// Those of a response, which comes in an envelope.
    Response,
    /// Those of a callback, which comes bare.
    Callback,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "it is for people")]
    about: String,
    vectors: Vec<Vector>,
}

/// All of them.
///
/// # Panics
///
/// If the file cannot be read.
#[must_use]
pub fn vectors() -> Vec<Vector> {
    let text = include_str!("../fixtures/vectors.json");
    serde_json::from_str::<File>(text).expect("fixtures/vectors.json holds vectors").vectors
}

/// Responses and callbacks whose signature belongs to their parameters.
#[must_use]
pub fn verified_responses() -> Vec<Vector> {
    vectors().into_iter().filter(|vector| vector.verified && vector.kind != Kind::Request).collect()
}

impl Vector {
    /// The parameters that were signed, by their names, as texts.
    ///
    /// # Panics
    ///
    /// If the file holds something else than strings and whole numbers.
    #[must_use]
    pub fn parameters(&self) -> BTreeMap<String, String> {
        let parameters: BTreeMap<String, Value> = serde_json::from_str(self.parameters.get()).expect("an object");
        parameters.into_iter().map(|(name, value)| (name, text(&value))).collect()
    }

    /// The parameters as the documentation prints them, edited after they were signed.
    #[must_use]
    pub fn printed(&self) -> BTreeMap<String, String> {
        let mut printed = self.parameters();
        printed.extend(self.printed.iter().map(|(name, value)| (name.clone(), text(value))));
        printed
    }

    /// Whether the documentation prints other values than those that were signed.
    #[must_use]
    pub fn was_edited(&self) -> bool {
        !self.printed.is_empty()
    }

    /// One signed parameter.
    ///
    /// # Panics
    ///
    /// If there is none of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> String {
        self.parameters().remove(name).unwrap_or_else(|| panic!("{}: `{name}` is not there", self.id))
    }

    /// The merchant that signed, or was signed for.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[must_use]
    pub fn merchant(&self) -> u64 {
        self.parameter("merchant_id").parse().expect("digits")
    }

    /// The body: the parameters as they are written in the file, and the signature.
    #[must_use]
    pub fn body(&self) -> String {
        let parameters = self.parameters.get().trim_end_matches('}');
        format!("{parameters}, \"signature\": \"{}\"}}", self.signature)
    }

    /// The body as the documentation prints it, with the values that were edited.
    #[must_use]
    pub fn printed_body(&self) -> String {
        let mut parameters: BTreeMap<String, Value> = serde_json::from_str(&self.body()).unwrap_or_default();
        parameters.extend(self.printed.clone());
        serde_json::to_string(&parameters).unwrap_or_default()
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        other => panic!("parameters are strings and whole numbers, not {other}"),
    }
}
