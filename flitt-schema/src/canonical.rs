//! The canonical form of a schema file: keys in the order of the meta-format, two spaces of indent, and on one line what
//! fits there.

use crate::diagnostic::Diagnostic;
use crate::json::{self, Data, Node};
use crate::keys::{ENDPOINT, Keys, Kind, LIST, TABLE};
use crate::source::Source;

/// The longest line, in Unicode scalar values, unless a single text is longer.
const WIDTH: usize = 120;

/// The text of a schema file in canonical form. Nothing that it says is changed: keys that are unknown, or stand twice,
/// stay; only what is no JSON is refused. `name` is that of the file in its folder, which tells its kind.
pub fn canonical(name: &str, source: &Source) -> Result<String, Diagnostic> {
    let node = json::read(source)?;
    let keys = match name.split_once('/') {
        Some(("tables", _)) => &TABLE,
        Some(("reference", _)) => &LIST,
        _ => &ENDPOINT,
    };
    let writer = Writer { source };
    let mut text = writer.broken(&node, Some(&Kind::Object(keys)), 0);
    text.push('\n');
    Ok(text)
}

struct Writer<'s> {
    source: &'s Source,
}

impl Writer<'_> {
    /// A value that begins `taken` characters into its line.
    fn value(&self, node: &Node<'_>, kind: Option<&Kind>, indent: usize, taken: usize) -> String {
        let flat = self.flat(node, kind);
        // What follows is a comma at most.
        if !has_parts(node) || (!has_rows(node) && taken + flat.chars().count() < WIDTH) {
            return flat;
        }
        self.broken(node, kind, indent)
    }

    /// A value on one line.
    fn flat(&self, node: &Node<'_>, kind: Option<&Kind>) -> String {
        match &node.data {
            Data::Object(_) => {
                let members = self.members(node, kind);
                let members =
                    members.into_iter().map(|(key, value, kind)| format!("{key}: {}", self.flat(value, kind)));
                let members: Vec<String> = members.collect();
                if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) }
            }
            Data::List(items) => {
                let kind = item_kind(kind);
                let items: Vec<String> = items.iter().map(|item| self.flat(item, kind)).collect();
                format!("[{}]", items.join(", "))
            }
            _ => self.source.text().get(node.span.clone()).unwrap_or_default().to_owned(),
        }
    }

    /// A value with one line for each of its parts, as the outermost object always is.
    fn broken(&self, node: &Node<'_>, kind: Option<&Kind>, indent: usize) -> String {
        let (space, inner) = (" ".repeat(indent), indent + 2);
        let parts: Vec<String> = match &node.data {
            Data::Object(_) => self
                .members(node, kind)
                .into_iter()
                .map(|(key, value, kind)| {
                    let head = format!("{key}: ");
                    let taken = inner + head.chars().count();
                    head + &self.value(value, kind, inner, taken)
                })
                .collect(),
            Data::List(items) => items.iter().map(|item| self.value(item, item_kind(kind), inner, inner)).collect(),
            _ => return self.flat(node, kind),
        };
        if parts.is_empty() {
            return self.flat(node, kind);
        }
        let (open, close) = if matches!(node.data, Data::Object(_)) { ('{', '}') } else { ('[', ']') };
        format!("{open}\n{space}  {}\n{space}{close}", parts.join(&format!(",\n{space}  ")))
    }

    /// The members of an object in canonical order, each with its key as it is written.
    fn members<'n>(&self, node: &'n Node<'n>, kind: Option<&Kind>) -> Vec<(&str, &'n Node<'n>, Option<&'static Kind>)> {
        let Data::Object(members) = &node.data else { return Vec::new() };
        let keys = kind.and_then(object_kind);
        let known = |name: &str| keys.and_then(|keys| keys.all.iter().position(|key| key.name == name));
        let mut ordered: Vec<_> = members.iter().collect();
        // The sort is stable: what is unknown stands last, as it stood.
        ordered.sort_by_key(|member| known(&member.key).unwrap_or(usize::MAX));
        let written = |span: &json::Span| self.source.text().get(span.clone()).unwrap_or_default();
        ordered
            .into_iter()
            .map(|member| {
                let kind = known(&member.key).and_then(|key| Some(&keys?.all[key].kind));
                (written(&member.key_span), &member.value, kind)
            })
            .collect()
    }
}

/// Objects and lists that are not empty.
fn has_parts(node: &Node<'_>) -> bool {
    match &node.data {
        Data::Object(members) => !members.is_empty(),
        Data::List(items) => !items.is_empty(),
        _ => false,
    }
}

/// Lists of objects take a line for each: a table reads like one.
fn has_rows(node: &Node<'_>) -> bool {
    match &node.data {
        Data::List(items) => items.iter().any(|item| matches!(item.data, Data::Object(_))),
        Data::Object(members) => members.iter().any(|member| has_rows(&member.value)),
        _ => false,
    }
}

fn object_kind(kind: &Kind) -> Option<&'static Keys> {
    match kind {
        Kind::Object(keys) => Some(keys),
        Kind::Either(kinds) => kinds.iter().find_map(object_kind),
        _ => None,
    }
}

fn item_kind(kind: Option<&Kind>) -> Option<&'static Kind> {
    match kind? {
        Kind::List(item) | Kind::Some(item) => Some(item),
        Kind::Either(kinds) => kinds.iter().find_map(|kind| item_kind(Some(kind))),
        _ => None,
    }
}
