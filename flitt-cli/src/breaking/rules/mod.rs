//! What a change of each key means: on the wire, in behaviour, and for safety. What it means for source comes from the
//! generated code.

pub(super) mod confirmation;
pub(super) mod endpoint;
mod groups;
pub(super) mod parameter;
mod rejection;
pub(super) mod response;
pub(super) mod shared;

use serde_json::Value;

use super::change::{Change, Class, Judgement, Verdict};

fn major(class: Class, consequence: impl Into<String>) -> Judgement {
    Judgement { class, verdict: Verdict::Major, consequence: consequence.into() }
}

fn minor(class: Class, consequence: impl Into<String>) -> Judgement {
    Judgement { class, verdict: Verdict::Minor, consequence: consequence.into() }
}

fn safety(consequence: impl Into<String>) -> Judgement {
    major(Class::Safety, consequence)
}

fn is_true(owner: &Value, key: &str) -> bool {
    owner.get(key) == Some(&Value::Bool(true))
}

impl Change {
    /// The text of the old and the new value; empty where it is absent.
    fn texts(&self) -> [String; 2] {
        [&self.old, &self.new].map(|value| match value {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        })
    }

    /// Whether the key was `true`, and whether it is now.
    fn flags(&self) -> (bool, bool) {
        let is_true = |value: &Option<Value>| value.as_ref() == Some(&Value::Bool(true));
        (is_true(&self.old), is_true(&self.new))
    }

    fn was_added(&self) -> bool {
        self.old.is_none()
    }

    fn was_removed(&self) -> bool {
        self.new.is_none()
    }
}

/// The items of a list of texts.
fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.map(|item| item.as_str().map_or_else(|| item.to_string(), ToOwned::to_owned)).collect()
}
