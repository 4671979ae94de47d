//! The escapes of URLs, JSON and programming languages, and those of mails. Those of HTML are in `references`.

use super::references::reference;

/// An escape at the beginning of a text.
pub(super) struct Escape {
    /// Its length in bytes.
    pub(super) length: usize,
    decoded: [u8; 4],
    count: usize,
}

impl Escape {
    /// What it stands for: UTF-8, or a byte of it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.decoded[..self.count]
    }

    /// Of a character, which is never longer than its escape.
    pub(super) fn of(length: usize, character: char) -> Self {
        Self::of_bytes(length, character.encode_utf8(&mut [0; 4]).as_bytes())
    }

    pub(super) fn of_byte(length: usize, byte: u8) -> Self {
        Self::of_bytes(length, &[byte])
    }

    /// At most four bytes; of none, if the escape stands for nothing.
    pub(super) fn of_bytes(length: usize, bytes: &[u8]) -> Self {
        let mut decoded = [0; 4];
        decoded[..bytes.len()].copy_from_slice(bytes);
        Self { length, decoded, count: bytes.len() }
    }
}

/// The escape that a text begins with.
pub(super) fn unescape(text: &[u8]) -> Option<Escape> {
    match text {
        [b'%', b'u' | b'U', rest @ ..] => Some(Escape::of(6, char::from_u32(number(rest.get(..4)?, 16)?)?)),
        [b'%', rest @ ..] => Some(Escape::of_byte(3, u8::try_from(number(rest.get(..2)?, 16)?).ok()?)),
        [b'\\', b'x', rest @ ..] => Some(Escape::of_byte(4, u8::try_from(number(rest.get(..2)?, 16)?).ok()?)),
        [b'\\', b'u', b'{', rest @ ..] => {
            let digits = digits(rest, 16, 6);
            let code = number(digits, 16).filter(|_| rest.get(digits.len()) == Some(&b'}'))?;
            Some(Escape::of(digits.len() + 4, char::from_u32(code)?))
        }
        [b'\\', b'u', rest @ ..] => unit(rest),
        [b'\\', b'U', rest @ ..] => Some(Escape::of(10, char::from_u32(number(rest.get(..8)?, 16)?)?)),
        [b'\\', b'0'..=b'3', b'0'..=b'7', b'0'..=b'7', ..] => {
            Some(Escape::of_byte(4, u8::try_from(number(text.get(1..4)?, 8)?).ok()?))
        }
        [b'\\', b'n' | b'r' | b't' | b'f' | b'v', ..] => Some(Escape::of_byte(2, b' ')),
        // Control characters, which are not seen.
        [b'\\', b'0' | b'a' | b'b' | b'e', ..] => Some(Escape::of_byte(2, 0)),
        [b'\\', sign @ (b'"' | b'\'' | b'\\' | b'/'), ..] => Some(Escape::of_byte(2, *sign)),
        [b'&', ..] => reference(text),
        _ => None,
    }
}

/// The escape of a mail (quoted-printable, RFC 2045, section 6.7) that a text begins with: a byte, or a line end that is left out.
pub(super) fn unescape_mail(text: &[u8]) -> Option<Escape> {
    match text {
        [b'=', b'\n', ..] => Some(Escape::of_bytes(2, b"")),
        [b'=', b'\r', b'\n', ..] => Some(Escape::of_bytes(3, b"")),
        [b'=', rest @ ..] => Some(Escape::of_byte(3, u8::try_from(number(rest.get(..2)?, 16)?).ok()?)),
        _ => None,
    }
}

/// `\uXXXX`, or two of them for a character beyond the first plane.
fn unit(rest: &[u8]) -> Option<Escape> {
    let first = number(rest.get(..4)?, 16)?;
    if let Some(character) = char::from_u32(first) {
        return Some(Escape::of(6, character));
    }
    let second = rest.get(4..10)?.strip_prefix(br"\u").and_then(|digits| number(digits, 16))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    Some(Escape::of(12, char::decode_utf16(units).next()?.ok()?))
}

/// The digits at the beginning of a text, so many at most.
pub(super) fn digits(text: &[u8], radix: u32, most: usize) -> &[u8] {
    let count = text.iter().take(most).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    &text[..count]
}

pub(super) fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let add = |number: u32, byte: &u8| number.checked_mul(radix)?.checked_add(char::from(*byte).to_digit(radix)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, add) }
}

#[cfg(test)]
mod tests {
    use super::{Escape, unescape, unescape_mail};

    #[expect(clippy::ref_option, reason = "what it returns borrows from it")]
    fn read(escape: &Option<Escape>) -> Option<(usize, &[u8])> {
        escape.as_ref().map(|escape| (escape.length, escape.bytes()))
    }

    #[test]
    fn escapes_stand_for_characters() {
        for (text, length, decoded) in [
            ("%41%", 3, "A"),
            ("%4a1", 3, "J"),
            ("%u20ac0", 6, "€"),
            ("%U20AC0", 6, "€"),
            (r"\x4a1", 4, "J"),
            (r"\u{41}}", 6, "A"),
            (r"\u{1f600}", 9, "😀"),
            (r"\u{000041}", 10, "A"),
            (r"\u00410", 6, "A"),
            (r"\ud83d\ude000", 12, "😀"),
            (r"\U0001f6000", 10, "😀"),
            (r"\1010", 4, "A"),
            (r"\070", 4, "8"),
            (r"\000", 4, "\0"),
            (r"\177", 4, "\u{7f}"),
            (r"\/00", 2, "/"),
            (r"\0/0", 2, "\0"),
            (r"\00/", 2, "\0"),
            (r"\080", 2, "\0"),
            (r"\008", 2, "\0"),
            ("&#65;;", 5, "A"),
            ("&#65x", 4, "A"),
            ("&#x4a;", 6, "J"),
            ("&#X4ag", 5, "J"),
            ("&#0000000000000065;", 19, "A"),
            ("&#00000000000000065;", 18, "\u{6}"),
        ] {
            assert_eq!(read(&unescape(text.as_bytes())), Some((length, decoded.as_bytes())), "{text}");
        }
        assert_eq!(read(&unescape(b"%ff")), Some((3, &[0xff][..])));
        assert_eq!(read(&unescape(br"\xff")), Some((4, &[0xff][..])));
        assert_eq!(read(&unescape(br"\377")), Some((4, &[0xff][..])));
    }

    #[test]
    fn a_backslash_and_a_sign_stand_for_one() {
        let decoded = |byte: u8| match byte {
            b'n' | b'r' | b't' | b'f' | b'v' => Some(b' '),
            b'0' | b'a' | b'b' | b'e' => Some(0),
            b'"' | b'\'' | b'\\' | b'/' => Some(byte),
            _ => None,
        };
        for byte in 0..=255 {
            let expected = decoded(byte).map(|byte| (2, vec![byte]));
            let found = unescape(&[b'\\', byte]).map(|escape| (escape.length, escape.bytes().to_vec()));
            assert_eq!(found, expected, "{byte}");
        }
    }

    #[test]
    fn other_texts_are_no_escapes() {
        for text in [
            "",
            "%",
            "%4",
            "%4g",
            "%u20a",
            "%ud800",
            "%y0041",
            "a41",
            "&",
            "&a",
            "&#;",
            "&#x;",
            "&#y41;",
            "&#1114112;",
            r"\",
            r"\x4",
            r"\y41",
            r"\u{}",
            r"\u{41",
            r"\y{41}",
            r"\u{0000041}",
            r"\u{110000}",
            r"\u004",
            r"\y0041",
            r"\ud83d",
            r"\ud83d\u00",
            r"\ud83d\u0041",
            r"\ud83d\x0041",
            r"\ud83d0041xx",
            r"\U0001f60",
            r"\400",
            r"\181",
            "41",
            "xn",
            "x0",
            "x/",
            "x41",
            "xx41",
            "xu{41}",
            "xu0041",
            "xU0001f600",
            "x101",
            "x#65;",
            "x#x41;",
            "xamp;",
            "101",
        ] {
            assert_eq!(read(&unescape(text.as_bytes())), None, "{text}");
        }
    }

    #[test]
    fn a_mail_escapes_bytes_and_line_ends() {
        for (text, length, decoded) in
            [("=41=", 3, "A"), ("=4a1", 3, "J"), ("=\na", 2, ""), ("=\r\na", 3, ""), ("=3D", 3, "=")]
        {
            assert_eq!(read(&unescape_mail(text.as_bytes())), Some((length, decoded.as_bytes())), "{text}");
        }
        assert_eq!(read(&unescape_mail(b"=ff")), Some((3, &[0xff][..])));
        for text in ["", "=", "=4", "=4g", "=\r", "=\ra", "=\t\n", "=a\n", "a\n", "a\r\n", "a41", "%41"] {
            assert_eq!(read(&unescape_mail(text.as_bytes())), None, "{text}");
        }
    }
}
