//! Texts for a terminal, which takes control characters for commands.

use std::borrow::Cow;

/// Whether a terminal takes a character for a command, or shows the text after it in another order: the control characters
/// C0 and C1, and those of writing directions.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text with control characters as escapes of Rust (`\u{9b}`), except for line breaks.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |character| character.escape_default().to_string())
}

/// A text of JSON with control characters as escapes of JSON (`\u009b`), except for line breaks. JSON itself escapes only
/// some of them.
#[must_use]
pub fn printable_json(json: &str) -> Cow<'_, str> {
    escaped(json, |character| format!("\\u{:04x}", u32::from(character)))
}

fn escaped(text: &str, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    let is_due = |character: char| character != '\n' && is_control(character);
    if !text.contains(is_due) {
        return Cow::Borrowed(text);
    }
    let parts = text.chars().map(|character| if is_due(character) { escape(character) } else { character.into() });
    Cow::Owned(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::{printable, printable_json};

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(printable("a\u{1b}[31m\u{9b}2J\u{7f}\u{202e}\nb"), "a\\u{1b}[31m\\u{9b}2J\\u{7f}\\u{202e}\nb");
        assert_eq!(printable_json("\"\u{9b}2J\u{7f}\u{202e}\""), "\"\\u009b2J\\u007f\\u202e\"");
        assert_eq!(printable("გელა – 10 ₾"), "გელა – 10 ₾");
    }
}
