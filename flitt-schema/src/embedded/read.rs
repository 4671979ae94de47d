//! Reads what `write` has written. Unknown values become defaults, and an error in debug builds.

use std::str::FromStr;

use super::LazyTable;
use crate::json::{self, Data, Node};
use crate::model::{
    Body, Compared, Condition, Confirmation, Contradiction, CowSlice, CowStr, DeclineFields, Details, Digest, Endpoint,
    ErrorFields, FailureStages, Group, GroupRule, Header, Key, KeyRule, Origin, Parameter, Protocol, Response,
    ResponseVariant, Retry, Shape, Shared, Signed, SigningEntry, StringEnum, Table, ValueType,
};

const NULL: Node<'static> = Node { span: 0..0, data: Data::Null };

/// The value of an absent key.
static ABSENT: Node<'static> = NULL;

/// An object or list, with functions that read its parts.
#[derive(Clone, Copy)]
struct EmbeddedObject<'v>(&'v Node<'v>);

impl<'v> EmbeddedObject<'v> {
    fn at(self, key: &str) -> &'v Node<'v> {
        let Data::Object(members) = &self.0.data else { return &ABSENT };
        members.iter().find(|member| member.key == key).map_or(&ABSENT, |member| &member.value)
    }

    fn text(self, key: &str) -> CowStr {
        text(self.at(key))
    }

    fn is(self, key: &str) -> bool {
        matches!(self.at(key).data, Data::Bool(true))
    }

    fn number<T: FromStr>(self, key: &str) -> Option<T> {
        number(self.at(key))
    }

    fn one_of<T: StringEnum>(self, key: &str, default: T) -> T {
        one_of(self.at(key)).unwrap_or(default)
    }

    fn list<T: Clone>(self, key: &str, item: impl FnMut(&'v Node<'v>) -> T) -> CowSlice<T> {
        list(self.at(key), item)
    }
}

fn text(value: &Node<'_>) -> CowStr {
    optional(value).unwrap_or_default()
}

fn optional(value: &Node<'_>) -> Option<CowStr> {
    borrowed(value).map(|text| CowStr::Owned(text.to_owned()))
}

fn borrowed<'v>(value: &'v Node<'v>) -> Option<&'v str> {
    if let Data::Text(text) = &value.data { Some(text) } else { None }
}

fn number<T: FromStr>(value: &Node<'_>) -> Option<T> {
    if let Data::Number(digits) = value.data { digits.parse().ok() } else { None }
}

fn one_of<T: StringEnum>(value: &Node<'_>) -> Option<T> {
    let text = borrowed(value)?;
    let found = T::of_str(text);
    debug_assert!(found.is_some(), "unknown value `{text}` in an embedded table");
    found
}

fn items<'v>(value: &'v Node<'v>) -> &'v [Node<'v>] {
    if let Data::List(items) = &value.data { items } else { &[] }
}

fn item<'v>(value: &'v Node<'v>, position: usize) -> &'v Node<'v> {
    items(value).get(position).unwrap_or(&ABSENT)
}

fn list<'v, T: Clone>(value: &'v Node<'v>, item: impl FnMut(&'v Node<'v>) -> T) -> CowSlice<T> {
    CowSlice::Owned(items(value).iter().map(item).collect())
}

fn value(text: &str) -> Node<'_> {
    json::node(text).unwrap_or(NULL)
}

pub(super) fn table(written: &str, nested: &'static [&'static LazyTable]) -> Table {
    let value = value(written);
    let facts = EmbeddedObject(&value);
    let mut nested = nested.iter();
    let decline = facts.at("decline");
    let rows = facts.list("rows", |value| row(EmbeddedObject(value), &mut nested));
    let entry = |value: &Node<'_>| {
        let position: u16 = number(value)?;
        Some(SigningEntry::new(position, rows.get(usize::from(position))?))
    };
    let order: Option<Vec<SigningEntry>> = items(facts.at("order")).iter().map(entry).collect();
    let signature_order = CowSlice::Owned(order.unwrap_or_default());
    Table {
        name: facts.text("name"),
        doc: CowStr::default(),
        source: CowStr::default(),
        rows,
        signature_order,
        groups: facts.list("groups", group),
        callback: facts.list("callback", key_rule),
        decline: optional(item(decline, 0)).map(|code| DeclineFields { code, description: optional(item(decline, 1)) }),
    }
}

pub(super) fn endpoint(written: &str, request: &'static LazyTable, tables: &'static [&'static LazyTable]) -> Endpoint {
    let value = value(written);
    let facts = EmbeddedObject(&value);
    let mut tables = tables.iter();
    let forms = facts.list("forms", |when| {
        let table = tables.next().map_or_else(|| Shared::from(table("", &[])), |table| Shared::borrowed(table.get()));
        ResponseVariant { table, when: optional(when) }
    });
    let retry = match &facts.at("retry").data {
        Data::Bool(true) => Retry::Freely,
        Data::Text(name) => Retry::With(CowStr::Owned(name.clone().into_owned())),
        _ => Retry::Never,
    };
    let confirmation = facts.at("confirm_with");
    let failure = facts.at("failure");
    let failure = optional(item(failure, 0)).map(|message| ErrorFields {
        message,
        code: optional(item(failure, 1)),
        request_id: optional(item(failure, 2)),
    });
    Endpoint {
        name: facts.text("name"),
        rust: None,
        doc: CowStr::default(),
        source: facts.text("source"),
        host: optional(facts.at("host")),
        path: facts.text("path"),
        protocol: facts.one_of("protocol", Protocol::Flat),
        data_when: facts.list("data_when", text),
        body: facts.one_of("body", Body::Json),
        key: facts.one_of("key", Key::Payment),
        digest: facts.one_of("digest", Digest::Sha1),
        retry,
        order: optional(facts.at("order")),
        creates: one_of(facts.at("creates")),
        confirm_with: optional(item(confirmation, 0)).map(|endpoint| Confirmation {
            endpoint,
            outcome: optional(item(confirmation, 1)),
            total: optional(item(confirmation, 2)),
            needs_payer: matches!(item(confirmation, 7).data, Data::Bool(true)),
            failures: FailureStages {
                before: list(item(confirmation, 3), text),
                exists: list(item(confirmation, 4), text),
            },
            compare: matches!(item(confirmation, 5).data, Data::List(_)).then(|| {
                list(item(confirmation, 5), |value| Compared {
                    parameter: text(item(value, 0)),
                    status: text(item(value, 1)),
                    decimals: number(item(value, 2)).unwrap_or_default(),
                })
            }),
            contradicted_by: list(item(confirmation, 6), |value| Contradiction {
                parameter: text(item(value, 0)),
                is: list(item(value, 1), text),
                when: items(item(value, 2)).iter().filter_map(condition).collect(),
            }),
        }),
        request: Shared::borrowed(request.get()),
        response: Response {
            variants: forms,
            shape: facts.one_of("shape", Shape::Object),
            signed: facts.one_of("signed", Signed::Always),
            failure,
        },
    }
}

fn row(facts: EmbeddedObject<'_>, nested: &mut std::slice::Iter<'static, &'static LazyTable>) -> Parameter {
    let header = facts.at("header");
    let details = Details {
        default: optional(facts.at("default")),
        fixed: optional(facts.at("fixed")),
        values: items(facts.at("values"))
            .iter()
            .map(|value| crate::Value {
                value: text(item(value, 0)),
                rust: None,
                doc: CowStr::default(),
                outcome: one_of(item(value, 1)),
            })
            .collect(),
        smallest: facts.number("smallest"),
        largest: facts.number("largest"),
        zero_when: CowSlice::Owned(items(facts.at("zero_when")).iter().filter_map(condition).collect()),
        informational: facts.is("informational"),
        table: facts.is("nested").then(|| nested.next()).flatten().map(|table| Shared::borrowed(table.get())),
        columns: optional(facts.at("columns")),
        header: optional(item(header, 0)).map(|name| Header { name, prefix: text(item(header, 1)) }),
        ..Details::NONE
    };
    Parameter {
        name: facts.text("name"),
        value_type: facts.one_of("type", ValueType::String),
        limit: facts.number("limit"),
        format: one_of(facts.at("format")),
        unit: one_of(facts.at("unit")),
        origin: facts.one_of("from", Origin::Caller),
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
        rule: one_of(item(value, 0)).unwrap_or(GroupRule::AtLeastOne),
        of: list(item(value, 1), |names| list(names, text)),
        when: condition(item(value, 2)),
        doc: CowStr::default(),
    }
}

fn key_rule(value: &Node<'_>) -> KeyRule {
    KeyRule {
        key: one_of(item(value, 0)).unwrap_or(Key::Payment),
        when: condition(item(value, 1)),
        doc: CowStr::default(),
    }
}

fn condition(value: &Node<'_>) -> Option<Condition> {
    optional(item(value, 0)).map(|parameter| Condition { parameter, is: list(item(value, 1), text) })
}
