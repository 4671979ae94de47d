use std::collections::HashSet;

use super::Report;
use super::object::{Object, wrong_type};
use crate::json::{Data, Member, Node};
use crate::keys;
use crate::model::{
    CowStr, Endpoint, Example, ExampleKind, ExampleOf, ExampleSignature, ExampleValue, LocatedText, Protocol,
};
use crate::source::Span;

/// Reads the examples of an endpoint; those that cannot be read are reported and left out.
pub(crate) fn examples(node: &Node<'_>, endpoint: &Endpoint, report: &mut Report) -> Vec<Example> {
    match &node.data {
        Data::List(items) => items.iter().filter_map(|item| example(item, endpoint, report)).collect(),
        _ => wrong_type(node, "`examples` must be a list", report).unwrap_or_default(),
    }
}

fn example(node: &Node<'_>, endpoint: &Endpoint, report: &mut Report) -> Option<Example> {
    let object = Object::open(node, &keys::EXAMPLE, report)?;
    if object.get("of").is_none() {
        object.missing("of", "`of` must be `request` or `response`", report);
    }
    let of = object.one_of("of", report);
    let help = "`source` says where the example is from: the URL of a page, or words";
    let source = object.required_text("source", help, report);
    let doc = object.text("doc", report).unwrap_or_default();
    let is_partial = object.boolean("partial", report);
    let protocol: Option<Protocol> = object.one_of("protocol", report);
    let values = match object.get("values") {
        Some(node) => values(node, report),
        None => {
            object.missing("values", "`values` are the parameters: { \"order_id\": \"1\", \"amount\": 1000 }", report);
            None
        }
    };
    let signed = object.get("signed").map(|node| signed(node, report));
    let (of, values) = (of?, values?);
    let example = Example {
        protocol: protocol.unwrap_or_else(|| usual_protocol(of, &values, endpoint)),
        of,
        source: source?,
        doc,
        is_partial,
        values,
        signed: signed.map_or(Some(None), |signed| signed.map(Some))?,
        begin: object.spans().begin,
        values_begin: first_character(&object.get("values")?.span),
    };
    Some(example)
}

/// The protocol in which a client sends these values.
fn usual_protocol(of: ExampleOf, values: &[ExampleValue], endpoint: &Endpoint) -> Protocol {
    let is_set = |name: &CowStr| values.iter().any(|value| value.name == **name && !value.text.is_empty());
    if of == ExampleOf::Request && endpoint.data_when.iter().any(is_set) { Protocol::Data } else { endpoint.protocol }
}

fn values(node: &Node<'_>, report: &mut Report) -> Option<Vec<ExampleValue>> {
    let Data::Object(members) = &node.data else {
        return wrong_type(node, "`values` must be an object", report);
    };
    let mut names = HashSet::new();
    let mut values = Vec::with_capacity(members.len());
    for member in members {
        if names.insert(&member.key) {
            values.push(value(member, report));
        } else {
            let message = format!("duplicate value `{}` in an example", member.key);
            report.error(&member.key_span, message, "second occurrence", "keep one of them");
        }
    }
    Some(values)
}

fn value(member: &Member<'_>, report: &Report) -> ExampleValue {
    let node = &member.value;
    let (text, kind) = match &node.data {
        Data::Null => (String::new(), ExampleKind::Null),
        Data::Bool(value) => (value.to_string(), ExampleKind::Boolean),
        Data::Number(digits) => ((*digits).to_owned(), ExampleKind::Number),
        Data::Text(text) => (text.clone().into_owned(), ExampleKind::Text),
        Data::List(_) | Data::Object(_) => (node.compact(report.source().text()), ExampleKind::Nested),
    };
    let name = member.key.clone().into_owned();
    ExampleValue { name, text, kind, name_span: member.key_span.clone(), span: node.span.clone() }
}

fn signed(node: &Node<'_>, report: &mut Report) -> Option<ExampleSignature> {
    let object = Object::open(node, &keys::SIGNED_EXAMPLE, report)?;
    let mut text = |key: &str, help: &str| {
        let text = object.required_text(key, help, report)?.into_owned();
        Some(LocatedText { text, span: object.get(key)?.span.clone() })
    };
    let key = text("key", "`key` is the key that signs, one that the gateway publishes for tests, such as \"test\"");
    let signed = text("text", "`text` is the signed text with the key masked: \"**********|1000|GEL|..\"");
    let signature = text("signature", "`signature` are lower-case hexadecimal digits");
    Some(ExampleSignature { key: key?, text: signed?, signature: signature? })
}

fn first_character(span: &Span) -> Span {
    span.start..span.start + 1
}
