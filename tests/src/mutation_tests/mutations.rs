//! Changes of a callback.

use serde_json::Value;

use super::random::Random;
use crate::documented_responses::{DocumentedResponse, as_text, is_signed};

/// The kinds of changes.
const KINDS: [Kind; 12] = [
    ("flipped bits", flipped_bits),
    ("other bytes", other_bytes),
    ("a field with another name", renamed),
    ("a field that is gone", removed),
    ("a field that is new", added),
    ("a name twice", doubled),
    ("two values that change places", swapped),
    ("a value that is another", changed),
    ("a value of another type", other_type),
    ("text moved across the separator", moved),
    ("the same values under other names", reassigned),
    ("another signature", signed_otherwise),
];

type Kind = (&'static str, fn(&DocumentedResponse, &mut Random) -> Vec<u8>);

/// Names and values, which are written as in JSON.
type Members = Vec<(String, String)>;

/// Replacements of values, in turn.
const STRANGE: [&str; 22] = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "0",
    "-1",
    "1.0",
    "1e3",
    "99999999999999999999",
    "\"\"",
    "\" \"",
    "\"|\"",
    "\"a|b\"",
    "\"approved\"",
    "\"reversed\"",
    "\"success\"",
    "\"failure\"",
    "\"\\u0000\"",
    "\"\\u007c\"",
    "\"1\"",
    "\"{}\"",
];

/// Names that no table has, at both ends of the order and within it.
const UNKNOWN: [&str; 8] = ["", "!", "a", "b_new", "n_new", "q", "s", "zzz"];

/// One change, at times two: its kind, and the body.
pub(super) fn mutate(response: &DocumentedResponse, random: &mut Random) -> (&'static str, Vec<u8>) {
    let (kind, change) = random.of(&KINDS);
    let body = change(response, random);
    if random.one_in(8) {
        return ("two changes at once", bytes_changed(body, random));
    }
    (kind, body)
}

fn members(response: &DocumentedResponse) -> Members {
    response.fields.iter().map(|(name, value)| (name.clone(), value.to_string())).collect()
}

fn text(raw: &str) -> String {
    serde_json::from_str::<Value>(raw).map_or_else(|_| raw.to_owned(), |value| as_text(&value))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// The body, in JSON, or as a browser posts it where this is a callback.
fn written(response: &DocumentedResponse, members: &Members, random: &mut Random) -> Vec<u8> {
    if response.reads_as_order && random.one_in(4) {
        let pairs: Vec<String> =
            members.iter().map(|(name, raw)| format!("{}={}", percent(name), percent(&text(raw)))).collect();
        return pairs.join("&").into_bytes();
    }
    let members: Vec<String> = members.iter().map(|(name, raw)| format!("{}:{raw}", quoted(name))).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |percent, byte| format!("{percent}%{byte:02X}"))
}

fn any_name(response: &DocumentedResponse, near: &str, random: &mut Random) -> String {
    match random.below(4) {
        0 => random.pick(&UNKNOWN).to_owned(),
        1 => format!("{near}{}", random.pick(&["_", "0", "a", "~"])),
        _ => random.of(&response.table().rows).name.to_string(),
    }
}

fn flipped_bits(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut body = response.body.clone().into_bytes();
    for _ in 0..=random.below(3) {
        let at = random.below(body.len());
        body[at] ^= 1 << random.below(8);
    }
    body
}

fn other_bytes(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    bytes_changed(response.body.clone().into_bytes(), random)
}

fn bytes_changed(mut body: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let at = random.below(body.len());
    let end = (at + 1 + random.below(30)).min(body.len());
    if body.is_empty() {
        return body;
    }
    match random.below(6) {
        0 => drop(body.drain(at..end)),
        1 => drop(body.splice(at..at, body[at..end].to_vec())),
        2 => body[at] = random.byte(),
        3 => body[at] = *random.of(b"{}[]\",:|\\ \n0"),
        4 => body.insert(at, *random.of(b"{}[]\",:|\\ \n0")),
        _ => body.truncate(at),
    }
    body
}

fn renamed(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let at = random.below(members.len());
    members[at].0 = any_name(response, &members[at].0.clone(), random);
    written(response, &members, random)
}

fn removed(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    for _ in 0..=random.below(2) {
        members.remove(random.below(members.len()));
    }
    written(response, &members, random)
}

fn added(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let name = any_name(response, "order_id", random);
    let value = if random.one_in(3) { random.of(&members).1.clone() } else { random.pick(&STRANGE).to_owned() };
    members.insert(random.below(members.len() + 1), (name, value));
    written(response, &members, random)
}

fn doubled(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let (name, value) = random.of(&members).clone();
    let value = if random.one_in(2) { value } else { random.pick(&STRANGE).to_owned() };
    members.insert(random.below(members.len() + 1), (name, value));
    written(response, &members, random)
}

fn swapped(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let (one, other) = (random.below(members.len()), random.below(members.len()));
    let value = members[one].1.clone();
    members[one].1 = std::mem::replace(&mut members[other].1, value);
    written(response, &members, random)
}

fn changed(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let at = random.below(members.len());
    let text = text(&members[at].1);
    let other = match random.below(8) {
        0 => format!("{text}0"),
        1 => format!("0{text}"),
        2 => format!(" {text}"),
        3 => text.to_uppercase(),
        4 => text.chars().rev().collect(),
        5 => text.chars().skip(1).collect(),
        6 => random.number().to_string(),
        _ => format!("{text}|{}", random.below(10)),
    };
    members[at].1 = quoted(&other);
    written(response, &members, random)
}

fn other_type(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let at = random.below(members.len());
    let raw = members[at].1.clone();
    members[at].1 = match random.below(6) {
        0 => quoted(&text(&raw)),
        1 => text(&raw),
        2 => format!("[{raw}]"),
        3 => format!("{{\"value\":{raw}}}"),
        _ => random.pick(&STRANGE).to_owned(),
    };
    written(response, &members, random)
}

/// Several values that follow each other in the order of names are joined, or one is split.
fn moved(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let signed: Vec<usize> =
        (0..members.len()).filter(|&at| is_signed(&members[at].0) && !text(&members[at].1).is_empty()).collect();
    let from = random.below(signed.len());
    let to = (from + 1 + random.below(4)).min(signed.len());
    let texts: Vec<String> = signed[from..to].iter().map(|&at| text(&members[at].1)).collect();
    let joined = texts.join("|");
    for &at in &signed[from..to] {
        members[at].1 = quoted("");
    }
    if random.one_in(3) {
        // Cut somewhere, also within a value, and given to the first two names.
        let mut cut = random.below(joined.len() + 1);
        while !joined.is_char_boundary(cut) {
            cut -= 1;
        }
        members[signed[from]].1 = quoted(&joined[..cut]);
        let rest = joined[cut..].strip_prefix('|').unwrap_or(&joined[cut..]).to_owned();
        let second = signed[(from + 1).min(signed.len() - 1)];
        members[second].1 = quoted(&rest);
    } else if random.one_in(2) {
        members[signed[from + random.below(to - from)]].1 = quoted(&joined);
    } else {
        let near = members[signed[from]].0.clone();
        let free = response.table().rows.iter().filter(|row| row.separator).map(|row| row.name.to_string());
        let free: Vec<String> = free.filter(|name| is_signed(name)).collect();
        let is_any = free.is_empty() || random.one_in(2);
        let name = if is_any { any_name(response, &near, random) } else { random.of(&free).clone() };
        members.retain(|(other, _)| *other != name);
        members.push((name, quoted(&joined)));
    }
    written(response, &members, random)
}

/// Every signed value keeps its place in the order and may get another name: the signature stays valid.
fn reassigned(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let (signed, rest): (Members, Members) =
        members(response).into_iter().filter(|(_, raw)| !text(raw).is_empty()).partition(|(name, _)| is_signed(name));
    let mut names: Vec<String> = signed.iter().map(|(name, _)| name.clone()).collect();
    for _ in 0..=random.below(6) {
        let at = random.below(names.len());
        let after = if at == 0 { "" } else { names[at - 1].as_str() };
        let before = names.get(at + 1).map_or("\u{10ffff}", String::as_str);
        let rows = response.table().rows.iter().map(|row| row.name.as_ref());
        let taken = ["signature", "response_signature_string"];
        let fitting: Vec<&str> = rows.filter(|name| after < *name && *name < before && !taken.contains(name)).collect();
        let unknown = format!("{}!", if random.one_in(2) { after } else { names[at].as_str() });
        let is_free = after < unknown.as_str() && unknown.as_str() < before;
        let name = match fitting.is_empty() || random.one_in(3) {
            true if is_free => unknown,
            true => continue,
            false => random.pick(&fitting).to_owned(),
        };
        names[at] = name;
    }
    let mut members: Members = names.into_iter().zip(signed).map(|(name, (_, raw))| (name, raw)).collect();
    members.extend(rest);
    written(response, &members, random)
}

fn signed_otherwise(response: &DocumentedResponse, random: &mut Random) -> Vec<u8> {
    let mut members = members(response);
    let signature = response.text("signature");
    let strange = random.pick(&STRANGE);
    let other = match random.below(9) {
        0 => quoted(&signature.to_uppercase()),
        1 => quoted(&signature[1..]),
        2 => quoted(&format!("{signature} ")),
        3 => quoted(&signature.replace(|one: char| one.is_ascii_alphabetic(), "0")),
        4 => format!("[{}]", quoted(&signature)),
        5 => signature.replace(|one: char| one.is_ascii_alphabetic(), "1"),
        6 => quoted(&format!("{:040x}", random.number())),
        7 => quoted(&signature.chars().rev().collect::<String>()),
        _ => strange.to_owned(),
    };
    for (name, raw) in &mut members {
        if name == "signature" {
            raw.clone_from(&other);
        }
    }
    written(response, &members, random)
}
