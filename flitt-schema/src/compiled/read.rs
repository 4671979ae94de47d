//! Reads what `write` has written. Whatever else it is given, it reads what it can.

use std::borrow::Cow;
use std::str::FromStr;

use super::LazyTable;
use crate::json::{self, Data, Node};
use crate::model::{
    Body, Condition, Details, Digest, Endpoint, FailureRows, Form, Group, GroupRule, Header, Items, Key, KeyRule,
    Origin, Parameter, Protocol, Response, Retry, Shape, Signed, Table, Text, Turn, ValueType,
};
use crate::text::Word;

const NULL: Node<'static> = Node { span: 0..0, data: Data::Null };

/// What stands where there is nothing.
static NOTHING: Node<'static> = NULL;

/// A value, with the ways in which it is looked at.
#[derive(Clone, Copy)]
struct Facts<'v>(&'v Node<'v>);

impl<'v> Facts<'v> {
    fn at(self, key: &str) -> &'v Node<'v> {
        let Data::Object(members) = &self.0.data else { return &NOTHING };
        members.iter().find(|member| member.key == key).map_or(&NOTHING, |member| &member.value)
    }

    fn text(self, key: &str) -> Text {
        text(self.at(key))
    }

    fn is(self, key: &str) -> bool {
        matches!(self.at(key).data, Data::Bool(true))
    }

    fn number<T: FromStr>(self, key: &str) -> Option<T> {
        number(self.at(key))
    }

    fn word<T: Word>(self, key: &str, usual: T) -> T {
        word(self.at(key)).unwrap_or(usual)
    }

    fn list<T: Clone>(self, key: &str, item: impl FnMut(&'v Node<'v>) -> T) -> Items<T> {
        list(self.at(key), item)
    }
}

fn text(value: &Node<'_>) -> Text {
    optional(value).unwrap_or_default()
}

fn optional(value: &Node<'_>) -> Option<Text> {
    borrowed(value).map(|text| Text::Owned(text.to_owned()))
}

fn borrowed<'v>(value: &'v Node<'v>) -> Option<&'v str> {
    if let Data::Text(text) = &value.data { Some(text) } else { None }
}

fn number<T: FromStr>(value: &Node<'_>) -> Option<T> {
    if let Data::Number(digits) = value.data { digits.parse().ok() } else { None }
}

fn word<T: Word>(value: &Node<'_>) -> Option<T> {
    let text = borrowed(value)?;
    T::ALL.iter().copied().find(|word| word.word() == text)
}

fn items<'v>(value: &'v Node<'v>) -> &'v [Node<'v>] {
    if let Data::List(items) = &value.data { items } else { &[] }
}

fn item<'v>(value: &'v Node<'v>, position: usize) -> &'v Node<'v> {
    items(value).get(position).unwrap_or(&NOTHING)
}

fn list<'v, T: Clone>(value: &'v Node<'v>, item: impl FnMut(&'v Node<'v>) -> T) -> Items<T> {
    Items::Owned(items(value).iter().map(item).collect())
}

fn value(text: &str) -> Node<'_> {
    json::node(text).unwrap_or(NULL)
}

pub(super) fn table(written: &str, nested: &'static [&'static LazyTable]) -> Table {
    let value = value(written);
    let facts = Facts(&value);
    let mut nested = nested.iter();
    let rows = facts.list("rows", |value| row(Facts(value), &mut nested));
    let turn = |value: &Node<'_>| {
        let position: u16 = number(value)?;
        Some(Turn::of(position, rows.get(usize::from(position))?))
    };
    let order: Option<Vec<Turn>> = items(facts.at("order")).iter().map(turn).collect();
    let signature_order = Items::Owned(order.unwrap_or_default());
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
    let retry = match &facts.at("retry").data {
        Data::Bool(true) => Retry::Freely,
        Data::Text(name) => Retry::With(Text::Owned(name.clone().into_owned())),
        _ => Retry::Never,
    };
    let failure = facts.at("failure");
    let failure = optional(item(failure, 0)).map(|message| FailureRows { message, code: optional(item(failure, 1)) });
    Endpoint {
        name: facts.text("name"),
        doc: Text::default(),
        source: facts.text("source"),
        host: optional(facts.at("host")),
        path: facts.text("path"),
        protocol: facts.word("protocol", Protocol::Flat),
        data_when: facts.list("data_when", text),
        body: facts.word("body", Body::Json),
        key: facts.word("key", Key::Payment),
        digest: facts.word("digest", Digest::Sha1),
        retry,
        confirm_with: optional(facts.at("confirm_with")),
        request: Cow::Borrowed(request.get()),
        response: Response {
            forms,
            shape: facts.word("shape", Shape::Object),
            signed: facts.word("signed", Signed::Always),
            failure,
        },
    }
}

fn row(facts: Facts<'_>, nested: &mut std::slice::Iter<'static, &'static LazyTable>) -> Parameter {
    let header = facts.at("header");
    let details = Details {
        default: optional(facts.at("default")),
        fixed: optional(facts.at("fixed")),
        values: facts.list("values", |value| crate::Value {
            value: text(item(value, 0)),
            rust: None,
            doc: Text::default(),
            outcome: word(item(value, 1)),
        }),
        smallest: facts.number("smallest"),
        largest: facts.number("largest"),
        table: facts.is("nested").then(|| nested.next()).flatten().map(|table| Cow::Borrowed(table.get())),
        header: optional(item(header, 0)).map(|name| Header { name, prefix: text(item(header, 1)) }),
        ..Details::NONE
    };
    Parameter {
        name: facts.text("name"),
        value_type: facts.word("type", ValueType::String),
        limit: facts.number("limit"),
        format: word(facts.at("format")),
        unit: word(facts.at("unit")),
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

fn group(value: &Node<'_>) -> Group {
    Group {
        rule: word(item(value, 0)).unwrap_or(GroupRule::AtLeastOne),
        of: list(item(value, 1), |names| list(names, text)),
        when: condition(item(value, 2)),
        doc: Text::default(),
    }
}

fn key_rule(value: &Node<'_>) -> KeyRule {
    KeyRule { key: word(item(value, 0)).unwrap_or(Key::Payment), when: condition(item(value, 1)), doc: Text::default() }
}

fn condition(value: &Node<'_>) -> Option<Condition> {
    optional(item(value, 0)).map(|parameter| Condition { parameter, is: list(item(value, 1), text) })
}
