//! The keys of schema files as plain data, for people: the command line prints them, and the guide lists them.

use crate::keys::{ENDPOINT, Kind, LIST, ObjectSpec, TABLE};

/// An object of schema files with its keys.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObjectReference {
    /// Its name, with an article where it has one: `a parameter`, `` `signed` ``.
    pub label: &'static str,
    /// Its keys, in the order of the canonical form.
    pub keys: Vec<KeyReference>,
    /// It has exactly one of these keys.
    pub one_of: &'static [&'static str],
}

/// A key of an object.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KeyReference {
    /// Its name.
    pub name: &'static str,
    /// What its value can be, in words: `boolean`, `list of strings`.
    pub value: String,
    /// Whether the object must have it.
    pub required: bool,
    /// The version of the meta-format that introduced it.
    pub since: u64,
    /// What it means.
    pub doc: &'static str,
}

/// Every object of schema files, each once: an endpoint, a shared table and a reference list with what they contain, outer
/// objects first.
#[must_use]
pub fn key_reference() -> Vec<ObjectReference> {
    let mut objects: Vec<&'static ObjectSpec> = vec![&ENDPOINT, &TABLE, &LIST];
    let mut next = 0;
    while let Some(object) = objects.get(next).copied() {
        for key in object.all {
            add(&key.kind, &mut objects);
        }
        if let Some(kind) = object.others {
            add(kind, &mut objects);
        }
        next += 1;
    }
    objects.into_iter().map(reference).collect()
}

/// Adds the objects of a kind that are not there yet.
fn add(kind: &'static Kind, objects: &mut Vec<&'static ObjectSpec>) {
    match kind {
        Kind::Object(object) if !objects.iter().any(|known| std::ptr::eq(*known, *object)) => objects.push(object),
        Kind::List(item) | Kind::NonEmptyList(item) => add(item, objects),
        Kind::Either(kinds) => kinds.iter().for_each(|kind| add(kind, objects)),
        _ => {}
    }
}

fn reference(object: &'static ObjectSpec) -> ObjectReference {
    let keys = object.all.iter().map(|key| KeyReference {
        name: key.name,
        value: value(&key.kind),
        required: key.required,
        since: key.since,
        doc: key.doc,
    });
    ObjectReference { label: object.label, keys: keys.collect(), one_of: object.one_of }
}

/// What a value of a kind can be, in words.
fn value(kind: &Kind) -> String {
    match kind {
        Kind::String | Kind::Pattern(_) => "string".to_owned(),
        Kind::StringOrNumber => "string or number".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Length => "integer or null".to_owned(),
        Kind::Version => "version".to_owned(),
        Kind::Enum(names) => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        Kind::Object(object) if object.label.starts_with('`') => format!("object {}", object.label),
        Kind::Object(object) => object.label.to_owned(),
        Kind::StringMap => "object of strings".to_owned(),
        Kind::AnyObject => "object".to_owned(),
        Kind::List(item) | Kind::NonEmptyList(item) => format!("list of: {}", value(item)),
        Kind::Either(kinds) => kinds.iter().map(value).collect::<Vec<_>>().join(", or "),
    }
}
