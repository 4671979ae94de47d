//! Card numbers, wherever they are written: payers and shops write them in other fields, too.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

/// The number of digits of a card number (ISO/IEC 7812-1, and the shortest in use).
const DIGITS: RangeInclusive<usize> = 13..=19;
/// The number of digits of one group of a card number that is part of a longer text of digits.
const GROUP: RangeInclusive<usize> = 3..=13;
const REPLACEMENT: &str = "[card_number]";

/// Replaces what looks like a card number, in one piece or in groups: 13 to 19 digits with a correct check digit. Numbers
/// that begin with 0 or 1 are left: card numbers do not, but times in milliseconds do.
#[must_use]
pub fn without_card_numbers(text: &str) -> Cow<'_, str> {
    match (scan(text, separator), text.contains('%')) {
        (Some(redacted), true) => Cow::Owned(scan(&redacted, escaped_separator).unwrap_or(redacted)),
        (Some(redacted), false) => Cow::Owned(redacted),
        (None, true) => scan(text, escaped_separator).map_or(Cow::Borrowed(text), Cow::Owned),
        (None, false) => Cow::Borrowed(text),
    }
}

/// The text without card numbers; `None` where it has none. `separator` is the length of a separator at the beginning of a
/// text, or 0.
fn scan(text: &str, separator: fn(&str) -> usize) -> Option<String> {
    let mut redacted = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if !rest.starts_with(|character: char| character.is_ascii_digit()) {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            at += separator(rest).max(next);
            continue;
        }
        let groups = groups(text, at, separator);
        at = groups.last().map_or(text.len(), |group| group.end);
        for card in cards(text, &groups) {
            redacted.push_str(&text[done..card.start]);
            redacted.push_str(REPLACEMENT);
            done = card.end;
        }
    }
    (done > 0).then(|| redacted + &text[done..])
}

/// Spaces and dashes, also those of typesetting, and the `+` of forms.
fn separator(text: &str) -> usize {
    match text.chars().next() {
        Some(' ' | '-' | '+') => 1,
        Some(character @ ('\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '\u{2010}'..='\u{2015}')) => {
            character.len_utf8()
        }
        _ => 0,
    }
}

/// The same, or any byte that is percent-encoded.
fn escaped_separator(text: &str) -> usize {
    match text.as_bytes() {
        [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => 3,
        _ => separator(text),
    }
}

/// The groups of digits from a position on, with nothing but separators between them.
fn groups(text: &str, from: usize, separator: fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut at = from;
    loop {
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return groups;
        }
        groups.push(at..at + digits);
        at += digits;
        loop {
            match separator(&text[at..]) {
                0 => break,
                length => at += length,
            }
        }
    }
}

/// The card numbers among groups of digits: the longest first, from left to right.
fn cards(text: &str, groups: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut first = 0;
    while first < groups.len() {
        let is_due = |&end: &usize| is_usual(&groups[first..end]) && is_card(text, &groups[first..end]);
        match (first + 1..=groups.len()).rev().find(is_due) {
            Some(end) => {
                found.push(groups[first].start..groups[end - 1].end);
                first = end;
            }
            None => first += 1,
        }
    }
    if let ([first, .., last], true) = (groups, found.is_empty() && is_card(text, groups)) {
        found.push(first.start..last.end);
    }
    found
}

/// Whether cards have such groups. Others are numbers next to each other, unless they are all that there is.
fn is_usual(groups: &[Range<usize>]) -> bool {
    groups.len() == 1 || groups.iter().all(|group| GROUP.contains(&group.len()))
}

fn is_card(text: &str, groups: &[Range<usize>]) -> bool {
    if !DIGITS.contains(&groups.iter().map(Range::len).sum()) {
        return false;
    }
    let digits: String = groups.iter().map(|group| &text[group.clone()]).collect();
    !digits.starts_with(['0', '1']) && passes_luhn(&digits)
}

/// Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B).
#[must_use]
pub fn passes_luhn(digits: &str) -> bool {
    let digit = |(index, byte): (usize, u8)| {
        let digit = u32::from(byte.saturating_sub(b'0'));
        if index % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    };
    digits.bytes().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::without_card_numbers;

    #[test]
    fn card_numbers_are_found_in_every_grouping() {
        for card in [
            "4444555566661111",
            "4444 5555 6666 1111",
            "4444-5555-6666-1111",
            "4444+5555+6666+1111",
            "4444\u{a0}5555\u{2011}6666  1111",
            "3782 822463 10005",
            "4444 555566661111",
        ] {
            assert_eq!(without_card_numbers(&format!("a{card}b 12")), "a[card_number]b 12", "{card}");
            assert_eq!(
                without_card_numbers(&format!("for {card} 12/29, 123")),
                "for [card_number] 12/29, 123",
                "{card}"
            );
        }
        assert_eq!(without_card_numbers("4444 5555 6666 1111 5105109876543218"), "[card_number] [card_number]");
    }

    #[test]
    fn other_numbers_are_left() {
        for text in [
            "4444555566661112 გელა 10.20",
            "1795219200123",
            "444455XXXXXX1111",
            "2026-11-29 10:12:58",
            "100 200 300",
            "+995 555 12 34 56",
            "",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
    }
}
