//! A cursor that follows the JSON parser through a text. It only skips what the parser has accepted or is about to read,
//! so it need not handle invalid JSON.

/// A position in a text.
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// In bytes.
    pub(super) at: usize,
    /// Where the maximum nesting depth is exceeded, if it is.
    pub(super) too_deep: Option<usize>,
    /// How many values may still be read.
    pub(super) values_left: usize,
    /// Where there are more values.
    pub(super) too_many: Option<usize>,
    /// The key of the outermost object whose value is not read.
    pub(super) skipped_key: Option<&'static str>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, too_deep: None, values_left: usize::MAX, too_many: None, skipped_key: None }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Skips whitespace; returns the position of the next value.
    pub(super) fn skip_whitespace(&mut self) -> usize {
        while self.next().is_some_and(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
        self.at
    }

    /// Skips a bracket, a brace or a colon.
    pub(super) fn skip_punctuation(&mut self) {
        self.skip_whitespace();
        self.at += 1;
    }

    /// Skips a comma, if there is one.
    pub(super) fn skip_comma(&mut self) {
        self.skip_whitespace();
        self.at += usize::from(self.next() == Some(b','));
    }

    /// Skips a number, `true`, `false` or `null`.
    pub(super) fn skip_literal(&mut self) -> &'a str {
        let start = self.at;
        while self.next().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Skips a string without escapes.
    pub(super) fn skip_plain_string(&mut self, content: &str) {
        self.at += content.len() + 2;
    }

    /// Skips any string.
    pub(super) fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.next() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                return;
            }
        }
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}
