use super::group;
use super::object::{Object, wire_text};
use super::table::{self, TableRef};
use super::{ParameterSpans, Report, Spans};
use crate::json::{self, Data, Node, may_be_sensitive};
use crate::keys;
use crate::model::{Condition, CowSlice, CowStr, Details, Header, Origin, Parameter, Shared, Value, ValueType};
use crate::source::Span;

/// The maximum of a parameter's length, in characters.
pub(crate) const MAX_LENGTH: u32 = 1_000_000;

/// The number of decimal digits that fit into a signed integer of 64 bits.
const MAX_DIGITS: u32 = 19;

/// A parameter before the table of its nested value is resolved.
pub(crate) struct ParsedParameter {
    pub(crate) parameter: Parameter,
    pub(crate) nested: Option<TableRef>,
    pub(crate) spans: ParameterSpans,
}

/// Reads one parameter.
pub(crate) fn parameter(node: &Node<'_>, report: &mut Report) -> Option<ParsedParameter> {
    let object = Object::open(node, &keys::PARAMETER, report)?;
    let name = object.required_text("name", "`name` is the name on the wire", report);
    let value_type = match object.get("type") {
        Some(_) => object.one_of("type", report),
        None => {
            object.missing("type", "`type` is `string` or `integer` in most tables", report);
            None
        }
    };
    let documented_length = length(&object, "max_length", value_type, report);
    let limit = match object.get("enforced_length") {
        None => documented_length,
        Some(_) => length(&object, "enforced_length", value_type, report),
    };
    let (values, value_spans) = values(&object, report);
    let (zero_when, condition_spans) = zero_when(&object, report);
    let format = object.one_of("format", report);
    let origin = object.one_of("from", report);
    let is_readable = [
        ("type", value_type.is_some()),
        ("format", format.is_some() || object.is_absent("format")),
        ("from", origin.is_some() || object.is_absent("from")),
        ("values", values.len() == object.length("values")),
    ];
    let details = Details {
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        documented_length: documented_length.filter(|_| documented_length != limit),
        documented: object.get("documented").is_none() || object.boolean("documented", report),
        default: object.wire_text("default", report),
        fixed: object.wire_text("fixed", report),
        values: Shared::from(values),
        list: object.text("list", report),
        smallest: object.integer("smallest", report),
        largest: object.integer("largest", report),
        zero_when: CowSlice::Owned(zero_when),
        informational: object.boolean("informational", report),
        table: None,
        columns: object.text("columns", report),
        protocol: object.one_of("protocol", report),
        header: object.get("header").and_then(|node| header(node, report)),
        deprecated: object.text("deprecated", report),
        quirk: object.text("quirk", report),
    };
    let parameter = Parameter {
        name: name?,
        value_type: value_type.unwrap_or(ValueType::String),
        limit,
        format,
        unit: object.one_of("unit", report),
        origin: origin.unwrap_or(Origin::Caller),
        mandatory: object.boolean("mandatory", report),
        always: object.boolean("always", report),
        echo: object.boolean("echo", report),
        sensitive: object.boolean("sensitive", report) || is_doubtful(&object, node),
        separator: object.boolean("separator", report),
        closed: object.boolean("closed", report),
        details: Box::new(details),
    };
    let nested = table::nested(&object, report);
    let spans = ParameterSpans {
        keys: object.spans(),
        values: value_spans,
        zero_when: condition_spans,
        unreadable: is_readable.iter().filter(|(_, is_readable)| !is_readable).map(|(key, _)| *key).collect(),
    };
    Some(ParsedParameter { parameter, nested, spans })
}

/// Whether a parameter with a value counts as sensitive because of an error: messages must not quote the value.
fn is_doubtful(object: &Object<'_>, node: &Node<'_>) -> bool {
    let has_value = object.get("default").or_else(|| object.get("fixed")).is_some();
    has_value && may_be_sensitive(json::members(node))
}

/// Reads the conditions under which 0 is accepted, each with the ranges of its parts.
fn zero_when(object: &Object<'_>, report: &mut Report) -> (Vec<Condition>, Vec<(Spans, Vec<Span>)>) {
    if let Some(node) =
        object.get("zero_when").filter(|node| matches!(&node.data, Data::List(items) if items.is_empty()))
    {
        report.error(&node.span, "empty `zero_when`", "", "add a condition, or remove it");
    }
    let conditions = object.list("zero_when", report).iter().filter_map(|node| group::condition(node, report));
    conditions.map(|(condition, spans, is)| (condition, (spans, is))).unzip()
}

/// A length in characters or digits; `null` means no limit.
fn length(object: &Object<'_>, key: &str, value_type: Option<ValueType>, report: &mut Report) -> Option<u32> {
    let node = object.get(key)?;
    if matches!(node.data, Data::Null) {
        return None;
    }
    let number = object.integer(key, report)?;
    let (max, unit) = match value_type {
        Some(ValueType::Integer) => (MAX_DIGITS, "digits (64 bits)"),
        _ => (MAX_LENGTH, "characters"),
    };
    match u32::try_from(number) {
        Ok(length) if (1..=max).contains(&length) => Some(length),
        _ => {
            let help = format!("`{key}` must be from 1 to {max} {unit}; write null if there is no limit");
            report.error(&node.span, format!("`{key}` is out of range: {number}"), "", help);
            None
        }
    }
}

/// `{ "name": "Authorization", "prefix": "Token " }`.
fn header(node: &Node<'_>, report: &mut Report) -> Option<Header> {
    let object = Object::open(node, &keys::HEADER, report)?;
    let name = object.required_text("name", "`name` is the name of the header", report);
    let prefix = object.text("prefix", report).unwrap_or_default();
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if let Some(name) = name.as_deref().filter(|name| !is_name(name)) {
        let message = format!("invalid header name `{}`", name.escape_debug());
        report.error(object.spans().of("name"), message, "", "use letters, digits and `-`");
    }
    if !prefix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        let message = format!("invalid header prefix `{}`", prefix.escape_debug());
        report.error(object.spans().of("prefix"), message, "", "use visible ASCII characters and spaces");
    }
    Some(Header { name: name?, prefix })
}

/// Reads listed values: `"Y"`, or `{ "value": "Y", "doc": "..." }`.
fn values(object: &Object<'_>, report: &mut Report) -> (Vec<Value>, Vec<Spans>) {
    object.list("values", report).iter().filter_map(|node| value(node, report)).unzip()
}

fn value(node: &Node<'_>, report: &mut Report) -> Option<(Value, Spans)> {
    if !matches!(node.data, Data::Object(_)) {
        let value = wire_text(node, "a listed value must be a string, a number or an object", report)?;
        let spans = Spans::new(&node.span, vec![("value", node.span.clone())]);
        return Some((Value { value, rust: None, doc: CowStr::default(), outcome: None }, spans));
    }
    let object = Object::open(node, &keys::LISTED_VALUE, report)?;
    if object.get("value").is_none() {
        object.missing("value", "`value` is the value on the wire", report);
    }
    let value = Value {
        value: object.wire_text("value", report)?,
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        outcome: object.one_of("outcome", report),
    };
    Some((value, object.spans()))
}
