use super::object::{Object, texts, wire_text, wrong_type};
use super::{GroupSpans, Report, Spans};
use crate::json::{Data, Node};
use crate::keys;
use crate::model::{Condition, CowSlice, CowStr, Group};
use crate::source::Span;

/// Reads a group.
pub(crate) fn group(node: &Node<'_>, report: &mut Report) -> Option<(Group, GroupSpans)> {
    let object = Object::open(node, &keys::GROUP, report)?;
    if object.get("rule").is_none() {
        object.missing(
            "rule",
            "`rule` must be `exactly_one`, `at_least_one`, `together`, `excludes` or `requires`",
            report,
        );
    }
    if object.get("of").is_none() {
        object.missing(
            "of",
            "`of` lists the alternatives: parameters, or lists of parameters that belong together",
            report,
        );
    }
    let (of, of_spans): (Vec<CowSlice<CowStr>>, Vec<Vec<Span>>) =
        object.list("of", report).iter().filter_map(|item| alternative(item, report)).unzip();
    let when = object.get("when").map(|node| condition(node, report));
    let rule = object.one_of("rule", report);
    let doc = object.text("doc", report).unwrap_or_default();
    // A group that lacks a part is not checked further.
    if object.get("of").is_none() || of.len() != object.length("of") {
        return None;
    }
    let (when, (when_spans, is)) = match when {
        Some(condition) => condition.map(|(condition, spans, is)| (Some(condition), (spans, is)))?,
        None => (None, Default::default()),
    };
    let group = Group { rule: rule?, of: CowSlice::Owned(of), when, doc };
    Some((group, GroupSpans { keys: object.spans(), of: of_spans, when: when_spans, is }))
}

/// Reads one alternative: a name, or names that belong together.
fn alternative(item: &Node<'_>, report: &mut Report) -> Option<(CowSlice<CowStr>, Vec<Span>)> {
    let (names, spans) = match &item.data {
        Data::Text(name) => (vec![CowStr::Owned(name.clone().into_owned())], vec![item.span.clone()]),
        Data::List(names) if names.is_empty() => {
            report.error(&item.span, "empty alternative", "", "name its parameters, or remove it");
            return None;
        }
        Data::List(names) => {
            let (texts, spans) = texts(names, "the name of a parameter must be a string", report);
            if texts.len() != names.len() {
                return None;
            }
            (texts, spans)
        }
        _ => return wrong_type(item, "an item of `of` must be a name or a list of names", report),
    };
    Some((CowSlice::Owned(names), spans))
}

/// Reads `{ "parameter": "a", "is": ["b"] }`.
pub(crate) fn condition(node: &Node<'_>, report: &mut Report) -> Option<(Condition, Spans, Vec<Span>)> {
    let object = Object::open(node, &keys::CONDITION, report)?;
    let parameter =
        object.required_text("parameter", "`parameter` is the name of a parameter of the same table", report);
    let (is, is_spans) = object
        .list("is", report)
        .iter()
        .filter_map(|item| {
            Some((wire_text(item, "a value in `is` must be a string or a number", report)?, item.span.clone()))
        })
        .unzip();
    Some((Condition { parameter: parameter?, is: CowSlice::Owned(is) }, object.spans(), is_spans))
}
