//! The keys of schema files, with the kind and the meaning of their values. The parser, the canonical form and the JSON
//! Schemas for editors all take them from here.

mod endpoint;
mod example;
mod group;
mod list;
mod parameter;
mod table;

pub(crate) use endpoint::{
    COMPARED, CONFIRMATION, CONTRADICTION, ENDPOINT, FAILURE, FAILURES, REQUEST, RESPONSE, RETRY, VARIANT,
};
pub(crate) use example::{EXAMPLE, SIGNED_EXAMPLE};
pub(crate) use group::{CONDITION, GROUP};
pub(crate) use list::{LIST, REFERENCE_VALUE};
pub(crate) use parameter::{HEADER, LISTED_VALUE, PARAMETER};
pub(crate) use table::{DECLINE, KEY_RULE, TABLE};

/// The current version of the meta-format. A file without `meta_format` is of this version.
///
/// A new key gets the next version as its [`Key::since`]. A file of an earlier version cannot have it, so that a program
/// that knows only that version reads the file completely.
pub(crate) const META_FORMAT_VERSION: u64 = 2;

/// An object of a schema file.
pub(crate) struct ObjectSpec {
    /// Its name in messages, with an article: "a parameter".
    pub(crate) label: &'static str,
    /// Its keys, in the order of the canonical form.
    pub(crate) all: &'static [Key],
    /// It has exactly one of these keys.
    pub(crate) one_of: &'static [&'static str],
    /// The kind of the values of other keys, if it may have other keys.
    pub(crate) others: Option<&'static Kind>,
}

/// One key.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// The version of the meta-format that introduced it.
    pub(crate) since: u64,
    /// The meaning, for editors.
    pub(crate) doc: &'static str,
}

/// What a value can be.
pub(crate) enum Kind {
    /// A string; it may be empty only if the key is optional.
    String,
    /// A string that matches a regular expression.
    Pattern(&'static str),
    /// A string or a number, as it is written on the wire.
    StringOrNumber,
    Boolean,
    Integer,
    /// A length of at least 1; `null` means no limit.
    Length,
    /// The version of the meta-format.
    Version,
    /// One of these strings.
    Enum(&'static [&'static str]),
    Object(&'static ObjectSpec),
    /// An object with any keys, whose values are strings.
    StringMap,
    /// An object with any keys and values.
    AnyObject,
    List(&'static Kind),
    NonEmptyList(&'static Kind),
    /// One of these kinds, which differ in their JSON type.
    Either(&'static [Kind]),
}

impl Key {
    /// The same key, introduced by a later version of the meta-format.
    const fn since(self, version: u64) -> Self {
        Self { since: version, ..self }
    }
}

impl ObjectSpec {
    const fn new(label: &'static str, keys: &'static [Key]) -> Self {
        Self { label, all: keys, one_of: &[], others: None }
    }

    /// The same, with exactly one of these keys.
    const fn with_one_of(self, one_of: &'static [&'static str]) -> Self {
        Self { one_of, ..self }
    }

    /// The names of the keys, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.all.iter().map(|key| key.name)
    }

    /// A key by its name.
    pub(crate) fn find(&self, name: &str) -> Option<&'static Key> {
        self.all.iter().find(|key| key.name == name)
    }
}

const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, since: 1, doc }
}

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, since: 1, doc }
}

/// The first keys of every file.
const SCHEMA: Key = optional("$schema", Kind::String, "The JSON Schema by which editors complete and check this file.");
const META_FORMAT: Key =
    optional("meta_format", Kind::Version, "The version of the meta-format; the current version, 2, if absent.");
const SOURCE: Key = optional(
    "source",
    Kind::Pattern(r"^(https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+)?$"),
    "The URL of the page that the facts are taken from.",
);
