use super::object::{Object, texts, wire_text, wrong_type};
use super::{GroupSpans, Report, Spans};
use crate::json::{Data, Node, Span};
use crate::keys;
use crate::model::{Condition, Group, Items, Text};

/// Reads what holds between rows.
pub(crate) fn group(node: &Node<'_>, report: &mut Report) -> Option<(Group, GroupSpans)> {
    let object = Object::open(node, &keys::GROUP, report)?;
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
    let (of, of_spans): (Vec<Items<Text>>, Vec<Vec<Span>>) =
        object.list("of", report).iter().filter_map(|item| alternative(item, report)).unzip();
    let when = object.get("when").map(|node| condition(node, report));
    let rule = object.word("rule", report);
    let doc = object.text("doc", report).unwrap_or_default();
    // Of a group that lacks a part, nothing more can be said.
    if object.get("of").is_none() || of.len() != object.length("of") {
        return None;
    }
    let (when, (when_spans, is)) = match when {
        Some(condition) => condition.map(|(condition, spans, is)| (Some(condition), (spans, is)))?,
        None => (None, Default::default()),
    };
    let group = Group { rule: rule?, of: Items::Owned(of), when, doc };
    Some((group, GroupSpans { keys: object.spans(), of: of_spans, when: when_spans, is }))
}

/// Reads a name, or names that belong together.
fn alternative(item: &Node<'_>, report: &mut Report) -> Option<(Items<Text>, Vec<Span>)> {
    let (names, spans) = match &item.data {
        Data::Text(name) => (vec![Text::Owned(name.clone().into_owned())], vec![item.span.clone()]),
        Data::List(names) if names.is_empty() => {
            report.error(&item.span, "an alternative without parameters", "", "name its parameters, or remove it");
            return None;
        }
        Data::List(names) => {
            let (texts, spans) = texts(names, "a parameter's name is a string", report);
            if texts.len() != names.len() {
                return None;
            }
            (texts, spans)
        }
        _ => return wrong_type(item, "an item of `of` is a name or a list of names", report),
    };
    Some((Items::Owned(names), spans))
}

/// Reads `{ "parameter": "a", "is": ["b"] }`.
pub(crate) fn condition(node: &Node<'_>, report: &mut Report) -> Option<(Condition, Spans, Vec<Span>)> {
    let object = Object::open(node, &keys::CONDITION, report)?;
    let parameter = object.required_text("parameter", "`parameter` names a row of the same table", report);
    let (is, is_spans) = object
        .list("is", report)
        .iter()
        .filter_map(|item| {
            Some((wire_text(item, "a value in `is` is a string or a number", report)?, item.span.clone()))
        })
        .unzip();
    Some((Condition { parameter: parameter?, is: Items::Owned(is) }, object.spans(), is_spans))
}
