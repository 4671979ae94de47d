//! JSON with positions: the text of a file as a tree of nodes with their ranges.
//!
//! `serde_json` parses in one pass. It reports no positions, but between two values that it has accepted there is only
//! whitespace and a comma or colon, so a cursor that follows it knows where each value begins and ends.

mod cursor;
mod part;
mod sensitive;
mod syntax;

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::limits::MAX_FILE_VALUES;
use crate::source::{Diagnostic, Source, Span};
use cursor::Cursor;
pub use part::character_of_string;
pub(crate) use part::part;
pub(crate) use sensitive::{leaves, may_be_sensitive, members, of_parameters};
pub use sensitive::{sensitive, sensitive_among, sensitive_names};
use syntax::syntax_error;

/// The maximum nesting depth of objects and lists; a schema file needs six levels.
const MAX_DEPTH: usize = 32;

/// A value with its range. `Debug` shows its type and the range.
pub struct Node<'a> {
    /// The range of its text, in bytes.
    pub span: Span,
    /// The value.
    pub data: Data<'a>,
}

/// A value.
pub enum Data<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The number as it is written.
    Number(&'a str),
    /// The content of a string.
    Text(Cow<'a, str>),
    /// The items of a list.
    List(Vec<Node<'a>>),
    /// In the order of the file, duplicates included.
    Object(Vec<Member<'a>>),
}

/// A key of an object with its value.
pub struct Member<'a> {
    /// The key.
    pub key: Cow<'a, str>,
    /// The range of the key, with its quotes.
    pub key_span: Span,
    /// The value.
    pub value: Node<'a>,
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at {:?}", self.kind(), self.span)
    }
}

impl Node<'_> {
    /// The type of the value, for messages.
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
pub fn read(source: &Source) -> Result<Node<'_>, Diagnostic> {
    read_counted(source, None).map(|(node, _)| node)
}

/// The same without the value of one key of the outermost object, which is only skipped and appears as null, with its range;
/// and the number of values, which is limited.
pub(crate) fn read_without<'s>(source: &'s Source, key: &'static str) -> Result<(Node<'s>, usize), Diagnostic> {
    read_counted(source, Some(key))
}

fn read_counted<'s>(source: &'s Source, skipped: Option<&'static str>) -> Result<(Node<'s>, usize), Diagnostic> {
    let mut cursor = Cursor::new(source.text());
    cursor.skipped_key = skipped;
    cursor.values_left = MAX_FILE_VALUES;
    let node = with_cursor(&mut cursor).map_err(|error| match error {
        ReadError::TooMany(position) => Diagnostic::new(
            source,
            position..position + 1,
            format!("more than {MAX_FILE_VALUES} JSON values in a file"),
        )
        .with_help("split the file, or leave values out"),
        ReadError::TooDeep(position) => {
            Diagnostic::new(source, position..position + 1, format!("nesting exceeds {MAX_DEPTH} levels"))
                .with_help("a schema file needs at most six levels")
        }
        ReadError::Syntax(error) => syntax_error(source, &error),
    })?;
    Ok((node, MAX_FILE_VALUES - cursor.values_left))
}

/// Why a text cannot be read.
pub(crate) enum ReadError {
    /// The maximum nesting depth is exceeded at this position.
    TooDeep(usize),
    /// The maximum number of values is exceeded at this position.
    TooMany(usize),
    /// A syntax error.
    Syntax(serde_json::Error),
}

/// Reads a text.
pub(crate) fn node(text: &str) -> Result<Node<'_>, ReadError> {
    with_cursor(&mut Cursor::new(text))
}

fn with_cursor<'a>(cursor: &mut Cursor<'a>) -> Result<Node<'a>, ReadError> {
    let mut deserializer = serde_json::Deserializer::from_str(cursor.text());
    let read = Value { cursor: &mut *cursor, depth: 0 }.deserialize(&mut deserializer);
    let read = read.and_then(|node| deserializer.end().map(|()| node));
    read.map_err(|error| match (cursor.too_deep, cursor.too_many) {
        (Some(position), _) => ReadError::TooDeep(position),
        (None, Some(position)) => ReadError::TooMany(position),
        (None, None) => ReadError::Syntax(error),
    })
}

/// A value that is about to be read.
struct Value<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
    depth: usize,
}

impl<'a> DeserializeSeed<'a> for Value<'_, 'a> {
    type Value = Node<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Node<'a>, D::Error> {
        self.cursor.skip_whitespace();
        let start = self.cursor.at;
        if self.depth > MAX_DEPTH {
            self.cursor.too_deep = Some(start);
            return Err(D::Error::custom("too deep"));
        }
        let Some(left) = self.cursor.values_left.checked_sub(1) else {
            self.cursor.too_many = Some(start);
            return Err(D::Error::custom("too many"));
        };
        self.cursor.values_left = left;
        let cursor = &mut *self.cursor;
        let data = deserializer.deserialize_any(Content { cursor, depth: self.depth })?;
        Ok(Node { span: start..self.cursor.at, data })
    }
}

/// The content of a value; the cursor skips it.
struct Content<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
    depth: usize,
}

impl<'a> Visitor<'a> for Content<'_, 'a> {
    type Value = Data<'a>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Data<'a>, E> {
        self.cursor.skip_literal();
        Ok(Data::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Data<'a>, E> {
        self.cursor.skip_literal();
        Ok(Data::Bool(value))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Data<'a>, E> {
        Ok(Data::Number(self.cursor.skip_literal()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Data<'a>, E> {
        Ok(Data::Number(self.cursor.skip_literal()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Data<'a>, E> {
        Ok(Data::Number(self.cursor.skip_literal()))
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Data<'a>, E> {
        self.cursor.skip_plain_string(text);
        Ok(Data::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Data<'a>, E> {
        self.cursor.skip_string();
        Ok(Data::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut items: A) -> Result<Data<'a>, A::Error> {
        let Self { cursor, depth } = self;
        let mut list = Vec::new();
        cursor.skip_punctuation();
        while let Some(item) = items.next_element_seed(Value { cursor: &mut *cursor, depth: depth + 1 })? {
            list.push(item);
            cursor.skip_comma();
        }
        cursor.skip_punctuation();
        // A vector of few items reserves more than it holds, which counts in a file of many lists.
        list.shrink_to_fit();
        Ok(Data::List(list))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut entries: A) -> Result<Data<'a>, A::Error> {
        let Self { cursor, depth } = self;
        let mut members = Vec::new();
        cursor.skip_punctuation();
        while let Some((key, key_span)) = entries.next_key_seed(Key { cursor: &mut *cursor })? {
            cursor.skip_punctuation();
            let value = if depth == 0 && cursor.skipped_key == Some(key.as_ref()) {
                skipped(cursor, entries.next_value()?)
            } else {
                entries.next_value_seed(Value { cursor: &mut *cursor, depth: depth + 1 })?
            };
            members.push(Member { key, key_span, value });
            cursor.skip_comma();
        }
        cursor.skip_punctuation();
        members.shrink_to_fit();
        Ok(Data::Object(members))
    }
}

/// A value that the parser has skipped.
fn skipped<'a>(cursor: &mut Cursor<'a>, value: &RawValue) -> Node<'a> {
    let start = cursor.skip_whitespace();
    cursor.at += value.get().len();
    Node { span: start..cursor.at, data: Data::Null }
}

/// The name of a member that is about to be read.
struct Key<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
}

impl<'a> DeserializeSeed<'a> for Key<'_, 'a> {
    type Value = (Cow<'a, str>, Span);

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key<'_, 'a> {
    type Value = (Cow<'a, str>, Span);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        let start = self.cursor.skip_whitespace();
        self.cursor.skip_plain_string(text);
        Ok((Cow::Borrowed(text), start..self.cursor.at))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        let start = self.cursor.skip_whitespace();
        self.cursor.skip_string();
        Ok((Cow::Owned(text.to_owned()), start..self.cursor.at))
    }
}
