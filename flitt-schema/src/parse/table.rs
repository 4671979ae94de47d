use super::group::{condition, group};
use super::object::{Object, wrong_type};
use super::parameter::{RowFile, row};
use super::{GroupSpans, Report, Spans, TableSpans};
use crate::json::{Data, Node, Span};
use crate::keys;
use crate::model::{Group, Items, KeyRule, Table, Text};

/// A table, where it is used.
pub(crate) enum TableUse {
    /// The rows stand there.
    Own(Rows),
    /// A shared table is named.
    Shared { name: Text, span: Span },
}

/// A table, before those of its nested values are found.
pub(crate) struct TableFile {
    pub(crate) table: Table,
    /// One for each row: the table of its value.
    pub(crate) nested: Vec<Option<TableUse>>,
    pub(crate) spans: TableSpans,
}

/// Rows as they stand in a file, before they are a table.
#[derive(Default)]
pub(crate) struct Rows {
    list: Vec<RowFile>,
    groups: Vec<Group>,
    spans: TableSpans,
}

impl Rows {
    /// Reads a list of rows.
    pub(crate) fn read(node: &Node<'_>, report: &mut Report) -> Self {
        let Data::List(items) = &node.data else {
            return wrong_type(node, "rows are a list", report).unwrap_or_else(Self::unread);
        };
        let rows: Vec<RowFile> = items.iter().filter_map(|item| row(item, report)).collect();
        let spans = TableSpans {
            rows_begin: node.span.start..node.span.start + 1,
            incomplete: rows.len() != items.len(),
            ..TableSpans::default()
        };
        Self { list: rows, groups: Vec::new(), spans }
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

    pub(crate) fn into_table(self, name: Text, doc: Text, source: Text) -> TableFile {
        let (mut rows, mut nested, mut spans) = (Vec::new(), Vec::new(), self.spans);
        for row in self.list {
            rows.push(row.parameter);
            nested.push(row.nested);
            spans.rows.push(row.spans);
        }
        let table = Table {
            name,
            doc,
            source,
            signature_order: Items::Owned(Table::order_by_name(&rows)),
            rows: Items::Owned(rows),
            groups: Items::Owned(self.groups),
            callback: Items::default(),
        };
        TableFile { table, nested, spans }
    }
}

/// The table that an object names.
pub(crate) fn shared_table(object: &Object<'_>, report: &mut Report) -> Option<TableUse> {
    let name = object.required_text("table", "`table` names a file of the folder `tables`", report)?;
    Some(TableUse::Shared { name, span: object.spans().of("table").clone() })
}

/// The table of a row's nested value: one that is named, or rows in place.
pub(crate) fn nested(row: &Object<'_>, report: &mut Report) -> Option<TableUse> {
    let groups = row.list("groups", report);
    match (row.get("table"), row.get("rows")) {
        (Some(_), None) => {
            if let Some(groups) = row.get("groups") {
                let message = "the groups of a shared table stand in its own file";
                report.error(&groups.span, message, "", "move them to the file of the table");
            }
            shared_table(row, report)
        }
        (None, Some(rows)) => Some(TableUse::Own(Rows::read(rows, report).with_groups(groups, report))),
        (Some(table), Some(_)) => {
            report.error(&table.span, "a nested value has either `table` or `rows`", "", "keep one of them");
            None
        }
        (None, None) => {
            if let Some(groups) = row.get("groups") {
                let message = "`groups` without `rows`";
                report.error(&groups.span, message, "", "they say what holds between the rows of a nested value");
            }
            None
        }
    }
}

/// Reads the file of a shared table.
pub(crate) fn table(node: &Node<'_>, report: &mut Report) -> Option<TableFile> {
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
    let mut file = rows.into_table(name.unwrap_or_default(), doc, source);
    let (rules, callback): (Vec<KeyRule>, Vec<(Spans, Vec<Span>)>) =
        object.list("callback", report).iter().filter_map(|item| key_rule(item, report)).unzip();
    file.table.callback = Items::Owned(rules);
    file.spans.callback = callback;
    file.spans.keys = object.spans();
    Some(file)
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
