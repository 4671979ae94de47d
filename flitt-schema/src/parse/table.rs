use super::group::{condition, group};
use super::object::{Object, wrong_type};
use super::parameter::{ParsedParameter, parameter};
use super::{GroupSpans, Report, Spans, TableSpans};
use crate::json::{Data, Node};
use crate::keys;
use crate::limits::{Exceeded, MAX_PARAMETERS};
use crate::model::{CowSlice, CowStr, DeclineFields, Group, KeyRule, Table};
use crate::source::Span;

/// A table where it is used.
pub(crate) enum TableRef {
    /// The parameters are listed there.
    Inline(Box<Parameters>),
    /// A shared table is named.
    Shared { name: CowStr, span: Span },
}

impl TableRef {
    /// Where it is, among the keys of its parameter.
    pub(crate) fn span<'s>(&'s self, keys: &'s Spans) -> &'s Span {
        match self {
            Self::Inline(_) => keys.of("rows"),
            Self::Shared { span, .. } => span,
        }
    }
}

/// A table before the tables of its nested values are resolved.
pub(crate) struct ParsedTable {
    pub(crate) table: Table,
    /// For each parameter, the table of its nested value.
    pub(crate) nested: Vec<Option<TableRef>>,
    pub(crate) spans: TableSpans,
}

/// A list of parameters and the groups over them.
#[derive(Default)]
pub(crate) struct Parameters {
    list: Vec<ParsedParameter>,
    groups: Vec<Group>,
    decline: Option<DeclineFields>,
    spans: TableSpans,
}

impl Parameters {
    /// Reads a list of parameters.
    pub(crate) fn read(node: &Node<'_>, report: &mut Report) -> Self {
        let Data::List(items) = &node.data else {
            return wrong_type(node, "`rows` must be a list", report).unwrap_or_else(Self::unreadable);
        };
        if let Some(first) = items.get(MAX_PARAMETERS) {
            let (message, help) = Exceeded::Parameters.texts();
            report.error(&first.span, message, "", help);
        }
        let read = items.iter().take(MAX_PARAMETERS);
        let list: Vec<ParsedParameter> = read.filter_map(|item| parameter(item, report)).collect();
        let spans = TableSpans {
            rows_begin: node.span.start..node.span.start + 1,
            incomplete: list.len() != items.len(),
            ..TableSpans::default()
        };
        Self { list, groups: Vec::new(), decline: None, spans }
    }

    /// Parameters that could not be read.
    pub(crate) fn unreadable() -> Self {
        let spans = TableSpans { incomplete: true, ..TableSpans::default() };
        Self { spans, ..Self::default() }
    }

    /// Reads the groups over the parameters.
    pub(crate) fn with_groups(mut self, items: &[Node<'_>], report: &mut Report) -> Self {
        let (groups, spans): (Vec<Group>, Vec<GroupSpans>) =
            items.iter().filter_map(|item| group(item, report)).unzip();
        self.groups = groups;
        self.spans.groups = spans;
        self
    }

    /// Reads `{ "code": "response_code", "description": "response_description" }`.
    pub(crate) fn with_decline(mut self, node: Option<&Node<'_>>, report: &mut Report) -> Self {
        let Some(object) = node.and_then(|node| Object::open(node, &keys::DECLINE, report)) else { return self };
        let code = object.required_text("code", "`code` is the parameter with the code", report);
        let description = object.text("description", report);
        self.decline = code.map(|code| DeclineFields { code, description });
        self.spans.decline = object.spans();
        self
    }

    pub(crate) fn into_table(self, name: CowStr, doc: CowStr, source: CowStr) -> ParsedTable {
        let (mut rows, mut nested, mut spans) = (Vec::new(), Vec::new(), self.spans);
        for parsed in self.list {
            rows.push(parsed.parameter);
            nested.push(parsed.nested);
            spans.rows.push(parsed.spans);
        }
        let table = Table {
            name,
            doc,
            source,
            signature_order: CowSlice::Owned(Table::order_by_name(&rows)),
            rows: CowSlice::Owned(rows),
            groups: CowSlice::Owned(self.groups),
            callback: CowSlice::default(),
            decline: self.decline,
        };
        ParsedTable { table, nested, spans }
    }
}

/// The shared table that an object names.
pub(crate) fn shared_table(object: &Object<'_>, report: &mut Report) -> Option<TableRef> {
    let name = object.required_text(
        "table",
        "`table` is the name of a file in the folder `tables`, without `.json`",
        report,
    )?;
    Some(TableRef::Shared { name, span: object.spans().of("table").clone() })
}

/// The table of a nested value: a shared table, or parameters in place.
pub(crate) fn nested(object: &Object<'_>, report: &mut Report) -> Option<TableRef> {
    let groups = object.list("groups", report);
    match (object.get("table"), object.get("rows")) {
        (Some(_), None) => {
            if let Some(groups) = object.get("groups") {
                let message = "unexpected `groups`: this table is shared";
                report.error(&groups.span, message, "", "move the groups to the file of the table");
            }
            shared_table(object, report)
        }
        (None, Some(rows)) => {
            Some(TableRef::Inline(Box::new(Parameters::read(rows, report).with_groups(groups, report))))
        }
        (Some(table), Some(_)) => {
            report.error(&table.span, "a nested value has both `table` and `rows`", "", "keep one of them");
            None
        }
        (None, None) => {
            if let Some(groups) = object.get("groups") {
                let message = "`groups` without `rows`";
                report.error(
                    &groups.span,
                    message,
                    "",
                    "groups apply to the `rows` of a nested value: add `rows`, or remove `groups`",
                );
            }
            None
        }
    }
}

/// Reads the file of a shared table.
pub(crate) fn table(node: &Node<'_>, report: &mut Report) -> Option<ParsedTable> {
    if !super::meta_format::is_supported_version(node, report) {
        return None;
    }
    let object = Object::open(node, &keys::TABLE, report)?;
    object.integer("meta_format", report);
    let name = object.required_text("table", "`table` is the name of this file, without `.json`", report);
    let parameters = match object.get("rows") {
        Some(rows) => Parameters::read(rows, report)
            .with_groups(object.list("groups", report), report)
            .with_decline(object.get("decline"), report),
        None => {
            object.missing("rows", "`rows` is the list of the table's parameters", report);
            Parameters::unreadable()
        }
    };
    let doc = object.text("doc", report).unwrap_or_default();
    let source = object.text("source", report).unwrap_or_default();
    let mut parsed = parameters.into_table(name.unwrap_or_default(), doc, source);
    let (rules, callback): (Vec<KeyRule>, Vec<(Spans, Vec<Span>)>) =
        object.list("callback", report).iter().filter_map(|item| key_rule(item, report)).unzip();
    parsed.table.callback = CowSlice::Owned(rules);
    parsed.spans.callback = callback;
    parsed.spans.keys = object.spans();
    Some(parsed)
}

fn key_rule(node: &Node<'_>, report: &mut Report) -> Option<(KeyRule, (Spans, Vec<Span>))> {
    let object = Object::open(node, &keys::KEY_RULE, report)?;
    if object.get("key").is_none() {
        object.missing("key", "`key` must be `payment`, `payout`, `company` or `none`", report);
    }
    let when = object.get("when").and_then(|node| condition(node, report));
    let (when, spans) = match when {
        Some((condition, spans, is)) => (Some(condition), (spans, is)),
        None => (None, Default::default()),
    };
    let doc = object.text("doc", report).unwrap_or_default();
    Some((KeyRule { key: object.one_of("key", report)?, when, doc }, spans))
}
