//! The raw fields of a response or a callback: every one that was received, with its exact text.

mod builder;
mod error;
mod parse;
mod reader;
mod special_bytes;

pub use error::FieldsError;

use std::cmp::Ordering;
use std::fmt;

use flitt_schema::{NameKey, Table};

use crate::runtime::redact::shown_name;

/// How deeply objects and lists may be nested within one value. The gateway's own responses nest three levels.
const MAX_DEPTH: usize = 64;

/// Every field of an object, in the order received.
#[derive(Clone, Default)]
pub struct Fields {
    /// What was received, followed by names and values that are not in it as they are: strings with escapes.
    text: String,
    list: Vec<Extent>,
    /// Positions in `list`, in byte order of the names.
    by_name: Box<[u16]>,
    is_list: bool,
}

/// Where a field is within the text of all fields.
#[derive(Clone, Copy)]
struct Extent {
    key: NameKey,
    name: Span,
    text: Span,
    kind: Kind,
}

/// A byte range.
#[derive(Clone, Copy, Default)]
struct Span {
    start: usize,
    end: usize,
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

    /// Whether it was received as a JSON string.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.kind == Kind::String
    }

    /// Whether it was received as an object or a list.
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
    /// Whether they were received as a list, without names.
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    /// A field by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Field<'_>> {
        self.at(self.position(name)?)
    }

    /// The position of a field.
    pub(crate) fn position(&self, name: &str) -> Option<u16> {
        let key = NameKey::of(name);
        let order = |&position: &u16| {
            let field = self.list.get(usize::from(position));
            field.map_or(Ordering::Less, |field| self.compare(field, key, || name.as_bytes()))
        };
        self.by_name.get(self.by_name.binary_search_by(order).ok()?).copied()
    }

    /// The field at a position.
    pub(crate) fn at(&self, position: u16) -> Option<Field<'_>> {
        self.list.get(usize::from(position)).map(|extent| self.field(extent))
    }

    /// The text of the field at a position.
    pub(crate) fn text_at(&self, position: u16) -> Option<&str> {
        self.part(self.list.get(usize::from(position))?.text)
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

    /// The fields that were received as an object or a list.
    fn nested(&self) -> impl Iterator<Item = Field<'_>> {
        self.list.iter().filter(|extent| extent.kind == Kind::Nested).map(|extent| self.field(extent))
    }

    /// All fields, in byte order of their names.
    pub(crate) fn in_name_order(&self) -> impl Iterator<Item = Field<'_>> {
        self.by_name.iter().filter_map(|&position| self.at(position))
    }

    /// The texts of all fields except those with one of these names, in byte order of the names.
    pub(crate) fn texts_without(&self, names: [&str; 2]) -> impl Iterator<Item = &str> {
        let left_out = names.map(|name| self.position(name));
        let is_included = move |position: &&u16| !left_out.contains(&Some(**position));
        self.by_name.iter().filter(is_included).filter_map(|&position| self.text_at(position))
    }

    /// For each parameter of a table, the position of its field. Both are sorted by name, so one pass over both finds all.
    pub(crate) fn positions(&self, table: &Table) -> Box<[Option<u16>]> {
        let mut positions = vec![None; table.rows.len()].into_boxed_slice();
        let extent = |&position: &u16| Some((position, self.list.get(usize::from(position))?));
        let mut fields = self.by_name.iter().filter_map(extent);
        let mut field = fields.next();
        for entry in table.signature_order.iter() {
            let row = usize::from(entry.row);
            let name = || table.rows.get(row).map(|row| row.name.as_bytes()).unwrap_or_default();
            while let Some((position, extent)) = field {
                let order = self.compare(extent, entry.key, name);
                if order != Ordering::Less {
                    positions[row] = Some(position).filter(|_| order == Ordering::Equal);
                    break;
                }
                field = fields.next();
            }
        }
        positions
    }

    /// The byte order of the name of a field and another name, of which the key is known.
    #[inline]
    fn compare<'n>(&self, field: &Extent, key: NameKey, name: impl FnOnce() -> &'n [u8]) -> Ordering {
        if field.key < key {
            Ordering::Less
        } else if field.key > key {
            Ordering::Greater
        } else if key.is_whole() {
            Ordering::Equal
        } else {
            self.name(field).cmp(name())
        }
    }

    fn name(&self, extent: &Extent) -> &[u8] {
        self.text.as_bytes().get(extent.name.start..extent.name.end).unwrap_or_default()
    }

    fn field(&self, extent: &Extent) -> Field<'_> {
        let part = |span: Span| self.part(span).unwrap_or_default();
        Field { name: part(extent.name), text: part(extent.text), kind: extent.kind }
    }

    fn part(&self, span: Span) -> Option<&str> {
        self.text.get(span.start..span.end)
    }
}

/// Equal if the same fields were received in the same order.
impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        self.is_list == other.is_list && self.iter().eq(other.iter())
    }
}

impl Eq for Fields {}

/// The byte offset of a part within the text that it borrows from; `None` where it does not. (The standard library's
/// `str::substr_range` is not stable.)
fn offset(text: &str, part: &str) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (offset.checked_add(part.len())? <= text.len()).then_some(offset)
}

/// Shows the names only, and only those that look like names: values can be secret.
impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fields")?;
        formatter.debug_list().entries(self.iter().map(|field| shown_name(field.name))).finish()
    }
}

/// Shows the name only, if it looks like one: the value can be secret.
impl fmt::Debug for Field<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Field({:?})", shown_name(self.name))
    }
}
