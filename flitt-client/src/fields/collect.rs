//! Fields in the making: one text for all of them, and then their order.

use std::collections::HashSet;

use super::{DEEPEST, Extent, Field, Fields, FieldsError, Kind};

/// Room for so many fields to begin with: an answer of the gateway has some forty.
const USUAL: usize = 48;

/// Fields that are being collected.
pub(super) struct Collected {
    text: String,
    list: Vec<Extent>,
}

impl Collected {
    /// With room for names and texts of so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), list: Vec::with_capacity(USUAL) }
    }

    /// Begins a field by its name.
    pub(super) fn name(&mut self, name: &str) {
        let start = self.text.len();
        self.text.push_str(name);
        self.list.push(Extent { name: start, text: self.text.len(), end: self.text.len(), kind: Kind::Null });
    }

    /// Gives the field that was begun last its value.
    pub(super) fn value(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        if let Some(extent) = self.list.last_mut() {
            (extent.end, extent.kind) = (self.text.len(), kind);
        }
    }

    /// All of them, if they are fields that can be told apart.
    pub(super) fn finish(self) -> Result<Fields, FieldsError> {
        let count = u16::try_from(self.list.len()).map_err(|_| FieldsError::TooMany)?;
        let mut fields = Fields { text: self.text, list: self.list, by_name: Box::default(), is_list: false };
        if let Some(field) = fields.nested().find(|field| depth(field.text) > DEEPEST) {
            return Err(FieldsError::TooDeep(field.name.to_owned()));
        }
        let mut names: Vec<(&str, u16)> = fields.iter().map(|field| field.name).zip(0..count).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(FieldsError::Duplicate(pair[0].0.to_owned()));
        }
        fields.by_name = names.into_iter().map(|(_, position)| position).collect();
        Ok(fields)
    }
}

impl Fields {
    /// Takes fields as they are. A name that stands there twice is refused.
    pub(crate) fn of<'f>(fields: impl IntoIterator<Item = Field<'f>>) -> Result<Self, FieldsError> {
        let mut collected = Collected::with_room(0);
        for field in fields {
            collected.name(field.name);
            collected.value(field.text, field.kind);
        }
        collected.finish()
    }

    /// Of fields with one name, the first is kept.
    pub(crate) fn of_first_of_each<'f>(fields: impl IntoIterator<Item = Field<'f>>) -> Result<Self, FieldsError> {
        let mut names = HashSet::new();
        Self::of(fields.into_iter().filter(|field| names.insert(field.name)))
    }

    /// Reads a form (`application/x-www-form-urlencoded`), whose values are all texts. A name that stands in it twice is
    /// refused.
    pub fn from_form(text: &str) -> Result<Self, FieldsError> {
        let mut collected = Collected::with_room(text.len());
        for (name, value) in form_urlencoded::parse(text.trim().as_bytes()) {
            collected.name(&name);
            collected.value(&value, Kind::String);
        }
        collected.finish()
    }
}

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
