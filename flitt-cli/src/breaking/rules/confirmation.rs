//! Changes of how the outcome of a request becomes known.

use serde_json::Value;

use super::super::change::{Change, Class, Judgement};
use super::{major, minor, safety, texts};

pub(crate) fn endpoint(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Behaviour, "another endpoint is asked for the outcome")]
}

/// `outcome` and `total`: what of the status decides.
pub(crate) fn decides(_: &Change) -> Vec<Judgement> {
    vec![safety("another part of the status, or less of it, decides whether the request was carried out")]
}

pub(crate) fn needs_payer(change: &Change) -> Vec<Judgement> {
    if change.flags().1 {
        return vec![safety("an order whose response is lost counts as one that took no money")];
    }
    vec![minor(Class::Behaviour, "an order whose response is lost counts as one that may have taken money")]
}

/// The resolved codes: `{ "before": [..], "exists": [..] }`.
pub(crate) fn failures(change: &Change) -> Vec<Judgement> {
    let codes = |value: &Option<Value>, key| texts(value.as_ref().and_then(|value| value.get(key)));
    let added = |key| {
        let old = codes(&change.old, key);
        codes(&change.new, key).into_iter().filter(|code| !old.contains(code)).collect::<Vec<String>>().join(", ")
    };
    let removed = |key| {
        let new = codes(&change.new, key);
        codes(&change.old, key).into_iter().filter(|code| !new.contains(code)).collect::<Vec<String>>().join(", ")
    };
    let mut found = Vec::new();
    if !added("before").is_empty() {
        found
            .push(safety(format!("a failure with the code {} counts as proof that nothing was done", added("before"))));
    }
    if !removed("before").is_empty() {
        let consequence = format!("a failure with the code {} has an unknown outcome", removed("before"));
        found.push(minor(Class::Behaviour, consequence));
    }
    if !added("exists").is_empty() || !removed("exists").is_empty() {
        found.push(major(Class::Behaviour, "other failures say that the order exists already"));
    }
    found
}

pub(crate) fn compare(change: &Change) -> Vec<Judgement> {
    let items = |value: &Option<Value>| value.as_ref().and_then(Value::as_array).cloned();
    let is_kept = match (items(&change.old), items(&change.new)) {
        (Some(old), Some(new)) => old.iter().all(|compared| new.contains(compared)),
        (Some(old), None) => old.is_empty(),
        (None, _) => false,
    };
    if is_kept {
        return vec![major(Class::Behaviour, "an order with another value of these parameters is another one now")];
    }
    vec![safety("an order with other values can count as that of the request")]
}

pub(crate) fn contradicted_by(change: &Change) -> Vec<Judgement> {
    let items = |value: &Option<Value>| value.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let new = items(&change.new);
    if items(&change.old).iter().all(|contradiction| new.contains(contradiction)) {
        return vec![major(Class::Behaviour, "a status with these values is that of another order now")];
    }
    vec![safety("a status that contradicted the request can count as its confirmation")]
}
