//! Markup within a line: emphasis, code, links, escapes and tags of Markdown, and characters without a width.

use html5gum::Token;

use super::tokens::{self, TooManyAttributesError};

/// The text of a line with single spaces, without characters that have no width.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|it| !is_invisible(*it)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The lines of a cell's text that are not empty: `<br>` begins a new one; other markup is removed.
pub(super) fn lines(text: &str) -> Vec<String> {
    let has_markup = text.contains(['<', '&']);
    // A text that cannot be read as HTML is taken as it is.
    let text = has_markup.then(|| without_tags(text).ok()).flatten().unwrap_or_else(|| text.to_owned());
    text.split('\n').map(|line| one_line(&without_markdown(line))).filter(|line| !line.is_empty()).collect()
}

/// The text without tags and entities; `<br>` and `</p>` end a line. A `<` that opens no tag remains.
fn without_tags(text: &str) -> Result<String, TooManyAttributesError> {
    let mut plain = String::new();
    for token in tokens::of_text(text) {
        match token? {
            Token::String(text) => plain.push_str(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if matches!(tag.name.as_slice(), b"br" | b"p" | b"li" | b"div") => plain.push('\n'),
            Token::EndTag(tag) if matches!(tag.name.as_slice(), b"p" | b"li" | b"div") => plain.push('\n'),
            _ => {}
        }
    }
    Ok(plain)
}

/// The text without emphasis, code spans, links and escapes of Markdown.
fn without_markdown(text: &str) -> String {
    let text = without_links(text);
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' if rest.peek().is_some_and(char::is_ascii_punctuation) => plain.extend(rest.next()),
            // Emphasis and code spans; a single asterisk may mark a mandatory parameter.
            '`' => {}
            '*' if rest.peek() == Some(&'*') => drop(rest.next()),
            other => plain.push(other),
        }
    }
    let trimmed = plain.trim();
    let inner = trimmed.strip_prefix('*').and_then(|it| it.strip_suffix('*')).filter(|it| !it.is_empty());
    let inner =
        inner.or_else(|| trimmed.strip_prefix('_').and_then(|it| it.strip_suffix('_')).filter(|it| it.len() > 1));
    inner.unwrap_or(trimmed).to_owned()
}

/// `[text](address)` gives `text`.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((start, end, after)) = find_link(rest) {
        plain.push_str(&rest[..start]);
        plain.push_str(&rest[start + 1..end]);
        rest = &rest[after..];
    }
    plain + rest
}

/// Where the first link begins, where its text ends, and where it ends itself.
fn find_link(text: &str) -> Option<(usize, usize, usize)> {
    let end = text.find("](")?;
    let start = text[..end].rfind('[')?;
    let after = text[end..].find(')')? + end + 1;
    Some((start, end, after))
}
