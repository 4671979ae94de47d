//! Any bytes as a JSON object, compared with what `serde_json` reads.

use flitt_client::error::FieldsError;
use flitt_client::response::{Field, Fields};
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// Names and values as they are written, in the order received.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'t> Visitor<'t> for Members<'t> {
    type Value = Vec<(String, &'t RawValue)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        while let Some(member) = members.next_entry()? {
            self.0.push(member);
        }
        Ok(self.0)
    }
}

fn members(text: &str) -> serde_json::Result<Vec<(String, &RawValue)>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer.deserialize_map(Members(Vec::new()))?;
    deserializer.end().map(|()| members)
}

/// Reads the bytes as the fields of a JSON object, and as the object in an envelope.
///
/// # Panics
///
/// If they are read otherwise than by `serde_json`.
pub fn fields(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    compare(text);
    let inner = Fields::in_envelope(text, "response");
    match members(text).map(|members| members.into_iter().filter(|(name, _)| name == "response").collect::<Vec<_>>()) {
        Ok(found) if found.len() == 1 => {
            assert_eq!(inner, Ok(found[0].1.get()), "{text}");
            compare(found[0].1.get());
        }
        Ok(_) => assert!(matches!(inner, Err(FieldsError::NoEnvelope(_) | FieldsError::Duplicate(_))), "{text}"),
        // Members beside the envelope are passed over: what their strings mean is not looked at.
        Err(_) => {}
    }
}

fn compare(text: &str) {
    let read = Fields::from_json(text);
    // A string as a value must mean a text, too.
    let expected = members(text).and_then(|members| {
        let meaning = |(name, value): (String, &RawValue)| {
            let is_string = value.get().starts_with('"');
            let written = value.get().to_owned();
            let text = if is_string { serde_json::from_str(&written)? } else { written };
            Ok((name, if text == "null" && !is_string { String::new() } else { text }, is_string))
        };
        members.into_iter().map(meaning).collect::<serde_json::Result<Vec<_>>>()
    });
    match (read, expected) {
        (Ok(fields), Ok(expected)) => {
            let read = |field: Field<'_>| (field.name().to_owned(), field.text().to_owned(), field.is_string());
            assert_eq!(fields.iter().map(read).collect::<Vec<_>>(), expected, "{text}");
            for (name, value, _) in &expected {
                assert_eq!(fields.get(name).map(|field| field.text()), Some(value.as_str()), "{name} in {text}");
            }
        }
        (Err(FieldsError::NotAnObject { .. }), Err(_))
        | (Err(FieldsError::TooDeep(_) | FieldsError::TooMany), Ok(_)) => {}
        (Err(FieldsError::Duplicate(_)), Ok(expected)) => {
            let mut names: Vec<&str> = expected.iter().map(|(name, _, _)| name.as_str()).collect();
            names.sort_unstable();
            assert!(names.windows(2).any(|pair| pair[0] == pair[1]), "no duplicate: {text}");
        }
        (read, expected) => panic!("{read:?} instead of {expected:?}: {text}"),
    }
}
