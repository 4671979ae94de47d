//! Finds the bytes that end the plain part of a JSON string, eight bytes at a time. With one byte at a time, the budget of
//! responses in `bench` is exceeded.

/// A 1 in each byte.
const ONES: u64 = u64::MAX / 0xff;

/// The number of bytes before the first quote, backslash or control character, or of all where there is none.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let is_special = |byte: &u8| matches!(byte, 0..b' ' | b'"' | b'\\');
    // Empty strings and escapes in a row are common.
    if bytes.first().is_some_and(is_special) {
        return 0;
    }
    let (chunks, rest) = bytes.as_chunks();
    for (number, eight) in chunks.iter().enumerate() {
        let special = special_bytes(u64::from_le_bytes(*eight));
        if special != 0 {
            return number * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    chunks.len() * 8 + rest.iter().position(is_special).unwrap_or(rest.len())
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
    use super::plain_length;

    fn byte_by_byte(text: &str) -> usize {
        text.find(|character| matches!(character, '\0'..' ' | '"' | '\\')).unwrap_or(text.len())
    }

    #[test]
    fn every_byte_is_found_at_every_place() {
        for before in 0..20 {
            for special in (0..=0x7f).map(char::from).chain(['\u{80}', 'é', '\u{7ff}', '😀', '\u{10ffff}']) {
                for after in ["", "\"", "\\\u{1f}", "12345678", "é\"é\\é\n1234567"] {
                    let text =
                        format!("{}{special}{after}", "é~ !#[]x".chars().cycle().take(before).collect::<String>());
                    assert_eq!(plain_length(text.as_bytes()), byte_by_byte(&text), "{text:?}");
                }
            }
        }
    }
}
