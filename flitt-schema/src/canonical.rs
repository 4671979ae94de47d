//! The canonical form of a schema file: keys in the order of the meta-format, an indent of two spaces, and on one line
//! what fits there.

use crate::json::{self, Data, Node};
use crate::keys::{ENDPOINT, Kind, LIST, ObjectSpec, TABLE};
use crate::source::Diagnostic;
use crate::source::{Source, Span};

/// The maximum width of a line, in Unicode scalar values, unless a single string is longer.
const WIDTH: usize = 120;

/// The text of a schema file in canonical form. The content is not changed: unknown and duplicate keys stay. `name` is the
/// name of the file in its folder, which determines its kind. The only error is invalid JSON.
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
    /// A value that begins `column` characters into its line.
    fn value(&self, node: &Node<'_>, kind: Option<&Kind>, indent: usize, column: usize) -> String {
        let flat = self.flat(node, kind);
        // At most a comma follows.
        if !has_parts(node) || (!has_rows(node) && column + flat.chars().count() < WIDTH) {
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

    /// A value with one line for each of its parts, as is the outermost object.
    fn broken(&self, node: &Node<'_>, kind: Option<&Kind>, indent: usize) -> String {
        let (space, inner) = (" ".repeat(indent), indent + 2);
        let parts: Vec<String> = match &node.data {
            Data::Object(_) => self
                .members(node, kind)
                .into_iter()
                .map(|(key, value, kind)| {
                    let head = format!("{key}: ");
                    let column = inner + head.chars().count();
                    head + &self.value(value, kind, inner, column)
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
        // The sort is stable: unknown keys come last, in their order.
        ordered.sort_by_key(|member| known(&member.key).unwrap_or(usize::MAX));
        let written = |span: &Span| self.source.text().get(span.clone()).unwrap_or_default();
        ordered
            .into_iter()
            .map(|member| {
                let kind = known(&member.key).and_then(|key| Some(&keys?.all[key].kind));
                (written(&member.key_span), &member.value, kind)
            })
            .collect()
    }
}

/// Whether it is an object or a list that is not empty.
fn has_parts(node: &Node<'_>) -> bool {
    match &node.data {
        Data::Object(members) => !members.is_empty(),
        Data::List(items) => !items.is_empty(),
        _ => false,
    }
}

/// Whether it contains a list of objects, which has one line for each object.
fn has_rows(node: &Node<'_>) -> bool {
    match &node.data {
        Data::List(items) => items.iter().any(|item| matches!(item.data, Data::Object(_))),
        Data::Object(members) => members.iter().any(|member| has_rows(&member.value)),
        _ => false,
    }
}

fn object_kind(kind: &Kind) -> Option<&'static ObjectSpec> {
    match kind {
        Kind::Object(keys) => Some(keys),
        Kind::Either(kinds) => kinds.iter().find_map(object_kind),
        _ => None,
    }
}

fn item_kind(kind: Option<&Kind>) -> Option<&'static Kind> {
    match kind? {
        Kind::List(item) | Kind::NonEmptyList(item) => Some(item),
        Kind::Either(kinds) => kinds.iter().find_map(|kind| item_kind(Some(kind))),
        _ => None,
    }
}
