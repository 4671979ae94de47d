//! The signature of an example: made of the values that are there, and where the two differ, at the one that is wrong.

use std::borrow::Cow;
use std::ops::Range;

use flitt_schema::json::character_of_string;
use flitt_schema::{
    Diagnostic, Digest, Endpoint, Example, ExampleKind, ExampleOf, ExampleSignature, ExampleValue, Loaded, Origin,
    Parameter, Protocol,
};
use sha1::Sha1;
use sha2::Sha512;

use super::data;
use crate::runtime::signature::{MASK, Signature, Signer, dict_text, mask};

/// A value that is signed: its text, and the value itself.
struct Part<'e> {
    text: Cow<'e, str>,
    value: &'e ExampleValue,
}

/// What is wrong with the signature of an example, if it has one.
pub(super) fn check(example: &Example, loaded: &Loaded<Endpoint>) -> Option<Diagnostic> {
    let signed = example.signed.as_ref()?;
    let check = Check { example, signed, loaded };
    if example.protocol == Protocol::Data { check.data() } else { check.values() }
}

/// The whole signed text of an example with a signature, with the key; `None` where it cannot be made.
#[must_use]
pub fn full_text(example: &Example, endpoint: &Endpoint) -> Option<String> {
    let signed = example.signed.as_ref()?;
    if example.protocol == Protocol::Data {
        return Some(unmasked(signed));
    }
    let parts = parts(example, endpoint).ok()?;
    Some(joined(&signed.key.text, &parts))
}

/// The key that signs an example; that of the public test merchant where it is not signed.
#[must_use]
pub fn key_of(example: &Example) -> &str {
    example.signed.as_ref().map_or("test", |signed| &signed.key.text)
}

/// The signed text as it is written, with the key instead of its mask.
fn unmasked(signed: &ExampleSignature) -> String {
    signed.text.text.replace(MASK, &signed.key.text)
}

fn joined(key: &str, parts: &[Part<'_>]) -> String {
    std::iter::once(key).chain(parts.iter().map(|part| part.text.as_ref())).collect::<Vec<_>>().join("|")
}

/// The values that are signed, in byte order of their names; or one whose signed text is not known, and why.
fn parts<'e>(example: &'e Example, endpoint: &Endpoint) -> Result<Vec<Part<'e>>, (&'e ExampleValue, String)> {
    let is_request = example.of == ExampleOf::Request;
    let row = |name: &str| endpoint.request.row(name).filter(|_| is_request);
    let is_signed = |value: &&ExampleValue| {
        let is_elsewhere =
            row(&value.name).is_some_and(|row| row.details.header.is_some() || row.origin == Origin::Signature);
        !value.text.is_empty() && !is_elsewhere
    };
    let mut signed: Vec<&ExampleValue> = example.values.iter().filter(is_signed).collect();
    signed.sort_by(|one, other| one.name.cmp(&other.name));
    let part = |value: &'e ExampleValue| {
        // How responses sign nested values is not known: their text is taken as it is.
        let is_dict = is_request && value.kind == ExampleKind::Nested && example.protocol == Protocol::Flat;
        let text = if is_dict {
            Cow::Owned(dict_text(&value.text).map_err(|reason| (value, reason.to_string()))?)
        } else {
            Cow::Borrowed(value.text.as_str())
        };
        Ok(Part { text, value })
    };
    signed.into_iter().map(part).collect()
}

/// The signature of a whole signed text.
fn signature_of(text: &str, example: &Example, endpoint: &Endpoint) -> Signature {
    let is_long = (example.of, endpoint.digest) == (ExampleOf::Request, Digest::Sha512);
    if is_long && example.protocol != Protocol::Data {
        Signer::<Sha512>::new(text).finish()
    } else {
        Signer::<Sha1>::new(text).finish()
    }
}

struct Check<'e> {
    example: &'e Example,
    signed: &'e ExampleSignature,
    loaded: &'e Loaded<Endpoint>,
}

impl Check<'_> {
    /// Values that are signed one by one.
    fn values(&self) -> Option<Diagnostic> {
        let parts = match parts(self.example, &self.loaded.model) {
            Ok(parts) => parts,
            Err((value, reason)) => {
                let message = format!("it is not known how protocol 1 signs this `{}`: {reason}", value.name);
                let help = "nested values are sent in protocol 2.0: \"protocol\": \"2.0\"";
                return Some(self.error(value.span.clone(), message, help.to_owned()));
            }
        };
        let full = joined(&self.signed.key.text, &parts);
        let expected = mask(&full, &self.signed.key.text);
        let given = &self.signed.text.text;
        if *given == expected {
            return self.signature(&full);
        }
        let unmasked = unmasked(self.signed);
        if unmasked == full || !self.has_signature(&unmasked) {
            return Some(self.text(&parts, &expected));
        }
        // The signature belongs to the text, so a value is wrong.
        let number = difference(&parts, &self.signed.key.text, given).0;
        Some(match parts.get(number) {
            Some(part) => {
                let message = format!("the signed text has another value in place of `{}`", part.value.name);
                let help = "the signature belongs to the signed text: correct the value, or what is missing before it";
                self.error(part.value.span.clone(), message, help.to_owned())
            }
            None => {
                let message = "the signed text has more values than the example".to_owned();
                let help = "the signature belongs to the signed text: add what is missing";
                self.error(self.example.values_begin.clone(), message, help.to_owned())
            }
        })
    }

    /// The data of protocol 2.0, which is signed as a whole and has the values.
    fn data(&self) -> Option<Diagnostic> {
        let given = &self.signed.text.text;
        let Some(encoded) = given.strip_prefix(MASK).and_then(|rest| rest.strip_prefix('|')) else {
            let message = "the signed text of protocol 2.0 is the masked key, `|` and the data".to_owned();
            return Some(self.error(
                self.signed.text.span.clone(),
                message,
                "\"**********|eyJvcmRlciI6..\"".to_owned(),
            ));
        };
        if let Some(wrong) = self.signature(&unmasked(self.signed)) {
            return Some(wrong);
        }
        let order = match data::decode(&encoded.replace(MASK, &self.signed.key.text)) {
            Ok(order) => order,
            Err(reason) => {
                let message = format!("the data in the signed text cannot be read: {reason}");
                return Some(self.error(self.signed.text.span.clone(), message, data::HELP.to_owned()));
            }
        };
        let (value, message) = data::difference(self.example, &order)?;
        let span = value.map_or_else(|| self.example.values_begin.clone(), |value| value.span.clone());
        Some(self.error(span, message, "the signature belongs to the data: correct the values".to_owned()))
    }

    fn has_signature(&self, full: &str) -> bool {
        let made = signature_of(full, self.example, &self.loaded.model);
        made.as_bytes() == self.signed.signature.text.as_bytes()
    }

    /// The signature of a signed text that is beyond doubt.
    fn signature(&self, full: &str) -> Option<Diagnostic> {
        if self.has_signature(full) {
            return None;
        }
        let made = signature_of(full, self.example, &self.loaded.model).into_text();
        let message = "the signature does not belong to the signed text and this key".to_owned();
        Some(self.error(self.signed.signature.span.clone(), message, format!("with this key it is {made}")))
    }

    /// A signed text that is not that of the values, at the first character that differs.
    fn text(&self, parts: &[Part<'_>], expected: &str) -> Diagnostic {
        let (number, position) = difference(parts, &self.signed.key.text, &self.signed.text.text);
        let file = self.loaded.source.text();
        let span = character_of_string(file, &self.signed.text.span, position);
        let place = match (number, parts.get(number)) {
            _ if position < MASK.len() => "at the masked key".to_owned(),
            (_, Some(part)) => format!("at the value of `{}`", part.value.name),
            (_, None) => "behind the last value".to_owned(),
        };
        let message = format!("the signed text is not that of the values: they differ {place}");
        let help = if parts.iter().any(|part| self.is_sensitive(&part.value.name)) {
            "make it of the values; it is not shown here, because one of them is sensitive".to_owned()
        } else {
            format!("the values make {expected}")
        };
        self.error(span, message, help)
    }

    /// Whether a parameter of this name is sensitive in one of the endpoint's tables.
    fn is_sensitive(&self, name: &str) -> bool {
        let Endpoint { request, response, .. } = &self.loaded.model;
        let tables = std::iter::once(request).chain(response.variants.iter().map(|variant| &variant.table));
        tables.filter_map(|table| table.row(name)).any(Parameter::contains_sensitive)
    }

    fn error(&self, span: Range<usize>, message: String, help: String) -> Diagnostic {
        Diagnostic::new(&self.loaded.source, span, message).with_help(help)
    }
}

/// Where a signed text, with the key masked, first differs from that of the values: the number of the value, and the position
/// in the text, in bytes.
fn difference(parts: &[Part<'_>], key: &str, given: &str) -> (usize, usize) {
    let masked = parts.iter().map(|part| mask(&part.text, key));
    let mut at = 0;
    for (number, expected) in std::iter::once(MASK.to_owned()).chain(masked).enumerate() {
        let (rest, separator) = (given.get(at..).unwrap_or_default(), if number == 0 { "" } else { "|" });
        let equal = common(&format!("{separator}{expected}"), rest);
        let ends_here = rest.len() == equal || rest[equal..].starts_with('|');
        if equal < separator.len() + expected.len() || !ends_here {
            return (number.saturating_sub(1), at + equal);
        }
        at += equal;
    }
    (parts.len(), at)
}

/// The length of the common beginning of two texts, in bytes.
fn common(one: &str, other: &str) -> usize {
    let equal = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    equal.map(|(character, _)| character.len_utf8()).sum()
}
