//! What is shown of a body.

use flitt_schema::quoted;

/// A value as it is shown.
pub enum Shown {
    /// A value that is not nested, or one that is shown whole: its JSON.
    Value(String),
    /// The members of an object, in the order received.
    Object(Vec<(String, Shown)>),
    /// The items of a list.
    List(Vec<Shown>),
}

/// A body as it is shown, and what was redacted in it.
pub struct RedactedBody {
    /// The body.
    pub shown: Shown,
    /// The names and values that were redacted. Never show them.
    pub secrets: Vec<(String, String)>,
    /// The number of values that were redacted, or in part.
    pub count: usize,
}

impl Shown {
    /// The text of a string, nothing for null, and the JSON of any other value.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Value(json) if json == "null" => String::new(),
            Self::Value(json) if json.starts_with('"') => serde_json::from_str(&json).unwrap_or_default(),
            other => other.to_json(),
        }
    }

    /// Replaces each value that is not nested; how many were replaced by something else.
    pub(super) fn replace(&mut self, by: &dyn Fn(&str) -> String) -> usize {
        match self {
            Self::Value(json) => {
                let replaced = by(json);
                let is_other = replaced != *json;
                *json = replaced;
                usize::from(is_other)
            }
            Self::Object(members) => members.iter_mut().map(|(_, value)| value.replace(by)).sum(),
            Self::List(items) => items.iter_mut().map(|item| item.replace(by)).sum(),
        }
    }

    /// The value as JSON, without spaces.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Value(json) => json.clone(),
            Self::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(name, value)| format!("{}:{}", quoted(name), value.to_json())).collect();
                format!("{{{}}}", members.join(","))
            }
            Self::List(items) => {
                format!("[{}]", items.iter().map(Self::to_json).collect::<Vec<_>>().join(","))
            }
        }
    }
}
