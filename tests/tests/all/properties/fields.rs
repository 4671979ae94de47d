//! JSON objects are read as `serde_json` reads them.

use flitt_tests::hostile;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::config;

/// Parts of names and texts: escapes of every kind, bytes that end a plain text, and texts around eight bytes.
const PARTS: [&str; 24] = [
    "a",
    "order_id",
    "response",
    "1234567",
    "12345678",
    "settlement_amount",
    "é",
    "😀",
    "\u{7f}",
    " ",
    ":",
    "}",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\u0061",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\x",
    "\\",
    "\n",
    "\u{1}",
    "\"",
];

/// Values that are no strings, not all of them valid.
const VALUES: [&str; 14] =
    ["null", "true", "0", "-1.5e3", "01", "1x", "nul", "{}", "[]", "[1, {\"a\": \"b\"}]", "{\"a\":}", "[", "", "\u{1}"];

/// White space between the parts of an object, and what is none.
const BETWEEN: [&str; 8] = ["", "", "", " ", "\n\t", "\r", "\u{b}", ","];

/// A string; the parts at the beginning of the list more often.
fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![8 => select(&PARTS[..15]), 1 => select(&PARTS[..])];
    proptest::collection::vec(part, 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![4 => string(), 1 => select(&VALUES[..10]).prop_map(str::to_owned), 1 => select(&VALUES[..]).prop_map(str::to_owned)]
}

fn object() -> impl Strategy<Value = String> {
    let between = prop_oneof![20 => Just(""), 1 => select(&BETWEEN[..])];
    let member = (string(), between.clone(), value(), between)
        .prop_map(|(name, before, value, after)| format!("{name}{before}:{value}{after}"));
    proptest::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(",")))
}

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn an_object_is_read_as_serde_json_reads_it(object in object()) {
        hostile::fields(object.as_bytes());
        hostile::fields(format!("{{\"response\":{object}}}").as_bytes());
    }

    #[test]
    fn a_damaged_object_is_read_as_serde_json_reads_it(object in object(), at in any::<Index>(), byte in select(&b"{}[]\",:\\ \n\x01a1"[..])) {
        let mut bytes = object.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        hostile::fields(&bytes);
        bytes.truncate(at);
        hostile::fields(&bytes);
    }
}
