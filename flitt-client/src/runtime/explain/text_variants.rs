//! How else a text could have been hashed: in another order, encoded, with nested values as JSON, in the other protocol.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flitt_schema::{SEPARATOR, quoted};

use super::cause::Cause;
use super::hash::Hashes;
use super::nested_variants::NESTED;
use super::signed_text::{Part, SignedText};
use super::value_variants::{EACH, VARIANTS};
use crate::runtime::fields::Fields;
use crate::runtime::signature::signed_text_of;
use crate::runtime::wire_names::{DATA, ORDER};

/// Changes of the whole text.
pub(super) fn of_text(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    ordered(signed, hashes, key)
        .or_else(|| encoded(signed, hashes, key))
        .or_else(|| with_empty(signed, hashes, key))
        .or_else(|| nested(signed, hashes, key))
        .or_else(|| other_protocol(signed, hashes, key))
        .or_else(|| other_joins(signed, hashes, key))
}

/// Changes of one value: its name, and the cause.
pub(super) fn of_values(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<(String, Cause)> {
    for (place, part) in signed.parts.iter().enumerate() {
        for (cause, change) in VARIANTS {
            let texts = change(&part.value).into_iter().filter(|text| *text != part.value);
            for text in texts.take_while(|_| !hashes.is_spent()).collect::<Vec<_>>() {
                let mut values: Vec<&str> = signed.parts.iter().map(|part| part.value.as_str()).collect();
                values[place] = &text;
                if hashes.is_made_by(key, &values) {
                    return Some((part.label.clone(), cause));
                }
            }
        }
    }
    None
}

fn is_made(hashes: &mut Hashes<'_>, key: &str, values: impl Iterator<Item = String>) -> bool {
    let values: Vec<String> = values.collect();
    hashes.is_made_by(key, &values.iter().map(String::as_str).collect::<Vec<_>>())
}

fn ordered(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    let sorted: Vec<&Part> = signed.parts.iter().collect();
    let by = |order: fn(&mut Vec<&Part>)| {
        let mut parts = sorted.clone();
        order(&mut parts);
        parts
    };
    let orders = [
        by(|parts| parts.sort_by_key(|part| part.place)),
        by(|parts| parts.sort_by_key(|part| part.name.to_lowercase())),
        by(|parts| parts.sort_by(|one, other| one.value.cmp(&other.value))),
        by(|parts| parts.reverse()),
    ];
    let is_it =
        |parts: &Vec<&Part>| hashes.is_made_by(key, &parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>());
    orders.iter().any(is_it).then_some(Cause::Order)
}

/// Every value written in another way.
fn encoded(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    let changed = |change: fn(&str) -> String| signed.parts.iter().map(move |part| change(&part.value));
    EACH.iter().find(|(_, change)| is_made(hashes, key, changed(*change))).map(|(cause, _)| *cause)
}

/// Empty values in their places, or what stands for them.
fn with_empty(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    const TEXTS: [(Cause, &str); 5] = [
        (Cause::EmptyValue, ""),
        (Cause::NullText, "null"),
        (Cause::NullText, "None"),
        (Cause::NullText, "undefined"),
        (Cause::NullText, "NULL"),
    ];
    if signed.empty.is_empty() {
        return None;
    }
    let mut is_it = |text: &str| {
        let parts = signed.parts.iter().map(|part| (part.name.as_str(), part.value.as_str()));
        let mut all: Vec<(&str, &str)> = parts.chain(signed.empty.iter().map(|name| (name.as_str(), text))).collect();
        all.sort_unstable();
        let values: Vec<&str> = all.into_iter().map(|(_, value)| value).collect();
        hashes.is_of_text(&[key, "|", &values.join(&SEPARATOR.to_string())])
    };
    TEXTS.iter().find(|(_, text)| is_it(text)).map(|(cause, _)| *cause)
}

/// Nested values as other languages write them.
fn nested(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    if signed.parts.iter().all(|part| part.json.is_none()) {
        return None;
    }
    let of = |part: &Part, write: fn(&str) -> String| part.json.as_deref().map_or(part.value.clone(), write);
    let is_it = |write: &fn(&str) -> String| is_made(hashes, key, signed.parts.iter().map(|part| of(part, *write)));
    NESTED.iter().any(is_it).then_some(Cause::DictText)
}

/// The text of the other protocol.
fn other_protocol(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    if let Some(data) = signed.unsigned.iter().find(|it| it.name == DATA) {
        return hashes.is_made_by(key, &[&data.value]).then_some(Cause::OtherProtocol);
    }
    let data = signed.parts.first().filter(|_| signed.is_data())?;
    let json = STANDARD.decode(&data.value).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
    let inner = Fields::in_envelope(&json, ORDER).ok()?;
    let order = Fields::from_json(inner).ok()?;
    let raw: Vec<&str> = order.in_name_order().map(|field| field.text()).collect();
    let dicts = order.in_name_order().map(|field| signed_text_of(field).map_or(field.text().to_owned(), Into::into));
    let is_it = is_made(hashes, key, dicts)
        || hashes.is_made_by(key, &raw)
        || hashes.is_made_by(key, &[&json])
        || hashes.is_made_by(key, &[inner]);
    is_it.then_some(Cause::OtherProtocol)
}

/// The same values in another text: the key elsewhere, another separator, empty values, names.
fn other_joins(signed: &SignedText, hashes: &mut Hashes<'_>, key: &str) -> Option<Cause> {
    let values: Vec<&str> = signed.parts.iter().map(|part| part.value.as_str()).collect();
    let bar = SEPARATOR.to_string();
    let joined = values.join(&bar);
    let named = |between: &str| {
        let pairs = signed.parts.iter().map(|part| format!("{}{between}{}", part.name, part.value));
        pairs.collect::<Vec<_>>().join(&bar)
    };
    let (all, quoted) = (values.concat(), quoted(&joined));
    // In parts, so that no text with the key is made.
    let texts: [&[&str]; 12] = [
        &[&joined, "|", key],
        &[key, "|", &joined, "|", key],
        &[key, "|", &joined, "|"],
        &[key, &joined],
        &[key, &all],
        &[&all, key],
        &[key, "|", &named("=")],
        &[key, "|", &named("|")],
        &[key, ";", &values.join(";")],
        &[key, ":", &values.join(":")],
        &[key, ",", &values.join(",")],
        &[key, "|", &quoted],
    ];
    texts.iter().any(|text| hashes.is_of_text(text)).then_some(Cause::OtherText)
}
