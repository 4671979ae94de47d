use std::collections::HashSet;

use super::object::{Object, suggestion, wire_text, wrong_type};
use super::{ListSpans, Report, Spans};
use crate::json::{Data, Node};
use crate::keys::{self, REFERENCE_VALUE};
use crate::model::{Column, CowSlice, CowStr, List, ListedValue};
use crate::text::all_of;

/// The maximum number of columns of a list.
const MAX_COLUMNS: usize = 30;

/// Reads the file of a reference list.
pub(crate) fn list(node: &Node<'_>, report: &mut Report) -> Option<(List, ListSpans)> {
    if !super::meta_format::is_supported_version(node, report) {
        return None;
    }
    let object = Object::open(node, &keys::LIST, report)?;
    object.integer("meta_format", report);
    let name = object.required_text("list", "`list` is the name of this file, without `.json`", report);
    let columns = columns(&object, report);
    let columns_are_known = columns.is_some();
    let columns = columns.unwrap_or_default();
    if object.get("values").is_none() {
        object.missing("values", "`values` lists the values", report);
    }
    let (values, value_spans) = object
        .list("values", report)
        .iter()
        .filter_map(|item| value(item, &columns, columns_are_known, report))
        .unzip();
    let list = List {
        name: name.unwrap_or_default(),
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        source: object.text("source", report).unwrap_or_default(),
        columns: CowSlice::Owned(columns),
        values: CowSlice::Owned(values),
    };
    Some((list, ListSpans { keys: object.spans(), values: value_spans }))
}

/// Reads `{ "name": "description" }`; `None` if the columns cannot be read.
fn columns(object: &Object<'_>, report: &mut Report) -> Option<Vec<Column>> {
    let Some(node) = object.get("columns") else { return Some(Vec::new()) };
    let Data::Object(members) = &node.data else {
        return wrong_type(node, "`columns` must be an object", report);
    };
    if let Some(first) = members.get(MAX_COLUMNS) {
        let message = format!("more than {MAX_COLUMNS} columns");
        report.error(&first.key_span, message, "", "leave columns out: every value has an entry in each");
    }
    let mut columns: Vec<Column> = Vec::new();
    for member in members.iter().take(MAX_COLUMNS) {
        let name = member.key.as_ref();
        if REFERENCE_VALUE.find(name).is_some() {
            let message = format!("reserved column name `{name}`: every value has this key");
            report.error(&member.key_span, message, "", "give the column another name");
        } else if columns.iter().any(|earlier| earlier.name == name) {
            report.error(
                &member.key_span,
                format!("duplicate column `{name}`"),
                "second occurrence",
                "keep one of them",
            );
        } else {
            let expected = format!("the description of the column `{name}` must be a string");
            let doc = match &member.value.data {
                Data::Text(doc) => CowStr::Owned(doc.clone().into_owned()),
                _ => wrong_type(&member.value, &expected, report).unwrap_or_default(),
            };
            columns.push(Column { name: CowStr::Owned(name.to_owned()), doc });
        }
    }
    Some(columns)
}

fn value(
    node: &Node<'_>,
    columns: &[Column],
    columns_are_known: bool,
    report: &mut Report,
) -> Option<(ListedValue, Spans)> {
    let Data::Object(members) = &node.data else {
        return wrong_type(node, "a value of a reference list must be an object", report);
    };
    let known = |key: &str| {
        !columns_are_known || REFERENCE_VALUE.find(key).is_some() || columns.iter().any(|column| column.name == key)
    };
    let mut own = Vec::new();
    let mut value_is_misspelt = false;
    let mut seen = HashSet::new();
    for member in members {
        let names = || {
            let declared = columns.iter().map(|column| column.name.as_ref());
            REFERENCE_VALUE.all.iter().map(|key| key.name).chain(declared)
        };
        if !seen.insert(member.key.as_ref()) {
            let message = format!("duplicate key `{}` in a value", member.key);
            report.error(&member.key_span, message, "second occurrence", "keep one of them");
        } else if !known(&member.key) {
            let meant = report.similar(&member.key, names());
            value_is_misspelt |= meant == Some("value");
            report.error(
                &member.key_span,
                format!("unknown key `{}` in a value", member.key),
                &suggestion(meant),
                format!("known keys: {}; declare others in `columns`", all_of(names())),
            );
        } else {
            let text = wire_text(&member.value, &format!("`{}` must be a string or a number", member.key), report);
            own.push((member.key.as_ref(), text, member.value.span.clone()));
        }
    }
    let text = |key: &str| own.iter().find(|(name, ..)| *name == key).and_then(|(_, text, _)| text.clone());
    let Some(value) = text("value") else {
        if !value_is_misspelt && !own.iter().any(|(name, ..)| *name == "value") {
            let start = node.span.start..node.span.start + 1;
            report.error(&start, "missing key `value` in a value", "", "`value` is the value on the wire");
        }
        return None;
    };
    let spans = REFERENCE_VALUE
        .names()
        .filter_map(|key| Some((key, own.iter().find(|(name, ..)| *name == key)?.2.clone())))
        .collect();
    let listed = ListedValue {
        value,
        rust: text("rust"),
        doc: text("doc").unwrap_or_default(),
        columns: columns.iter().map(|column| text(&column.name).unwrap_or_default()).collect(),
    };
    Some((listed, Spans::new(&node.span, spans)))
}
