//! Finds the bytes that end the plain part of a JSON string, eight bytes at a time. With one byte at a time, the budget of
//! responses in `bench` is exceeded.

/// A 1 in each byte.
const ONES: u64 = u64::MAX / 0xff;

/// The text before the first quote, backslash or control character, and what begins with it; nothing where there is none.
pub(super) fn until_special(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let is_special = |byte: &u8| matches!(byte, 0..b' ' | b'"' | b'\\');
    // Empty strings and escapes in a row are common.
    if bytes.first().is_some_and(is_special) {
        return ("", text);
    }
    let mut length = 0;
    let end = loop {
        let Some(eight) = bytes.get(length..).and_then(|rest| rest.first_chunk::<8>()) else {
            let rest = bytes.get(length..).unwrap_or_default();
            break length + rest.iter().position(is_special).unwrap_or(rest.len());
        };
        let special = special_bytes(u64::from_le_bytes(*eight));
        if special != 0 {
            break length + special.trailing_zeros() as usize / 8;
        }
        length += 8;
    };
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The highest bit of each byte that is special, up to the first one; bits behind it mean nothing.
fn special_bytes(eight: u64) -> u64 {
    // A byte below a bound that is subtracted from it borrows from the next byte, and its highest bit becomes 1.
    let below = |bytes: u64, bound: u8| bytes.wrapping_sub(ONES * u64::from(bound)) & !bytes;
    let is = |byte: u8| below(eight ^ (ONES * u64::from(byte)), 1);
    (below(eight, b' ') | is(b'"') | is(b'\\')) & (ONES << 7)
}

#[cfg(test)]
mod tests {
    use super::until_special;

    fn byte_by_byte(text: &str) -> (&str, &str) {
        text.split_at(text.find(|character| matches!(character, '\0'..' ' | '"' | '\\')).unwrap_or(text.len()))
    }

    #[test]
    fn every_byte_is_found_at_every_place() {
        for before in 0..20 {
            for special in (0..=0x7f).map(char::from).chain(['\u{80}', 'é', '\u{7ff}', '😀', '\u{10ffff}']) {
                for after in ["", "\"", "\\\u{1f}", "12345678", "é\"é\\é\n1234567"] {
                    let text =
                        format!("{}{special}{after}", "é~ !#[]x".chars().cycle().take(before).collect::<String>());
                    assert_eq!(until_special(&text), byte_by_byte(&text), "{text:?}");
                }
            }
        }
    }
}
