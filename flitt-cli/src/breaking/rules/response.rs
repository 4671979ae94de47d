//! Changes of a response.

use serde_json::Value;

use super::super::change::{Change, Class, Judgement};
use super::{major, minor, safety};

/// A form that is recognised by a parameter which the others do not have is added to them.
pub(crate) fn forms(change: &Change) -> Vec<Judgement> {
    let list = |value: &Option<Value>| value.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    let when = |form: &Value| form.get("when").cloned();
    let (old, new) = (list(&change.old), list(&change.new));
    let old_conditions: Vec<Option<Value>> = old.iter().map(when).collect();
    let (kept, added): (Vec<&Value>, Vec<&Value>) = new.iter().partition(|form| old_conditions.contains(&when(form)));
    let rows = old.iter().filter_map(|form| form.get("rows")).filter_map(Value::as_array).flatten();
    let names: Vec<&Value> = rows.filter_map(|row| row.get("name")).collect();
    let is_unknown = |form: &&Value| form.get("when").is_some_and(|name| !names.contains(&name));
    let is_complete = old.iter().all(|form| form.get("rows").is_some());
    let is_kept = kept.into_iter().map(when).eq(old_conditions.iter().cloned());
    if !old.is_empty() && is_kept && is_complete && added.iter().all(is_unknown) {
        return vec![minor(Class::Wire, "responses can have another form")];
    }
    vec![major(Class::Wire, "the forms of responses are recognised in another way")]
}

pub(crate) fn when(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Wire, "another parameter decides which form a response has")]
}

pub(crate) fn shape(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Wire, "responses of the old shape are rejected")]
}

/// The order of strictness: never, unproven, final, always.
pub(crate) fn signed(change: &Change) -> Vec<Judgement> {
    let strictness = |text: &str| match text {
        "always" => 3,
        "final" => 2,
        "unproven" => 1,
        _ => 0,
    };
    let [old, new] = change.texts();
    if strictness(&new) < strictness(&old) {
        return vec![
            major(Class::Behaviour, "more responses count as not verified"),
            safety("responses without a valid signature are accepted"),
        ];
    }
    vec![major(
        Class::Behaviour,
        "responses without a valid signature are rejected, or the key of the signature is needed",
    )]
}

/// `failure`, or the message or code of it.
pub(crate) fn failure(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Behaviour, "other responses count as failures")]
}

pub(crate) fn request_id(_: &Change) -> Vec<Judgement> {
    vec![minor(Class::Behaviour, "the gateway's identifier of a failed request is read from elsewhere")]
}

pub(crate) fn decline(change: &Change) -> Vec<Judgement> {
    if change.was_added() {
        return vec![minor(Class::Behaviour, "the reason of a decline is known")];
    }
    vec![major(Class::Behaviour, "the reason of a decline is read from elsewhere, or unknown")]
}
