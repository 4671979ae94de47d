use super::object::{Object, texts, wire_text, wrong_type};
use super::{GroupSpans, Report, Spans};
use crate::json::{Data, Node, Span};
use crate::model::{Condition, Group, Items, Text};

const KEYS: &[&str] = &["rule", "of", "when", "doc"];

const CONDITION_KEYS: &[&str] = &["parameter", "is"];

/// Reads what holds between rows.
pub(crate) fn group(node: &Node<'_>, report: &mut Report) -> Option<(Group, GroupSpans)> {
    let object = Object::open(node, "a group", KEYS, report)?;
    if object.get("rule").is_none() {
        object.missing(
            "rule",
            "`rule` says what holds: exactly_one, at_least_one, together, excludes, requires",
            report,
        );
    }
    if object.get("of").is_none() {
        object.missing("of", "`of` lists parameters, or lists of parameters that belong together", report);
    }
    let mut of = Vec::new();
    let mut of_spans = Vec::new();
    for item in object.list("of", report) {
        let alternative = match &item.data {
            Data::Text(name) => (vec![Text::Owned(name.clone().into_owned())], vec![item.span.clone()]),
            Data::List(names) => texts(names, "a parameter's name is a string", report),
            _ => match wrong_type(item, "an item of `of` is a name or a list of names", report) {
                Some(nothing) => nothing,
                None => continue,
            },
        };
        of.push(Items::Owned(alternative.0));
        of_spans.push(alternative.1);
    }
    let when = object.get("when").and_then(|node| condition(node, report));
    let (when, (when_spans, is)) = match when {
        Some((condition, spans, is)) => (Some(condition), (spans, is)),
        None => (None, Default::default()),
    };
    let group = Group {
        rule: object.word("rule", report)?,
        of: Items::Owned(of),
        when,
        doc: object.text("doc", report).unwrap_or_default(),
    };
    Some((group, GroupSpans { keys: object.spans(), of: of_spans, when: when_spans, is }))
}

/// Reads `{ "parameter": "a", "is": ["b"] }`.
pub(crate) fn condition(node: &Node<'_>, report: &mut Report) -> Option<(Condition, Spans, Vec<Span>)> {
    let object = Object::open(node, "a condition", CONDITION_KEYS, report)?;
    let parameter = object.required_text("parameter", "`parameter` names a row of the same table", report);
    let (is, is_spans) = object
        .list("is", report)
        .iter()
        .filter_map(|item| Some((wire_text(item, "is", report)?, item.span.clone())))
        .unzip();
    Some((Condition { parameter: parameter?, is: Items::Owned(is) }, object.spans(), is_spans))
}
