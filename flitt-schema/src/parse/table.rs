use super::group::{condition, group};
use super::object::{Object, wrong_type};
use super::parameter::parameter;
use super::{GroupSpans, Report, RowSpans, Spans, TableSpans};
use crate::json::{Data, Node, Span};
use crate::keys;
use crate::model::{Group, Items, KeyRule, Parameter, Table, Text};

/// Rows as they stand in a file, before they are a table.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) groups: Vec<Group>,
    pub(crate) spans: TableSpans,
}

impl Rows {
    /// Reads a list of rows.
    pub(crate) fn read(node: &Node<'_>, report: &mut Report) -> Self {
        let Data::List(items) = &node.data else {
            return wrong_type(node, "rows are a list", report).unwrap_or_else(Self::unread);
        };
        let (rows, spans): (Vec<Parameter>, Vec<RowSpans>) =
            items.iter().filter_map(|item| parameter(item, report)).unzip();
        let spans = TableSpans {
            rows_begin: node.span.start..node.span.start + 1,
            incomplete: rows.len() != items.len(),
            rows: spans,
            ..TableSpans::default()
        };
        Self { parameters: rows, groups: Vec::new(), spans }
    }

    /// Rows that could not be read.
    pub(crate) fn unread() -> Self {
        let spans = TableSpans { incomplete: true, ..TableSpans::default() };
        Self { spans, ..Self::default() }
    }

    /// Reads what holds between the rows.
    pub(crate) fn with_groups(mut self, items: &[Node<'_>], report: &mut Report) -> Self {
        let (groups, spans): (Vec<Group>, Vec<GroupSpans>) =
            items.iter().filter_map(|item| group(item, report)).unzip();
        self.groups = groups;
        self.spans.groups = spans;
        self
    }

    pub(crate) fn into_table(self, name: Text, doc: Text, source: Text) -> (Table, TableSpans) {
        let table = Table {
            name,
            doc,
            source,
            signature_order: Items::Owned(Table::order_by_name(&self.parameters)),
            rows: Items::Owned(self.parameters),
            groups: Items::Owned(self.groups),
            callback: Items::default(),
        };
        (table, self.spans)
    }
}

/// Reads the file of a shared table.
pub(crate) fn table(node: &Node<'_>, report: &mut Report) -> Option<(Table, TableSpans)> {
    if super::endpoint::is_of_other_version(node, report) {
        return None;
    }
    let object = Object::open(node, &keys::TABLE, report)?;
    object.whole_number("meta_format", report);
    let name = object.required_text("table", "`table` is the name of this file without `.json`", report);
    let rows = match object.get("rows") {
        Some(rows) => Rows::read(rows, report).with_groups(object.list("groups", report), report),
        None => {
            object.missing("rows", "`rows` is the list of parameters", report);
            Rows::unread()
        }
    };
    let doc = object.text("doc", report).unwrap_or_default();
    let source = object.text("source", report).unwrap_or_default();
    let (mut table, mut spans) = rows.into_table(name.unwrap_or_default(), doc, source);
    let (rules, callback): (Vec<KeyRule>, Vec<(Spans, Vec<Span>)>) =
        object.list("callback", report).iter().filter_map(|item| key_rule(item, report)).unzip();
    table.callback = Items::Owned(rules);
    spans.callback = callback;
    spans.keys = object.spans();
    Some((table, spans))
}

fn key_rule(node: &Node<'_>, report: &mut Report) -> Option<(KeyRule, (Spans, Vec<Span>))> {
    let object = Object::open(node, &keys::KEY_RULE, report)?;
    if object.get("key").is_none() {
        object.missing("key", "`key` is `payment`, `payout`, `company` or `none`", report);
    }
    let when = object.get("when").and_then(|node| condition(node, report));
    let (when, spans) = match when {
        Some((condition, spans, is)) => (Some(condition), (spans, is)),
        None => (None, Default::default()),
    };
    let doc = object.text("doc", report).unwrap_or_default();
    Some((KeyRule { key: object.word("key", report)?, when, doc }, spans))
}
