//! Characters that people read as others.

/// What a character counts as.
pub(super) enum Folded {
    /// Another character, of ASCII.
    Byte(u8),
    /// Nothing: it is not seen.
    Nothing,
    Same,
}

/// The zeros of decimal digits (general category Nd of Unicode 17), of digits above and below the line, with a comma, and of tags.
const ZEROS: [u32; 79] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2070, 0x2080,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1_04a0, 0x1_0d30, 0x1_0d40, 0x1_1066, 0x1_10f0,
    0x1_1136, 0x1_11d0, 0x1_12f0, 0x1_1450, 0x1_14d0, 0x1_1650, 0x1_16c0, 0x1_16d0, 0x1_16da, 0x1_1730, 0x1_18e0,
    0x1_1950, 0x1_1bf0, 0x1_1c50, 0x1_1d50, 0x1_1da0, 0x1_1de0, 0x1_1f50, 0x1_6a60, 0x1_6ac0, 0x1_6b50, 0x1_6d70,
    0x1_ccf0, 0x1_d7ce, 0x1_d7d8, 0x1_d7e2, 0x1_d7ec, 0x1_d7f6, 0x1_e140, 0x1_e2f0, 0x1_e4f0, 0x1_e5f1, 0x1_e950,
    0x1_f101, 0x1_fbf0, 0xe_0030,
];

/// The ones of digits that are pictures: in circles, in parentheses, with a point. Their zeros are elsewhere.
const ONES: [u32; 7] = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a];

/// The digits from 0 of Chinese and Japanese, and the zeros of pictures.
const OTHER_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const OTHER_ZEROS: [char; 6] = ['⓪', '⓿', '零', '🄀', '🄋', '🄌'];

/// The first letters of alphabets that are pictures: in parentheses, in circles, in squares, as outlines.
const ALPHABETS: [(u32, u8); 8] = [
    (0x249c, b'a'),
    (0x24b6, b'A'),
    (0x24d0, b'a'),
    (0x1_ccd6, b'A'),
    (0x1_f110, b'A'),
    (0x1_f130, b'A'),
    (0x1_f150, b'A'),
    (0x1_f170, b'A'),
];

/// Single letters of other forms (compatibility forms of Unicode), and those of ASCII that they are.
const OTHER_LETTERS: &str = "ªºſʰʲʳʷʸˡˢˣᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁᵂᵃᵇᵈᵉᵍᵏᵐᵒᵖᵗᵘᵛᵢᵣᵤᵥᶜᶠᶻⁱⁿₐₑₒₓₕₖₗₘₙₚₛₜℂℊℋℌℍℎℐℑℒℓℕℙℚℛℜℝℤℨ\u{212a}ℬℭℯℰℱℳℴℹⅅⅆⅇⅈⅉⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿⱼⱽꟲꟳꟴ𐞥";
const THEIR_LETTERS: &str = "aoshjrwylsxABDEGHIJKLMNOPRTUWabdegkmoptuviruvcfzinaeoxhklmnpstCgHHHhIILlNPQRRRZZKBCeEFMoiDdeijIVXLCDMivxlcdmjVCFQq";

/// Digits of any script are those of ASCII, mathematical letters and those in circles their plain ones, full-width characters their
/// narrow ones; what is not seen is nothing; other signs are spaces, dashes and points.
pub(super) fn fold(character: char) -> Folded {
    let code = u32::from(character);
    if character.is_ascii() {
        // Programs that show a text pass over control characters.
        let is_seen = !character.is_ascii_control() || character.is_ascii_whitespace();
        return if is_seen { Folded::Same } else { Folded::Nothing };
    }
    if let Some(digit) = digit(character) {
        return Folded::Byte(b'0' + digit);
    }
    if let Some(letter) = letter(character) {
        return Folded::Byte(letter);
    }
    match character {
        '\u{ff01}'..='\u{ff5e}' => Folded::Byte(u8::try_from(code - 0xfee0).unwrap_or(b'.')),
        '\u{ad}'
        | '\u{115f}'..='\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{feff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{300}'..='\u{36f}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{80}'..='\u{84}'
        | '\u{86}'..='\u{9f}'
        | '\u{e0000}'..='\u{e01ef}'
        | '\u{fe00}'..='\u{fe0f}' => Folded::Nothing,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => Folded::Byte(b'-'),
        _ if character.is_whitespace() => Folded::Byte(b' '),
        _ if character.is_alphanumeric() => Folded::Same,
        _ => Folded::Byte(b'.'),
    }
}

/// The letter of ASCII that a letter of another form is.
fn letter(character: char) -> Option<u8> {
    let code = u32::from(character);
    let nth = |first: u8, place: u32| Some(first + u8::try_from(place).ok()?);
    match code {
        // The mathematical letters: capital and small ones in turns.
        0x1_d400..=0x1_d6a3 => match (code - 0x1_d400) % 52 {
            place @ ..=25 => nth(b'A', place),
            place => nth(b'a', place - 26),
        },
        // Whole scripts without such letters, Georgian among them: no need to look.
        0x2e4..=0x1d2b | 0x2c7e..=0xa7f1 => None,
        _ => match ALPHABETS.iter().find(|(first, _)| (*first..first + 26).contains(&code)) {
            Some((first, letter)) => nth(*letter, code - first),
            None => {
                let place = OTHER_LETTERS.chars().position(|other| other == character)?;
                THEIR_LETTERS.as_bytes().get(place).copied()
            }
        },
    }
}

/// The value of a decimal digit outside ASCII.
pub(super) fn digit(character: char) -> Option<u8> {
    let code = u32::from(character);
    match character {
        '¹' => return Some(1),
        '²' => return Some(2),
        '³' => return Some(3),
        _ => {}
    }
    if let Some(digit) = OTHER_DIGITS.iter().position(|other| *other == character) {
        return u8::try_from(digit).ok();
    }
    if OTHER_ZEROS.contains(&character) {
        return Some(0);
    }
    if let Some(one) = ONES.iter().find(|one| (**one..**one + 9).contains(&code)) {
        return u8::try_from(code - one + 1).ok();
    }
    // Blocks do not overlap: the last zero that is not after the character is the one of its block.
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    u8::try_from(code - zero).ok().filter(|digit| *digit < 10)
}

#[cfg(test)]
mod tests {
    use std::ops::RangeInclusive;

    use super::{Folded, digit, fold};

    /// The planes with characters that are folded.
    fn characters() -> impl Iterator<Item = char> {
        ('\0'..='\u{1ffff}').chain('\u{dff00}'..='\u{e0fff}')
    }

    /// The ranges of all characters with a property.
    fn ranges(has: impl Fn(char) -> bool) -> Vec<RangeInclusive<u32>> {
        let mut ranges: Vec<RangeInclusive<u32>> = Vec::new();
        for code in characters().filter(|character| has(*character)).map(u32::from) {
            match ranges.last_mut().filter(|range| *range.end() + 1 == code) {
                Some(range) => *range = *range.start()..=code,
                None => ranges.push(code..=code),
            }
        }
        ranges
    }

    #[test]
    fn what_is_not_seen_is_nothing() {
        let expected = [
            0..=8,
            0xb..=0xb,
            0xe..=0x1f,
            0x7f..=0x84,
            0x86..=0x9f,
            0xad..=0xad,
            0x300..=0x36f,
            0x61c..=0x61c,
            0x115f..=0x1160,
            0x180e..=0x180e,
            0x200b..=0x200f,
            0x202a..=0x202e,
            0x2060..=0x206f,
            0x20d0..=0x20ff,
            0x3164..=0x3164,
            0xfe00..=0xfe0f,
            0xfeff..=0xfeff,
            0xffa0..=0xffa0,
            0xe_0000..=0xe_002f,
            0xe_003a..=0xe_01ef,
        ];
        assert_eq!(ranges(|character| matches!(fold(character), Folded::Nothing)), expected);
    }

    #[test]
    fn signs_are_dashes_spaces_and_points() {
        let to = |sign: u8| ranges(|it| !it.is_ascii() && matches!(fold(it), Folded::Byte(byte) if byte == sign));
        assert_eq!(to(b'-'), [0x2010..=0x2015, 0x2043..=0x2043, 0x2212..=0x2212, 0xff0d..=0xff0d]);
        let spaces = [
            0x85..=0x85,
            0xa0..=0xa0,
            0x1680..=0x1680,
            0x2000..=0x200a,
            0x2028..=0x2029,
            0x202f..=0x202f,
            0x205f..=0x205f,
            0x3000..=0x3000,
        ];
        assert_eq!(to(b' '), spaces);
        for character in ['·', '…', '«', '₾', '\u{fffd}', '．', '｟'] {
            assert!(matches!(fold(character), Folded::Byte(b'.')), "{character}");
        }
        for (character, byte) in [('！', b'!'), ('～', b'~'), ('Ａ', b'A'), ('ｚ', b'z')] {
            assert!(matches!(fold(character), Folded::Byte(found) if found == byte), "{character}");
        }
        for character in ['a', ' ', '\n', 'გ', 'é', '十', '\u{ff66}'] {
            assert!(matches!(fold(character), Folded::Same), "{character}");
        }
    }

    #[test]
    fn letters_of_other_forms_are_those_of_ascii() {
        let folded = |text: &str| -> String {
            let byte = |character: char| match fold(character) {
                Folded::Byte(byte) => char::from(byte),
                _ => character,
            };
            text.chars().map(byte).collect()
        };
        for (text, expected) in [
            ("𝐀𝐙𝐚𝐳 𝑨𝒛 𝓐𝔃 𝔄𝔷 𝔸𝕫 𝖠𝗓 𝙰𝚣", "AZaz Az Az Az Az Az Az"),
            ("ⒶⓏⓐⓩ ⒜⒵ 🄐🄩 🄰🅉 🅐🅩 🅰🆉 \u{1ccd6}\u{1ccef}", "AZaz az AZ AZ AZ AZ AZ"),
            ("ℂℕℤ ℊℎℓ ℬℳ K ªº ⁿ ₓ ʰ ᵀ Ⅾ ⅸ Ꟶ", "CNZ ghl BM K ao n x h T D ⅸ Ꟶ"),
            ("🄁🄂🄃🄊🄀🄋🄌", "0129000"),
            ("ტ é ß Ж ⓪⑩ 𝛀 🆊", "ტ é ß Ж 0⑩ 𝛀 ."),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
        assert_eq!(super::OTHER_LETTERS.chars().count(), super::THEIR_LETTERS.len());
        let count = characters().filter(|character| super::letter(*character).is_some()).count();
        assert_eq!(count, 13 * 52 + 8 * 26 + super::THEIR_LETTERS.len());
    }

    #[test]
    fn digits_have_their_values() {
        let digits: Vec<(char, u8)> =
            characters().filter_map(|character| Some((character, digit(character)?))).collect();
        // 79 scripts, 7 kinds of pictures, Chinese digits, other zeros, powers.
        assert_eq!(digits.len(), 79 * 10 + 7 * 9 + 10 + 6 + 3);
        for (value, numbers) in
            [(0, "०０⓪⓿零〇"), (1, "¹①⑴⒈⓵❶➀➊一１"), (2, "²②二"), (3, "³③三"), (5, "五⑤５५"), (9, "⑨⑼⒐⓽❾➈➒九９९")]
        {
            for character in numbers.chars() {
                assert_eq!(digit(character), Some(value), "{character}");
                assert!(matches!(fold(character), Folded::Byte(byte) if byte == b'0' + value), "{character}");
            }
        }
        for character in ['⑩', 'º', '´', 'µ', '¼', '十', '\u{65f}', '\u{66a}', 'a', '/', ':'] {
            assert_eq!(digit(character), None, "{character}");
        }
        for (before, after) in digits.iter().zip(digits.iter().skip(1)) {
            let is_next = u32::from(before.0) + 1 == u32::from(after.0);
            let is_end = !is_next || before.1 == 9 || "〇🄀🄋".contains(before.0);
            assert!(is_end || before.1 + 1 == after.1 || "²³".contains(after.0), "{before:?} {after:?}");
        }
    }
}
