//! Digits in groups, and what is between them.

use std::ops::Range;

/// The most signs between two groups.
const MAX_GAP: usize = 16;
/// The most signs among them that are others than spaces and dashes.
const MAX_OTHERS: usize = 4;

/// What is between two groups of digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Spaces and dashes, also the `+` of forms.
    Usual,
    /// Other signs within a word or a number.
    Sign,
    /// Signs that separate values of a list, or the parts of a time.
    Separator,
}

/// Digits in a row, and what is before them.
pub(super) struct Group {
    pub(super) place: Range<usize>,
    pub(super) gap: Gap,
}

impl Group {
    pub(super) fn length(&self) -> usize {
        self.place.len()
    }
}

/// The groups of digits from a position on, with gaps between them.
pub(super) fn groups(text: &[u8], from: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let (mut at, mut gap) = (from, Gap::Usual);
    loop {
        let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return groups;
        }
        groups.push(Group { place: at..at + digits, gap });
        at += digits;
        let signs: Vec<Gap> = text[at..].iter().take(MAX_GAP).map_while(|byte| sign(*byte)).collect();
        if signs.iter().filter(|sign| **sign != Gap::Usual).count() > MAX_OTHERS {
            return groups;
        }
        at += signs.len();
        gap = signs.into_iter().max().unwrap_or(Gap::Usual);
    }
}

fn sign(byte: u8) -> Option<Gap> {
    match byte {
        b' ' | b'-' | b'+' | b'\t' => Some(Gap::Usual),
        b'|' | b',' | b';' | b':' | b'\n' | b'\r' => Some(Gap::Separator),
        _ if byte.is_ascii_punctuation() => Some(Gap::Sign),
        _ => None,
    }
}

/// Whether all groups have the same length, except for shorter ones at the ends; two groups always.
pub(super) fn is_even(groups: &[Group]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::length).collect();
    let [first, inner @ .., last] = lengths.as_slice() else { return false };
    inner.first().is_none_or(|length| inner.iter().all(|other| other == length) && first.max(last) <= length)
}

/// Whether three groups are those of a card number of 16 digits, between which spaces of its printed ones were left out: of four,
/// six or eight digits.
pub(super) fn is_printed_in_three(groups: &[Group]) -> bool {
    groups.len() == 3
        && groups.iter().all(|group| matches!(group.length(), 4 | 6 | 8))
        && groups.iter().map(Group::length).sum::<usize>() == 16
}

/// Whether groups are four of four digits.
pub(super) fn is_four_fours(groups: &[Group]) -> bool {
    groups.len() == 4 && groups.iter().all(|group| group.length() == 4)
}

/// The digits of groups.
pub(super) fn digits_of(text: &[u8], groups: &[Group]) -> Vec<u8> {
    groups.iter().flat_map(|group| &text[group.place.clone()]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{Gap, groups, is_even, is_four_fours, is_printed_in_three, sign};

    #[test]
    fn signs_are_gaps() {
        for byte in 0..=255 {
            let expected = match byte {
                b' ' | b'-' | b'+' | b'\t' => Some(Gap::Usual),
                b'|' | b',' | b';' | b':' | b'\n' | b'\r' => Some(Gap::Separator),
                b'!'..=b'/' | b':'..=b'@' | b'['..=b'`' | b'{'..=b'~' => Some(Gap::Sign),
                _ => None,
            };
            assert!(sign(byte) == expected, "{byte}");
        }
    }

    #[test]
    fn even_groups_have_one_length_but_for_the_ends() {
        for (text, expected) in [
            ("1", false),
            ("1 22", true),
            ("4444 666666 55555", true),
            ("333 4444 4444 1", true),
            ("55555 4444 333", false),
            ("333 4444 55555", false),
            ("4444 333 4444 333", false),
        ] {
            assert_eq!(is_even(&groups(text.as_bytes(), 0)), expected, "{text}");
        }
    }

    #[test]
    fn printed_groups_can_be_three_or_four() {
        for (text, in_three, in_fours) in [
            ("666666,4444,666666", true, false),
            ("88888888,4444,4444", true, false),
            ("4444,666666,666666", true, false),
            ("55555,55555,666666", false, false),
            ("4444,4444,4444", false, false),
            ("4444,4444,4444,4444", false, true),
            ("4444,4444,4444,444", false, false),
            ("4444,4444,4444,4444,4444", false, false),
            ("88888888,88888888", false, false),
        ] {
            let groups = groups(text.as_bytes(), 0);
            assert_eq!((is_printed_in_three(&groups), is_four_fours(&groups)), (in_three, in_fours), "{text}");
        }
    }

    #[test]
    fn a_gap_has_a_maximum() {
        for (gap, expected) in
            [(" ".repeat(16), 2), (" ".repeat(17), 1), ("....".to_owned(), 2), (".....".to_owned(), 1)]
        {
            assert_eq!(groups(format!("1{gap}2").as_bytes(), 0).len(), expected, "{gap:?}");
        }
    }
}
