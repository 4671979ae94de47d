//! Characters that people read as others.

/// What a character counts as.
pub(super) enum Folded {
    /// Another character, of ASCII.
    Byte(u8),
    /// Nothing: it is not seen.
    Nothing,
    Same,
}

/// The zeros of decimal digits (general category Nd of Unicode 17), of digits above and below the line, and of tags.
const ZEROS: [u32; 78] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2070, 0x2080,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1_04a0, 0x1_0d30, 0x1_0d40, 0x1_1066, 0x1_10f0,
    0x1_1136, 0x1_11d0, 0x1_12f0, 0x1_1450, 0x1_14d0, 0x1_1650, 0x1_16c0, 0x1_16d0, 0x1_16da, 0x1_1730, 0x1_18e0,
    0x1_1950, 0x1_1bf0, 0x1_1c50, 0x1_1d50, 0x1_1da0, 0x1_1de0, 0x1_1f50, 0x1_6a60, 0x1_6ac0, 0x1_6b50, 0x1_6d70,
    0x1_ccf0, 0x1_d7ce, 0x1_d7d8, 0x1_d7e2, 0x1_d7ec, 0x1_d7f6, 0x1_e140, 0x1_e2f0, 0x1_e4f0, 0x1_e5f1, 0x1_e950,
    0x1_fbf0, 0xe_0030,
];

/// The ones of digits that are pictures: in circles, in parentheses, with a point. Their zeros are elsewhere.
const ONES: [u32; 7] = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a];

/// The digits from 0 of Chinese and Japanese, and the zeros of pictures.
const OTHER_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const OTHER_ZEROS: [char; 3] = ['⓪', '⓿', '零'];

/// Digits of any script are those of ASCII, full-width characters their narrow ones; what is not seen is nothing; other signs
/// are spaces, dashes and points.
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
    match character {
        '\u{ff01}'..='\u{ff5e}' => Folded::Byte(u8::try_from(code - 0xfee0).unwrap_or(b'.')),
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{feff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{300}'..='\u{34e}'
        | '\u{350}'..='\u{36f}'
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
