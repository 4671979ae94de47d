//! The raw fields of an answer or callback: every one that was received, with its exact text.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// How objects and lists begin.
const OPENING: [u8; 2] = [b'{', b'['];

/// How deep objects and lists may stand in each other within one value; the gateway's own stand three deep.
const DEEPEST: usize = 64;

/// Every field of an object, in the order received.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fields {
    list: Vec<Field>,
    /// Positions in `list`, in byte order of the names.
    by_name: Vec<u16>,
    is_list: bool,
}

/// One field.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    name: Box<str>,
    /// The text of a string with its escapes resolved; any other value as it is written; nothing for null.
    text: Box<str>,
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

impl Field {
    /// The name on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The exact text: of a string with its escapes resolved, of any other value as it is written. Nothing for null.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
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
    pub(crate) fn of_text(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into(), kind: Kind::String }
    }

    /// The same value under another name.
    pub(crate) fn named(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }

    fn new(name: Box<str>, value: &RawValue) -> Result<Self, serde_json::Error> {
        let raw = value.get();
        let kind = match raw.as_bytes().first() {
            Some(b'"') => Kind::String,
            Some(first) if OPENING.contains(first) => Kind::Nested,
            Some(b'n') => Kind::Null,
            _ => Kind::Literal,
        };
        let text = match kind {
            Kind::String => unescape(raw)?,
            Kind::Null => Box::default(),
            Kind::Literal | Kind::Nested => raw.into(),
        };
        Ok(Self { name, text, kind })
    }
}

impl Fields {
    /// Reads a JSON object. A name that stands in it twice is refused.
    pub fn from_json(text: &str) -> Result<Self, FieldsError> {
        let list = raw_fields(text)?.into_iter().map(|(name, value)| Field::new(unescape(name.get())?, value));
        Self::new(list.collect::<Result<_, _>>().map_err(not_an_object)?)
    }

    /// Reads a JSON list. The fields are named by their place, from 0.
    pub(crate) fn from_json_list(text: &str) -> Result<Self, FieldsError> {
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(not_an_object)?;
        let items = items.into_iter().enumerate();
        let list = items.map(|(place, value)| Field::new(place.to_string().into(), value));
        let fields = Self::new(list.collect::<Result<_, _>>().map_err(not_an_object)?)?;
        Ok(Self { is_list: true, ..fields })
    }

    /// Of fields with one name, the first is kept.
    pub(crate) fn with_first_of_each(mut list: Vec<Field>) -> Result<Self, FieldsError> {
        let mut names = std::collections::HashSet::new();
        list.retain(|field| names.insert(field.name.clone()));
        Self::new(list)
    }

    /// Whether they came as a list, without names.
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    pub(crate) fn into_list(self) -> Vec<Field> {
        self.list
    }

    /// Reads a form (`application/x-www-form-urlencoded`), whose values are all texts. A name that stands in it twice is
    /// refused.
    pub fn from_form(text: &str) -> Result<Self, FieldsError> {
        let pairs = form_urlencoded::parse(text.trim().as_bytes());
        Self::new(pairs.map(|(name, value)| Field::of_text(&name, &value)).collect())
    }

    /// The text of the value of an envelope: of `{"response": {..}}`, what stands inside.
    pub fn in_envelope<'a>(text: &'a str, name: &str) -> Result<&'a str, FieldsError> {
        let mut found = None;
        for (key, value) in raw_fields(text)? {
            if unescape(key.get()).map_err(not_an_object)?.as_ref() == name && found.replace(value.get()).is_some() {
                return Err(FieldsError::Duplicate(name.to_owned()));
            }
        }
        found.ok_or_else(|| FieldsError::NoEnvelope(name.to_owned()))
    }

    pub(crate) fn new(list: Vec<Field>) -> Result<Self, FieldsError> {
        let count = u16::try_from(list.len()).map_err(|_| FieldsError::TooMany)?;
        let mut by_name: Vec<u16> = (0..count).collect();
        by_name.sort_by(|&left, &right| list[usize::from(left)].name.cmp(&list[usize::from(right)].name));
        if let Some(field) = list.iter().find(|field| field.is_nested() && depth(&field.text) > DEEPEST) {
            return Err(FieldsError::TooDeep(field.name.to_string()));
        }
        let fields = Self { list, by_name, is_list: false };
        let names: Vec<&str> = fields.in_name_order().map(|(name, _)| name).collect();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(FieldsError::Duplicate(pair[0].to_owned())),
            None => Ok(fields),
        }
    }

    /// A field by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.position(name).map(|position| &self.list[position])
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.by_name
            .binary_search_by(|&position| self.list[usize::from(position)].name.as_ref().cmp(name))
            .ok()
            .map(|found| usize::from(self.by_name[found]))
    }

    pub(crate) fn at(&self, position: usize) -> Option<&Field> {
        self.list.get(position)
    }

    /// The text of a field; `None` where it is absent, null or empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(Field::text).filter(|text| !text.is_empty())
    }

    /// All fields, in the order received.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.list.iter()
    }

    /// Names and texts, in byte order of the names.
    pub(crate) fn in_name_order(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_name.iter().map(|&position| {
            let field = &self.list[usize::from(position)];
            (field.name.as_ref(), field.text.as_ref())
        })
    }
}

/// Only the names: values can be secret.
impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fields")?;
        formatter.debug_list().entries(self.list.iter().map(Field::name)).finish()
    }
}

/// Only the name: the value can be secret.
impl fmt::Debug for Field {
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

/// How deep objects and lists stand in each other in a value, which is JSON.
fn depth(value: &str) -> usize {
    let (mut depth, mut deepest): (usize, usize) = (0, 0);
    let mut bytes = value.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
}

fn unescape(quoted: &str) -> Result<Box<str>, serde_json::Error> {
    match quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Ok(plain.into()),
        _ => serde_json::from_str(quoted),
    }
}

fn raw_fields(text: &str) -> Result<Vec<(&RawValue, &RawValue)>, FieldsError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let raw = deserializer.deserialize_map(RawFields).map_err(not_an_object)?;
    deserializer.end().map_err(not_an_object)?;
    Ok(raw)
}

/// The parser's own words can quote a value, which can be secret: only the place is kept.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn not_an_object(error: serde_json::Error) -> FieldsError {
    FieldsError::NotAnObject { line: error.line(), column: error.column() }
}

struct RawFields;

impl<'a> Visitor<'a> for RawFields {
    type Value = Vec<(&'a RawValue, &'a RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(48);
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(fields)
    }
}
