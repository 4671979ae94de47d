//! International bank account numbers (ISO 13616).

use std::ops::{Range, RangeInclusive};

/// The number of letters and digits of an IBAN.
const LENGTH: RangeInclusive<usize> = 15..=34;

/// The letters and digits of a group.
const GROUP: usize = 4;

/// The IBANs of a text, in one piece or in groups with a space or a dash between them.
pub(super) fn ibans(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + LENGTH.start() <= text.len() {
        match end_of_iban(&text[at..]).filter(|_| !at.checked_sub(1).is_some_and(|before| is_part(text[before]))) {
            Some(length) => {
                found.push(at..at + length);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The length of the longest IBAN that a text begins with.
fn end_of_iban(text: &[u8]) -> Option<usize> {
    match text {
        [a, b, c, d, ..]
            if [a, b].iter().all(|byte| byte.is_ascii_alphabetic())
                && [c, d].iter().all(|byte| byte.is_ascii_digit()) => {}
        _ => return None,
    }
    let mut letters = Vec::with_capacity(*LENGTH.end());
    let mut longest = None;
    for (index, byte) in text.iter().enumerate() {
        if is_part(*byte) {
            letters.push(byte.to_ascii_uppercase());
        } else if !matches!(byte, b' ' | b'-') || letters.len() % GROUP != 0 {
            break;
        }
        if letters.len() > *LENGTH.end() {
            break;
        }
        let is_end = !text.get(index + 1).is_some_and(|next| is_part(*next));
        if is_part(*byte) && is_end && LENGTH.contains(&letters.len()) && is_checked(&letters) {
            longest = Some(index + 1);
        }
    }
    longest
}

/// Whether the check digits are right (ISO/IEC 7064, MOD 97-10).
fn is_checked(letters: &[u8]) -> bool {
    let (begin, rest) = letters.split_at(4);
    let value = |byte: &u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let add = |sum: u32, value: u32| (sum * if value > 9 { 100 } else { 10 } + value) % 97;
    rest.iter().chain(begin).map(value).fold(0, add) == 1
}
