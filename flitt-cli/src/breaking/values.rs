//! Values of keys: which ones mean the same, and which ones a parameter accepts.

use std::collections::HashSet;
use std::rc::Rc;

use serde_json::Value;

use super::contract::Trees;
use super::node::At;
use super::object::text_of;

/// The values that a closed parameter accepts. The changes of all of them share it.
pub(crate) struct Accepted {
    in_order: Vec<String>,
    all: HashSet<String>,
}

impl Accepted {
    fn of(values: impl Iterator<Item = String>) -> Rc<Self> {
        let in_order: Vec<String> = values.collect();
        let all = in_order.iter().cloned().collect();
        Rc::new(Self { in_order, all })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.in_order.iter().map(String::as_str)
    }

    pub(super) fn contains(&self, value: &str) -> bool {
        self.all.contains(value)
    }

    pub(super) fn len(&self) -> usize {
        self.in_order.len()
    }
}

/// The values that a parameter accepts, if it is closed.
pub(super) fn accepted(parameter: At<'_>, trees: &Trees<'_>) -> Option<Rc<Accepted>> {
    // The values of a list are accepted by the closed parameters that use it, if there are any.
    if parameter.get("list").is_some() && parameter.get("name").is_none() {
        let values = parameter.get("values").into_iter().flat_map(At::items);
        return Some(Accepted::of(values.filter_map(|value| value.text_of("value"))));
    }
    accepted_by(&parameter.value(""), trees)
}

/// The same, of a parameter as plain data.
pub(super) fn accepted_by(parameter: &Value, trees: &Trees<'_>) -> Option<Rc<Accepted>> {
    if parameter.get("closed") != Some(&Value::Bool(true)) {
        return None;
    }
    if let Some(name) = parameter.get("list").and_then(Value::as_str) {
        let list = trees.library.list(name)?;
        return Some(Accepted::of(list.values.iter().map(|value| value.value.clone().into_owned())));
    }
    let values = parameter.get("values").and_then(Value::as_array).into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| text_of(value, "value"), ToOwned::to_owned);
    Some(Accepted::of(values.map(text)))
}

/// A value with that of an absent key filled in.
pub(super) fn normal(value: Option<Value>, default: &str) -> Option<Value> {
    match (value, default) {
        (Some(Value::Null), "null") | (None, "" | "null") => None,
        (Some(Value::String(text)), "") if text.is_empty() => None,
        (None, "false") => Some(Value::Bool(false)),
        (None, default) => Some(Value::from(default)),
        (value, _) => value,
    }
}

/// A value without descriptions, and without an order where that has no meaning.
pub(super) fn plain(value: Option<Value>, key: &str) -> Option<Value> {
    let mut value = value?;
    if let Value::Array(items) = &mut value {
        for item in items.iter_mut() {
            if let Value::Object(members) = item {
                members.remove("doc");
            }
        }
        if key != "callback" && key != "forms" {
            items.sort_by_key(ToString::to_string);
        }
    }
    Some(value)
}
