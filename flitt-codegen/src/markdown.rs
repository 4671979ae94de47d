//! Texts of schema files as Markdown without any markup: documentation of generated items is Markdown, of which the tests
//! of a user's crate run every code block.
//!
//! A text is written as paragraphs of one line each. Within a line, nothing begins a block, and what would be markup is escaped;
//! only code spans stay, which are text. `tests/all/hostile_texts.rs` holds this against a parser of Markdown.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text with its paragraphs, divided by empty lines.
#[must_use]
pub fn paragraphs(written: &str) -> String {
    if is_one_line(written) {
        return line(written);
    }
    // What ends a line anywhere ends it here: a parser that took another character for a line end would see a block begin.
    let lines = written.split(is_line_end).map(str::trim);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut current = String::new();
    for text in lines.chain([""]) {
        if !text.is_empty() {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(text);
        } else if !current.is_empty() {
            paragraphs.push(line(&current));
            current.clear();
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// A text as one line.
#[must_use]
pub fn line(written: &str) -> String {
    let text = one_line(written);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(start) = rest.find('`') {
        escape(&rest[..start], &mut shown);
        let ticks = rest.len() - start - rest[start..].trim_start_matches('`').len();
        let after = &rest[start + ticks..];
        let end = after.find('`').filter(|_| ticks == 1);
        match end {
            Some(end) if end > 0 && !after[end + 1..].starts_with('`') => {
                shown.push_str(&code(&after[..end]));
                rest = &after[end + 1..];
            }
            // A code span that is not closed would extend over the text that follows.
            _ => {
                shown.extend(std::iter::repeat_n('\'', ticks));
                rest = after;
            }
        }
    }
    escape(rest, &mut shown);
    shown
}

/// A text as a code span: it is shown as it is.
#[must_use]
pub fn code(text: &str) -> String {
    let text = one_line(text);
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    if !text.contains('`') {
        return format!("`{text}`");
    }
    // A span begins and ends with more backticks than it contains in a row.
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let ticks = "`".repeat(longest + 1);
    // Next to a backtick, and around spaces, one space belongs to the markup.
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{space}{text}{space}{ticks}")
}

/// A link to an address, whose characters the check of schema files limits; another text is shown as code.
#[must_use]
pub fn link(address: &str) -> String {
    let is_address = (address.starts_with("https://") || address.starts_with("http://"))
        && address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\^`{|}[]".contains(&byte));
    if is_address { format!("<{address}>") } else { code(address) }
}

/// A text of one line without characters that end lines, act on terminals, or reorder the text.
fn one_line(text: &str) -> Cow<'_, str> {
    if is_one_line(text) {
        return Cow::Borrowed(text);
    }
    let is_hidden = |character: char| {
        matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    let shown: String = text.chars().filter(|character| !is_hidden(*character)).collect();
    let words = shown.split(|character: char| character.is_whitespace() || character.is_control());
    Cow::Owned(words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Whether a text is ASCII words with one space between them, as most are. A loop over bytes is the cheapest way where macros are
/// compiled without optimization.
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut after_space = true;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b' ' if after_space => return false,
            b' ' => after_space = true,
            b'!'..=b'~' => after_space = false,
            _ => return false,
        }
        at += 1;
    }
    !after_space
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Adds a text with its markup escaped.
fn escape(text: &str, shown: &mut String) {
    let mut rest = text;
    if shown.is_empty() {
        // What begins a block at the beginning of a line: lists, headings by a line below, fences.
        let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
        let is_item = digits > 0 && text[digits..].starts_with(['.', ')']);
        if is_item || text.starts_with(['-', '+', '=', ':', '|']) {
            let (head, tail) = text.split_at(digits);
            let _ = write!(shown, "{head}\\");
            rest = tail;
            shown.extend(rest.chars().next());
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    loop {
        let plain = plain_length(rest);
        shown.push_str(&rest[..plain]);
        let mut characters = rest[plain..].chars();
        let Some(character) = characters.next() else { return };
        rest = characters.as_str();
        let is_letter = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        let is_markup = match character {
            '[' | ']' | '<' | '>' | '*' | '#' | '\\' | '&' | '~' => true,
            // Within a word it is a letter.
            '_' => !is_letter(shown.chars().next_back()) || !is_letter(rest.chars().next()),
            _ => false,
        };
        if is_markup {
            shown.push('\\');
        }
        shown.push(character);
    }
}

/// How many bytes at the beginning of a text are letters, digits and punctuation that are no markup.
fn plain_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut length = 0;
    while length < bytes.len() && matches!(bytes[length], b' ' | b'\''..=b')' | b','..=b';' | b'a'..=b'z' | b'A'..=b'Z')
    {
        length += 1;
    }
    length
}
