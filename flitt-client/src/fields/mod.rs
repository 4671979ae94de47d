//! The raw fields of an answer or callback: every one that was received, with its exact text.

mod collect;
mod read;

use std::cmp::Ordering;
use std::fmt;

use crate::schema::Table;

/// How deep objects and lists may stand in each other within one value; the gateway's own stand three deep.
const DEEPEST: usize = 64;

/// Every field of an object, in the order received.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// Each name with its text behind it, of all fields.
    text: String,
    list: Vec<Extent>,
    /// Positions in `list`, in byte order of the names.
    by_name: Box<[u16]>,
    is_list: bool,
}

/// Where a field stands in the text of all: its name from `name` on, its own text from `text` up to `end`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Extent {
    name: usize,
    text: usize,
    end: usize,
    kind: Kind,
}

/// One field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Field<'f> {
    name: &'f str,
    /// The text of a string with its escapes resolved; any other value as it is written; nothing for null.
    text: &'f str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    String,
    /// A number or a boolean.
    Literal,
    Null,
    Nested,
}

/// Why a body has no fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldsError {
    /// It is no JSON object; the place of the first fault.
    NotAnObject {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// The envelope has no field of this name.
    NoEnvelope(String),
    /// One name stands for two values: two readers could understand different things.
    Duplicate(String),
    /// It has more fields than any answer of the gateway (65,535).
    TooMany,
    /// In the field of this name, objects and lists stand deeper in each other (64) than in any answer of the gateway.
    TooDeep(String),
}

impl FieldsError {
    /// The same fault of a part of a text, its place counted from the beginning of that text.
    pub(crate) fn within(self, text: &str, part: &str) -> Self {
        let Self::NotAnObject { line, column } = self else { return self };
        let before = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize).and_then(|length| text.get(..length));
        let before = before.unwrap_or_default();
        let in_line = before.rsplit('\n').next().unwrap_or_default().len();
        Self::NotAnObject {
            line: line + before.matches('\n').count(),
            column: if line == 1 { column + in_line } else { column },
        }
    }
}

impl<'f> Field<'f> {
    /// The name on the wire.
    #[must_use]
    pub fn name(&self) -> &'f str {
        self.name
    }

    /// The exact text: of a string with its escapes resolved, of any other value as it is written. Nothing for null.
    #[must_use]
    pub fn text(&self) -> &'f str {
        self.text
    }

    /// Whether it came as a JSON string.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.kind == Kind::String
    }

    /// Whether it came as an object or a list.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.kind == Kind::Nested
    }

    /// A field whose value is a text.
    pub(crate) fn of_text(name: &'f str, text: &'f str) -> Self {
        Self { name, text, kind: Kind::String }
    }

    /// The same value under another name.
    pub(crate) fn named(self, name: &'f str) -> Self {
        Self { name, ..self }
    }
}

impl Fields {
    /// Whether they came as a list, without names.
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    /// A field by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Field<'_>> {
        let order = |&position: &u16| self.name(position).cmp(name.as_bytes());
        self.at(self.by_name[self.by_name.binary_search_by(order).ok()?])
    }

    fn at(&self, position: u16) -> Option<Field<'_>> {
        self.list.get(usize::from(position)).map(|extent| self.field(extent))
    }

    /// The text of the field at a position.
    pub(crate) fn text_at(&self, position: u16) -> Option<&str> {
        let extent = self.list.get(usize::from(position))?;
        self.text.get(extent.text..extent.end)
    }

    /// The text of a field; `None` where it is absent, null or empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|field| field.text).filter(|text| !text.is_empty())
    }

    /// All fields, in the order received.
    pub fn iter(&self) -> impl Iterator<Item = Field<'_>> {
        self.list.iter().map(|extent| self.field(extent))
    }

    /// The fields that came as an object or a list.
    fn nested(&self) -> impl Iterator<Item = Field<'_>> {
        self.list.iter().filter(|extent| extent.kind == Kind::Nested).map(|extent| self.field(extent))
    }

    /// All fields, in byte order of their names.
    pub(crate) fn in_name_order(&self) -> impl Iterator<Item = Field<'_>> {
        self.by_name.iter().filter_map(|&position| self.at(position))
    }

    /// The texts of all fields but of those with one of these names, in byte order of the names.
    pub(crate) fn texts_without(&self, names: [&str; 2]) -> impl Iterator<Item = &str> {
        let is_meant = move |&&position: &&u16| !names.iter().any(|name| self.name(position) == name.as_bytes());
        self.by_name.iter().filter(is_meant).filter_map(|&position| self.text_at(position))
    }

    /// For each row of a table, the position of its field. Rows and fields are known in the order of their names: one
    /// walk along both finds all.
    pub(crate) fn positions(&self, table: &Table) -> Box<[Option<u16>]> {
        let mut positions = vec![None; table.rows.len()].into_boxed_slice();
        let mut fields = self.by_name.iter().copied();
        let mut field = fields.next();
        for (turn, row) in table.in_signature_order() {
            let (name, row) = (row.name.as_ref(), usize::from(turn.row));
            while let Some(position) = field {
                let order = self.name(position).cmp(name.as_bytes());
                if order != Ordering::Less {
                    positions[row] = Some(position).filter(|_| order == Ordering::Equal);
                    break;
                }
                field = fields.next();
            }
        }
        positions
    }

    fn name(&self, position: u16) -> &[u8] {
        let extent = self.list.get(usize::from(position));
        extent.and_then(|extent| self.text.as_bytes().get(extent.name..extent.text)).unwrap_or_default()
    }

    fn field(&self, extent: &Extent) -> Field<'_> {
        let part = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default();
        Field { name: part(extent.name, extent.text), text: part(extent.text, extent.end), kind: extent.kind }
    }
}

/// Only the names: values can be secret.
impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fields")?;
        formatter.debug_list().entries(self.iter().map(|field| field.name)).finish()
    }
}

/// Only the name: the value can be secret.
impl fmt::Debug for Field<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Field({:?})", self.name)
    }
}

impl fmt::Display for FieldsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject { line, column } => {
                write!(formatter, "it is not a JSON object (line {line}, column {column})")
            }
            Self::NoEnvelope(name) => write!(formatter, "it has no `{name}`"),
            Self::Duplicate(name) => write!(formatter, "the field `{name}` stands in it twice"),
            Self::TooMany => formatter.write_str("it has more than 65,535 fields"),
            Self::TooDeep(name) => write!(formatter, "the field `{name}` is nested more than {DEEPEST} deep"),
        }
    }
}

impl std::error::Error for FieldsError {}
