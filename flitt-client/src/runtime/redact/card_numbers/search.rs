//! Which groups of digits in a text are card numbers.

use std::ops::{Range, RangeInclusive};

use super::digits::{LENGTH, is_card, is_issued, is_private_card, is_time};
use super::groups::{Gap, Group, digits_of, groups, is_even, is_four_fours, is_printed_in_three};
use super::regrouped::is_regrouped_card;

/// The number of digits of one group of a card number that is part of a longer text of digits.
const GROUP: RangeInclusive<usize> = 3..=13;

/// The card numbers of a text.
pub(super) fn cards(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(digits) = text[at..].iter().position(u8::is_ascii_digit) {
        let groups = groups(text, at + digits);
        at = groups.last().map_or(text.len(), |group| group.place.end);
        cards_among(text, &groups, &mut found);
    }
    found
}

/// The card numbers among groups of digits: the longest first, from left to right.
fn cards_among(text: &[u8], groups: &[Group], found: &mut Vec<Range<usize>>) {
    let before = found.len();
    let mut first = 0;
    while first < groups.len() {
        match card_from(text, &groups[first..]) {
            Some(count) => {
                found.push(groups[first].place.start..groups[first + count - 1].place.end);
                first += count;
            }
            None => first += 1,
        }
    }
    // Numbers in other groups are those next to each other, unless they are all that there is.
    let is_usual = groups.iter().all(|group| group.gap == Gap::Usual);
    let is_due = found.len() == before && is_usual && (2..=*LENGTH.end()).contains(&groups.len());
    if is_due && is_card(&digits_of(text, groups)) {
        found.push(groups[0].place.start..groups[groups.len() - 1].place.end);
    }
    for usual in groups.chunk_by(|_, next| next.gap == Gap::Usual) {
        let place = usual[0].place.start..usual[usual.len() - 1].place.end;
        let is_found = found[before..].iter().any(|card| usual[0].place.contains(&card.start));
        if !is_found && (is_regrouped_card(text, usual) || is_private(text, usual)) {
            found.push(place);
        }
    }
}

/// Whether groups with no others next to them are a card number that begins with 1, as it is printed. Those of years are not.
fn is_private(text: &[u8], groups: &[Group]) -> bool {
    let is_year = |group: &Group| matches!(text[group.place.clone()], [b'1', b'9', ..] | [b'2', b'0', ..]);
    is_four_fours(groups) && is_private_card(&digits_of(text, groups)) && !groups.iter().all(is_year)
}

/// How many groups are a card number, from the first on.
fn card_from(text: &[u8], groups: &[Group]) -> Option<usize> {
    let mut digits = 0;
    let is_due = |group: &&Group| {
        let begins_at = digits;
        digits += group.length();
        begins_at < *LENGTH.end()
    };
    let most = groups.iter().take_while(is_due).count();
    let whole = (1..=most).rev().find(|count| is_card_in_groups(text, &groups[..*count]));
    whole.or_else(|| (1..=most).find(|count| has_card(text, &groups[..*count])))
}

/// Whether groups of digits are a card number: in groups as cards have them, or otherwise with the beginning of an issuer.
fn is_card_in_groups(text: &[u8], groups: &[Group]) -> bool {
    let digits = digits_of(text, groups);
    if !is_card(&digits) {
        return false;
    }
    match groups.iter().skip(1).map(|group| group.gap).max() {
        None => !is_time(&digits),
        Some(Gap::Usual) if groups.iter().all(|group| GROUP.contains(&group.length())) => true,
        Some(Gap::Usual | Gap::Separator) => is_issued(&digits) && (is_even(groups) || is_printed_in_three(groups)),
        Some(Gap::Sign) => is_issued(&digits),
    }
}

/// Whether a card number is within longer digits: in one group anywhere, in several from the first on.
fn has_card(text: &[u8], groups: &[Group]) -> bool {
    let digits = digits_of(text, groups);
    let is_within = |start: usize| {
        let lengths = [16, 15, 19, 18, 17];
        lengths
            .into_iter()
            .filter_map(|length| digits.get(start..start + length))
            .any(|part| is_card(part) && is_issued(part))
    };
    let is_in_fours = |middle: &[Group]| !middle.is_empty() && middle.iter().all(|group| group.length() == 4);
    match groups {
        [_] => (0..digits.len()).any(is_within),
        [first, middle @ .., _]
            if is_in_fours(middle) && groups.iter().skip(1).all(|group| group.gap < Gap::Separator) =>
        {
            (0..first.length()).any(is_within)
        }
        [others @ .., last] if groups.iter().skip(1).all(|group| group.gap == Gap::Usual) => {
            last.length() > 4 && others.iter().all(|group| GROUP.contains(&group.length())) && is_within(0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::runtime::redact::{passes_luhn, without_card_numbers};

    #[test]
    fn card_numbers_are_found_in_every_grouping() {
        for card in [
            "4444555566661111",
            "4444 5555 6666 1111",
            "4444-5555-6666-1111",
            "4444+5555+6666+1111",
            "4444\u{a0}5555\u{2011}6666  1111",
            "3782 822463 10005",
            "3782.822463.10005",
            "4444 555566661111",
            "4444.5555.6666.1111",
            "4444_5555_6666_1111",
            "4444/5555 6666-1111",
            "4444, 5555, 6666, 1111",
            "4444|5555|6666|1111",
            "4444:5555:6666:1111",
            "4444\n5555\r\n6666\t1111",
            "4444\u{200b}5555\u{ad}6666\u{2060}1111",
            "4444·5555•6666…1111",
            "4444                5555     6666 1111",
            "4444 .. 5555 -/ 6666 1111",
            "44 44 55 55 66 66 11 11",
            "4 4 4 4 5 5 5 5 6 6 6 6 1 1 1 1",
            "4 4445 5556 6661 111",
            "444.455.556.666.111.1",
            "4444%205555%206666%201111",
            "4444&nbsp;5555&#32;6666\\u00a01111",
            "%34%34%34%34555566661111",
            "&#52;&#x34;44555566661111",
            r"\u0034\x3444555566661111",
            "４４４４５５５５６６６６１１１１",
            "٤٤٤٤ ٥٥٥٥ ٦٦٦٦ ١١١١",
            "४४४४५५५५६६६६११११",
            "𝟒𝟒𝟒𝟒𝟓𝟓𝟓𝟓𝟔𝟔𝟔𝟔𝟏𝟏𝟏𝟏",
            "4️⃣4️⃣4️⃣4️⃣555566661111",
            "3530111333300000",
            "6304000000000000000",
            "6011 0009 9013 9424",
            "3056 930902 5904",
            "2223 0000 4841 0010",
        ] {
            assert_eq!(without_card_numbers(&format!("a{card}b 12")), "a[card_number]b 12", "{card}");
            assert_eq!(
                without_card_numbers(&format!("for {card} (12/29), 123")),
                "for [card_number] (12/29), 123",
                "{card}"
            );
        }
        assert_eq!(without_card_numbers("4444 5555 6666 1111 5105109876543218"), "[card_number] [card_number]");
    }

    #[test]
    fn card_numbers_are_found_within_longer_digits() {
        for text in ["44445555666611111229", "04444555566661111", "99944445555666611119", "1549901378282246310005"] {
            assert_eq!(without_card_numbers(text), "[card_number]");
        }
        assert_eq!(without_card_numbers("004444555566661111?4"), "[card_number]?4");
        assert_eq!(without_card_numbers("4444 5555 6666 11114?2|3"), "[card_number]?2|3");
        for text in ["4444 5555 6666 11111229", "4444 5555666611111229", "4444-5555 66661111122934"] {
            assert_eq!(without_card_numbers(text), "[card_number]");
        }
        for text in ["174444 5555 6666 1111", "174444.5555.6666.11111229", "4444.5555.6666.11111229"] {
            assert_eq!(without_card_numbers(text), "[card_number]");
        }
        for text in ["174444|5555|6666|1111", "174444 555 6666 11111", "4444 5555 6666 1112"] {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    #[test]
    fn other_groups_are_a_card_number_if_they_are_all_that_there_is() {
        assert_eq!(without_card_numbers("at 44 4455 55666611 11"), "at [card_number]");
        for text in ["44 4455 55666611 12", "44 4455 55666611|11"] {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    /// Digits with this beginning and length whose last one is the check digit.
    fn checked(begin: &str, length: usize) -> String {
        let digits = length - 1;
        (0..10).map(|last| format!("{begin:0<digits$}{last}")).find(|text| passes_luhn(text)).unwrap()
    }

    #[test]
    fn the_longest_card_number_is_found_first() {
        let longer = checked("4444555566661111", 19);
        let text = format!("4444 5555 6666 1111 {}", &longer[16..]);
        assert_eq!(without_card_numbers(&text), "[card_number]");
        assert_eq!(without_card_numbers("7 4444 5555 6666 1111"), "7 [card_number]");
        assert_eq!(without_card_numbers("174444 5555 6666 1111 1112"), "[card_number] 1112");
        let single: String = checked("6304", 19).chars().flat_map(|digit| [digit, ' ']).collect();
        assert_eq!(without_card_numbers(&format!("{single}7")), "[card_number] 7");
        assert_eq!(without_card_numbers("44445555|66661111"), "[card_number]");
        assert_eq!(without_card_numbers("3782|822463|10005"), "[card_number]");
    }

    #[test]
    fn what_no_issuer_has_is_found_in_usual_groups() {
        for gap in [" ", "-", "+", "\t"] {
            assert_eq!(without_card_numbers(&["9000", "1234", "5678", "9016"].join(gap)), "[card_number]", "{gap:?}");
        }
        let long = checked("9", 16);
        for (first, is_found) in [(3, true), (2, false)] {
            let (left, right) = long.split_at(first);
            let text = format!("{left} {right} 7");
            assert_eq!(without_card_numbers(&format!("{left} {right}")), "[card_number]", "they are all that there is");
            assert_eq!(without_card_numbers(&text) != text, is_found, "{text}");
        }
        let longer = checked("9", 17);
        let text = format!("{} {} 7", &longer[..3], &longer[3..]);
        assert_eq!(without_card_numbers(&text), text, "a group of 14");
        assert_eq!(without_card_numbers("900 0123 45678 9016 7"), "[card_number] 7");
        assert_eq!(without_card_numbers("9000 1234 5678|9016"), "9000 1234 5678|9016");
    }

    #[test]
    fn a_card_number_that_begins_with_1_is_found_as_it_is_printed() {
        let private = checked("1000000010000", 16);
        let fours = |gap: &str| [&private[..4], &private[4..8], &private[8..12], &private[12..]].join(gap);
        for gap in [" ", "-", "  "] {
            let text = format!("of {}, 7", fours(gap));
            assert_eq!(without_card_numbers(&text), "of [card_number], 7");
        }
        let years = (2000..2100).map(|last| format!("1998 1999 2000 {last}"));
        let years: Vec<String> = years.filter(|text| passes_luhn(&text.replace(' ', ""))).collect();
        let others = [
            private.clone(),
            fours("|"),
            fours("."),
            fours(" ") + " 0007",
            format!("{} {}", &private[..8], &private[8..]),
        ];
        for text in years.into_iter().chain(others) {
            assert_eq!(without_card_numbers(&text), text);
        }
    }

    #[test]
    fn card_numbers_of_more_issuers_are_found_with_signs() {
        for begin in ["860012345678", "986012345678", "970412345678", "911212345678"] {
            let card = checked(begin, 16);
            for gap in [".", "/", ",", "_", "*", " * ", ", "] {
                let text = [&card[..4], &card[4..8], &card[8..12], &card[12..]].join(gap);
                assert_eq!(without_card_numbers(&text), "[card_number]", "{text}");
            }
        }
        assert_eq!(without_card_numbers(&checked("970412345678", 19).replace("1234", "/1234/")), "[card_number]");
    }

    #[test]
    fn separators_part_card_numbers_in_three() {
        for text in [
            "444455,5566,661111",
            "44445555,6666,1111",
            "4444|5555|66661111",
            "4444; 55556666; 1111",
            "<td>44445555</td><td>6666</td><td>1111</td>",
            "<li>444455</li>\n<li>556666</li>\n<li>1111</li>",
        ] {
            let shown = without_card_numbers(text);
            assert!(shown.contains("[card_number]") && !shown.contains("6666"), "{shown}");
        }
        for text in [
            "44445,55566,661111",
            "4444555,566,661111",
            "444455,5566,661112",
            "250000,1549901,2500",
            "20260101,1200,1305",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    #[test]
    fn separators_ask_for_even_groups() {
        for gap in ["|", ",", ";", ":", "\n", "\r", " | "] {
            let text = ["4444", "555", "56666", "1111"].join(gap);
            assert_eq!(without_card_numbers(&text), text);
        }
        for gap in [".", "_", "/", "!", "~"] {
            assert_eq!(without_card_numbers(&["4444", "555", "56666", "1111"].join(gap)), "[card_number]", "{gap:?}");
        }
    }

    #[test]
    fn a_card_number_of_15_to_19_digits_is_found_within_longer_digits() {
        for (begin, length, is_found) in [
            ("5018", 14, false),
            ("3400", 15, true),
            ("4000", 16, true),
            ("5018", 17, true),
            ("5018", 18, true),
            ("4000", 19, true),
        ] {
            // With a beginning of which no shorter part is a card number.
            let card = (0..10_000).map(|more| checked(&format!("{begin}{more}"), length)).find(|card| {
                (13..length).all(|shorter| (0..=length - shorter).all(|at| !passes_luhn(&card[at..at + shorter])))
            });
            let text = format!("0{}", card.unwrap());
            assert_eq!(without_card_numbers(&text) != text, is_found, "{text}");
        }
    }

    #[test]
    fn gaps_of_longer_digits_are_usual() {
        for text in [
            "174444|5555 6666 1111",
            "174444 5555|6666 1111",
            "4444.5555666611111229",
            "4444 555566.6611111229",
            "4444.555566 6611111229",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
        assert_eq!(without_card_numbers("1|174444 5555 6666 1111"), "1|[card_number]");
        assert_eq!(without_card_numbers("1.4444 5555666611111229"), "1.[card_number]");
        assert_eq!(without_card_numbers("444 45555 6666 11119"), "[card_number]");
    }
}
