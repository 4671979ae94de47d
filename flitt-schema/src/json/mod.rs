//! JSON with positions: the text of a file as a tree whose every node knows where it stands.
//!
//! `serde_json` does the parsing. Each level is read as borrowed raw values, so that a node's place is the distance of
//! its text from the beginning of the file.

mod syntax;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use syntax::{plain, syntax_error};

/// Objects and lists may stand in each other this deep; a schema file needs six levels.
const DEEPEST: usize = 32;

/// A place in a file, in bytes.
pub(crate) type Span = Range<usize>;

#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) span: Span,
    pub(crate) data: Data<'a>,
}

#[derive(Debug)]
pub(crate) enum Data<'a> {
    Null,
    Bool(bool),
    /// The number as it is written.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    /// In the order of the file, duplicates included.
    Object(Vec<Member<'a>>),
}

#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) key_span: Span,
    pub(crate) value: Node<'a>,
}

impl Node<'_> {
    /// What kind of value this is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Number(_) => "a number",
            Data::Text(_) => "a string",
            Data::List(_) => "a list",
            Data::Object(_) => "an object",
        }
    }
}

/// Reads the whole text of a file.
pub(crate) fn read(source: &Source) -> Result<Node<'_>, Diagnostic> {
    let text = source.text();
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| syntax_error(source, text, &error))?;
    Reader { source }.node(raw, 0)
}

struct Reader<'a> {
    source: &'a Source,
}

impl<'a> Reader<'a> {
    fn span(&self, text: &'a str) -> Span {
        let start = text.as_ptr() as usize - self.source.text().as_ptr() as usize;
        start..start + text.len()
    }

    fn node(&self, raw: &'a RawValue, depth: usize) -> Result<Node<'a>, Diagnostic> {
        let text = raw.get();
        let span = self.span(text);
        if depth > DEEPEST {
            let place = span.start..span.start + 1;
            return Err(Diagnostic::new(self.source, place, format!("nested more than {DEEPEST} levels deep"))
                .with_help("a schema file needs six levels at most"));
        }
        let data = match text.as_bytes().first() {
            Some(b'{') => {
                let members = self.deserialize(text, ObjectVisitor)?;
                Data::Object(members.into_iter().map(|member| self.member(member, depth)).collect::<Result<_, _>>()?)
            }
            Some(b'[') => {
                let items = self.deserialize(text, ListVisitor)?;
                Data::List(items.into_iter().map(|item| self.node(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            Some(b'"') => Data::Text(self.text(raw)?),
            Some(b't') => Data::Bool(true),
            Some(b'f') => Data::Bool(false),
            Some(b'n') => Data::Null,
            _ => Data::Number(text),
        };
        Ok(Node { span, data })
    }

    fn member(&self, (key, value): RawMember<'a>, depth: usize) -> Result<Member<'a>, Diagnostic> {
        Ok(Member { key: self.text(key)?, key_span: self.span(key.get()), value: self.node(value, depth + 1)? })
    }

    fn text(&self, raw: &'a RawValue) -> Result<Cow<'a, str>, Diagnostic> {
        let quoted = raw.get();
        if !quoted.contains('\\') {
            return Ok(Cow::Borrowed(quoted.trim_matches('"')));
        }
        serde_json::from_str(quoted).map(Cow::Owned).map_err(|error| {
            Diagnostic::new(self.source, self.span(quoted), format!("this string cannot be read: {}", plain(&error)))
                .with_help("write the character itself; files are UTF-8")
        })
    }

    fn deserialize<V: Visitor<'a>>(&self, text: &'a str, visitor: V) -> Result<V::Value, Diagnostic> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer.deserialize_any(visitor).map_err(|error| syntax_error(self.source, text, &error))
    }
}

type RawMember<'a> = (&'a RawValue, &'a RawValue);

struct ObjectVisitor;

impl<'a> Visitor<'a> for ObjectVisitor {
    type Value = Vec<RawMember<'a>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

struct ListVisitor;

impl<'a> Visitor<'a> for ListVisitor {
    type Value = Vec<&'a RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}
