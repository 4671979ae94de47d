//! The keys of schema files, each with its kind of value and what it says: the one place that the parser, the canonical
//! form and the JSON Schema for editors take them from.

mod endpoint;
mod group;
mod list;
mod row;
mod table;

pub(crate) use endpoint::{ENDPOINT, FAILURE, FORM, REQUEST, RESPONSE, RETRY};
pub(crate) use group::{CONDITION, GROUP};
pub(crate) use list::{LIST, REFERENCE_VALUE};
pub(crate) use row::{HEADER, LISTED_VALUE, ROW};
pub(crate) use table::{KEY_RULE, TABLE};

/// An object of a schema file.
pub(crate) struct Keys {
    /// Its name in messages ("a parameter").
    pub(crate) what: &'static str,
    /// Its keys, in the order of the canonical form.
    pub(crate) all: &'static [Key],
    /// Of these, it has exactly one.
    pub(crate) one_of: &'static [&'static str],
    /// What holds between keys, as JSON Schemas: for editors only, the parser says it in words.
    pub(crate) rules: &'static [&'static str],
    /// It may have other keys too, whose values are of this kind.
    pub(crate) others: Option<&'static Kind>,
}

/// One key.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// An object without it is refused.
    pub(crate) required: bool,
    /// What it says, for editors.
    pub(crate) doc: &'static str,
}

/// What a value can be.
pub(crate) enum Kind {
    /// A text; empty only where it may be absent too.
    Text,
    /// A text of a form, which is a regular expression.
    Form(&'static str),
    /// A string or a number: the text of the wire.
    Wire,
    Boolean,
    /// A whole number.
    Number,
    /// A length, from 1; `null` says that there is none.
    Length,
    /// The version of the meta-format.
    Version,
    /// One of the words.
    Word(&'static [&'static str]),
    Object(&'static Keys),
    /// An object of any names, with texts.
    Texts,
    List(&'static Kind),
    /// A list that is not empty.
    Some(&'static Kind),
    /// One of them; told apart by the type of the JSON value.
    Either(&'static [Kind]),
}

impl Keys {
    const fn new(what: &'static str, keys: &'static [Key]) -> Self {
        Self { what, all: keys, one_of: &[], rules: &[], others: None }
    }

    /// The names of the keys, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().map(|key| key.name)
    }

    /// With what holds between its keys.
    const fn with_rules(self, rules: &'static [&'static str]) -> Self {
        Self { rules, ..self }
    }

    /// The name of a key, where it is one.
    pub(crate) fn find(&self, name: &str) -> Option<&'static str> {
        self.names().find(|known| *known == name)
    }
}

/// A key that may be absent.
const fn may(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// A key that must be there.
const fn must(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

/// What a file of any kind begins with.
const SCHEMA: Key = may("$schema", Kind::Text, "The JSON Schema that editors complete and check this file by.");
const META_FORMAT: Key = may("meta_format", Kind::Version, "The version of the meta-format; 1, where it is absent.");
const SOURCE: Key = may("source", Kind::Text, "The address of the page that the facts come from.");
