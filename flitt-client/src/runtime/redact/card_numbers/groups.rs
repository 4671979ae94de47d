//! Digits in groups, and what is between them.

use std::ops::Range;

/// So many signs between two groups are a gap, and so many of them are others than spaces and dashes.
const LONGEST_GAP: [usize; 2] = [16, 4];

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
        let signs = text[at..].iter().take(LONGEST_GAP[0] + 1).map_while(|byte| sign(*byte));
        let add = |(length, others, widest): (usize, usize, Gap), sign: Gap| {
            (length + 1, others + usize::from(sign != Gap::Usual), sign.max(widest))
        };
        let (length, others, widest) = signs.fold((0, 0, Gap::Usual), add);
        if length > LONGEST_GAP[0] || others > LONGEST_GAP[1] {
            return groups;
        }
        (at, gap) = (at + length, widest);
    }
}

fn sign(byte: u8) -> Option<Gap> {
    match byte {
        b' ' | b'-' | b'+' | b'\t' => Some(Gap::Usual),
        b'|' | b',' | b';' | b':' | b'\n' | b'\r' => Some(Gap::Separator),
        b'!'..=b'~' if !byte.is_ascii_alphanumeric() => Some(Gap::Sign),
        _ => None,
    }
}

/// Whether all groups have the same length, except for shorter ones at the ends; or 4, 6 and 5 or 4 digits.
pub(super) fn is_even(groups: &[Group]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::length).collect();
    match lengths.as_slice() {
        [4, 6, 4 | 5] | [_, _] => true,
        [first, inner @ .., last] => {
            inner.iter().chain([first, last].map(|end| end.max(&inner[0]))).all(|it| *it == inner[0])
        }
        _ => false,
    }
}

/// The digits of groups.
pub(super) fn digits_of(text: &[u8], groups: &[Group]) -> Vec<u8> {
    groups.iter().flat_map(|group| &text[group.place.clone()]).copied().collect()
}
