//! The facts that matter at run time as a text: JSON, in which whatever is usual is left out.

use serde_json::{Map, Value, json};

use crate::model::{
    Condition, Details, Endpoint, Format, Group, KeyRule, Origin, Outcome, Parameter, Retry, Table, Text, Unit,
    ValueType,
};

/// An object that leaves out what says nothing.
#[derive(Default)]
struct Facts(Map<String, Value>);

impl Facts {
    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let says_nothing = match &value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !says_nothing {
            self.0.insert(key.to_owned(), value);
        }
        self
    }

    fn with_all<T>(self, key: &str, items: &[T], value: impl Fn(&T) -> Value) -> Self {
        self.with(key, Value::Array(items.iter().map(value).collect()))
    }

    fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

impl Table {
    /// The table as a compiled one is written. Its nested tables are not part of it: they are compiled tables themselves.
    #[must_use]
    pub fn to_compiled(&self) -> String {
        Facts::default()
            .with("name", self.name.as_ref())
            .with_all("rows", &self.rows, row)
            .with_all("order", &self.signature_order, |turn| Value::from(turn.row))
            .with_all("groups", &self.groups, group)
            .with_all("callback", &self.callback, key_rule)
            .into_value()
            .to_string()
    }
}

impl Endpoint {
    /// The endpoint as a compiled one is written. Its tables are not part of it: they are compiled tables themselves.
    #[must_use]
    pub fn to_compiled(&self) -> String {
        let retry = match &self.retry {
            Retry::Freely => Value::Bool(true),
            Retry::Never => Value::Null,
            Retry::With(name) => Value::from(name.as_ref()),
        };
        let response = &self.response;
        Facts::default()
            .with("name", self.name.as_ref())
            .with("source", self.source.as_ref())
            .with("host", self.host.as_deref())
            .with("path", self.path.as_ref())
            .with("protocol", self.protocol.word())
            .with_all("data_when", &self.data_when, text)
            .with("body", self.body.word())
            .with("key", self.key.word())
            .with("digest", self.digest.word())
            .with("retry", retry)
            .with("confirm_with", self.confirm_with.as_deref())
            .with_all("forms", &response.forms, |form| Value::from(form.when.as_deref()))
            .with("shape", response.shape.word())
            .with("signed", response.signed.word())
            .with("failure", response.failure.as_ref().map(|rows| json!([rows.message, rows.code])))
            .into_value()
            .to_string()
    }
}

fn text(text: &Text) -> Value {
    Value::from(text.as_ref())
}

fn row(row: &Parameter) -> Value {
    let Details { default, fixed, values, smallest, largest, table, header, .. } = row.details.as_ref();
    // The values of an open list matter only where they tell an outcome.
    let needed = row.closed || values.iter().any(|value| value.outcome.is_some());
    let values = if needed { values.as_ref() } else { &[] };
    // Only what the protocol sets is ever sent without being set.
    let default = default.as_deref().filter(|_| row.origin == Origin::Protocol);
    let value_type = (row.value_type != ValueType::String).then_some(row.value_type.word());
    let origin = (row.origin != Origin::Caller).then_some(row.origin.word());
    Facts::default()
        .with("name", row.name.as_ref())
        .with("type", value_type)
        .with("limit", row.limit)
        .with("format", row.format.map(Format::word))
        .with("unit", row.unit.map(Unit::word))
        .with("from", origin)
        .with("mandatory", row.mandatory)
        .with("always", row.always)
        .with("sensitive", row.sensitive)
        .with("echo", row.echo)
        .with("separator", row.separator)
        .with("closed", row.closed)
        .with("default", default)
        .with("fixed", fixed.as_deref())
        .with_all("values", values, |value| json!([value.value, value.outcome.map(Outcome::word)]))
        .with("smallest", *smallest)
        .with("largest", *largest)
        .with("nested", table.is_some())
        .with("header", header.as_ref().map(|header| json!([header.name, header.prefix])))
        .into_value()
}

fn group(group: &Group) -> Value {
    let alternatives = group.of.iter().map(|names| names.iter().map(text).collect::<Value>());
    json!([group.rule.word(), alternatives.collect::<Value>(), group.when.as_ref().map(condition)])
}

fn key_rule(rule: &KeyRule) -> Value {
    json!([rule.key.word(), rule.when.as_ref().map(condition)])
}

fn condition(condition: &Condition) -> Value {
    json!([condition.parameter, condition.is])
}
