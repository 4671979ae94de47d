//! Characters that people read as others.

/// What a character counts as.
pub(super) enum Folded {
    /// Another character, of ASCII.
    Byte(u8),
    /// Nothing: it is not seen.
    Nothing,
    Same,
}

/// The zeros of decimal digits (general category Nd of Unicode), and of digits above and below the line.
const ZEROS: [u32; 45] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2070, 0x2080,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1_04a0, 0x1_d7ce, 0x1_d7d8, 0x1_d7e2, 0x1_d7ec,
    0x1_d7f6, 0x1_fbf0,
];

/// Digits of any script are those of ASCII, full-width characters their narrow ones; what is not seen is nothing; other signs
/// are spaces, dashes and points.
pub(super) fn fold(character: char) -> Folded {
    let code = u32::from(character);
    if character.is_ascii() {
        return Folded::Same;
    }
    if let Some(digit) = digit(character) {
        return Folded::Byte(b'0' + digit);
    }
    match character {
        '\u{ff01}'..='\u{ff5e}' => Folded::Byte(u8::try_from(code - 0xfee0).unwrap_or(b'.')),
        // The last three lines are marks on the character before.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{feff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{300}'..='\u{34e}'
        | '\u{350}'..='\u{36f}'
        | '\u{20d0}'..='\u{20ff}'
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
    // Blocks do not overlap: the last zero that is not after the character is the one of its block.
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    u8::try_from(code - zero).ok().filter(|digit| *digit < 10)
}
