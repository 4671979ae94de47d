//! Follows the parser through a text. It only ever goes over what the parser has read, or is about to read, so nothing
//! that is no JSON needs to be understood here.

/// A place in a text.
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// In bytes.
    pub(super) at: usize,
    /// Where objects and lists stand too deep in each other, if they do.
    pub(super) too_deep: Option<usize>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, too_deep: None }
    }

    /// Goes to the next value, and tells where that is.
    pub(super) fn skip_blanks(&mut self) -> usize {
        while self.next().is_some_and(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
        self.at
    }

    /// Goes over a bracket, a brace or a colon.
    pub(super) fn skip_sign(&mut self) {
        self.skip_blanks();
        self.at += 1;
    }

    /// Goes over a comma, if there is one.
    pub(super) fn skip_comma(&mut self) {
        self.skip_blanks();
        self.at += usize::from(self.next() == Some(b','));
    }

    /// Goes over a number, `true`, `false` or `null`.
    pub(super) fn skip_word(&mut self) -> &'a str {
        let start = self.at;
        while self.next().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Goes over a string that holds no escape.
    pub(super) fn skip_plain_string(&mut self, content: &str) {
        self.at += content.len() + 2;
    }

    /// Goes over any string.
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
