//! Card numbers with words between their groups, as people tell them, and with many signs between them, as forms have them.

use std::ops::Range;

use super::digits::{is_card, is_issued};

/// The groups in which card numbers are printed.
const PRINTED: [&[usize]; 3] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

/// The most bytes between two groups.
const MAX_GAP: usize = 16;
/// The most signs among them that are no letters, spaces and dashes.
const MAX_SIGNS: usize = 2;

/// The most bytes of a gap that is of spaces, or of signs that fill a line.
const MAX_FILL: usize = 32;

/// The card numbers whose groups are as they are printed, with words between them.
pub(super) fn cards_between_words(text: &[u8]) -> Vec<Range<usize>> {
    printed_cards(text, |_, gap| is_of_words(gap))
}

/// The card numbers whose groups are as they are printed, far from each other.
pub(super) fn distant_cards(text: &[u8]) -> Vec<Range<usize>> {
    printed_cards(text, |before, gap| is_filled(gap) && (is_space(before) && is_space(gap) || before == gap))
}

/// The card numbers whose groups are as they are printed. `goes_on` says of two gaps whether a group is part of the same number
/// behind the second; the first are equal where there is one only.
fn printed_cards(text: &[u8], goes_on: fn(&[u8], &[u8]) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut before: Range<usize> = 0..0;
    let mut at = 0;
    while let Some(start) = text[at..].iter().position(u8::is_ascii_digit).map(|gap| at + gap) {
        let gap = at..start;
        if groups.len() > 1 && !goes_on(&text[before], &text[gap.clone()]) {
            groups.drain(..groups.len() - 1);
        }
        if !goes_on(&text[gap.clone()], &text[gap.clone()]) {
            groups.clear();
        }
        before = gap;
        at = start + text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        groups.push(start..at);
        if let Some(card) = last_card(text, &groups) {
            found.push(card);
            groups.clear();
        }
    }
    found
}

/// The card number that the last groups are.
fn last_card(text: &[u8], groups: &[Range<usize>]) -> Option<Range<usize>> {
    PRINTED.into_iter().find_map(|lengths| {
        let last = &groups[groups.len().checked_sub(lengths.len())?..];
        if !last.iter().map(ExactSizeIterator::len).eq(lengths.iter().copied()) {
            return None;
        }
        let digits: Vec<u8> = last.iter().flat_map(|group| &text[group.clone()]).copied().collect();
        (is_card(&digits) && is_issued(&digits)).then(|| last[0].start..last[last.len() - 1].end)
    })
}

/// Whether a gap is of words, as sentences have them.
fn is_of_words(gap: &[u8]) -> bool {
    let is_sign = |byte: &u8| {
        !byte.is_ascii_alphabetic() && byte.is_ascii() && !matches!(byte, b' ' | b'-' | b'\t' | b'\n' | b'\r')
    };
    let is_in_sentences =
        |byte: &u8| !is_sign(byte) || matches!(byte, b'.' | b',' | b';' | b':' | b'(' | b')' | b'/' | b'\'');
    gap.len() <= MAX_GAP
        && gap.iter().all(is_in_sentences)
        && gap.iter().filter(|byte| is_sign(byte)).count() <= MAX_SIGNS
}

/// Whether a gap is of spaces, or of the same points, stars or other signs that fill a line. What masks digits is as long in each
/// number only, and not between two of them.
fn is_filled(gap: &[u8]) -> bool {
    let is_fill = |byte: u8| matches!(byte, b' ' | b'.' | b'*' | b'-' | b'_' | b'~' | b'#');
    gap.len() <= MAX_FILL && (is_space(gap) || gap.iter().all(|byte| is_fill(*byte)))
}

fn is_space(gap: &[u8]) -> bool {
    gap.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use crate::runtime::redact::without_card_numbers;

    #[test]
    fn card_numbers_are_found_between_words() {
        for text in [
            "4444 and 5555 then 1111 6666",
            "4444, then 5555; 1111 followed by 6666",
            "4444 და 5555 და 1111 და 6666",
            "4444 (und) 5555 plus 1111\nand 6666",
            "4444x5555x1111x6666",
            "3782 and 822463 then 10005",
            "3056 - 930902 last 5904",
            "4444%20and%205555%20and%201111%20and%206666",
        ] {
            assert_eq!(without_card_numbers(&format!("card {text} of 12/29")), "card [card_number] of 12/29", "{text}");
        }
        let twice = "4444 and 5555 then 1111 6666 or 4444 and 5555 then 1111 6666";
        assert_eq!(without_card_numbers(twice), "[card_number] or [card_number]");
        assert_eq!(without_card_numbers("2500 for 4444 and 5555 then 1111 6666"), "2500 for [card_number]");
    }

    #[test]
    fn card_numbers_are_found_with_far_groups() {
        let card = ["4444", "5555", "6666", "1111"];
        for gap in [" ", ".", "*", "-", "_", ". ", " *"] {
            let text = card.join(&gap.repeat(32 / gap.len()));
            assert_eq!(without_card_numbers(&format!("card 12 {text} of 12/29")), "card 12 [card_number] of 12/29");
            let text = card.join(&gap.repeat(33));
            assert_eq!(without_card_numbers(&text), text);
        }
        for text in [
            "3782................822463................10005",
            "4444\n                    5555          6666 1111",
            "4444·····5555·····6666·····1111",
        ] {
            assert_eq!(without_card_numbers(text), "[card_number]");
        }
        // Masked numbers, and others that are no card number in other groups.
        for text in [
            "4444********5555, 6666********1111",
            "4444******5555 6666******1111",
            "4444..........5555.........6666..........1111",
            "4444*****5555*****6666*****1112",
            "444*****45555*****6666*****1111",
            "9000*****1234*****5678*****9016",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    #[test]
    fn other_numbers_between_words_are_left() {
        for text in [
            "4444 and 5555 then 1111 6667",
            "9000 and 1234 and 5678 and 9016",
            "444 and 4555 and 5111 and 16666",
            "44445555 and 11116666",
            "4444 is followed soon 5555 and 1111 and 6666",
            "4444 and 5555 and 1111                 6666",
            "4444 (a) (b) 5555 and 1111 and 6666",
            r#"{"a":4444,"b":5555,"c":1111,"d":6666}"#,
            "a=4444&b=5555&c=1111&d=6666",
            "order 1549901 of 2500 GEL on 2026-11-29, 4500 GEL before",
            "Nov 2026 to Dec 2027 and Jan 2028 in 2029",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
    }
}
