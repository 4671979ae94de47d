//! Which digits are a card number, whatever their groups.

use std::ops::RangeInclusive;

/// The number of digits of a card number (ISO/IEC 7812-1, and the shortest in use).
pub(super) const LENGTH: RangeInclusive<usize> = 13..=19;

pub(super) fn is_card(digits: &[u8]) -> bool {
    LENGTH.contains(&digits.len()) && !matches!(digits, [b'0' | b'1', ..]) && is_checked(digits)
}

/// Digits that pass as a card number, but begin with 1: the numbers of airlines, of fuel and of gift cards.
pub(super) fn is_private_card(digits: &[u8]) -> bool {
    digits.len() == 16 && digits.starts_with(b"1") && is_checked(digits)
}

/// A date and a time, such as 20261129101258.
pub(super) fn is_time(digits: &[u8]) -> bool {
    digits.len() == 14 && digits.starts_with(b"20")
}

/// Whether digits begin as the card numbers of an issuer of payment cards do, and have their length.
pub(super) fn is_issued(digits: &[u8]) -> bool {
    let begin = digits.iter().take(4).fold(0, |number: u32, digit| number * 10 + u32::from(digit - b'0'));
    matches!(
        (digits.len(), begin),
        (13 | 16 | 19, 4000..=4999)
            | (16, 2200..=2204 | 2221..=2720 | 3528..=3589 | 5000..=6999 | 8100..=8199 | 8600 | 9112 | 9704 | 9792 | 9860)
            | (15, 3400..=3499 | 3700..=3799)
            | (14, 3000..=3059 | 3600..=3699 | 3800..=3999)
            | (17..=19, 2200..=2204 | 3528..=3589 | 6000..=6999 | 8100..=8199)
            | (19, 9704)
            | (13..=15 | 17..=19, 5000..=5099 | 5600..=5899 | 6300..=6799)
    )
}

/// Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B).
#[must_use]
pub fn passes_luhn(digits: &str) -> bool {
    is_checked(digits.as_bytes())
}

fn is_checked(digits: &[u8]) -> bool {
    let digit = |(index, byte): (usize, &u8)| {
        let digit = u32::from(byte.saturating_sub(b'0'));
        // The sum of the digits of the double, but for tens.
        if index % 2 == 0 { digit } else { digit * 2 + digit / 5 }
    };
    digits.iter().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::{is_card, is_issued, passes_luhn};
    use crate::runtime::redact::without_card_numbers;

    /// The ranges of beginnings that are those of an issuer, at each length.
    #[test]
    fn card_numbers_of_issuers_have_a_beginning_and_a_length() {
        const MAESTRO: [(u32, u32); 3] = [(5000, 5099), (5600, 5899), (6300, 6799)];
        let (amex, diners) = ([(3400, 3499), (3700, 3799)], [(3000, 3059), (3600, 3699), (3800, 3999)]);
        let usual = [(2200, 2204), (2221, 2720), (3528, 3589), (4000, 6999), (8100, 8199)];
        let others = [(8600, 8600), (9112, 9112), (9704, 9704), (9792, 9792), (9860, 9860)];
        let long = [(2200, 2204), (3528, 3589), (5000, 5099), (5600, 5899), (6000, 6999), (8100, 8199)];
        let expected = |length: usize| match length {
            13 => [&[(4000, 5099)], &MAESTRO[1..]].concat(),
            14 => [diners.as_slice(), &MAESTRO].concat(),
            15 => [amex.as_slice(), &MAESTRO].concat(),
            16 => [usual.as_slice(), &others].concat(),
            17 | 18 => long.to_vec(),
            19 => [&long[..2], &[(4000, 5099)], &long[3..], &others[2..3]].concat(),
            _ => Vec::new(),
        };
        for length in 12..=20 {
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            for begin in 1000..=9999 {
                if is_issued(format!("{begin:0<length$}").as_bytes()) {
                    match ranges.last_mut().filter(|(_, end)| end + 1 == begin) {
                        Some((_, end)) => *end = begin,
                        None => ranges.push((begin, begin)),
                    }
                }
            }
            assert_eq!(ranges, expected(length), "{length}");
        }
    }

    #[test]
    fn a_card_number_has_13_to_19_digits() {
        for length in 11..=21 {
            let digits = length - 1;
            let all = (0..10).map(|last| format!("4{:0<digits$}{last}", "", digits = digits - 1));
            let number = all.into_iter().find(|number| passes_luhn(number)).unwrap();
            assert_eq!((number.len(), is_card(number.as_bytes())), (length, (13..=19).contains(&length)), "{number}");
        }
    }

    #[test]
    fn a_date_with_a_time_is_no_card_number() {
        assert_eq!(without_card_numbers("30569309025904 2003000000000003"), "[card_number] [card_number]");
        assert_eq!(without_card_numbers("20261129101204"), "20261129101204");
        assert!(passes_luhn("20261129101204"));
    }
}
