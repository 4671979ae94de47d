//! What a diagnostic quotes, safe to print: on one line, without characters that act on a terminal or reorder the text.

/// Escapes characters that end a line, act on a terminal or reorder the text: messages quote names and values of the file.
pub(super) fn on_one_line(message: String) -> String {
    if !message.contains(is_unsafe) {
        return message;
    }
    let escaped =
        |character: char| if is_unsafe(character) { character.escape_default().to_string() } else { character.into() };
    message.chars().map(escaped).collect()
}

/// The same for a part of a line of a file, whose characters keep their places. A tab becomes four spaces.
pub(super) fn visible(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '\t' => shown.push_str("    "),
            _ if is_unsafe(character) => shown.push('\u{fffd}'),
            _ => shown.push(character),
        }
    }
    shown
}

/// How many columns of a terminal a text takes, by blocks of Unicode. Terminals disagree about the rest.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(character: char) -> usize {
    match character {
        // Accents and vowel signs that are drawn over the character before them, joiners, and variants of emoji.
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}'
        | '\u{93c}'
        | '\u{94d}'
        | '\u{e31}'
        | '\u{e34}'..='\u{e3a}'
        | '\u{200c}'..='\u{200d}'
        | '\u{20d0}'..='\u{20f0}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => 0,
        // Chinese, Japanese and Korean, full-width forms, and emoji.
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Whether a character is a control character, a line separator, invisible, or changes the direction of the text.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{columns, visible};

    #[test]
    fn columns_are_those_of_a_terminal() {
        for (text, expected) in
            [("", 0), ("amount", 6), ("თანხა", 5), ("e\u{301}", 1), ("金額", 4), ("👩", 2), ("\u{200d}", 0)]
        {
            assert_eq!(columns(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_acts_on_a_terminal_is_replaced_in_place() {
        assert_eq!(visible("a\tb\u{1b}[31m\u{202e}c"), "a    b\u{fffd}[31m\u{fffd}c");
    }
}
