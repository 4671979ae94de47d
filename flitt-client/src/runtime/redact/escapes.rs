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
        [b'\\', b'x', b'{', rest @ ..] | [b'\\' | b'`', b'u', b'{', rest @ ..] => braced(3, rest, 16),
        [b'\\', b'o', b'{', rest @ ..] => braced(3, rest, 8),
        [b'\\', b'N', b'{', b'U', b'+', rest @ ..] => braced(5, rest, 16),
        [b'\\', b'x', rest @ ..] => Some(Escape::of_byte(4, u8::try_from(number(rest.get(..2)?, 16)?).ok()?)),
        [b'\\', b'u', rest @ ..] => unit(rest).or_else(|| short_unit(rest)),
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

/// The escape of shells that a text begins with: a zero and three octal digits. Others take `\0107` for `\010` and a seven.
pub(super) fn unescape_shell(text: &[u8]) -> Option<Escape> {
    let digits = text.strip_prefix(br"\0")?.get(..3)?;
    Some(Escape::of_byte(5, u8::try_from(number(digits, 8)?).ok()?))
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

/// An escape in braces whose digits begin after so many bytes.
fn braced(before: usize, rest: &[u8], radix: u32) -> Option<Escape> {
    let digits = long_digits(rest, radix);
    let code = number(digits, radix).filter(|_| rest.get(digits.len()) == Some(&b'}'))?;
    Some(Escape::of(before + digits.len() + 1, char::from_u32(code)?))
}

/// `\uXXXX` with any number of `u`, as Java has it, or two of them for a character beyond the first plane.
fn unit(rest: &[u8]) -> Option<Escape> {
    let more = letters_u(rest);
    let first = number(rest[more..].get(..4)?, 16)?;
    if let Some(character) = char::from_u32(first) {
        return Some(Escape::of(more + 6, character));
    }
    let rest = rest[more + 4..].strip_prefix(br"\u")?;
    let others = letters_u(rest);
    let units = [u16::try_from(first).ok()?, u16::try_from(number(rest[others..].get(..4)?, 16)?).ok()?];
    Some(Escape::of(more + others + 12, char::decode_utf16(units).next()?.ok()?))
}

/// `\uXX` with fewer than four digits.
fn short_unit(rest: &[u8]) -> Option<Escape> {
    let digits = Some(digits(rest, 16, 4)).filter(|digits| digits.len() < 4)?;
    Some(Escape::of(digits.len() + 2, char::from_u32(number(digits, 16)?)?))
}

fn letters_u(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b'u').count()
}

/// The digits at the beginning of a text, however many.
pub(super) fn long_digits(text: &[u8], radix: u32) -> &[u8] {
    digits(text, radix, text.len())
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
    use super::{Escape, unescape, unescape_mail, unescape_shell};

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
            (r"\u{0000041}", 11, "A"),
            (r"\uu0041", 7, "A"),
            (r"\uuuu00410", 9, "A"),
            (r"\ud83d\uude00", 13, "😀"),
            (r"\u41", 4, "A"),
            (r"\u4", 3, "\u{4}"),
            (r"\u041g", 5, "A"),
            (r"\x{41}}", 6, "A"),
            (r"\x{0000000041}", 14, "A"),
            (r"\x{1f600}", 9, "😀"),
            (r"\o{101}", 7, "A"),
            (r"\N{U+41}", 8, "A"),
            ("`u{41}", 6, "A"),
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
            ("&#00000000000000000000000000000065;", 35, "A"),
            ("&#x0000000000000000000041;", 26, "A"),
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
            r"\u{110000}",
            r"\x{}",
            r"\x{41",
            r"\o{81}",
            r"\N{U41}",
            r"\N{LATIN SMALL LETTER A}",
            r"\uu41",
            r"\ug",
            "`u41",
            "`x{41}",
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
    fn a_shell_escapes_with_three_digits_behind_a_zero() {
        for (text, decoded) in [(r"\0107", "G"), (r"\01051", "E"), (r"\0064", "4")] {
            assert_eq!(read(&unescape_shell(text.as_bytes())), Some((5, decoded.as_bytes())), "{text}");
        }
        for text in ["", r"\0", r"\010", r"\0108", r"\1107", r"\0400", "0107", "x0107"] {
            assert_eq!(read(&unescape_shell(text.as_bytes())), None, "{text}");
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
