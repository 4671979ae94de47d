//! Documented messages with their signatures, as the tests of the project have them.

use serde_json::{Map, Value};

use crate::Outcome;

/// A documented message.
pub struct Vector {
    parameters: Map<String, Value>,
    signature: String,
}

/// Reads one, by its name.
pub fn read(id: &str) -> Outcome<Vector> {
    let text = include_str!("../../tests/fixtures/vectors.json");
    let file: Value = serde_json::from_str(text)?;
    let vectors = file["vectors"].as_array().ok_or("the vectors are no list")?;
    let vector = vectors.iter().find(|vector| vector["id"] == id).ok_or_else(|| format!("no vector `{id}`"))?;
    let mut parameters = vector["parameters"].as_object().ok_or("the parameters are no object")?.clone();
    // Only tests get it: it repeats what was signed.
    parameters.remove("response_signature_string");
    Ok(Vector { parameters, signature: text_of(&vector["signature"]) })
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Vector {
    /// The text of a parameter.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.parameters.get(name).map(text_of).unwrap_or_default()
    }

    /// The documented signature.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// What travels.
    #[must_use]
    pub fn parameters_and_signature(&self) -> Value {
        let mut all = self.parameters.clone();
        all.insert("signature".to_owned(), self.signature.clone().into());
        Value::Object(all)
    }

    /// What is hashed.
    #[must_use]
    pub fn signed_text(&self, key: &str) -> String {
        let mut names: Vec<&String> = self.parameters.keys().filter(|name| *name != "signature").collect();
        names.sort_unstable();
        let texts = names.into_iter().map(|name| self.text(name)).filter(|text| !text.is_empty());
        std::iter::once(key.to_owned()).chain(texts).collect::<Vec<_>>().join("|")
    }
}
