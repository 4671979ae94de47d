//! What the JSON parser found, in words for people, and at the place where they have to change something: the parser
//! tells where it stopped, which for a comma too many or an open string is later than the fault.

use super::Span;
use crate::diagnostic::Diagnostic;
use crate::source::Source;

const HELP: &str = "schema files are plain JSON: no comments, no comma after the last item, names in double quotes";

/// A fault of the syntax, at its place in the whole file. `part` is the text that the parser was reading.
pub(super) fn syntax_error(source: &Source, part: &str, error: &serde_json::Error) -> Diagnostic {
    let text = source.text();
    let (span, fault, help) = fault(source, stopped_at(text, part, error), error);
    Diagnostic::new(source, span, format!("this is not JSON: {fault}")).with_help(help)
}

/// The parser's words without its own position.
pub(super) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The byte at which the parser gave up. Its columns count the bytes that are read: 0 after the end of a line.
fn stopped_at(text: &str, part: &str, error: &serde_json::Error) -> usize {
    let base = part.as_ptr() as usize - text.as_ptr() as usize;
    let line_start: usize = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut start = (base + line_start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    start
}

fn fault(source: &Source, start: usize, error: &serde_json::Error) -> (Span, String, &'static str) {
    let text = source.text();
    let before = Before::read(text, if error.is_eof() { text.len() } else { start });
    let here = text[start..].chars().next();
    let place = start..start + here.map_or(0, char::len_utf8);
    if let Some(quote) = before.string
        && (error.is_eof() || here.is_some_and(|character| matches!(character, '\n' | '\r')))
    {
        let line = text[quote..].find(['\n', '\r']).map_or(text.len(), |end| quote + end);
        return (quote..line, "this string is not closed".to_owned(), "close it with `\"` in the same line");
    }
    if before.string.is_some() {
        return (place, plain(error), "write `\\n` for a new line, `\\t` for a tab, `\\\\` for a backslash");
    }
    if error.is_eof() {
        let end = text.trim_end().len();
        return match before.open.last() {
            Some(&(opening, closing)) => {
                let (line, _) = source.line_and_column(opening);
                (
                    end..end,
                    format!("the file ends, and what begins in line {line} is not closed with `{closing}`"),
                    "is the file complete?",
                )
            }
            None => (end..end, "the file ends in the middle of a value".to_owned(), "is the file complete?"),
        };
    }
    let words = plain(error);
    match (words.as_str(), here) {
        (_, Some('/' | '#')) => {
            let line = text[start..].find(['\n', '\r']).map_or(text.len(), |end| start + end);
            (start..line, "a comment".to_owned(), "JSON has no comments: say it in `doc` or `quirk`")
        }
        (_, Some('\'')) => (place, "a single quote".to_owned(), "JSON writes strings in double quotes"),
        ("trailing comma", _) => {
            let comma = text[..start].trim_end().len().saturating_sub(1);
            (comma..comma + 1, "a comma after the last item".to_owned(), "remove it")
        }
        ("trailing characters", _) => {
            (place, "something stands after the end".to_owned(), "one file holds one object; is there a `}` too many?")
        }
        ("key must be a string", _) => (place, "a name in double quotes is expected here".to_owned(), HELP),
        ("expected `,` or `}`" | "expected `,` or `]`", Some('"' | '{' | '[' | '-' | '0'..='9' | 'a'..='z')) => {
            (place, "a comma is missing before this".to_owned(), "put a `,` between two items")
        }
        _ => (place, words, HELP),
    }
}

/// What of a text is open at one of its bytes.
#[derive(Default)]
struct Before {
    /// The opening quote of the string that the byte stands in.
    string: Option<usize>,
    /// Objects and lists, outermost first, with what closes them.
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
                (None, '{') => found.open.push((position, '}')),
                (None, '[') => found.open.push((position, ']')),
                (None, '}' | ']') => drop(found.open.pop()),
                _ => {}
            }
        }
        found
    }
}
