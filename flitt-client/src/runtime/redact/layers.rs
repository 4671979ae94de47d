//! What a text says, as it is and decoded: a secret in base64 or in escapes is still a secret.
//!
//! Decoded are the escapes of `escapes`, base64 and hexadecimal digits at every alignment, also in parts with signs between them, up
//! to [`DEPTH`] of them within each other; what is between `tags` is seen in each. UTF-16 needs no decoding: the zeros between its
//! letters are not seen, in a text and in what is decoded (`fold`).
//!
//! Limits: what has more than [`DEPTH`] encodings around it, or one that is not listed here (base32, base85, bytes as decimal
//! numbers, compressed or encrypted texts), is not searched; nor is base64 in parts for texts of fewer than [`TEXT`] bytes.

use secrecy::zeroize::Zeroizing;

use super::escapes::{Escape, unescape, unescape_mail, unescape_shell};
use super::fold::{Folded, fold};
use super::tags::{hidden, untag};

/// So many encodings around a text are looked through, such as escapes within base64 within escapes.
const DEPTH: u8 = 3;

/// Decoded bytes with so many printable characters of ASCII in a row are a text, in which more can be encoded.
const TEXT: usize = 8;

/// A text, or what it says when it is decoded: for each byte, the place in the text that it comes from. Cleared when it is
/// dropped, and never moved while it grows: it can contain a key.
pub(super) struct Layer {
    bytes: Zeroizing<Vec<u8>>,
    places: Vec<(usize, usize)>,
}

/// Ends a stretch of decoded bytes. No text has this byte.
pub(super) const END_OF_RUN: u8 = 0xff;

/// Calls `see` for a text and for whatever can be decoded from it.
pub(super) fn each_layer(text: &str, see: &mut dyn FnMut(&Layer)) {
    visit(&Layer::of(text), DEPTH, see);
}

fn visit(layer: &Layer, depth: u8, see: &mut dyn FnMut(&Layer)) {
    see(layer);
    // Tags are no encoding: what is between them is seen at any depth.
    let has_tags = layer.bytes.contains(&b'<');
    let untagged = if has_tags { [layer.unescaped(untag), layer.shown()] } else { [None, None] };
    if depth == 0 {
        untagged.iter().flatten().for_each(see);
        return;
    }
    // Apart, as `=44` of a mail can be the beginning of a value in a URL, and `\0107` be a sign and a digit.
    let escaped = [unescape, unescape_mail, unescape_shell].map(|unescape| layer.unescaped(unescape));
    for inner in untagged.into_iter().chain(escaped).flatten() {
        visit(&inner, depth - 1, see);
    }
    let letters = (0..4).map(|skip| layer.base64(skip));
    let parted = (0..4).filter_map(|skip| layer.parted_base64(skip));
    let digits = (0..2).map(|skip| layer.hexadecimal(skip));
    for inner in letters.chain(parted).chain(digits) {
        visit(&inner, if inner.is_text() { depth - 1 } else { 0 }, see);
    }
}

impl Layer {
    /// A text itself. Digits of any script and full-width characters are those of ASCII in it, and what is not seen is left out.
    pub(super) fn of(text: &str) -> Self {
        let mut layer = Self::with_capacity(text.len());
        text.bytes().enumerate().for_each(|(at, byte)| layer.push(byte, (at, at + 1)));
        layer.folded()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The place in the text of some bytes, which are at least one.
    pub(super) fn place(&self, first: usize, last: usize) -> (usize, usize) {
        (self.places[first].0, self.places[last].1)
    }

    fn with_capacity(length: usize) -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(length)), places: Vec::with_capacity(length) }
    }

    fn push(&mut self, byte: u8, place: (usize, usize)) {
        debug_assert!(self.bytes.len() < self.bytes.capacity(), "it would move, and leave a copy");
        self.bytes.push(byte);
        self.places.push(place);
    }

    /// Ends a stretch of decoded bytes: nothing is found across it.
    fn end_run(&mut self) {
        if let (Some(&last), Some(&(_, end))) = (self.bytes.last(), self.places.last())
            && last != END_OF_RUN
        {
            self.push(END_OF_RUN, (end, end));
        }
    }

    fn folded(self) -> Self {
        let is_seen = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
        if self.bytes.iter().all(|byte| byte.is_ascii() && is_seen(byte)) {
            return self;
        }
        let mut folded = Self::with_capacity(self.bytes.len());
        let mut at = 0;
        for chunk in self.bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                let end = at + character.len_utf8();
                match fold(character) {
                    Folded::Byte(byte) => folded.push(byte, self.place(at, end - 1)),
                    Folded::Nothing => {}
                    Folded::Same => (at..end).for_each(|at| folded.push(self.bytes[at], self.places[at])),
                }
                at = end;
            }
            for _ in chunk.invalid() {
                folded.push(self.bytes[at], self.places[at]);
                at += 1;
            }
        }
        folded
    }

    /// The text without escapes; `None` where it has none.
    fn unescaped(&self, unescape: fn(&[u8]) -> Option<Escape>) -> Option<Self> {
        let mut decoded = Self::with_capacity(self.bytes.len());
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            match unescape(&self.bytes[at..]) {
                None => {
                    decoded.push(byte, self.places[at]);
                    at += 1;
                }
                Some(escape) => {
                    let place = self.place(at, at + escape.length - 1);
                    escape.bytes().iter().for_each(|&byte| decoded.push(byte, place));
                    at += escape.length;
                }
            }
        }
        (decoded.bytes.len() < self.bytes.len()).then(|| decoded.folded())
    }

    /// The text without tags, where comments and attributes have signs of tags in them; `None` where none have. Apart from what
    /// is between any signs of tags: a comment or a quote can be one only for some readers.
    fn shown(&self) -> Option<Self> {
        let hidden = hidden(&self.bytes);
        if hidden.is_empty() {
            return None;
        }
        let mut shown = Self::with_capacity(self.bytes.len());
        let begins = std::iter::once(0).chain(hidden.iter().map(|part| part.end));
        let ends = hidden.iter().map(|part| part.start).chain([self.bytes.len()]);
        for at in begins.zip(ends).flat_map(|(begin, end)| begin..end) {
            shown.push(self.bytes[at], self.places[at]);
        }
        Some(shown.unescaped(untag).unwrap_or(shown))
    }

    /// The bytes of what can be base64, where the first letters are left out. Line ends may be within it.
    fn base64(&self, skip: usize) -> Self {
        let is_gap = |at: usize| matches!(self.bytes[at], b'\r' | b'\n' | b'\t');
        self.digits(Run::new(skip, 6), |at| base64_digit(self.bytes[at]), is_gap)
    }

    /// The texts in what can be base64 in parts, with spaces, quotes and other signs between them, as source code and mails have
    /// them; `None` where there are none. The words of any sentence can be such parts, so that no other bytes are kept.
    fn parted_base64(&self, skip: usize) -> Option<Self> {
        let is_gap = |byte: &u8| *byte != b'=' && (byte.is_ascii_punctuation() || byte.is_ascii_whitespace());
        let is_letter = |byte: u8| base64_digit(byte).is_some();
        if !self.bytes.iter().any(|byte| is_gap(byte) && !is_letter(*byte)) {
            return None;
        }
        let mut run = Run::new(skip, 6);
        let mut decoded = Self::with_capacity(self.bytes.len());
        let mut begin = 0;
        for part in self.bytes.chunk_by(|one, next| is_letter(*one) == is_letter(*next)) {
            let places = &self.places[begin..begin + part.len()];
            begin += part.len();
            if part.iter().any(u8::is_ascii_alphanumeric) {
                let digits = part.iter().filter_map(|byte| base64_digit(*byte));
                digits.zip(places).for_each(|(digit, place)| run.add(&mut decoded, digit, *place));
            } else if !part.iter().all(is_gap) {
                run = run.ended(&mut decoded);
            }
        }
        decoded.folded().texts()
    }

    /// The bytes of what can be hexadecimal digits, where the first are left out. Signs and white space may be within it, and what
    /// marks a number as hexadecimal: `0x34`, `34h`, `U+0034`.
    fn hexadecimal(&self, skip: usize) -> Self {
        let digit = |at: usize| if self.is_zero_of_mark(at) { None } else { self.hex_digit(at) };
        self.digits(Run::new(skip, 4), digit, |at| self.is_zero_of_mark(at) || is_gap_of_hexadecimal(self.bytes[at]))
    }

    fn digits(&self, mut run: Run, digit: impl Fn(usize) -> Option<u32>, is_gap: impl Fn(usize) -> bool) -> Self {
        let mut decoded = Self::with_capacity(self.bytes.len());
        for at in 0..self.bytes.len() {
            match digit(at) {
                Some(digit) => run.add(&mut decoded, digit, self.places[at]),
                None if is_gap(at) => {}
                None => run = run.ended(&mut decoded),
            }
        }
        decoded.folded()
    }

    fn hex_digit(&self, at: usize) -> Option<u32> {
        char::from(*self.bytes.get(at)?).to_digit(16)
    }

    /// Whether the zero of a `0x` is here: behind no digit, or behind the two of another one.
    fn is_zero_of_mark(&self, at: usize) -> bool {
        let is_x = |at: Option<usize>| at.and_then(|at| self.bytes.get(at)).is_some_and(|byte| byte | 0x20 == b'x');
        let is_begin = || at.checked_sub(1).and_then(|before| self.hex_digit(before)).is_none();
        self.bytes[at] == b'0'
            && is_x(Some(at + 1))
            && self.hex_digit(at + 2).is_some()
            && (is_begin() || is_x(at.checked_sub(3)))
    }

    /// The stretches of UTF-8 of at least [`TEXT`] bytes; `None` where there are none.
    fn texts(&self) -> Option<Self> {
        let mut texts = Self::with_capacity(self.bytes.len());
        let mut begin = 0;
        for chunk in self.bytes.utf8_chunks() {
            let end = begin + chunk.valid().len();
            if end - begin >= TEXT {
                (begin..end).for_each(|at| texts.push(self.bytes[at], self.places[at]));
                if !chunk.invalid().is_empty() {
                    texts.end_run();
                }
            }
            begin = end + chunk.invalid().len();
        }
        (!texts.bytes.is_empty()).then_some(texts)
    }

    fn is_text(&self) -> bool {
        self.bytes.split(|byte| !(b' '..=b'~').contains(byte)).any(|stretch| stretch.len() >= TEXT)
    }
}

/// Whether a byte can be between hexadecimal digits: a sign, white space, or a letter that marks them.
fn is_gap_of_hexadecimal(byte: u8) -> bool {
    byte.is_ascii_punctuation() || byte.is_ascii_whitespace() || matches!(byte | 0x20, b'x' | b'h' | b'u')
}

/// A stretch of digits, as it is decoded.
struct Run {
    /// The digits that are left out at its beginning.
    skip: usize,
    /// The bits of a digit.
    width: u32,
    /// The digits that are left to be left out.
    left_out: usize,
    bits: u32,
    count: u32,
    /// The place of the digit before, in which a byte begins: none is whole in one digit.
    before: (usize, usize),
}

impl Run {
    fn new(skip: usize, width: u32) -> Self {
        Self { skip, width, left_out: skip, bits: 0, count: 0, before: (0, 0) }
    }

    fn add(&mut self, decoded: &mut Layer, digit: u32, place: (usize, usize)) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        self.bits = self.bits << self.width | digit;
        self.count += self.width;
        if self.count >= 8 {
            self.count -= 8;
            let byte = u8::try_from(self.bits >> self.count).unwrap_or_default();
            decoded.push(byte, (self.before.0, place.1));
            self.bits &= (1 << self.count) - 1;
        }
        self.before = place;
    }

    fn ended(self, decoded: &mut Layer) -> Self {
        decoded.end_run();
        Self::new(self.skip, self.width)
    }
}

/// The value of a letter of either alphabet (RFC 4648, sections 4 and 5).
fn base64_digit(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// The letters and digits of a layer, those of ASCII in lower case, with their places in it.
pub(super) struct Compact {
    bytes: Zeroizing<Vec<u8>>,
    indexes: Vec<usize>,
}

impl Layer {
    pub(super) fn compact(&self) -> Compact {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
        let mut compact = Compact { bytes: Zeroizing::new(Vec::with_capacity(self.bytes.len())), indexes: Vec::new() };
        for (index, byte) in self.bytes.iter().enumerate().filter(|(_, byte)| is_part(**byte)) {
            compact.bytes.push(byte.to_ascii_lowercase());
            compact.indexes.push(index);
        }
        compact
    }
}

impl Compact {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The place of a byte in the layer.
    pub(super) fn index(&self, at: usize) -> usize {
        self.indexes[at]
    }
}

#[cfg(test)]
mod tests {
    use super::base64_digit;

    #[test]
    fn letters_of_both_alphabets_have_values() {
        let standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let urls = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for byte in 0..=255 {
            let value =
                [standard, urls].into_iter().find_map(|alphabet| alphabet.iter().position(|letter| *letter == byte));
            assert_eq!(base64_digit(byte).map(|value| value as usize), value, "{byte}");
        }
    }
}
