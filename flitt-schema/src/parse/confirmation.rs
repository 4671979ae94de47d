//! Reads how an endpoint finds out the outcome of its requests (`confirm_with`).

use super::group::condition;
use super::object::{Object, wire_text};
use super::{ConfirmationSpans, ContradictionSpans, Report, Spans};
use crate::json::{Data, Node};
use crate::keys;
use crate::model::{Compared, Condition, Confirmation, Contradiction, CowSlice, CowStr, FailureStages};
use crate::source::Span;

/// A confirmation before the list that it names is looked up: its codes are those of the endpoint itself.
pub(crate) struct ParsedConfirmation {
    pub(crate) model: Confirmation,
    /// The list of error codes, and where it is named.
    pub(crate) list: Option<(CowStr, Span)>,
}

/// Reads `{ "endpoint": "order_status", "outcome": "order_status", "failures": { "list": "response_codes" } }`.
pub(super) fn confirmation(
    object: &Object<'_>,
    report: &mut Report,
) -> (Option<ParsedConfirmation>, ConfirmationSpans) {
    let mut spans = ConfirmationSpans::default();
    let confirmation = object.get("confirm_with").and_then(|node| Object::open(node, &keys::CONFIRMATION, report));
    let Some(confirmation) = confirmation else { return (None, spans) };
    spans.keys = confirmation.spans();
    let endpoint = confirmation.required_text("endpoint", "`endpoint` is the name of the status endpoint", report);
    let (outcome, total) = (confirmation.text("outcome", report), confirmation.text("total", report));
    let failures = confirmation.get("failures").and_then(|node| Object::open(node, &keys::FAILURES, report));
    let (own, list) = failures.map(|failures| failure_stages(&failures, &mut spans, report)).unwrap_or_default();
    let compare = confirmation.get("compare").map(|_| {
        let items = confirmation.list("compare", report);
        items.iter().filter_map(|item| compared(item, &mut spans, report)).collect()
    });
    let contradicted_by = confirmation.list("contradicted_by", report);
    let contradicted_by = contradicted_by.iter().filter_map(|item| contradiction(item, &mut spans, report)).collect();
    let needs_payer = confirmation.boolean("needs_payer", report);
    let model = endpoint.map(|endpoint| Confirmation {
        endpoint,
        outcome,
        total,
        needs_payer,
        failures: own,
        compare,
        contradicted_by,
    });
    (model.map(|model| ParsedConfirmation { model, list }), spans)
}

/// Reads the name of a parameter, or `{ "parameter": "a", "status": "b.c", "decimals": 2 }`.
fn compared(item: &Node<'_>, spans: &mut ConfirmationSpans, report: &mut Report) -> Option<Compared> {
    if let Data::Text(name) = &item.data {
        let name = CowStr::Owned(name.clone().into_owned());
        spans.compare.push((item.span.clone(), item.span.clone()));
        return Some(Compared { parameter: name.clone(), status: name, decimals: 0 });
    }
    let object = Object::open(item, &keys::COMPARED, report)?;
    let parameter = object.required_text("parameter", "`parameter` is the name of a parameter of the request", report);
    let status =
        object.required_text("status", "`status` is the parameter of the status response that repeats it", report);
    let decimals = match object.integer("decimals", report) {
        None => 0,
        Some(decimals) => u8::try_from(decimals).ok().filter(|decimals| (1..=9).contains(decimals)).or_else(|| {
            let message = format!("`decimals` must be 1 to 9, not {decimals}");
            report.error(object.spans().of("decimals"), message, "", "remove it where both have the same unit");
            None
        })?,
    };
    let compared = Compared { parameter: parameter?, status: status?, decimals };
    let places = object.spans();
    spans.compare.push((places.of("parameter").clone(), places.of("status").clone()));
    Some(compared)
}

/// Reads `{ "list": "response_codes", "before": ["1018"], "exists": [] }`.
fn failure_stages(
    object: &Object<'_>,
    spans: &mut ConfirmationSpans,
    report: &mut Report,
) -> (FailureStages, Option<(CowStr, Span)>) {
    spans.failures = object.spans();
    let list = object.text("list", report).map(|name| (name, spans.failures.of("list").clone()));
    let (before, before_spans) = wire_texts(object, "before", report);
    let (exists, exists_spans) = wire_texts(object, "exists", report);
    (spans.before, spans.exists) = (before_spans, exists_spans);
    (FailureStages { before: CowSlice::Owned(before), exists: CowSlice::Owned(exists) }, list)
}

/// The values of an optional list, as they are written on the wire, with their ranges.
fn wire_texts(object: &Object<'_>, key: &'static str, report: &mut Report) -> (Vec<CowStr>, Vec<Span>) {
    let expected = format!("a value in `{key}` must be a string or a number");
    let items = object.list(key, report);
    items.iter().filter_map(|item| Some((wire_text(item, &expected, report)?, item.span.clone()))).unzip()
}

/// Reads `{ "parameter": "a.b", "is": ["c"], "when": [{ "parameter": "d", "is": ["e"] }] }`.
fn contradiction(item: &Node<'_>, spans: &mut ConfirmationSpans, report: &mut Report) -> Option<Contradiction> {
    let object = Object::open(item, &keys::CONTRADICTION, report)?;
    let parameter =
        object.required_text("parameter", "`parameter` is the name of a parameter of the status response", report);
    if object.get("is").is_none() {
        object.missing("is", "`is` lists the values that contradict the request", report);
    }
    let (is, _) = wire_texts(&object, "is", report);
    if object.get("is").is_some() && object.length("is") == 0 {
        report.error(
            object.spans().of("is"),
            "`is` is empty".to_owned(),
            "",
            "list the values that contradict the request",
        );
    }
    let conditions = object.list("when", report);
    let (when, when_spans): (Vec<Condition>, Vec<Spans>) =
        conditions.iter().filter_map(|node| condition(node, report)).map(|(when, spans, _)| (when, spans)).unzip();
    // A contradiction without one of its conditions would be another one.
    if when.len() != conditions.len() {
        return None;
    }
    let contradiction = Contradiction { parameter: parameter?, is: CowSlice::Owned(is), when: CowSlice::Owned(when) };
    spans.contradicted_by.push(ContradictionSpans { keys: object.spans(), when: when_spans });
    Some(contradiction)
}
