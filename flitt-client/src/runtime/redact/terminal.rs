//! Texts for a terminal, which takes control characters for commands.

use std::borrow::Cow;

/// Whether a terminal takes a character for a command, shows the text after it in another order or on another line, or does
/// not show it: the control characters C0 and C1, those of writing directions, line separators, and what has no width.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// A text with control characters as escapes of Rust (`\u{9b}`), except for line breaks and tabs.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |character| character.escape_default().to_string())
}

/// A text on one line: [`printable`], with line breaks as escapes too.
#[must_use]
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    match printable(text) {
        text if text.contains('\n') => Cow::Owned(text.replace('\n', "\\n")),
        text => text,
    }
}

/// A text of JSON with control characters as escapes of JSON (`\u009b`), except for line breaks and tabs. JSON itself escapes only
/// some of them.
#[must_use]
pub fn printable_json(json: &str) -> Cow<'_, str> {
    escaped(json, |character| {
        let mut units = [0; 2];
        let units: Vec<String> =
            character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
        units.concat()
    })
}

fn escaped(text: &str, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    let is_due = |character: char| !matches!(character, '\n' | '\t') && is_control(character);
    if !text.contains(is_due) {
        return Cow::Borrowed(text);
    }
    let parts = text.chars().map(|character| if is_due(character) { escape(character) } else { character.into() });
    Cow::Owned(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::{is_control, on_one_line, printable, printable_json};

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(printable("a\u{1b}[31m\u{9b}2J\u{7f}\u{202e}\nb"), "a\\u{1b}[31m\\u{9b}2J\\u{7f}\\u{202e}\nb");
        assert_eq!(printable_json("\"\u{9b}2J\u{7f}\u{202e}\""), "\"\\u009b2J\\u007f\\u202e\"");
        assert_eq!(
            printable("a\u{200b}\u{2028}\u{feff}\u{ad}\u{e0041}"),
            "a\\u{200b}\\u{2028}\\u{feff}\\u{ad}\\u{e0041}"
        );
        assert_eq!(printable_json("\"\u{e0041}\u{85}\n\""), "\"\\udb40\\udc41\\u0085\n\"");
        assert_eq!(printable("a\tb\u{7}"), "a\tb\\u{7}");
        assert_eq!(on_one_line("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(printable("გელა – 10 ₾"), "გელა – 10 ₾");
    }

    #[test]
    fn every_character_that_a_terminal_obeys_or_hides_is_one() {
        let expected = [
            0..=0x1f,
            0x7f..=0x9f,
            0xad..=0xad,
            0x34f..=0x34f,
            0x61c..=0x61c,
            0x115f..=0x1160,
            0x17b4..=0x17b5,
            0x180b..=0x180f,
            0x200b..=0x200f,
            0x2028..=0x202e,
            0x2060..=0x206f,
            0x3164..=0x3164,
            0xfeff..=0xfeff,
            0xffa0..=0xffa0,
            0xfff0..=0xfffb,
            0x1_d173..=0x1_d17a,
            0xe_0000..=0xe_0fff,
        ];
        let found: Vec<u32> = ('\0'..='\u{1ffff}')
            .chain('\u{e0000}'..='\u{e1000}')
            .filter(|character| is_control(*character))
            .map(u32::from)
            .collect();
        assert_eq!(found, expected.into_iter().flatten().collect::<Vec<u32>>());
    }
}
