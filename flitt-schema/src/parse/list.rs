use super::object::{Object, suggestion, wire_text, wrong_type};
use super::{ListSpans, Report, Spans};
use crate::json::{Data, Node};
use crate::keys::{self, REFERENCE_VALUE};
use crate::model::{Column, Items, List, ListedValue, Text};
use crate::text::{nearest, one_of};

/// Reads the file of a reference list.
pub(crate) fn list(node: &Node<'_>, report: &mut Report) -> Option<(List, ListSpans)> {
    if super::endpoint::is_of_other_version(node, report) {
        return None;
    }
    let object = Object::open(node, &keys::LIST, report)?;
    object.whole_number("meta_format", report);
    let name = object.required_text("list", "`list` is the name of this file without `.json`", report);
    let columns = columns(&object, report);
    let knows_columns = columns.is_some();
    let columns = columns.unwrap_or_default();
    if object.get("values").is_none() {
        object.missing("values", "`values` is the list of values", report);
    }
    let (values, value_spans) =
        object.list("values", report).iter().filter_map(|item| value(item, &columns, knows_columns, report)).unzip();
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

/// Reads `{ "name": "what the column says" }`; `None` where it cannot be told which columns there are.
fn columns(object: &Object<'_>, report: &mut Report) -> Option<Vec<Column>> {
    let Some(node) = object.get("columns") else { return Some(Vec::new()) };
    let Data::Object(members) = &node.data else {
        return wrong_type(node, "`columns` is an object", report);
    };
    let mut columns: Vec<Column> = Vec::new();
    for member in members {
        let name = member.key.as_ref();
        if REFERENCE_VALUE.find(name).is_some() {
            let message = format!("a column cannot be called `{name}`: every value has that key anyway");
            report.error(&member.key_span, message, "", "give it another name");
        } else if columns.iter().any(|earlier| earlier.name == name) {
            report.error(
                &member.key_span,
                format!("the column `{name}` stands twice"),
                "the second time",
                "keep one of them",
            );
        } else {
            let expected = format!("the column `{name}` is a string that says what it holds");
            let doc = match &member.value.data {
                Data::Text(doc) => Text::Owned(doc.clone().into_owned()),
                _ => wrong_type(&member.value, &expected, report).unwrap_or_default(),
            };
            columns.push(Column { name: Text::Owned(name.to_owned()), doc });
        }
    }
    Some(columns)
}

fn value(
    node: &Node<'_>,
    columns: &[Column],
    knows_columns: bool,
    report: &mut Report,
) -> Option<(ListedValue, Spans)> {
    let Data::Object(members) = &node.data else {
        return wrong_type(node, "a value of a reference list is an object", report);
    };
    let known = |key: &str| {
        !knows_columns || REFERENCE_VALUE.find(key).is_some() || columns.iter().any(|column| column.name == key)
    };
    let mut own = Vec::new();
    let mut value_is_misspelt = false;
    for (position, member) in members.iter().enumerate() {
        let names = || {
            let declared = columns.iter().map(|column| column.name.as_ref());
            REFERENCE_VALUE.all.iter().map(|key| key.name).chain(declared)
        };
        if members[..position].iter().any(|earlier| earlier.key == member.key) {
            let message = format!("the key `{}` stands twice in a value", member.key);
            report.error(&member.key_span, message, "the second time", "keep one of them");
        } else if !known(&member.key) {
            let meant = nearest(&member.key, names());
            value_is_misspelt |= meant == Some("value");
            report.error(
                &member.key_span,
                format!("unknown key `{}` in a value", member.key),
                &suggestion(meant),
                format!("a value may have {}; declare more in `columns`", one_of(names())),
            );
        } else {
            let text = wire_text(&member.value, &format!("`{}` is a string or a number", member.key), report);
            own.push((member.key.as_ref(), text, member.value.span.clone()));
        }
    }
    let text = |key: &str| own.iter().find(|(name, ..)| *name == key).and_then(|(_, text, _)| text.clone());
    let Some(value) = text("value") else {
        if !value_is_misspelt && !own.iter().any(|(name, ..)| *name == "value") {
            let start = node.span.start..node.span.start + 1;
            report.error(&start, "a value has no `value`", "", "`value` is the value on the wire");
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
