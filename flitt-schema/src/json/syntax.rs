//! Diagnostics for JSON syntax errors, at the position to be corrected: the parser reports where it stopped, which for an
//! unexpected comma or an unclosed string is later.
//!
//! `serde_json` distinguishes kinds of syntax errors only by its messages. The tests pin the messages that are used here.

use super::cursor::Cursor;
use crate::source::{Diagnostic, Source, Span};

const HELP: &str = "schema files are plain JSON: no comments, no comma after the last item, keys in double quotes";

/// The diagnostic of a syntax error.
pub(super) fn syntax_error(source: &Source, error: &serde_json::Error) -> Diagnostic {
    let (span, message, help) = classify(source, stopped_at(source.text(), error), error);
    Diagnostic::new(source, span, format!("invalid JSON: {message}")).with_help(help)
}

/// The parser's message without its position.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The byte at which the parser stopped. Its columns count the bytes that were read: 0 after the end of a line.
fn stopped_at(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut start = (line_start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    start
}

fn classify(source: &Source, start: usize, error: &serde_json::Error) -> (Span, String, &'static str) {
    let text = source.text();
    let end = if error.is_eof() { text.len() } else { start };
    let before = Before::read(text, end);
    match before.string {
        Some(quote) => in_string(text, quote, start, error),
        None if error.is_eof() => at_the_end(source, &before),
        None => between_tokens(source, start, &before, &message(error)),
    }
}

/// An error in a string that begins at `quote`. The most frequent one is a line end: the closing quote is missing.
fn in_string(text: &str, quote: usize, start: usize, error: &serde_json::Error) -> (Span, String, &'static str) {
    let control = text[start..].find(|character: char| character.is_ascii_control()).map(|distance| start + distance);
    let line_end = end_of_line(text, quote);
    if error.is_eof() || control == Some(line_end) && message(error).starts_with("control character") {
        return (quote..line_end, "unclosed string".to_owned(), "close it with `\"` on the same line");
    }
    match control {
        Some(control) if message(error).starts_with("control character") => {
            let message = "control character in a string";
            (control..control + 1, message.to_owned(), "write `\\t` for a tab, `\\n` for a new line")
        }
        _ if message(error).contains("hex escape") => {
            let end = quote + closed_length(&text[quote..]);
            (quote..end, "invalid Unicode escape".to_owned(), "write the character itself; files are UTF-8")
        }
        _ => {
            let message = format!("{} in a string", message(error));
            (character_at(text, start), message, "write `\\\\` for a backslash, and other characters as they are")
        }
    }
}

/// The length of the string at the beginning of a text.
fn closed_length(text: &str) -> usize {
    let mut cursor = Cursor::new(text);
    cursor.skip_string();
    cursor.at.min(text.len())
}

fn at_the_end(source: &Source, before: &Before) -> (Span, String, &'static str) {
    let end = source.text().trim_end().len();
    let message = match before.open.last() {
        Some(&(position, opening)) => {
            let (line, _) = source.line_and_column(position);
            format!("unclosed `{opening}` of line {line} at the end of the file")
        }
        None => "unexpected end of the file".to_owned(),
    };
    (end..end, message, "check that the file is complete")
}

fn between_tokens(
    source: &Source,
    start: usize,
    before: &Before,
    parser_message: &str,
) -> (Span, String, &'static str) {
    let text = source.text();
    let here = character_at(text, start);
    let earlier = text[..start].trim_end();
    let (span, message, help) = match (parser_message, text[start..].chars().next()) {
        (_, Some('/' | '#')) => {
            (start..end_of_line(text, start), "unexpected comment", "JSON has no comments: use `doc` or `quirk`")
        }
        (_, Some('\'')) => (here, "unexpected single quote", "use double quotes for strings"),
        (_, Some('}' | ']')) if earlier.ends_with(',') => {
            (earlier.len() - 1..earlier.len(), "unexpected comma after the last item", "remove it")
        }
        (_, Some(',')) if earlier.ends_with([',', '[', '{']) => (here, "unexpected comma", "remove it"),
        (_, Some(',' | '}' | ']')) if earlier.ends_with(':') => (here, "missing value", "add the value of this key"),
        ("trailing characters", _) => {
            (here, "unexpected text after the end", "a file contains one object: check for a superfluous `}`")
        }
        ("expected `:`", _) => (here, "missing `:` before this", "put a `:` between a key and its value"),
        ("expected `,` or `}`" | "expected `,` or `]`", Some(closing @ ('}' | ']'))) => {
            let (opening, line) = before.innermost(source);
            let message = format!("unexpected `{closing}`: the `{opening}` of line {line} is not closed");
            return (here, message, "close the inner bracket first");
        }
        ("expected `,` or `}`" | "expected `,` or `]`", Some(first))
            if first != '"' && text[..start].ends_with('"') =>
        {
            (here, "unexpected text after a string", "write `\\\"` for a quote inside a string")
        }
        ("expected `,` or `}`" | "expected `,` or `]`", Some(_)) => {
            (here, "missing comma before this", "put a `,` between two items")
        }
        ("key must be a string", _) => {
            (word_at(text, start), "expected a key in double quotes", "use double quotes for keys")
        }
        ("number out of range", _) => (here, "the number is too large", "use a smaller number"),
        ("invalid number", _) => {
            (here, "invalid number", "remove leading zeros, and write digits on both sides of the point")
        }
        ("expected value" | "expected ident", Some(first)) if first.is_alphabetic() => (
            word_at(text, start),
            "unknown literal",
            "use double quotes for strings; the literals are true, false and null",
        ),
        ("expected value", _) => (here, "expected a value", HELP),
        _ => return (here, parser_message.to_owned(), HELP),
    };
    (span, message.to_owned(), help)
}

fn character_at(text: &str, start: usize) -> Span {
    start..start + text[start..].chars().next().map_or(0, char::len_utf8)
}

/// The word at this position; one character, if there is none.
fn word_at(text: &str, position: usize) -> Span {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let start = text[..position].trim_end_matches(is_part).len();
    let length = text[start..].find(|character| !is_part(character)).unwrap_or(text.len() - start);
    start..character_at(text, start).end.max(start + length)
}

fn end_of_line(text: &str, start: usize) -> usize {
    text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length)
}

/// The brackets and the string that are open at a byte of a text.
#[derive(Default)]
struct Before {
    /// The opening quote of the string that contains the byte.
    string: Option<usize>,
    /// The opening brackets, outermost first.
    open: Vec<(usize, char)>,
}

impl Before {
    fn read(text: &str, end: usize) -> Self {
        let mut found = Self::default();
        let mut escaped = false;
        for (position, character) in text[..end].char_indices() {
            match (found.string, character) {
                (Some(_), _) if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(_), '"') => found.string = None,
                (None, '"') => found.string = Some(position),
                (None, '{') => found.open.push((position, '{')),
                (None, '[') => found.open.push((position, '[')),
                (None, '}' | ']') => drop(found.open.pop()),
                _ => {}
            }
        }
        found
    }

    /// The innermost opening bracket and its line.
    fn innermost(&self, source: &Source) -> (char, usize) {
        self.open.last().map_or((' ', 1), |&(position, opening)| (opening, source.line_and_column(position).0))
    }
}

#[cfg(test)]
mod tests {
    use super::message;

    /// The messages by which errors are classified, each with a text that causes it.
    #[test]
    fn the_parser_has_the_messages_that_are_matched() {
        for (text, expected) in [
            ("{} {}", "trailing characters"),
            (r#"{ "a" 1 }"#, "expected `:`"),
            (r#"{ "a": 1 "b": 2 }"#, "expected `,` or `}`"),
            ("[1 2]", "expected `,` or `]`"),
            ("{ a: 1 }", "key must be a string"),
            ("[1e999]", "number out of range"),
            ("[+]", "expected value"),
            ("[\"\t\"]", "control character (\\u0000-\\u001F) found while parsing a string"),
            (r#"["\ud800"]"#, "unexpected end of hex escape"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).expect_err(text);
            assert_eq!(message(&error), expected, "{text}");
        }
    }
}
