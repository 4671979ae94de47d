//! Card numbers and IBANs, wherever they are written: payers and shops write them in other fields, too.
//!
//! - `groups`: digits in groups, and what is between them.
//! - `digits`: which digits are a card number, whatever their groups.
//! - `search`: which groups of a text are one; `regrouped`: which are one with other digits behind it; `words`: which are one
//!   with words or many signs between them.

use std::borrow::Cow;

mod digits;
mod groups;
mod regrouped;
mod search;
mod words;

use self::digits::LENGTH;
pub use self::digits::passes_luhn;
use self::search::cards;
use self::words::{cards_between_words, distant_cards};
use super::fold::digit;
use super::hits::Hits;
use super::ibans::{self, ibans};
use super::layers::{Layer, each_layer};

/// The fewest letters of base64 that a card number has.
const FEWEST_LETTERS: usize = 17;

/// Replaces what looks like a card number or an IBAN, in one piece or in groups, as it is or encoded. A card number is 13 to
/// 19 digits with a correct check digit. Numbers that begin with 0 or 1 are left: card numbers do not, but times in
/// milliseconds do; so are 14 digits that begin with 20, which are a date and a time.
#[must_use]
pub fn without_card_numbers(text: &str) -> Cow<'_, str> {
    if !may_contain(text) {
        return Cow::Borrowed(text);
    }
    let mut hits = Hits::default();
    each_layer(text, &mut |layer| find(layer, &mut hits));
    hits.replaced(text)
}

/// Adds the card numbers and IBANs of a layer.
pub(super) fn find(layer: &Layer, hits: &mut Hits<'_>) {
    let text = layer.bytes();
    for card in cards(text).into_iter().chain(cards_between_words(text)).chain(distant_cards(text)) {
        hits.add(layer.place(card.start, card.end - 1), "[card_number]");
    }
    for iban in ibans(layer.bytes()) {
        hits.add(layer.place(iban.start, iban.end - 1), "[iban]");
    }
}

/// The fewest capitals among the letters of base64 that a card number has, or one encoded twice.
const FEWEST_CAPITALS: usize = 4;

/// Whether a text has as many digits as the shortest card number, as many letters of base64 (in a row, or in parts, where some are
/// capitals), or what can be an IBAN.
pub(super) fn may_contain(text: &str) -> bool {
    let (mut digits, mut letters, mut in_a_row, mut capitals) = (0, 0, 0, 0);
    for character in text.chars() {
        digits += usize::from(character.is_ascii_digit() || digit(character).is_some());
        let is_letter = character.is_ascii_alphanumeric() || !character.is_ascii();
        capitals += usize::from(character.is_ascii_uppercase() || !character.is_ascii());
        match character {
            _ if is_letter => (letters, in_a_row) = (letters + 1, in_a_row + 1),
            '+' | '/' | '-' | '_' => in_a_row += 1,
            // Line ends are within base64; an escape can be a letter, and a tag be between two.
            '\r' | '\n' | '\t' | '%' | '\\' | '&' | '#' | ';' | '=' | '<' | '>' => {}
            _ => in_a_row = 0,
        }
        let is_in_parts = letters >= FEWEST_LETTERS && capitals >= FEWEST_CAPITALS;
        if digits >= *LENGTH.start() || in_a_row >= FEWEST_LETTERS || is_in_parts {
            return true;
        }
    }
    ibans::may_contain(text)
}

#[cfg(test)]
mod tests {
    use super::{may_contain, without_card_numbers};

    #[test]
    fn texts_that_are_too_short_are_not_searched() {
        for text in [
            "NDQ0 abcd efgh ijkl",
            "NDQ abcd efgh ijkl mnop qrst",
            "",
            "order 123456789012",
            "sixteen-letters_",
            " sixteen-letters_",
            "a word and another, and a third",
            "nl91 abna 0417 16",
            "xx12 abcd efgh ijk",
        ] {
            assert!(!may_contain(text), "{text}");
        }
        for text in [
            "1234567890123",
            "1 2 3 4 5 6 7 8 9 0 1 2 ٣",
            "seventeen_letters",
            "seventeen-letters",
            "seventeen+letters",
            "seventeen/letters",
            r"abcdefgh\ijklmnopq",
            "abcdefgh&ijklmnopq",
            "abcdefgh#ijklmnopq",
            "abcdefgh;ijklmnopq",
            "abcd%2Befgh%2Fijklm",
            "NDQ0\r\nNDU1\nNTU2\tNjY2X",
            "NDQ0NDU1=\r\nNTU2NjY2X",
            "NDQ0NDU1N<br>TU2NjY2X",
            r#""NDQ0NDU1" + "NTU2NjY2X""#,
            "NDQN abcd efgh ijklm",
            "nl91 abna 0417 1643 00",
            "Nl-91.a,b n:a 0417 1643 00",
            "XX12 abcd efgh ijk",
        ] {
            assert!(may_contain(text), "{text}");
        }
    }

    #[test]
    fn card_numbers_are_found_in_encodings() {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;
        for card in ["4444555566661111", "4444 5555-6666 1111", r#"{"a":{"card":"4444%20555566661111"}}"#] {
            let hex: String = hex::encode(card);
            for written in [
                STANDARD.encode(card),
                STANDARD.encode(format!("a{card}b")),
                hex,
                STANDARD.encode(STANDARD.encode(card)),
                STANDARD.encode(card).replace('=', "=3D").replacen('2', "=\r\n2", 1),
                STANDARD.encode(card.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()),
            ] {
                let shown = without_card_numbers(&written).into_owned();
                assert!(shown.contains("[card_number]"), "{card} in {written}: {shown}");
            }
        }
    }

    #[test]
    fn card_numbers_are_found_in_parts_of_encodings() {
        let hex = |begin: &str, end: &str, gap: &str| {
            let bytes = "4444555566661111".bytes().map(|byte| format!("{begin}{byte:02x}{end}"));
            bytes.collect::<Vec<_>>().join(gap)
        };
        for text in [
            hex("0x", "", ", "),
            hex("0x", "", " "),
            hex("0x", "", ""),
            hex("0X", "", ",\n    "),
            hex("0x00", "", ","),
            hex("", "h", " "),
            hex("", "H", ", "),
            hex("&H", "", " "),
            hex("x", "", " "),
            hex("U+00", "", " "),
            hex("U+", "", ""),
            hex("\\", "", " "),
        ] {
            let shown = without_card_numbers(&format!("is {text}.")).into_owned();
            assert!(shown.contains("[card_number]") && !shown.contains("36"), "{text}: {shown}");
        }
        for text in [
            "NDQ0NDU1 NTU2NjY2 MTExMQ==",
            "N D Q 0 N D U 1 N T U 2 N j Y 2 M T E x M Q",
            r#"NDQ0NDU1" + "NTU2NjY2" + "MTExMQ=="#,
            r#"NDQ0NDU1'."NTU2NjY2", 'MTExMQ=="#,
            r"NDQ0NDU1\r\nNTU2NjY2\nMTExMQ==",
            r"NDQ0NDU1\\\nNTU2NjY2\\\nMTExMQ==",
            "NDQ0NDU1\n    NTU2NjY2\n    MTExMQ==",
            "NDQ0NDU1\n> NTU2NjY2\n> MTExMQ==",
            "NDQ0NDU1\n// NTU2NjY2\n// MTExMQ==",
            "TkRRME 5EVTFO VFUyTm pZMk1U RXhNUT 09",
        ] {
            for before in ["", "is ", "a ", "for "] {
                let shown = without_card_numbers(&format!("{before}{text}")).into_owned();
                assert!(shown.contains("[card_number]") && !shown.contains("NTU2NjY2"), "{before}{text}: {shown}");
            }
        }
    }

    #[test]
    fn card_numbers_are_found_in_other_digits_and_with_what_is_not_seen() {
        let digits = |zero: u32| {
            let digit = |byte: u8| char::from_u32(zero + u32::from(byte - b'0')).unwrap();
            "4444555566661111".bytes().map(digit).collect::<String>()
        };
        // Arabic, Adlam, Chakma, Rohingya, circled (from 1), tags.
        let scripts = [0x660, 0x1_e950, 0x1_1136, 0x1_0d30, 0x245f, 0xe_0030].map(digits);
        let gaps = [
            "\u{8}",
            "\0",
            "\u{1b}",
            "\u{3164}",
            "\u{115f}",
            "\u{ffa0}",
            "\u{9b}",
            r"\b",
            r"\0",
            r"\u0000",
            r"\x00",
            "%00",
            "&ndash;",
            "&thinsp;",
            "&shy;",
            "&Tab;",
            "&zwnj;",
            "\n    ",
            "\r\n        ",
            "&#0000000045;",
            "%u002d",
            r"\055",
        ];
        let grouped = gaps.map(|gap| ["4444", "5555", "6666", "1111"].join(gap));
        for text in scripts.iter().chain(&grouped) {
            assert_eq!(without_card_numbers(text), "[card_number]", "{text:?}");
        }
        assert_eq!(without_card_numbers("四四四四五五五五六六六六一一一一"), "[card_number]");
        assert_eq!(without_card_numbers(r"4444555566661\061\061\061"), "[card_number]");
        for text in ["🄅🄅🄅🄅555566661111", "𝐍𝐃𝐐𝟎𝐍𝐃𝐔𝟏𝐍𝐓𝐔𝟐𝐍𝐣𝐘𝟐𝐌𝐓𝐄𝐱𝐌𝐐==", "ⓃⒹⓆ⓪ⓃⒹⓊ①ⓃⓉⓊ②ⓃⓙⓎ②ⓂⓉⒺⓧⓂⓆ=="]
        {
            assert!(without_card_numbers(text).starts_with("[card_number]"), "{text}");
        }
        for text in ["🄶🄴29🄽🄱0000000101904917", "𝔊𝔈29𝔑𝔅0000000101904917", "⒢⒠29ℕℬ0000000101904917"]
        {
            assert_eq!(without_card_numbers(text), "[iban]", "{text}");
        }
    }

    #[test]
    fn ibans_are_found() {
        for iban in [
            "GE29NB0000000101904917",
            "GE29 NB00 0000 0101 9049 17",
            "ge29-nb00-0000-0101-9049-17",
            "DE89370400440532013000",
        ] {
            assert_eq!(without_card_numbers(&format!("to {iban}, now")), "to [iban], now");
        }
        for text in ["GE29NB0000000101904918", "GE29NB00"] {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    #[test]
    fn other_numbers_are_left() {
        for text in [
            "4444555566661112 გელა 10.20",
            "1795219200123",
            "1795219200123456",
            "20261129101255",
            "444455XXXXXX1111",
            "2026-11-29 10:12:58",
            "2026-11-29T10:12:58.123+04:00",
            "100 200 300",
            "+995 555 12 34 56",
            "[2500, 1549901, 30]",
            "2500|1549901|GEL|1795219200",
            "payment 987654321, rrn 111111111111",
            "5ea1f2c09b4e4d7c8a3b5f6e7d8c9b0a1f2e3d4c",
            "GE00TB1",
            "9000|1234|5678|9016",
            "9000,1234,5678,9016",
            "eyJvcmRlcl9pZCI6IjEifQ==",
            "3.14159265358979",
            "127.0.0.1:8080",
            "",
        ] {
            assert_eq!(without_card_numbers(text), text);
        }
    }

    #[test]
    fn a_text_of_many_groups_takes_no_long_time() {
        for part in [
            "1 ",
            "111 ",
            "4444 ",
            "4.",
            "44445555",
            "\\x{0",
            "\\uu",
            "&#00",
            "\\0107",
            "`u{3",
            "\\0",
            "0x34, ",
            "0x",
            "34h ",
            "NDQ0 ",
            "a ",
            "NDQ0\" + \"",
            "+ ",
        ] {
            let text = part.repeat(50_000 / part.len());
            assert!(without_card_numbers(&text).len() <= text.len() * 4);
        }
    }
}
