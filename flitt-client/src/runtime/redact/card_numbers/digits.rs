//! Which digits are a card number, whatever their groups.

use std::ops::RangeInclusive;

/// The number of digits of a card number (ISO/IEC 7812-1, and the shortest in use).
pub(super) const LENGTH: RangeInclusive<usize> = 13..=19;

pub(super) fn is_card(digits: &[u8]) -> bool {
    LENGTH.contains(&digits.len()) && !matches!(digits, [b'0' | b'1', ..]) && is_checked(digits)
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
            | (16, 2200..=2204 | 2221..=2720 | 3528..=3589 | 5000..=5999 | 6000..=6999 | 8100..=8199 | 9792)
            | (15, 3400..=3499 | 3700..=3799)
            | (14, 3000..=3059 | 3600..=3699 | 3800..=3999)
            | (17..=19, 2200..=2204 | 3528..=3589 | 6000..=6999 | 8100..=8199)
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
    use super::passes_luhn;
    use crate::runtime::redact::without_card_numbers;

    #[test]
    fn card_numbers_in_other_groups_begin_as_those_of_an_issuer() {
        let dotted = |begin: &str, length: usize| {
            let mut digits = format!("{begin:0<length$}");
            let last = (0..10).find(|last| {
                digits.truncate(length - 1);
                digits.push_str(&last.to_string());
                passes_luhn(&digits)
            });
            assert!(last.is_some());
            format!("{}.{}.{}", &digits[..4], &digits[4..6], &digits[6..])
        };
        for (length, begins) in [
            (13, &["4000", "4999", "5000", "5099", "5600", "5899", "6300", "6799"][..]),
            (14, &["3000", "3059", "3600", "3699", "3800", "3999", "5018"]),
            (15, &["3400", "3499", "3700", "3799", "6304"]),
            (16, &["2200", "2204", "2221", "2720", "3528", "3589", "4000", "4999", "5000", "5999", "6000", "6999"]),
            (16, &["8100", "8199", "9792"]),
            (17, &["2200", "2204", "3528", "3589", "6000", "6999", "8100", "8199", "5018"]),
            (19, &["4000", "4999", "6011", "5899"]),
        ] {
            for begin in begins {
                let text = dotted(begin, length);
                assert_eq!(without_card_numbers(&text), "[card_number]", "{text}");
            }
        }
        for (length, begins) in [
            (13, &["2000", "3999", "5100", "5599", "5900", "6299", "6800", "9000"][..]),
            (14, &["2999", "3060", "3599", "3700", "3799", "4000", "4444"]),
            (15, &["3399", "3500", "3699", "3800", "4444"]),
            (16, &["2199", "2205", "2220", "2721", "3527", "3590", "3999", "7000", "8099", "8200", "9791", "9793"]),
            (17, &["2205", "3527", "3590", "4444", "5100", "5900", "7000", "8099", "8200"]),
            (19, &["3999", "5100", "9792"]),
        ] {
            for begin in begins {
                let text = dotted(begin, length);
                assert_eq!(without_card_numbers(&text), text);
            }
        }
    }

    #[test]
    fn a_date_with_a_time_is_no_card_number() {
        assert_eq!(without_card_numbers("30569309025904 2003000000000003"), "[card_number] [card_number]");
        assert_eq!(without_card_numbers("20261129101204"), "20261129101204");
        assert!(passes_luhn("20261129101204"));
    }
}
