//! Nodes of schema files with the file that they are in.

use flitt_schema::Source;
use flitt_schema::json::{Data, Member, Node};
use serde_json::{Map, Value};

use super::change::Place;

/// A node and its file.
#[derive(Clone, Copy)]
pub(super) struct At<'s> {
    pub(super) source: &'s Source,
    pub(super) node: &'s Node<'s>,
}

/// Keys whose numbers are numbers. All other numbers are texts that a file may write without quotes.
const NUMBERS: [&str; 6] = ["max_length", "enforced_length", "smallest", "largest", "decimals", "meta_format"];

impl<'s> At<'s> {
    fn with(self, node: &'s Node<'s>) -> Self {
        Self { node, ..self }
    }

    pub(super) fn members(self) -> &'s [Member<'s>] {
        match &self.node.data {
            Data::Object(members) => members,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.members().iter().find(|member| member.key == key).map(|member| self.with(&member.value))
    }

    /// The items of a list.
    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        let items: &'s [Node<'s>] = match &self.node.data {
            Data::List(items) => items,
            _ => &[],
        };
        items.iter().map(move |item| self.with(item))
    }

    /// The text of a string, a number or a boolean.
    pub(super) fn text(self) -> Option<String> {
        match &self.node.data {
            Data::Text(text) => Some(text.clone().into_owned()),
            Data::Number(text) => Some((*text).to_owned()),
            Data::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// The text of a key.
    pub(super) fn text_of(self, key: &str) -> Option<String> {
        self.get(key).and_then(Self::text)
    }

    pub(super) fn place(self) -> Place {
        Place { source: self.source.clone(), span: self.node.span.clone() }
    }

    /// The place of what names an object: the value of this key, or its first character. A text names itself.
    pub(super) fn place_of(self, key: &str) -> Place {
        let start = self.node.span.start;
        let first = || Place { source: self.source.clone(), span: start..start + 1 };
        let named = self.get(key).or_else(|| self.text().map(|_| self));
        named.map_or_else(first, Self::place)
    }

    /// The place of what names an object of any kind.
    pub(super) fn place_of_name(self) -> Place {
        let names = ["name", "value", "endpoint", "list", "table"];
        self.place_of(names.into_iter().find(|name| self.get(name).is_some()).unwrap_or_default())
    }

    /// The value as plain data. `key` is the key that has it.
    pub(super) fn value(self, key: &str) -> Value {
        value(self.node, key)
    }
}

fn value(node: &Node<'_>, key: &str) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        Data::Number(text) if NUMBERS.contains(&key) => text.parse::<i64>().map_or(Value::Null, Value::from),
        Data::Number(text) => Value::from(*text),
        Data::Text(text) => Value::from(text.as_ref()),
        Data::List(items) => items.iter().map(|item| value(item, key)).collect(),
        Data::Object(members) => {
            let members = members.iter().map(|member| (member.key.to_string(), value(&member.value, &member.key)));
            Value::Object(members.collect::<Map<String, Value>>())
        }
    }
}
