//! Reads what `write` has written. Whatever else it is given, it reads what it can.

use std::borrow::Cow;

use serde_json::Value;

use super::LazyTable;
use crate::model::{
    Body, Condition, Details, Digest, Endpoint, FailureRows, Form, Group, GroupRule, Header, Items, Key, KeyRule,
    Origin, Parameter, Protocol, Response, Retry, Shape, Signed, Table, Text, Turn, ValueType,
};
use crate::text::Word;

/// A value, with the ways in which it is looked at.
struct Facts<'v>(&'v Value);

impl Facts<'_> {
    fn text(&self, key: &str) -> Text {
        text(&self.0[key])
    }

    fn is(&self, key: &str) -> bool {
        self.0[key].as_bool().unwrap_or_default()
    }

    fn word<T: Word>(&self, key: &str, usual: T) -> T {
        word(&self.0[key]).unwrap_or(usual)
    }

    fn list<T: Clone>(&self, key: &str, item: impl FnMut(&Value) -> T) -> Items<T> {
        list(&self.0[key], item)
    }
}

fn text(value: &Value) -> Text {
    optional(value).unwrap_or_default()
}

fn optional(value: &Value) -> Option<Text> {
    value.as_str().map(|text| Text::Owned(text.to_owned()))
}

fn word<T: Word>(value: &Value) -> Option<T> {
    let text = value.as_str()?;
    T::ALL.iter().copied().find(|word| word.word() == text)
}

fn list<T: Clone>(value: &Value, item: impl FnMut(&Value) -> T) -> Items<T> {
    Items::Owned(value.as_array().map(|items| items.iter().map(item).collect()).unwrap_or_default())
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

pub(super) fn table(written: &str, nested: &'static [&'static LazyTable]) -> Table {
    let value = value(written);
    let facts = Facts(&value);
    let mut nested = nested.iter();
    let rows = facts.list("rows", |value| row(&Facts(value), &mut nested));
    let turn = |value: &Value| {
        let position = u16::try_from(value.as_u64()?).ok()?;
        Some(Turn::of(position, rows.get(usize::from(position))?))
    };
    let order = facts.0["order"].as_array().map(|order| order.iter().map(turn).collect::<Option<Vec<Turn>>>());
    let signature_order = Items::Owned(order.flatten().unwrap_or_default());
    Table {
        name: facts.text("name"),
        doc: Text::default(),
        source: Text::default(),
        rows,
        signature_order,
        groups: facts.list("groups", group),
        callback: facts.list("callback", key_rule),
    }
}

pub(super) fn endpoint(written: &str, request: &'static LazyTable, tables: &'static [&'static LazyTable]) -> Endpoint {
    let value = value(written);
    let facts = Facts(&value);
    let mut tables = tables.iter();
    let forms = facts.list("forms", |when| {
        let table = tables.next().map_or_else(|| Cow::Owned(table("", &[])), |table| Cow::Borrowed(table.get()));
        Form { table, when: optional(when) }
    });
    let retry = match &facts.0["retry"] {
        Value::Bool(true) => Retry::Freely,
        Value::String(name) => Retry::With(Text::Owned(name.clone())),
        _ => Retry::Never,
    };
    let failure = &facts.0["failure"];
    let failure = optional(&failure[0]).map(|message| FailureRows { message, code: optional(&failure[1]) });
    Endpoint {
        name: facts.text("name"),
        doc: Text::default(),
        source: facts.text("source"),
        host: optional(&facts.0["host"]),
        path: facts.text("path"),
        protocol: facts.word("protocol", Protocol::Flat),
        data_when: facts.list("data_when", text),
        body: facts.word("body", Body::Json),
        key: facts.word("key", Key::Payment),
        digest: facts.word("digest", Digest::Sha1),
        retry,
        confirm_with: optional(&facts.0["confirm_with"]),
        request: Cow::Borrowed(request.get()),
        response: Response {
            forms,
            shape: facts.word("shape", Shape::Object),
            signed: facts.word("signed", Signed::Always),
            failure,
        },
    }
}

fn row(facts: &Facts<'_>, nested: &mut std::slice::Iter<'static, &'static LazyTable>) -> Parameter {
    let header = &facts.0["header"];
    let details = Details {
        default: optional(&facts.0["default"]),
        fixed: optional(&facts.0["fixed"]),
        values: facts.list("values", |value| crate::Value {
            value: text(&value[0]),
            rust: None,
            doc: Text::default(),
            outcome: word(&value[1]),
        }),
        smallest: facts.0["smallest"].as_i64(),
        largest: facts.0["largest"].as_i64(),
        table: facts.is("nested").then(|| nested.next()).flatten().map(|table| Cow::Borrowed(table.get())),
        header: optional(&header[0]).map(|name| Header { name, prefix: text(&header[1]) }),
        ..Details::NONE
    };
    Parameter {
        name: facts.text("name"),
        value_type: facts.word("type", ValueType::String),
        limit: facts.0["limit"].as_u64().and_then(|limit| u32::try_from(limit).ok()),
        format: word(&facts.0["format"]),
        unit: word(&facts.0["unit"]),
        origin: facts.word("from", Origin::Caller),
        mandatory: facts.is("mandatory"),
        always: facts.is("always"),
        sensitive: facts.is("sensitive"),
        echo: facts.is("echo"),
        separator: facts.is("separator"),
        closed: facts.is("closed"),
        details: Box::new(details),
    }
}

fn group(value: &Value) -> Group {
    Group {
        rule: word(&value[0]).unwrap_or(GroupRule::AtLeastOne),
        of: list(&value[1], |names| list(names, text)),
        when: condition(&value[2]),
        doc: Text::default(),
    }
}

fn key_rule(value: &Value) -> KeyRule {
    KeyRule { key: word(&value[0]).unwrap_or(Key::Payment), when: condition(&value[1]), doc: Text::default() }
}

fn condition(value: &Value) -> Option<Condition> {
    optional(&value[0]).map(|parameter| Condition { parameter, is: list(&value[1], text) })
}
