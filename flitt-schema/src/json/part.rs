//! Parts of a text: a value that was read before, and the place of a character within a string.

use super::{Data, Node};
use crate::source::Span;

/// Reads the value in a range of a text that was read before.
pub(crate) fn part<'a>(text: &'a str, span: &Span) -> Option<Node<'a>> {
    let mut node = super::node(text.get(span.clone())?).ok()?;
    node.shift(span.start);
    Some(node)
}

impl Node<'_> {
    /// Moves the ranges of a value and of everything in it.
    fn shift(&mut self, distance: usize) {
        let moved = |span: &Span| span.start + distance..span.end + distance;
        self.span = moved(&self.span);
        match &mut self.data {
            Data::List(items) => items.iter_mut().for_each(|item| item.shift(distance)),
            Data::Object(members) => members.iter_mut().for_each(|member| {
                member.key_span = moved(&member.key_span);
                member.value.shift(distance);
            }),
            _ => {}
        }
    }

    /// The value without white space; strings and numbers as the text has them.
    pub(crate) fn compact(&self, text: &str) -> String {
        let written = |span: &Span| text.get(span.clone()).unwrap_or_default();
        match &self.data {
            Data::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.compact(text)).collect();
                format!("[{}]", items.join(","))
            }
            Data::Object(members) => {
                let member = |member: &super::Member<'_>| {
                    format!("{}:{}", written(&member.key_span), member.value.compact(text))
                };
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
            }
            _ => written(&self.span).to_owned(),
        }
    }
}

/// The range of one character of a string's content, given by its position in the content, in bytes. `span` is that of the
/// string with its quotes. Behind the last character it is the closing quote.
#[must_use]
pub fn character_of_string(text: &str, span: &Span, position: usize) -> Span {
    let whole = text.get(span.clone()).unwrap_or_default();
    let (mut at, mut content) = (1, 0);
    while content < position {
        let Some(rest) = whole.get(at..).filter(|rest| rest.len() > 1) else { break };
        let (written, decoded) = first_character(rest);
        at += written;
        content += decoded;
    }
    let length = whole.get(at..).filter(|rest| !rest.is_empty()).map_or(0, |rest| first_character(rest).0);
    span.start + at..span.start + at + length
}

/// The length of the first character of a string's content as it is written, and as it is encoded in UTF-8.
fn first_character(rest: &str) -> (usize, usize) {
    let unit = |from: usize| u16::from_str_radix(rest.get(from..from + 4)?, 16).ok();
    let Some(escaped) = rest.strip_prefix('\\') else {
        let length = rest.chars().next().map_or(1, char::len_utf8);
        return (length, length);
    };
    let Some(first) = unit(2).filter(|_| escaped.starts_with('u')) else { return (2, 1) };
    // Characters beyond 16 bits are written as two escapes.
    let is_pair = (0xd800..0xdc00).contains(&first) && rest.get(6..8) == Some("\\u");
    match char::decode_utf16([first].into_iter().chain(unit(8).filter(|_| is_pair))).next() {
        Some(Ok(character)) if is_pair => (12, character.len_utf8()),
        Some(Ok(character)) => (6, character.len_utf8()),
        _ => (6, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_character_within_a_string() {
        let text = r#"["a\"é\u00e9\ud83d\ude00z"]"#;
        let content: String = serde_json::from_str::<Vec<String>>(text).unwrap().remove(0);
        let span = 1..text.len() - 1;
        let places: Vec<&str> = content
            .char_indices()
            .map(|(position, _)| &text[character_of_string(text, &span, position)])
            .chain([&text[character_of_string(text, &span, content.len())]])
            .collect();
        assert_eq!(places, ["a", "\\\"", "é", "\\u00e9", "\\ud83d\\ude00", "z", "\""]);
        assert_eq!(character_of_string(text, &span, 99), text.len() - 2..text.len() - 1);
    }

    #[test]
    fn a_part_has_the_ranges_of_the_whole() {
        let text = r#"{ "a": [1, { "b" : "c d" } ] }"#;
        let node = part(text, &(7..text.len() - 2)).unwrap();
        let Data::List(items) = &node.data else { panic!("{node:?}") };
        let Data::Object(members) = &items[1].data else { panic!("{node:?}") };
        assert_eq!((&text[members[0].key_span.clone()], &text[members[0].value.span.clone()]), ("\"b\"", "\"c d\""));
        assert_eq!(node.compact(text), r#"[1,{"b":"c d"}]"#);
    }
}
