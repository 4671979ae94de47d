//! Reads a JSON object member by member. Strings with no other escapes than those of quotes and backslashes are read here;
//! every other value is read by `serde_json`.

use std::borrow::Cow;

use serde_core::Deserialize;
use serde_core::de::IgnoredAny;
use serde_json::value::RawValue;

use super::error::FieldsError;
use super::special_bytes::plain_length;

/// The initial capacity for a string with escapes, in bytes: embedded JSON.
const USUAL_LENGTH: usize = 1000;

/// A position in a JSON text.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// A value.
pub(super) enum Value<'t> {
    /// A string, with its escapes resolved.
    Text(Cow<'t, str>),
    /// Any other value, as it is written.
    Other(&'t str),
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Reads an object. `read_value` is called with the name of each member, and must read its value.
    pub(super) fn object(
        &mut self,
        mut read_value: impl FnMut(&mut Self, Cow<'t, str>) -> Result<(), FieldsError>,
    ) -> Result<(), FieldsError> {
        self.expect(b'{')?;
        if self.takes(b'}') {
            return Ok(());
        }
        loop {
            let name = self.string()?;
            self.expect(b':')?;
            read_value(self, name)?;
            if self.takes(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Reads a value of any type.
    pub(super) fn value(&mut self) -> Result<Value<'t>, FieldsError> {
        self.skip_blanks();
        if self.next() == Some(b'"') { self.string().map(Value::Text) } else { self.raw().map(Value::Other) }
    }

    /// Reads a value as it is written.
    pub(super) fn raw(&mut self) -> Result<&'t str, FieldsError> {
        self.parsed::<&RawValue>().map(RawValue::get)
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> Result<(), FieldsError> {
        self.parsed::<IgnoredAny>().map(drop)
    }

    /// Checks that nothing but white space follows.
    pub(super) fn end(&mut self) -> Result<(), FieldsError> {
        self.skip_blanks();
        if self.next().is_none() { Ok(()) } else { Err(self.invalid()) }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, FieldsError> {
        self.skip_blanks();
        if self.next() != Some(b'"') {
            return Err(self.invalid());
        }
        let start = self.at + 1;
        let end = self.end_of_plain(start);
        match self.text.as_bytes().get(end) {
            Some(b'"') => {
                self.at = end + 1;
                Ok(Cow::Borrowed(self.text.get(start..end).unwrap_or_default()))
            }
            Some(b'\\') => self.with_escapes(start, end).map(Cow::Owned),
            _ => self.parsed().map(Cow::Owned),
        }
    }

    /// Reads a string whose first part without escapes is given. Escapes that are not those of a quote, a backslash or a slash,
    /// control characters and a missing end are left to `serde_json`.
    fn with_escapes(&mut self, mut start: usize, mut end: usize) -> Result<String, FieldsError> {
        let mut text = String::with_capacity(USUAL_LENGTH);
        loop {
            text.push_str(self.text.get(start..end).unwrap_or_default());
            match self.text.as_bytes().get(end..).unwrap_or_default() {
                [b'"', ..] => {
                    self.at = end + 1;
                    return Ok(text);
                }
                // What follows the backslash stands for itself.
                [b'\\', b'"' | b'\\' | b'/', ..] => (start, end) = (end + 1, self.end_of_plain(end + 2)),
                _ => return self.parsed(),
            }
        }
    }

    /// Where the plain part of a string ends that begins here.
    fn end_of_plain(&self, start: usize) -> usize {
        start + plain_length(self.text.as_bytes().get(start..).unwrap_or_default())
    }

    /// Reads a value by `serde_json`.
    fn parsed<T: Deserialize<'t>>(&mut self) -> Result<T, FieldsError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let value = values.next().ok_or_else(|| self.invalid())?;
        let value = value.map_err(|error| FieldsError::of_json(&error).within(self.text, rest))?;
        self.at += values.byte_offset();
        Ok(value)
    }

    fn expect(&mut self, byte: u8) -> Result<(), FieldsError> {
        if self.takes(byte) { Ok(()) } else { Err(self.invalid()) }
    }

    /// Passes over white space and then this byte, where it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        if self.next() != Some(byte) {
            self.skip_blanks();
        }
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn skip_blanks(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The error for the next byte, or for the end of the text.
    fn invalid(&self) -> FieldsError {
        let read = self.text.as_bytes().get(..=self.at).unwrap_or(self.text.as_bytes());
        let lines = read.split(|byte| *byte == b'\n');
        let last = lines.clone().next_back().unwrap_or_default();
        FieldsError::NotAnObject { line: lines.count(), column: last.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, Value};

    /// Strings with each kind of escape, and what is no string.
    const STRINGS: [&str; 14] = [
        r#""""#,
        r#""12345678""#,
        r#""é \" 😀 \\ \/ 12345678""#,
        r#""\"\"\\""#,
        r#""a\nb""#,
        r#""\"\u0041\"""#,
        r#""\ud83d\ude00""#,
        r#""\ud800""#,
        r#""\x""#,
        r#""\"\x""#,
        r#""\"#,
        r#""a"#,
        "\"\u{1}\"",
        "\"\\\"\n\"",
    ];

    #[test]
    fn strings_are_read_as_serde_json_reads_them() {
        for written in STRINGS {
            let read = match Reader::new(written).value() {
                Ok(Value::Text(text)) => Some(text.into_owned()),
                _ => None,
            };
            assert_eq!(read, serde_json::from_str::<String>(written).ok(), "{written}");
        }
    }
}
