//! What the JSON parser found, in words for people, and at the place where they have to change something: the parser
//! tells where it stopped, which for a comma too many or an open string is later than the fault.

use super::Span;
use super::cursor::Cursor;
use crate::diagnostic::Diagnostic;
use crate::source::Source;

const HELP: &str = "schema files are plain JSON: no comments, no comma after the last item, names in double quotes";

/// A fault of the syntax, at its place.
pub(super) fn syntax_error(source: &Source, error: &serde_json::Error) -> Diagnostic {
    let (span, fault, help) = fault(source, stopped_at(source.text(), error), error);
    Diagnostic::new(source, span, format!("this is not JSON: {fault}")).with_help(help)
}

/// The parser's words without its own position.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The byte at which the parser gave up. Its columns count the bytes that are read: 0 after the end of a line.
fn stopped_at(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut start = (line_start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    start
}

fn fault(source: &Source, start: usize, error: &serde_json::Error) -> (Span, String, &'static str) {
    let text = source.text();
    let end = if error.is_eof() { text.len() } else { start };
    let before = Before::read(text, end);
    match before.string {
        Some(quote) => in_string(text, quote, start, error),
        None if error.is_eof() => at_the_end(source, &before),
        None => between_tokens(source, start, &before, &plain(error)),
    }
}

/// A fault in a string that begins at `quote`. Line ends are the most frequent: the closing quote is missing.
fn in_string(text: &str, quote: usize, start: usize, error: &serde_json::Error) -> (Span, String, &'static str) {
    let control = text[start..].find(|character: char| character.is_ascii_control()).map(|distance| start + distance);
    let line_end = end_of_line(text, quote);
    if error.is_eof() || control == Some(line_end) && plain(error).starts_with("control character") {
        return (quote..line_end, "this string is not closed".to_owned(), "close it with `\"` in the same line");
    }
    match control {
        Some(control) if plain(error).starts_with("control character") => {
            let fault = "a tab or another control character in a string";
            (control..control + 1, fault.to_owned(), "write `\\t` for a tab, `\\n` for a new line")
        }
        _ if plain(error).contains("hex escape") => {
            let end = quote + closed_length(&text[quote..]);
            (
                quote..end,
                "an escape in a string is no character".to_owned(),
                "write the character itself; files are UTF-8",
            )
        }
        _ => {
            let fault = format!("{} in a string", plain(error));
            (character_at(text, start), fault, "write `\\\\` for a backslash, and other characters as they are")
        }
    }
}

/// The length of the string with which a text begins.
fn closed_length(text: &str) -> usize {
    let mut cursor = Cursor::new(text);
    cursor.skip_string();
    cursor.at.min(text.len())
}

fn at_the_end(source: &Source, before: &Before) -> (Span, String, &'static str) {
    let end = source.text().trim_end().len();
    let fault = match before.open.last() {
        Some(&(position, opening)) => {
            let (line, _) = source.line_and_column(position);
            format!("the file ends before the `{opening}` of line {line} is closed")
        }
        None => "the file ends in the middle of a value".to_owned(),
    };
    (end..end, fault, "is the file complete?")
}

fn between_tokens(source: &Source, start: usize, before: &Before, words: &str) -> (Span, String, &'static str) {
    let text = source.text();
    let place = character_at(text, start);
    let earlier = text[..start].trim_end();
    let (span, fault, help) = match (words, text[start..].chars().next()) {
        (_, Some('/' | '#')) => {
            (start..end_of_line(text, start), "a comment", "JSON has no comments: say it in `doc` or `quirk`")
        }
        (_, Some('\'')) => (place, "a single quote", "strings stand in double quotes"),
        (_, Some('}' | ']')) if earlier.ends_with(',') => {
            (earlier.len() - 1..earlier.len(), "a comma after the last item", "remove it")
        }
        (_, Some(',')) if earlier.ends_with([',', '[', '{']) => (place, "a comma too many", "remove it"),
        (_, Some(',' | '}' | ']')) if earlier.ends_with(':') => (place, "a value is expected here", "say what it is"),
        ("trailing characters", _) => {
            (place, "something stands after the end", "one file holds one object: is a `}` too many?")
        }
        ("expected `:`", _) => (place, "a `:` is missing before this", "`:` stands between a name and its value"),
        ("expected `,` or `}`" | "expected `,` or `]`", Some(closing @ ('}' | ']'))) => {
            let (opening, line) = before.innermost(source);
            let fault = format!("`{closing}` where the `{opening}` of line {line} is still open");
            return (place, fault, "close what is inside first");
        }
        ("expected `,` or `}`" | "expected `,` or `]`", Some(first))
            if first != '"' && text[..start].ends_with('"') =>
        {
            (place, "the string ends before this", "write `\\\"` for a quote inside of a string")
        }
        ("expected `,` or `}`" | "expected `,` or `]`", Some(_)) => {
            (place, "a comma is missing before this", "put a `,` between two items")
        }
        ("key must be a string", _) => {
            (word_at(text, start), "a name in double quotes is expected here", "names stand in double quotes")
        }
        ("number out of range", _) => (place, "a number that is too large", "write a smaller one"),
        ("invalid number", _) => {
            (place, "a number that JSON does not know", "no zeros in front, and digits on both sides of a point")
        }
        ("expected value" | "expected ident", Some(first)) if first.is_alphabetic() => {
            (word_at(text, start), "an unknown word", "strings stand in double quotes; words are true, false and null")
        }
        ("expected value", _) => (place, "a value is expected here", HELP),
        _ => return (place, words.to_owned(), HELP),
    };
    (span, fault.to_owned(), help)
}

fn character_at(text: &str, start: usize) -> Span {
    start..start + text[start..].chars().next().map_or(0, char::len_utf8)
}

/// The word around this place; one character, if there is none.
fn word_at(text: &str, place: usize) -> Span {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let start = text[..place].trim_end_matches(is_part).len();
    let length = text[start..].find(|character| !is_part(character)).unwrap_or(text.len() - start);
    start..character_at(text, start).end.max(start + length)
}

fn end_of_line(text: &str, start: usize) -> usize {
    text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length)
}

/// What of a text is open at one of its bytes.
#[derive(Default)]
struct Before {
    /// The opening quote of the string that the byte stands in.
    string: Option<usize>,
    /// What opens objects and lists, outermost first.
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

    /// What opens the innermost object or list, and its line.
    fn innermost(&self, source: &Source) -> (char, usize) {
        self.open.last().map_or((' ', 1), |&(position, opening)| (opening, source.line_and_column(position).0))
    }
}
