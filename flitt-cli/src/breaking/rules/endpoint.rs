//! Changes of an endpoint.

use std::cmp::Ordering;

use super::super::change::{Change, Class, Judgement};
use super::{major, minor, safety};

/// An endpoint that was added or removed: generated code says it.
pub(crate) fn whole(_: &Change) -> Vec<Judgement> {
    Vec::new()
}

/// Another name of an endpoint whose type has the old name.
pub(crate) fn name(_: &Change) -> Vec<Judgement> {
    vec![major(
        Class::Behaviour,
        "what programs keep under the old name, such as the calls of an order, is not found any more",
    )]
}

pub(crate) fn host(_: &Change) -> Vec<Judgement> {
    vec![
        major(Class::Wire, "requests are sent to another host"),
        safety("another host receives the requests, with what is sensitive in them"),
    ]
}

pub(crate) fn path(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Wire, "requests are sent to another path")]
}

pub(crate) fn protocol(change: &Change) -> Vec<Judgement> {
    let [_, new] = change.texts();
    let mut found = vec![major(Class::Wire, "requests and responses have another form")];
    if new == "plain" {
        found.push(safety("the whole of a response is no longer signed"));
    }
    found
}

pub(crate) fn data_when(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Wire, "requests with these parameters are sent in another protocol")]
}

pub(crate) fn body(_: &Change) -> Vec<Judgement> {
    vec![major(Class::Wire, "the body has another encoding")]
}

pub(crate) fn key(change: &Change) -> Vec<Judgement> {
    let [_, new] = change.texts();
    let consequence = if new == "none" { "nothing is signed any more" } else { "another key signs" };
    vec![major(Class::Wire, consequence), safety(consequence)]
}

pub(crate) fn digest(change: &Change) -> Vec<Judgement> {
    let [_, new] = change.texts();
    let mut found = vec![major(Class::Wire, "signatures are made by another digest")];
    if new == "sha1" {
        found.push(safety("the digest is weaker"));
    }
    found
}

/// The order of looseness: never, with an idempotency parameter, freely.
pub(crate) fn retry(change: &Change) -> Vec<Judgement> {
    let looseness = |text: &str| match text {
        "never" => 0,
        "freely" => 2,
        _ => 1,
    };
    let [old, new] = change.texts();
    vec![match looseness(&new).cmp(&looseness(&old)) {
        Ordering::Greater => safety("a request whose outcome is unknown is sent again, and can be carried out twice"),
        Ordering::Less => major(Class::Behaviour, "a request that was sent again after a lost response fails at once"),
        Ordering::Equal => safety("another parameter must keep a retried request from being carried out twice"),
    }]
}

pub(crate) fn order(change: &Change) -> Vec<Judgement> {
    if change.was_added() {
        return vec![minor(Class::Behaviour, "the order of a request is known")];
    }
    vec![major(Class::Behaviour, "another parameter, or none, identifies the order")]
}

pub(crate) fn creates(change: &Change) -> Vec<Judgement> {
    if change.was_added() {
        return vec![minor(Class::Behaviour, "the state of an order can begin with this request")];
    }
    vec![major(Class::Behaviour, "the state of its order begins in another way")]
}

pub(crate) fn confirm_with(change: &Change) -> Vec<Judgement> {
    if change.was_added() {
        let consequence = "most failures have an unknown outcome now, and the status of the order is asked for";
        vec![major(Class::Behaviour, consequence)]
    } else {
        vec![safety("the outcome of a request whose response is lost is no longer found out")]
    }
}
