//! The escapes of URLs, JSON, HTML and programming languages.

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

    fn of_byte(length: usize, byte: u8) -> Self {
        Self { length, decoded: [byte, 0, 0, 0], count: 1 }
    }

    /// `None` where the escape is shorter than the character: no program writes that.
    fn of(length: usize, character: char) -> Option<Self> {
        let mut decoded = [0; 4];
        let count = character.encode_utf8(&mut decoded).len();
        (count <= length).then_some(Self { length, decoded, count })
    }
}

/// The escape that a text begins with.
pub(super) fn unescape(text: &[u8]) -> Option<Escape> {
    match text {
        [b'%', b'u' | b'U', rest @ ..] => Escape::of(6, char::from_u32(number(rest.get(..4)?, 16)?)?),
        [b'%', rest @ ..] => Some(Escape::of_byte(3, u8::try_from(number(rest.get(..2)?, 16)?).ok()?)),
        [b'\\', b'x', rest @ ..] => Some(Escape::of_byte(4, u8::try_from(number(rest.get(..2)?, 16)?).ok()?)),
        [b'\\', b'u', b'{', rest @ ..] => {
            let digits = digits(rest, 16, 6);
            let code = number(digits, 16).filter(|_| rest.get(digits.len()) == Some(&b'}'))?;
            Escape::of(digits.len() + 4, char::from_u32(code)?)
        }
        [b'\\', b'u', rest @ ..] => unit(rest),
        [b'\\', b'U', rest @ ..] => Escape::of(10, char::from_u32(number(rest.get(..8)?, 16)?)?),
        [b'\\', b'0'..=b'3', b'0'..=b'7', b'0'..=b'7', ..] => {
            Some(Escape::of_byte(4, u8::try_from(number(text.get(1..4)?, 8)?).ok()?))
        }
        [b'\\', b'n' | b'r' | b't' | b'f' | b'v', ..] => Some(Escape::of_byte(2, b' ')),
        // Control characters, which are not seen.
        [b'\\', b'0' | b'a' | b'b' | b'e', ..] => Some(Escape::of_byte(2, 0)),
        [b'\\', sign @ (b'"' | b'\'' | b'\\' | b'/'), ..] => Some(Escape::of_byte(2, *sign)),
        [b'&', b'#', b'x' | b'X', rest @ ..] => reference(3, rest, 16),
        [b'&', b'#', rest @ ..] => reference(2, rest, 10),
        [b'&', rest @ ..] => named(rest),
        _ => None,
    }
}

/// `\uXXXX`, or two of them for a character beyond the first plane.
fn unit(rest: &[u8]) -> Option<Escape> {
    let first = number(rest.get(..4)?, 16)?;
    if let Some(character) = char::from_u32(first) {
        return Escape::of(6, character);
    }
    let second = rest.get(4..10)?.strip_prefix(br"\u").and_then(|digits| number(digits, 16))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    Escape::of(12, char::decode_utf16(units).next()?.ok()?)
}

/// A numeric reference of HTML, whose semicolon browsers do without.
fn reference(before: usize, rest: &[u8], radix: u32) -> Option<Escape> {
    let digits = digits(rest, radix, 16);
    let end = usize::from(rest.get(digits.len()) == Some(&b';'));
    Escape::of(before + digits.len() + end, char::from_u32(number(digits, radix)?)?)
}

fn named(rest: &[u8]) -> Option<Escape> {
    let names: [(&[u8], u8); 26] = [
        (b"amp;", b'&'),
        (b"lt;", b'<'),
        (b"gt;", b'>'),
        (b"quot;", b'"'),
        (b"apos;", b'\''),
        (b"nbsp;", b' '),
        (b"ensp;", b' '),
        (b"emsp;", b' '),
        (b"thinsp;", b' '),
        (b"Tab;", b' '),
        (b"NewLine;", b' '),
        (b"sol;", b'/'),
        (b"bsol;", b'\\'),
        (b"commat;", b'@'),
        (b"colon;", b':'),
        (b"quest;", b'?'),
        (b"equals;", b'='),
        (b"plus;", b'+'),
        (b"period;", b'.'),
        (b"middot;", b'.'),
        (b"hyphen;", b'-'),
        (b"ndash;", b'-'),
        (b"mdash;", b'-'),
        // What is not seen.
        (b"shy;", 0),
        (b"zwnj;", 0),
        (b"zwj;", 0),
    ];
    let (name, byte) = names.into_iter().find(|(name, _)| rest.starts_with(name))?;
    Some(Escape::of_byte(name.len() + 1, byte))
}

/// The digits at the beginning of a text, so many at most.
fn digits(text: &[u8], radix: u32, most: usize) -> &[u8] {
    let count = text.iter().take(most).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    &text[..count]
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let add = |number: u32, byte: &u8| number.checked_mul(radix)?.checked_add(char::from(*byte).to_digit(radix)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, add) }
}
