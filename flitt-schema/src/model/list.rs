use super::{Items, Text};

/// A reference list: values that many rows share, or that people look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The list's name, which is also the file's.
    pub name: Text,
    /// The Rust type that is made of it, if any.
    pub rust: Option<Text>,
    /// What it lists.
    pub doc: Text,
    /// The address of its documentation.
    pub source: Text,
    /// What further columns say.
    pub columns: Items<Column>,
    /// The values in the order of the file.
    pub values: Items<ListedValue>,
}

/// A further column of a [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Text,
    /// What it says.
    pub doc: Text,
}

/// One value of a [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedValue {
    /// The value on the wire.
    pub value: Text,
    /// The Rust name of the variant, where the value gives none.
    pub rust: Option<Text>,
    /// What it means.
    pub doc: Text,
    /// What the further columns say of it, in the order of [`List::columns`]; empty where nothing is said.
    pub columns: Items<Text>,
}

impl List {
    /// A value with everything that is said of it.
    #[must_use]
    pub fn find(&self, value: &str) -> Option<&ListedValue> {
        self.values.iter().find(|listed| listed.value == value)
    }
}
