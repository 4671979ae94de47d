use super::object::{Object, wire_text};
use super::table::{self, TableUse};
use super::{Report, RowSpans, Spans};
use crate::json::{Data, Node};
use crate::keys;
use crate::model::{Details, Header, Items, Origin, Parameter, Text, Value, ValueType};

/// The longest length that a row can sensibly have, in characters.
pub(crate) const LONGEST: u32 = 1_000_000;

/// The most decimal digits that fit into a signed number of 64 bits.
const MOST_DIGITS: u32 = 19;

/// A row, before the table of its nested value is found.
pub(crate) struct RowFile {
    pub(crate) parameter: Parameter,
    pub(crate) nested: Option<TableUse>,
    pub(crate) spans: RowSpans,
}

/// Reads one row.
pub(crate) fn row(node: &Node<'_>, report: &mut Report) -> Option<RowFile> {
    let object = Object::open(node, &keys::ROW, report)?;
    let name = object.required_text("name", "`name` is the parameter's name on the wire", report);
    let value_type = match object.get("type") {
        Some(_) => object.word("type", report),
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
    let format = object.word("format", report);
    let origin = object.word("from", report);
    let unread = [
        ("type", value_type.is_some()),
        ("format", format.is_some() || object.is_absent("format")),
        ("from", origin.is_some() || object.is_absent("from")),
        ("values", values.len() == object.length("values")),
    ];
    let details = Details {
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        documented_length: documented_length.filter(|_| documented_length != limit),
        undocumented: object.get("documented").is_some() && !object.boolean("documented", report),
        default: object.wire_text("default", report),
        fixed: object.wire_text("fixed", report),
        values: Items::Owned(values),
        list: object.text("list", report),
        smallest: object.whole_number("smallest", report),
        largest: object.whole_number("largest", report),
        table: None,
        columns: object.text("columns", report),
        protocol: object.word("protocol", report),
        header: object.get("header").and_then(|node| header(node, report)),
        deprecated: object.text("deprecated", report),
        quirk: object.text("quirk", report),
    };
    let parameter = Parameter {
        name: name?,
        value_type: value_type.unwrap_or(ValueType::String),
        limit,
        format,
        unit: object.word("unit", report),
        origin: origin.unwrap_or(Origin::Caller),
        mandatory: object.boolean("mandatory", report),
        always: object.boolean("always", report),
        echo: object.boolean("echo", report),
        sensitive: object.boolean("sensitive", report),
        separator: object.boolean("separator", report),
        closed: object.boolean("closed", report),
        details: Box::new(details),
    };
    let nested = table::nested(&object, report);
    let spans = RowSpans {
        keys: object.spans(),
        values: value_spans,
        unread: unread.iter().filter(|(_, is_read)| !is_read).map(|(key, _)| *key).collect(),
    };
    Some(RowFile { parameter, nested, spans })
}

/// A length in characters, or in digits; `null` says that there is none.
fn length(object: &Object<'_>, key: &str, value_type: Option<ValueType>, report: &mut Report) -> Option<u32> {
    let node = object.get(key)?;
    if matches!(node.data, Data::Null) {
        return None;
    }
    let number = object.whole_number(key, report)?;
    let (most, unit) = match value_type {
        Some(ValueType::Integer) => (MOST_DIGITS, "digits: more do not fit into 64 bits"),
        _ => (LONGEST, "characters"),
    };
    match u32::try_from(number) {
        Ok(length) if (1..=most).contains(&length) => Some(length),
        _ => {
            let help = format!("`{key}` goes from 1 to {most} {unit}; write null where there is no limit");
            report.error(&node.span, format!("`{key}` of {number} makes no sense"), "", help);
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
        let message = format!("`{}` is no name of a header", name.escape_debug());
        report.error(object.spans().of("name"), message, "", "it is made of letters, digits and `-`");
    }
    if !prefix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        let message = format!("a header cannot carry `{}`", prefix.escape_debug());
        report.error(object.spans().of("prefix"), message, "", "headers carry visible ASCII characters only");
    }
    Some(Header { name: name?, prefix })
}

/// Values are `"Y"`, or `{ "value": "Y", "doc": "..." }` where there is more to say.
fn values(object: &Object<'_>, report: &mut Report) -> (Vec<Value>, Vec<Spans>) {
    object.list("values", report).iter().filter_map(|node| value(node, report)).unzip()
}

fn value(node: &Node<'_>, report: &mut Report) -> Option<(Value, Spans)> {
    if !matches!(node.data, Data::Object(_)) {
        let value = wire_text(node, "a listed value is a string, a number or an object", report)?;
        let spans = Spans::new(&node.span, vec![("value", node.span.clone())]);
        return Some((Value { value, rust: None, doc: Text::default(), outcome: None }, spans));
    }
    let object = Object::open(node, &keys::LISTED_VALUE, report)?;
    if object.get("value").is_none() {
        object.missing("value", "`value` is the value on the wire", report);
    }
    let value = Value {
        value: object.wire_text("value", report)?,
        rust: object.text("rust", report),
        doc: object.text("doc", report).unwrap_or_default(),
        outcome: object.word("outcome", report),
    };
    Some((value, object.spans()))
}
