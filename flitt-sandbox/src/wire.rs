//! What answers are written with: texts and numbers by name.

/// A value of an answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A JSON string.
    Text(String),
    /// A JSON number.
    Number(u64),
}

impl Value {
    /// A number, or the empty text that stands for none.
    pub(crate) fn number_or_nothing(number: Option<u64>) -> Self {
        number.map_or_else(|| Self::from(""), Self::Number)
    }

    /// The text that is signed.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A JSON object, its fields in the order given.
pub(crate) fn object<'f>(fields: impl IntoIterator<Item = (&'f str, &'f Value)>) -> String {
    let mut json = String::from("{");
    for (name, value) in fields {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&quoted(name));
        json.push(':');
        match value {
            Value::Text(text) => json.push_str(&quoted(text)),
            Value::Number(number) => json.push_str(&number.to_string()),
        }
    }
    json.push('}');
    json
}

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
