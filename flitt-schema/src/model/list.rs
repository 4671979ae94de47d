use super::{CowSlice, CowStr};

/// A reference list: values that several parameters share, or that are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The name of the list and of its file.
    pub name: CowStr,
    /// The name of the Rust type that is generated from it, if any.
    pub rust: Option<CowStr>,
    /// The description.
    pub doc: CowStr,
    /// The URL of its documentation.
    pub source: CowStr,
    /// The additional columns.
    pub columns: CowSlice<Column>,
    /// The values in the order of the file.
    pub values: CowSlice<ListedValue>,
}

/// An additional column of a [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: CowStr,
    /// The description.
    pub doc: CowStr,
}

/// One value of a [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedValue {
    /// The value on the wire.
    pub value: CowStr,
    /// The Rust name of the variant, if it cannot be derived from the value.
    pub rust: Option<CowStr>,
    /// The meaning.
    pub doc: CowStr,
    /// Its entries in the additional columns, in the order of [`List::columns`]; empty strings where the file has none.
    pub columns: CowSlice<CowStr>,
}

impl List {
    /// The entry of a value.
    #[must_use]
    pub fn find(&self, value: &str) -> Option<&ListedValue> {
        self.values.iter().find(|listed| listed.value == value)
    }
}
