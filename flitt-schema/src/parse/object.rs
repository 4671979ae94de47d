//! One JSON object, read by the list of its keys.

use crate::json::{Data, Member, Node};
use crate::keys::{Key, ObjectSpec};
use crate::model::CowStr;
use crate::model::StringEnum;
use crate::parse::{Report, Spans};
use crate::source::Span;
use crate::text::{all_of, one_of};

/// An object whose unknown and duplicate keys have been reported.
pub(crate) struct Object<'n> {
    /// The keys and their values, in the order of the file.
    values: Vec<(&'static str, &'n Node<'n>)>,
    /// Keys that an unknown key probably means, with the range of its value. They are not reported as missing too.
    misspelt: Vec<(&'static str, Span)>,
    span: Span,
    keys: &'static ObjectSpec,
}

impl<'n> Object<'n> {
    /// Reads a node, which must be an object.
    pub(crate) fn open(node: &'n Node<'n>, keys: &'static ObjectSpec, report: &mut Report) -> Option<Self> {
        let Data::Object(members) = &node.data else {
            return wrong_type(node, &format!("{} must be an object", keys.label), report);
        };
        let mut object =
            Self { values: Vec::with_capacity(members.len()), misspelt: Vec::new(), span: node.span.clone(), keys };
        for member in members {
            match keys.find(&member.key) {
                None => object.unknown_key(member, report),
                Some(key) if object.get(key.name).is_some() => report.error(
                    &member.key_span,
                    format!("duplicate key `{}` in {}", key.name, keys.label),
                    "second occurrence",
                    "keep one of them",
                ),
                Some(key) => {
                    check_version(key, member, report);
                    object.values.push((key.name, &member.value));
                }
            }
        }
        Some(object)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'n Node<'n>> {
        // In tests only, not with debug assertions: this code runs without optimization whenever a user's crate is built.
        #[cfg(test)]
        assert!(self.keys.find(key).is_some(), "`{key}` is read but not among the keys of {}", self.keys.label);
        self.values.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }

    /// The ranges of the values.
    pub(crate) fn spans(&self) -> Spans {
        let ranges = self.values.iter().map(|(key, value)| (*key, value.span.clone()));
        let ranges = ranges.chain(self.misspelt.iter().cloned());
        Spans::new(&self.span, ranges.collect())
    }

    /// An optional string.
    pub(crate) fn text(&self, key: &str, report: &mut Report) -> Option<CowStr> {
        let node = self.get(key)?;
        match &node.data {
            Data::Text(text) => Some(CowStr::Owned(text.clone().into_owned())),
            _ => wrong_type(node, &format!("`{key}` must be a string"), report),
        }
    }

    /// A required string, which must not be empty.
    pub(crate) fn required_text(&self, key: &str, help: &str, report: &mut Report) -> Option<CowStr> {
        if self.get(key).is_none() {
            self.missing(key, help, report);
        }
        let text = self.text(key, report)?;
        if text.is_empty() {
            report.error(&self.get(key)?.span, format!("`{key}` is empty"), "", help);
            return None;
        }
        Some(text)
    }

    /// Whether a key is missing and no unknown key probably means it.
    pub(crate) fn is_absent(&self, key: &str) -> bool {
        self.get(key).is_none() && !self.misspelt.iter().any(|(meant, _)| *meant == key)
    }

    /// Reports a missing key.
    pub(crate) fn missing(&self, key: &str, help: &str, report: &mut Report) {
        if !self.is_absent(key) {
            return;
        }
        let start = self.span.start..self.span.start + 1;
        report.error(&start, format!("missing key `{key}` in {}", self.keys.label), "", help);
    }

    /// `true` or `false`; `false` if absent.
    pub(crate) fn boolean(&self, key: &str, report: &mut Report) -> bool {
        match self.get(key).map(|node| (node, &node.data)) {
            None => false,
            Some((_, Data::Bool(value))) => *value,
            Some((node, _)) => wrong_type(node, &format!("`{key}` must be true or false"), report).unwrap_or_default(),
        }
    }

    /// An optional integer.
    pub(crate) fn integer(&self, key: &str, report: &mut Report) -> Option<i64> {
        let node = self.get(key)?;
        let Data::Number(digits) = node.data else {
            return wrong_type(node, &format!("`{key}` must be an integer"), report);
        };
        let number = digits.parse().ok();
        if number.is_none() {
            report.error(&node.span, format!("`{key}` must be an integer of 64 bits, not {digits}"), "", "");
        }
        number
    }

    /// An optional string or number, as it is written on the wire.
    pub(crate) fn wire_text(&self, key: &str, report: &mut Report) -> Option<CowStr> {
        wire_text(self.get(key)?, &format!("`{key}` must be a string or a number"), report)
    }

    /// An optional value of an enumeration.
    pub(crate) fn one_of<W: StringEnum>(&self, key: &str, report: &mut Report) -> Option<W> {
        let node = self.get(key)?;
        let Data::Text(text) = &node.data else {
            return wrong_type(node, &format!("`{key}` must be a string"), report);
        };
        let found = W::of_str(text);
        if found.is_none() {
            not_listed(node, key, text, W::NAMES, report);
        }
        found
    }

    /// The items of an optional list.
    pub(crate) fn list(&self, key: &str, report: &mut Report) -> &'n [Node<'n>] {
        match self.get(key).map(|node| (node, &node.data)) {
            None => &[],
            Some((_, Data::List(items))) => items,
            Some((node, _)) => wrong_type(node, &format!("`{key}` must be a list"), report).unwrap_or_default(),
        }
    }

    /// The number of items of a list, readable or not.
    pub(crate) fn length(&self, key: &str) -> usize {
        match self.get(key).map(|node| &node.data) {
            Some(Data::List(items)) => items.len(),
            // A value of another type, or under a misspelt key, counts as one item that cannot be read.
            Some(_) => 1,
            None => usize::from(!self.is_absent(key)),
        }
    }

    fn unknown_key(&mut self, member: &Member<'_>, report: &mut Report) {
        let meant = report.meant(&member.key, self.keys.names());
        report.error(
            &member.key_span,
            format!("unknown key `{}` in {}", member.key, self.keys.label),
            &suggestion(meant),
            format!("known keys: {}", all_of(self.keys.names())),
        );
        let known = self.keys.names().find(|key| Some(*key) == meant);
        self.misspelt.extend(known.map(|key| (key, member.value.span.clone())));
    }
}

/// Reports a string that is none of an enumeration.
fn not_listed(node: &Node<'_>, key: &str, text: &str, listed: &[&str], report: &mut Report) {
    let names = || listed.iter().copied();
    report.error(
        &node.span,
        format!("invalid `{key}`: `{text}`"),
        &suggestion(report.meant(text, names())),
        format!("`{key}` must be {}", one_of(names())),
    );
}

/// Reports a key that the version of the file does not have.
fn check_version(key: &Key, member: &Member<'_>, report: &mut Report) {
    let version = report.meta_format();
    if key.since > version {
        report.error(
            &member.key_span,
            format!("the key `{}` needs meta_format {}; this file has meta_format {version}", key.name, key.since),
            "",
            format!("set \"meta_format\": {}, or remove `meta_format`", key.since),
        );
    }
}

/// Reports a value of the wrong JSON type.
pub(crate) fn wrong_type<T>(node: &Node<'_>, expected: &str, report: &mut Report) -> Option<T> {
    report.error(&node.span, format!("{expected}, not {}", node.kind()), "", "");
    None
}

/// A string or a number, as it is written on the wire.
pub(crate) fn wire_text(node: &Node<'_>, expected: &str, report: &mut Report) -> Option<CowStr> {
    match &node.data {
        Data::Text(text) => Some(CowStr::Owned(text.clone().into_owned())),
        Data::Number(digits) => Some(CowStr::Owned((*digits).to_owned())),
        _ => wrong_type(node, expected, report),
    }
}

/// The strings of a list, with their ranges.
pub(crate) fn texts(items: &[Node<'_>], expected: &str, report: &mut Report) -> (Vec<CowStr>, Vec<Span>) {
    items
        .iter()
        .filter_map(|item| match &item.data {
            Data::Text(text) => Some((CowStr::Owned(text.clone().into_owned()), item.span.clone())),
            _ => wrong_type(item, expected, report),
        })
        .unzip()
}

/// A label that suggests a similar name.
pub(crate) fn suggestion(similar: Option<&str>) -> String {
    similar.map(|name| format!("did you mean `{name}`?")).unwrap_or_default()
}
