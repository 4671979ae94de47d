//! Reads a sent request without the code that wrote it, and finds out the signature that belongs to it.

use std::collections::BTreeMap;

use flitt_schema::{Body, Digest, Endpoint, Key, Origin, Protocol};
use serde_json::{Map, Value};
use sha1::{Digest as _, Sha1};
use sha2::Sha512;

/// What a body says.
pub struct ParsedRequest {
    /// The parameters, but for the signature. In forms, all of them are texts.
    pub parameters: BTreeMap<String, Value>,
    /// The signature that belongs to them; empty where none does.
    pub expected: String,
    /// The signature that was sent.
    pub signature: String,
}

/// Reads the body of a request to an endpoint.
///
/// # Panics
///
/// If it is not of the form that the endpoint asks for, or a value that is sent is empty.
#[must_use]
pub fn parse_request(endpoint: &Endpoint, body: &[u8], key: &str) -> ParsedRequest {
    // In protocol 2.0 the envelope carries the signature, whatever the rows are.
    let row = endpoint.request.rows.iter().find(|row| row.origin == Origin::Signature);
    let name = row.map_or("signature", |row| row.name.as_ref());
    let mut members = match (endpoint.body, endpoint.protocol) {
        (Body::Form, _) => from_form(std::str::from_utf8(body).expect("a form is a text")),
        (Body::Json, Protocol::Plain) => object(body),
        (Body::Json, _) => match object(body).remove("request") {
            Some(Value::Object(members)) => members,
            other => panic!("no envelope: {other:?}"),
        },
    };
    if endpoint.key == Key::None {
        assert_eq!(members.remove(name), None, "nothing is signed");
        return ParsedRequest {
            parameters: members.into_iter().collect(),
            expected: String::new(),
            signature: String::new(),
        };
    }
    let signature = members.remove(name).expect("a signature");
    let signature = signature.as_str().expect("a signature is a text").to_owned();
    let is_data = members.get("version").is_some_and(|version| version == "2.0");
    if let Some(data) = members.get("data").and_then(Value::as_str).filter(|_| is_data) {
        assert_eq!(members.len(), 2, "version, data and signature");
        let expected = hex_of(endpoint.digest, &format!("{key}|{data}"));
        let mut inner = object(&from_base64(data));
        let Some(Value::Object(order)) = inner.remove("order") else { panic!("no order") };
        return ParsedRequest { parameters: order.into_iter().collect(), expected, signature };
    }
    let parameters: BTreeMap<String, Value> = members.into_iter().collect();
    // The order of the names is that of the map.
    let mut signed = key.to_owned();
    for (name, value) in &parameters {
        let text = text_of(value);
        assert!(!text.is_empty(), "`{name}` is sent without a value");
        signed.push('|');
        signed.push_str(&text);
    }
    ParsedRequest { expected: hex_of(endpoint.digest, &signed), parameters, signature }
}

/// The text of a value, as it is signed.
#[must_use]
pub fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn object(body: &[u8]) -> Map<String, Value> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        other => panic!("no object: {other:?}"),
    }
}

fn hex_of(digest: Digest, signed: &str) -> String {
    let bytes = match digest {
        Digest::Sha1 => Sha1::digest(signed.as_bytes()).to_vec(),
        Digest::Sha512 => Sha512::digest(signed.as_bytes()).to_vec(),
    };
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn from_form(body: &str) -> Map<String, Value> {
    let pairs = body.split('&').map(|pair| pair.split_once('=').expect("a pair"));
    pairs.map(|(name, value)| (from_percents(name), Value::String(from_percents(value)))).collect()
}

fn from_percents(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || char::from(rest.next().expect("a digit")).to_digit(16).expect("a digit");
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => u8::try_from(digit() * 16 + digit()).expect("a byte"),
            other => other,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn from_base64(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|&letter| letter != b'=') {
        let value = alphabet.iter().position(|&other| other == letter).expect("a letter of base64");
        bits = (bits << 6) | u32::try_from(value).expect("six bits");
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).expect("a byte"));
        }
    }
    bytes
}
