//! International bank account numbers (ISO 13616).

use std::ops::{Range, RangeInclusive};

/// The number of letters and digits of an IBAN.
const LENGTH: RangeInclusive<usize> = 15..=34;

/// The maximum number of signs between two letters or digits: line ends with an indent are some, and those that fill a line.
const MAX_GAP: usize = 32;
/// The maximum number of those that are usual.
const MAX_USUAL_GAP: usize = 8;

/// The length of the IBANs of each country in the SWIFT registry, which tells where one ends that other letters follow.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
                       EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 \
                       JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 \
                       NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 \
                       TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// Whether a text has what an IBAN begins with, the letters of a country (or any two capitals) and two digits, and behind it as many
/// letters and digits as the shortest IBAN has.
pub(super) fn may_contain(text: &str) -> bool {
    let mut last = [0; 4];
    let mut length = 0;
    text.bytes().filter(u8::is_ascii_alphanumeric).any(|letter| {
        last = [last[1], last[2], last[3], letter];
        length = match length {
            0 if begins_iban(last) => last.len(),
            0 => 0,
            begun => begun + 1,
        };
        length >= *LENGTH.start()
    })
}

fn begins_iban([first, second, third, fourth]: [u8; 4]) -> bool {
    let country = [first, second];
    let is_country =
        || country.iter().all(u8::is_ascii_uppercase) || entry_of(country.map(|it| it.to_ascii_uppercase())).is_some();
    third.is_ascii_digit() && fourth.is_ascii_digit() && is_country()
}

/// The entry of a country, such as `NL18`.
fn entry_of(country: [u8; 2]) -> Option<&'static str> {
    LENGTHS.split_ascii_whitespace().find(|entry| entry.as_bytes().starts_with(&country))
}

/// The IBANs of a text, in one piece or in any groups, with white space or signs between them, also within longer words.
pub(super) fn ibans(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + LENGTH.start() <= text.len() {
        match end_of_iban(text, at) {
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

/// Whether a byte can separate groups: white space, or a sign. Those of other scripts are folded to these before.
fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_punctuation()
}

/// The length of the IBAN at a position. A word of its own is the longest that its check digits allow; within a longer word, or in
/// groups that are not written so usually, the length must be that of its country.
fn end_of_iban(text: &[u8], at: usize) -> Option<usize> {
    if !text.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    let begins_word = !at.checked_sub(1).is_some_and(|before| is_part(text[before]));
    let mut letters = Vec::with_capacity(*LENGTH.end());
    let (mut gap, mut is_usual, mut longest) = (0, true, None);
    for (index, byte) in text[at..].iter().enumerate() {
        if !is_part(*byte) {
            gap += 1;
            is_usual &= matches!(byte, b' ' | b'-') && letters.len() % 4 == 0 && gap <= MAX_USUAL_GAP;
            if gap > MAX_GAP || !is_gap(*byte) {
                break;
            }
            continue;
        }
        gap = 0;
        letters.push(byte.to_ascii_uppercase());
        let is_letter = letters.last().is_some_and(u8::is_ascii_alphabetic);
        if letters.len() > *LENGTH.end()
            || (letters.len() <= 2 && !is_letter)
            || (matches!(letters.len(), 3 | 4) && is_letter)
        {
            break;
        }
        let ends_word = !text.get(at + index + 1).is_some_and(|next| is_part(*next));
        let is_whole = begins_word && ends_word && is_usual;
        if LENGTH.contains(&letters.len()) && (is_whole || is_length_of_country(&letters)) && is_checked(&letters) {
            longest = Some(index + 1);
        }
    }
    longest
}

/// Whether an IBAN of this country has as many letters and digits. Words that begin like one have fewer digits.
fn is_length_of_country(letters: &[u8]) -> bool {
    let digits = letters.iter().filter(|letter| letter.is_ascii_digit()).count();
    if digits * 5 < letters.len() * 3 {
        return false;
    }
    let length = entry_of([letters[0], letters[1]]).and_then(|entry| entry.get(2..)?.parse().ok());
    length == Some(letters.len())
}

/// Whether the check digits are right (ISO/IEC 7064, MOD 97-10).
fn is_checked(letters: &[u8]) -> bool {
    let (begin, rest) = letters.split_at(4);
    let value = |byte: &u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let add = |sum: u32, value: u32| (sum * if value > 9 { 100 } else { 10 } + value) % 97;
    rest.iter().chain(begin).map(value).fold(0, add) == 1
}

#[cfg(test)]
mod tests {
    use super::{ibans, is_checked};

    fn found(text: &str) -> Vec<&str> {
        ibans(text.as_bytes()).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn ibans_are_found_in_any_groups() {
        let iban = "GE29NB0000000101904917";
        for gap in [" ", "-", "+", ".", "_", "/", ",", ":", "\t", "\n", "\r\n    ", " - "] {
            for size in [1, 2, 3, 4, 5, 11] {
                let groups: Vec<&str> =
                    iban.as_bytes().chunks(size).map(|part| std::str::from_utf8(part).unwrap()).collect();
                let text = groups.join(gap);
                assert_eq!(found(&format!("to {text}, please")), [text.as_str()], "{text}");
            }
        }
        for text in [
            "GE29 NB 0000000101904917",
            "GE 29 NB00 0000 0101 9049 17",
            "ge29nb0000000101904917",
            "AL47212110090000000235698741",
        ] {
            assert_eq!(found(text), [text]);
        }
    }

    #[test]
    fn ibans_are_found_within_words() {
        for text in [
            "IBANGE29NB0000000101904917",
            "xGE29NB0000000101904917",
            "GE29NB0000000101904917x",
            "aGE29NB0000000101904917b",
        ] {
            assert_eq!(found(text), ["GE29NB0000000101904917"], "{text}");
        }
        // A country that is not listed, as a word of its own.
        assert_eq!(found("XX90 0000 0000 000"), ["XX90 0000 0000 000"]);
    }

    /// Letters and digits with this beginning and length whose check digits are right.
    fn checked(begin: &str, length: usize) -> String {
        let digits = length - 2;
        let all = (0..100).map(|last| format!("{begin:0<digits$}{last:02}"));
        all.into_iter().find(|text| is_checked(text.as_bytes())).unwrap()
    }

    /// A country that is not listed.
    #[test]
    fn words_of_15_to_34_letters_can_be_ibans() {
        for length in 14..=35 {
            let word = checked("XX12", length);
            assert_eq!(!found(&word).is_empty(), (15..=34).contains(&length), "{word}");
        }
        let iban = checked("XX12", 16);
        for gap in [" ", "-", " - "] {
            let groups: Vec<&str> = (0..4).map(|group| &iban[group * 4..group * 4 + 4]).collect();
            assert_eq!(found(&format!("to {}, now", groups.join(gap))), [groups.join(gap)]);
        }
        for text in [
            format!("a{iban}"),
            format!("{iban}a"),
            format!("{}.{}", &iban[..4], &iban[4..]),
            format!("{} {}", &iban[..5], &iban[5..]),
            checked("X112", 16),
            checked("1X12", 16),
            checked("XXA2", 16),
            checked("XX1A", 16),
        ] {
            assert_eq!(found(&text), [] as [&str; 0], "{text}");
        }
    }

    /// Within a word, the country tells the length, and most of it are digits.
    #[test]
    fn an_iban_within_a_word_has_the_length_of_its_country() {
        for (begin, length, is_found) in [
            ("GE29NB", 22, true),
            ("GE29NB", 21, false),
            ("GE29NB", 23, false),
            ("XX29NB", 22, false),
            ("NO29", 15, true),
            ("YE29", 30, true),
            ("NO29ABCD", 15, true),
            ("NO29ABCDE", 15, false),
        ] {
            let word = format!("_a{}b", checked(begin, length));
            assert_eq!(!found(&word).is_empty(), is_found, "{word}");
        }
    }

    #[test]
    fn up_to_32_signs_are_between_two_letters() {
        for sign in [" ", ".", "*", "-"] {
            for (count, is_found) in [(32, true), (33, false)] {
                let text = format!("GE29NB00{}00000101904917", sign.repeat(count));
                assert_eq!(!found(&text).is_empty(), is_found, "{text}");
            }
        }
        for gap in ["\u{1}", "გ"] {
            assert_eq!(found(&format!("GE29NB00{gap}00000101904917")), [] as [&str; 0], "{gap:?}");
        }
        // A country that is not listed.
        let iban = checked("XX12", 16);
        for (count, is_found) in [(8, true), (9, false)] {
            let text = format!("{}{}{}", &iban[..8], " ".repeat(count), &iban[8..]);
            assert_eq!(!found(&text).is_empty(), is_found, "{text}");
        }
    }

    #[test]
    fn many_beginnings_take_no_long_time() {
        for part in ["GE29", "GE29                                ", "G.E.2.9.", "GE", "GE29NB0000000101904918 "] {
            assert_eq!(found(&part.repeat(50_000 / part.len())), [] as [&str; 0], "{part}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "GE30NB0000000101904917",
            "at 12 the shop is closed, we are back at 14 with tea and cakes",
            "order-1001, created 2026-11-29 10:15:00, amount 1020, be12",
            "de305d54-75b4-431b-adb2-eb6b9e546014",
            "",
            "GE",
        ] {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }
}
