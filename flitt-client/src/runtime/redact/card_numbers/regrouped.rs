//! Card numbers whose digits were grouped anew, with others behind them.

use super::digits::{is_card, is_issued};
use super::groups::{Group, digits_of};

/// The most digits of a card number in other groups, with what was added to it: a date of expiry and a security code.
const LONGEST_REGROUPED: usize = 24;

/// Whether a card number begins in the first of a few groups, whatever their lengths: digits that were grouped anew.
pub(super) fn is_regrouped_card(text: &[u8], groups: &[Group]) -> bool {
    let digits = digits_of(text, groups);
    let is_card_at = |start: usize| {
        [16, 15]
            .iter()
            .filter_map(|length| digits.get(start..start + length))
            .any(|part| is_card(part) && is_issued(part))
    };
    digits.len() <= LONGEST_REGROUPED && (0..groups[0].length()).any(is_card_at)
}

#[cfg(test)]
mod tests {
    use crate::runtime::redact::without_card_numbers;

    #[test]
    fn card_numbers_are_found_in_digits_that_were_grouped_anew() {
        for text in [
            "4444 5555 66661 1119",
            "444 45555 66661 1119",
            "44 4455556666 11119",
            "44 445555666611111229",
            "44 4455 55666611 11 7",
            "4 444-55556 666 1111 1229 123",
            "1744 44555 56666 1111",
            "37 828 2246310005 9",
        ] {
            assert_eq!(without_card_numbers(text), "[card_number]");
            assert_eq!(without_card_numbers(&format!("of {text} (now), 7")), "of [card_number] (now), 7");
        }
        for text in [
            "4444 5555 66661 2119",
            "90 0012345678 90169",
            "44 445555666611111229 12345",
            "4444 5555|66661 1119",
            "100 20044 44555 56666 1111",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
    }
}
