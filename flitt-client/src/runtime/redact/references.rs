//! The character references of HTML.

use super::escapes::{Escape, long_digits, number};

/// The longest name of a reference is `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

/// What the signs and spaces are that secrets are written with, and digits.
const NAMES: [(&[u8], u8); 29] = [
    (b"amp", b'&'),
    (b"lt", b'<'),
    (b"gt", b'>'),
    (b"quot", b'"'),
    (b"apos", b'\''),
    (b"nbsp", b' '),
    (b"ensp", b' '),
    (b"emsp", b' '),
    (b"thinsp", b' '),
    (b"Tab", b' '),
    (b"NewLine", b' '),
    (b"sol", b'/'),
    (b"bsol", b'\\'),
    (b"commat", b'@'),
    (b"colon", b':'),
    (b"quest", b'?'),
    (b"equals", b'='),
    (b"plus", b'+'),
    (b"period", b'.'),
    (b"hyphen", b'-'),
    (b"ndash", b'-'),
    (b"mdash", b'-'),
    (b"sup1", b'1'),
    (b"sup2", b'2'),
    (b"sup3", b'3'),
    // What is not seen.
    (b"shy", 0),
    (b"zwnj", 0),
    (b"zwj", 0),
    (b"NoBreak", 0),
];

/// Names that browsers also read without their semicolon.
const WITHOUT_SEMICOLON: [&[u8]; 9] = [b"amp", b"lt", b"gt", b"quot", b"nbsp", b"shy", b"sup1", b"sup2", b"sup3"];

/// The reference that a text begins with. One whose name is not listed stands for some sign.
pub(super) fn reference(text: &[u8]) -> Option<Escape> {
    match text {
        [b'&', b'#', b'x' | b'X', rest @ ..] => numeric(3, rest, 16),
        [b'&', b'#', rest @ ..] => numeric(2, rest, 10),
        [b'&', rest @ ..] => named(rest),
        _ => None,
    }
}

/// A numeric reference, whose semicolon browsers do without, with any number of zeros before it.
fn numeric(before: usize, rest: &[u8], radix: u32) -> Option<Escape> {
    let digits = long_digits(rest, radix);
    let end = usize::from(rest.get(digits.len()) == Some(&b';'));
    Some(Escape::of(before + digits.len() + end, char::from_u32(number(digits, radix)?)?))
}

fn named(rest: &[u8]) -> Option<Escape> {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric();
    let name = &rest[..rest.iter().take(LONGEST_NAME).take_while(is_name).count()];
    if name.first().is_some_and(u8::is_ascii_alphabetic) && rest.get(name.len()) == Some(&b';') {
        return Some(Escape::of_byte(name.len() + 2, byte_of(name).unwrap_or(b'.')));
    }
    let name = WITHOUT_SEMICOLON.into_iter().find(|known| starts_with(name, known))?;
    Some(Escape::of_byte(name.len() + 1, byte_of(name)?))
}

/// What a name stands for. Some are also read in capitals.
fn byte_of(name: &[u8]) -> Option<u8> {
    let (_, byte) = NAMES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    Some(byte)
}

fn starts_with(text: &[u8], known: &[u8]) -> bool {
    text.get(..known.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::{NAMES, WITHOUT_SEMICOLON, reference};

    fn read(text: &str) -> Option<(usize, Vec<u8>)> {
        reference(text.as_bytes()).map(|escape| (escape.length, escape.bytes().to_vec()))
    }

    #[test]
    fn references_have_names() {
        let names = "amp& lt< gt> quot\" apos' sol/ bsol\\ commat@ colon: quest? equals= plus+ period. hyphen- ndash- mdash- sup11 sup22 sup33";
        let signs = names.split(' ').map(|name| name.split_at(name.len() - 1));
        let spaces = ["nbsp", "ensp", "emsp", "thinsp", "Tab", "NewLine"].map(|name| (name, " "));
        let nothing = ["shy", "zwnj", "zwj", "NoBreak"].map(|name| (name, "\0"));
        let all: Vec<(&str, &str)> = signs.chain(spaces).chain(nothing).collect();
        assert_eq!(all.len(), NAMES.len());
        for (name, decoded) in all {
            let decoded = decoded.as_bytes().to_vec();
            assert_eq!(read(&format!("&{name};x")), Some((name.len() + 2, decoded.clone())), "{name}");
            assert_eq!(read(&format!("&{};", name.to_uppercase())), Some((name.len() + 2, decoded.clone())), "{name}");
            let is_short = WITHOUT_SEMICOLON.contains(&name.as_bytes());
            assert_eq!(read(&format!("&{name} ")), is_short.then_some((name.len() + 1, decoded.clone())), "{name}");
            assert_eq!(read(&format!("&{name}5")), is_short.then_some((name.len() + 1, decoded)), "{name}");
        }
    }

    #[test]
    fn other_names_are_signs() {
        for name in ["bull", "frac12", "y65", "x", "CounterClockwiseContourIntegral"] {
            assert_eq!(read(&format!("&{name};1")), Some((name.len() + 2, b".".to_vec())), "{name}");
        }
        for text in ["&1;", "&;", "&", "&bull", "&bu ll;", "bull;", "&CounterClockwiseContourIntegrals;"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
