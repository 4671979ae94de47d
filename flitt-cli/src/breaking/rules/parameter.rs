//! Changes of a parameter.

use serde_json::Value;

use super::super::change::{Change, Class, Judgement};
use super::super::object::text_of;
use super::rejection::{
    always_rule, digits_rule, echo_rule, format_rule, is_digits, merchant_rule, one_of, rejections,
};
use super::{is_true, major, minor, safety, texts};

/// Whether the caller sets it, as opposed to the credentials, the signature, the protocol or a fixed value.
fn is_of_caller(owner: &Value) -> bool {
    matches!(text_of(owner, "from").as_str(), "" | "caller") && owner.get("fixed").is_none()
}

/// Whether requests can have it. Nested values have what their caller sets, and what is fixed.
fn is_in_request(change: &Change, owner: &Value) -> bool {
    change.sides.request && (change.sides.direct || is_of_caller(owner) || owner.get("fixed").is_some())
}

/// Whether its values are checked before a request is sent.
fn is_checked(change: &Change) -> bool {
    change.sides.request && is_of_caller(&change.owner.old) && is_of_caller(&change.owner.new)
}

/// The judgement of responses where a key decides whether only digits are accepted.
fn digits(change: &Change) -> Option<Judgement> {
    match (is_digits(&change.owner.old), is_digits(&change.owner.new)) {
        _ if !change.sides.response => None,
        (false, true) => Some(digits_rule().0),
        (true, false) => Some(digits_rule().1),
        _ => None,
    }
}

/// A parameter that was added or removed.
pub(crate) fn whole(change: &Change) -> Vec<Judgement> {
    if change.was_added() { added(change) } else { removed(change) }
}

fn added(change: &Change) -> Vec<Judgement> {
    let new = &change.owner.new;
    let mut found = Vec::new();
    if is_in_request(change, new) {
        let is_mandatory = is_of_caller(new) && is_true(new, "mandatory");
        found.push(if !is_of_caller(new) {
            major(Class::Wire, "every request has it, or is signed with it")
        } else if is_mandatory {
            major(Class::Wire, "requests without it are rejected")
        } else {
            minor(Class::Wire, "requests can have it")
        });
        if is_mandatory {
            found.push(major(Class::Source, "code that does not set it does not compile"));
        }
    }
    if change.sides.response {
        found.extend(rejections(new).into_iter().map(|(present, _)| present));
    }
    found
}

fn removed(change: &Change) -> Vec<Judgement> {
    let old = &change.owner.old;
    let mut found = Vec::new();
    if is_in_request(change, old) {
        found.push(major(Class::Wire, "requests do not have it any more"));
    }
    if change.sides.response {
        if is_true(old, "sensitive") || text_of(old, "format") == "card_number" {
            found.push(safety("it is redacted only if its name gives it away"));
        }
        found.extend(rejections(old).into_iter().map(|(_, absent)| absent));
    }
    found
}

pub(crate) fn value_type(change: &Change) -> Vec<Judgement> {
    let [old, new] = change.texts();
    let mut found: Vec<Judgement> = digits(change).into_iter().collect();
    if change.sides.request {
        let is_header = |owner: &Value| owner.get("header").is_some();
        let both_in_header = is_header(&change.owner.old) && is_header(&change.owner.new);
        // Headers and forms carry texts.
        let are_texts = both_in_header || change.in_form;
        let is_wider = old == "integer" && (new == "string_or_integer" || (are_texts && new == "string"));
        found.push(if is_wider {
            minor(Class::Wire, "more values are accepted")
        } else {
            major(Class::Wire, "its value is written in another way")
        });
    }
    found
}

/// The length that is enforced.
fn limit(owner: &Value) -> Option<u64> {
    owner.get("enforced_length").or_else(|| owner.get("max_length")).and_then(Value::as_u64)
}

pub(crate) fn max_length(change: &Change) -> Vec<Judgement> {
    let is_other = |owner: &Value| owner.get("enforced_length").is_some();
    if is_other(&change.owner.old) || is_other(&change.owner.new) {
        return Vec::new();
    }
    length(change)
}

pub(crate) fn enforced_length(change: &Change) -> Vec<Judgement> {
    length(change)
}

fn length(change: &Change) -> Vec<Judgement> {
    if !is_checked(change) {
        return Vec::new();
    }
    let (old, new) = (limit(&change.owner.old), limit(&change.owner.new));
    let fits = |value: &str| new.is_none_or(|limit| value.chars().count() as u64 <= limit);
    // A closed parameter has no longer values than the listed ones.
    if change.accepted[0].as_ref().is_some_and(|listed| listed.iter().all(fits)) {
        return Vec::new();
    }
    match (old, new) {
        (old, new) if old == new => Vec::new(),
        (Some(old), Some(new)) if new < old => vec![major(Class::Wire, "longer values are rejected")],
        (None, Some(_)) => vec![major(Class::Wire, "longer values are rejected")],
        _ => vec![minor(Class::Wire, "longer values are accepted")],
    }
}

/// A parameter of the caller is checked; the source breaks too, where the setter must be called.
pub(crate) fn mandatory(change: &Change) -> Vec<Judgement> {
    if !is_checked(change) {
        return Vec::new();
    }
    if change.flags().1 {
        return vec![
            major(Class::Source, "code that does not set it does not compile"),
            major(Class::Wire, "requests without it are rejected"),
        ];
    }
    vec![minor(Class::Wire, "requests without it are sent")]
}

pub(crate) fn always(change: &Change) -> Vec<Judgement> {
    if !change.sides.response {
        return Vec::new();
    }
    vec![one_of(change.flags().1, always_rule())]
}

pub(crate) fn echo(change: &Change) -> Vec<Judgement> {
    if !change.sides.response {
        return Vec::new();
    }
    vec![one_of(change.flags().1, echo_rule())]
}

pub(crate) fn default(change: &Change) -> Vec<Judgement> {
    if !change.sides.request {
        return Vec::new();
    }
    if text_of(&change.owner.new, "from") == "protocol" {
        return vec![major(Class::Wire, "every request has another value of it")];
    }
    if change.was_added() {
        return vec![minor(Class::Behaviour, "what the gateway assumes is known")];
    }
    vec![major(Class::Behaviour, "a request without it means something else")]
}

pub(crate) fn fixed(change: &Change) -> Vec<Judgement> {
    let is_signature = text_of(&change.owner.new, "from") == "signature";
    let is_sent = change.sides.request && !is_signature;
    is_sent.then(|| major(Class::Wire, "requests have another value of it, or none")).into_iter().collect()
}

/// `values`, `closed` and `list`: together they say which values are accepted.
pub(crate) fn values(change: &Change) -> Vec<Judgement> {
    if !is_checked(change) {
        return Vec::new();
    }
    match &change.accepted {
        [None, None] => Vec::new(),
        [Some(_), None] => vec![minor(Class::Wire, "other values are accepted")],
        [None, Some(_)] => vec![major(Class::Wire, "other values than the listed ones are rejected")],
        [Some(old), Some(new)] => {
            let gone: Vec<&str> = old.iter().filter(|value| !new.contains(value)).collect();
            match (gone.is_empty(), old.len() == new.len()) {
                (false, _) => vec![major(Class::Wire, format!("{} is rejected", gone.join(", ")))],
                (true, false) => vec![minor(Class::Wire, "more values are accepted")],
                (true, true) => Vec::new(),
            }
        }
    }
}

/// A listed value that was added or removed, of a parameter or a reference list.
pub(crate) fn listed_value(change: &Change) -> Vec<Judgement> {
    let value = |owner: &Value| owner.as_str().map_or_else(|| text_of(owner, "value"), ToOwned::to_owned);
    let was_accepted = change.accepted[0].as_ref().is_some_and(|listed| listed.contains(&value(&change.owner.old)));
    let mut found = Vec::new();
    if change.was_removed() {
        if was_accepted && change.sides.request {
            found.push(major(Class::Wire, "it is rejected in requests"));
        }
        if change.sides.response && change.owner.old.get("outcome").is_some() {
            found.push(major(Class::Behaviour, "its outcome is unknown"));
        }
        return found;
    }
    if change.sides.request && change.accepted[1].is_some() {
        found.push(minor(Class::Wire, "it is accepted in requests"));
    }
    if change.sides.response && change.owner.new.get("outcome").is_some() {
        found.push(major(Class::Behaviour, "its outcome, which was unknown, is known"));
    }
    found
}

pub(crate) fn outcome(change: &Change) -> Vec<Judgement> {
    let consequence = "a response with this value has another outcome";
    change.sides.response.then(|| major(Class::Behaviour, consequence)).into_iter().collect()
}

/// The judgement of a bound: `is_stricter` compares the values of the key, or of an absent one.
fn bound(change: &Change, old: i64, new: i64, is_stricter: bool) -> Vec<Judgement> {
    if !is_checked(change) || old == new {
        return Vec::new();
    }
    if is_stricter {
        return vec![major(Class::Wire, "values that were sent are rejected")];
    }
    let mut found = vec![minor(Class::Wire, "more values are accepted")];
    if text_of(&change.owner.old, "unit") == "minor" {
        found.push(safety("amounts that were rejected are sent"));
    }
    found
}

pub(crate) fn smallest(change: &Change) -> Vec<Judgement> {
    let value = |value: &Option<Value>| value.as_ref().and_then(Value::as_i64).unwrap_or(0);
    let (old, new) = (value(&change.old), value(&change.new));
    let mut found = bound(change, old, new, new > old);
    // The bound itself is of requests: of responses, it says whether a sign is accepted.
    if change.sides.response && is_digits(&change.owner.new) && (old < 0) != (new < 0) {
        found.push(one_of(
            new >= 0,
            (
                major(Class::Wire, "responses with a negative value are rejected"),
                minor(Class::Wire, "responses with a negative value are accepted"),
            ),
        ));
    }
    found
}

pub(crate) fn largest(change: &Change) -> Vec<Judgement> {
    let value = |value: &Option<Value>| value.as_ref().and_then(Value::as_i64).unwrap_or(i64::MAX);
    let (old, new) = (value(&change.old), value(&change.new));
    bound(change, old, new, new < old)
}

pub(crate) fn zero_when(change: &Change) -> Vec<Judgement> {
    if !is_checked(change) {
        return Vec::new();
    }
    let conditions = |value: &Option<Value>| value.as_ref().and_then(Value::as_array).cloned();
    // Every condition must hold: with more of them, or with fewer values in one, fewer zeros are accepted.
    let is_looser = match (conditions(&change.old), conditions(&change.new)) {
        (None, _) => true,
        (Some(old), Some(new)) => new.iter().all(|condition| old.iter().any(|one| implies(one, condition))),
        (Some(_), None) => false,
    };
    if !is_looser {
        return vec![major(Class::Wire, "a 0 that was sent is rejected")];
    }
    let mut found = vec![minor(Class::Wire, "a 0 that was rejected is sent")];
    if text_of(&change.owner.old, "unit") == "minor" {
        found.push(safety("an amount of 0 that was rejected is sent"));
    }
    found
}

/// Whether one condition holds wherever another one does.
fn implies(one: &Value, other: &Value) -> bool {
    let (before, now) = (texts(one.get("is")), texts(other.get("is")));
    one.get("parameter") == other.get("parameter")
        && (now.is_empty() || (!before.is_empty() && before.iter().all(|value| now.contains(value))))
}

pub(crate) fn format(change: &Change) -> Vec<Judgement> {
    let [old, new] = change.texts();
    let mut found = Vec::new();
    if change.sides.request && is_checked(change) {
        let is_free = |format: &str| matches!(format, "" | "url" | "email" | "ip" | "date_time" | "date");
        let is_wider = is_free(&new)
            || (old == "callback_url" && new == "return_url")
            || (old == "expiry" && new == "card_number");
        match (is_free(&old), is_wider) {
            (true, true) => {}
            (false, true) => found.push(minor(Class::Wire, "values of any form are accepted")),
            (_, false) => found.push(major(Class::Wire, "values of another form are rejected")),
        }
    }
    if change.sides.response {
        let is_checked = |format: &str| matches!(format, "currency" | "json");
        if is_checked(&new) {
            found.push(format_rule().0);
        } else if is_checked(&old) {
            found.push(format_rule().1);
        }
    }
    let is_redacted = |owner: &Value| is_true(owner, "sensitive");
    if old == "card_number" && !is_redacted(&change.owner.new) {
        found.push(safety("it does not count as a card number any more"));
    }
    found
}

pub(crate) fn columns(change: &Change) -> Vec<Judgement> {
    let is_read = change.sides.response;
    is_read.then(|| major(Class::Behaviour, "its values have other names")).into_iter().collect()
}

pub(crate) fn header(change: &Change) -> Vec<Judgement> {
    let is_sent = change.sides.request;
    is_sent.then(|| major(Class::Wire, "it is sent in another place of the request")).into_iter().collect()
}

pub(crate) fn unit(change: &Change) -> Vec<Judgement> {
    let mut found: Vec<Judgement> = digits(change).into_iter().collect();
    let [old, new] = change.texts();
    if (old == "minor") != (new == "minor") && (change.sides.request || change.sides.response) {
        found.push(major(Class::Behaviour, "the number means another amount, or none"));
    }
    found
}

pub(crate) fn informational(change: &Change) -> Vec<Judgement> {
    if !change.sides.response {
        return Vec::new();
    }
    let mut found: Vec<Judgement> = digits(change).into_iter().collect();
    if change.flags().1 {
        found.push(safety("its value is no reason to reject a response any more"));
    } else if matches!(text_of(&change.owner.new, "format").as_str(), "currency" | "json") {
        found.push(format_rule().0);
    }
    found
}

pub(crate) fn sensitive(change: &Change) -> Vec<Judgement> {
    if change.flags().1 {
        return vec![minor(Class::Behaviour, "it is redacted in all output")];
    }
    vec![safety("it is not redacted any more")]
}

pub(crate) fn separator(change: &Change) -> Vec<Judgement> {
    if !change.sides.response {
        return Vec::new();
    }
    if change.flags().1 {
        return vec![safety("a response whose signed values were moved can be accepted")];
    }
    vec![major(Class::Wire, "responses with `|` in it are rejected")]
}

pub(crate) fn deprecated(change: &Change) -> Vec<Judgement> {
    let is_new = change.was_added();
    is_new.then(|| minor(Class::Source, "code that uses it has a warning")).into_iter().collect()
}

pub(crate) fn from(change: &Change) -> Vec<Judgement> {
    let [old, new] = change.texts();
    let mut found = Vec::new();
    if change.sides.request {
        found.push(major(Class::Wire, "its value comes from elsewhere, or is signed in another way"));
    }
    if change.sides.response {
        if old == "credentials" {
            found.push(merchant_rule().1);
        } else if new == "credentials" {
            found.push(merchant_rule().0);
        } else if old == "signature" || new == "signature" {
            found.push(major(Class::Wire, "its value is checked in another way"));
        }
    }
    found
}
