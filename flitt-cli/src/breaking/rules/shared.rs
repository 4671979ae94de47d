//! Changes of shared tables, reference lists and groups.

use serde_json::Value;

use super::super::change::{Change, Class, Judgement};
use super::{groups as group_rules, major, minor, safety, texts};

/// A table as a whole: its parameters are compared one by one, so that what is left is their order. In protocol 1, values are
/// signed in the order of their names; the data of protocol 2.0 has that of the table, and is signed as it is.
pub(crate) fn order(change: &Change) -> Vec<Judgement> {
    let is_order = change.old.is_none() && change.new.is_none();
    let has_effect = is_order && change.sides.request;
    let consequence = "the data of protocol 2.0 has, and is signed in, another order, which the gateway does not read";
    has_effect.then(|| minor(Class::Wire, consequence)).into_iter().collect()
}

pub(crate) fn groups(change: &Change) -> Vec<Judgement> {
    if !change.sides.request {
        return Vec::new();
    }
    match group_rules::compare(&change.owner.old, &change.owner.new) {
        group_rules::Difference::None => Vec::new(),
        group_rules::Difference::Looser => {
            vec![minor(Class::Wire, "combinations of parameters that were rejected are sent")]
        }
        group_rules::Difference::Stricter => {
            vec![major(Class::Wire, "combinations of parameters that were sent are rejected")]
        }
    }
}

pub(crate) fn callback(change: &Change) -> Vec<Judgement> {
    let keys = |value: &Option<Value>| -> Vec<String> {
        let rules = value.as_ref().and_then(Value::as_array).into_iter().flatten();
        rules.map(|rule| rule.get("key").and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
    };
    let (old, new) = (keys(&change.old), keys(&change.new));
    if old.is_empty() {
        return vec![minor(Class::Wire, "callbacks have this table")];
    }
    let mut found = vec![major(Class::Wire, "callbacks are verified with another key, or rejected")];
    if new.iter().any(|key| !old.contains(key)) {
        found.push(safety("callbacks with a signature of another key, or without one, are accepted"));
    }
    found
}

pub(crate) fn columns(change: &Change) -> Vec<Judgement> {
    let names = |value: &Option<Value>| -> Vec<String> {
        value.as_ref().and_then(Value::as_object).into_iter().flat_map(|map| map.keys().cloned()).collect()
    };
    let new = names(&change.new);
    if names(&change.old).iter().all(|name| new.contains(name)) {
        return vec![minor(Class::Behaviour, "the values have another column")];
    }
    vec![major(Class::Behaviour, "the values have no entry in this column any more")]
}

/// The entry of a value in an additional column. Stages of error codes are compared where they are used.
pub(crate) fn column_of_value(_: &Change) -> Vec<Judgement> {
    Vec::new()
}

/// The names of all parameters that the alternatives of a group have.
pub(super) fn names_of(group: &Value) -> Vec<Vec<String>> {
    let alternatives = group.get("of").and_then(Value::as_array).into_iter().flatten();
    alternatives.map(|one| one.as_str().map_or_else(|| texts(Some(one)), |name| vec![name.to_owned()])).collect()
}
