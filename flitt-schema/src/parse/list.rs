use super::object::{Object, wire_text};
use super::{ListSpans, Report, Spans};
use crate::json::{Data, Node};
use crate::model::{Column, Items, List, ListedValue, Text};
use crate::text::{nearest, one_of};

const KEYS: &[&str] = &["$schema", "meta_format", "list", "rust", "doc", "source", "columns", "values"];

const VALUE_KEYS: &[&str] = &["value", "rust", "doc"];

/// Reads the file of a reference list.
pub(crate) fn list(node: &Node<'_>, report: &mut Report) -> Option<(List, ListSpans)> {
    let object = Object::open(node, "a reference list", KEYS, report)?;
    super::endpoint::meta_format(&object, report);
    let name = object.required_text("list", "`list` is the name of this file without `.json`", report);
    let columns = columns(&object, report);
    if object.get("values").is_none() {
        object.missing("values", "`values` is the list of values", report);
    }
    let (values, value_spans) =
        object.list("values", report).iter().filter_map(|item| value(item, &columns, report)).unzip();
    let list = List {
        name: name.unwrap_or_default(),
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        source: object.text("source", report).unwrap_or_default(),
        columns: Items::Owned(columns),
        values: Items::Owned(values),
    };
    Some((list, ListSpans { keys: object.spans(), values: value_spans }))
}

/// Reads `{ "name": "what the column says" }`.
fn columns(object: &Object<'_>, report: &mut Report) -> Vec<Column> {
    let Some(node) = object.get("columns") else { return Vec::new() };
    let Data::Object(members) = &node.data else {
        return super::object::wrong_type(node, "`columns` is an object", report).unwrap_or_default();
    };
    members
        .iter()
        .filter_map(|member| {
            let doc = wire_text(&member.value, &member.key, report)?;
            Some(Column { name: Text::Owned(member.key.clone().into_owned()), doc })
        })
        .collect()
}

fn value(node: &Node<'_>, columns: &[Column], report: &mut Report) -> Option<(ListedValue, Spans)> {
    let Data::Object(members) = &node.data else {
        return super::object::wrong_type(node, "a value of a reference list is an object", report);
    };
    let known = |key: &str| VALUE_KEYS.contains(&key) || columns.iter().any(|column| column.name == key);
    let mut own = Vec::new();
    for (position, member) in members.iter().enumerate() {
        let names = || VALUE_KEYS.iter().copied().chain(columns.iter().map(|column| column.name.as_ref()));
        if members[..position].iter().any(|earlier| earlier.key == member.key) {
            let message = format!("the key `{}` stands twice in a value", member.key);
            report.error(&member.key_span, message, "the second time", "keep one of them");
        } else if !known(&member.key) {
            report.error(
                &member.key_span,
                format!("unknown key `{}` in a value", member.key),
                &super::object::suggestion(nearest(&member.key, names())),
                format!("a value may have {}; declare more in `columns`", one_of(names())),
            );
        } else {
            own.push((member.key.as_ref(), wire_text(&member.value, &member.key, report), member.value.span.clone()));
        }
    }
    let text = |key: &str| own.iter().find(|(name, ..)| *name == key).and_then(|(_, text, _)| text.clone());
    let Some(value) = text("value") else {
        if !own.iter().any(|(name, ..)| *name == "value") {
            let start = node.span.start..node.span.start + 1;
            report.error(&start, "a value has no `value`", "", "`value` is the value on the wire");
        }
        return None;
    };
    let spans = VALUE_KEYS
        .iter()
        .filter_map(|key| Some((*key, own.iter().find(|(name, ..)| name == key)?.2.clone())))
        .collect();
    let listed = ListedValue {
        value,
        rust: text("rust"),
        doc: text("doc").unwrap_or_default(),
        columns: columns.iter().map(|column| text(&column.name).unwrap_or_default()).collect(),
    };
    Some((listed, Spans::new(node.span.clone(), spans)))
}
