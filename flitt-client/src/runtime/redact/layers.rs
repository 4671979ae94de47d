//! What a text says, as it is and decoded: a secret in base64 or in escapes is still a secret.
//!
//! Decoded are the escapes of `escapes`, base64 and hexadecimal digits at every alignment, up to [`DEPTH`] of them within each
//! other; what is between `tags` is seen in each. UTF-16 needs no decoding: the zeros between its letters are not seen, in a text and
//! in what is decoded (`fold`).
//!
//! Limits: what has more than [`DEPTH`] encodings around it, or one that is not listed here (base32, base85, bytes as decimal
//! numbers, compressed or encrypted texts), is not searched.

use secrecy::zeroize::Zeroizing;

use super::escapes::{Escape, unescape, unescape_mail, unescape_shell};
use super::fold::{Folded, fold};
use super::tags::untag;

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
    let untagged = if layer.bytes.contains(&b'<') { layer.unescaped(untag) } else { None };
    if depth == 0 {
        untagged.iter().for_each(see);
        return;
    }
    // Apart, as `=44` of a mail can be the beginning of a value in a URL, and `\0107` be a sign and a digit.
    let escaped = [unescape, unescape_mail, unescape_shell].map(|unescape| layer.unescaped(unescape));
    for inner in [untagged].into_iter().chain(escaped).flatten() {
        visit(&inner, depth - 1, see);
    }
    let letters = (0..4).map(|skip| layer.base64(skip));
    let digits = (0..2).map(|skip| layer.hexadecimal(skip));
    for inner in letters.chain(digits) {
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

    /// The bytes of what can be base64, where the first letters are left out. Line ends may be within it.
    fn base64(&self, skip: usize) -> Self {
        self.digits(Run::new(skip, 6), base64_digit, |byte| matches!(byte, b'\r' | b'\n' | b'\t'))
    }

    /// The bytes of what can be hexadecimal digits, where the first are left out. Signs and white space may be within it.
    fn hexadecimal(&self, skip: usize) -> Self {
        let is_gap = |byte: u8| byte.is_ascii_punctuation() || byte.is_ascii_whitespace();
        self.digits(Run::new(skip, 4), |byte| char::from(byte).to_digit(16), is_gap)
    }

    fn digits(&self, mut run: Run, digit: fn(u8) -> Option<u32>, is_gap: fn(u8) -> bool) -> Self {
        let mut decoded = Self::with_capacity(self.bytes.len());
        for (at, &byte) in self.bytes.iter().enumerate() {
            match digit(byte) {
                Some(digit) => run.add(&mut decoded, digit, self.places[at]),
                None if is_gap(byte) => {}
                None => run = run.ended(&mut decoded),
            }
        }
        decoded.folded()
    }

    fn is_text(&self) -> bool {
        self.bytes.split(|byte| !(b' '..=b'~').contains(byte)).any(|stretch| stretch.len() >= TEXT)
    }
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
