//! The facts that are needed at run time as JSON without default values.

use serde_json::{Map, Value, json};

use crate::model::{
    Compared, Condition, Contradiction, CowStr, Creates, Details, Endpoint, Format, Group, KeyRule, Origin, Outcome,
    Parameter, Retry, Table, Unit, ValueType,
};

/// An object without empty values.
#[derive(Default)]
struct EmbeddedObject(Map<String, Value>);

impl EmbeddedObject {
    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let is_empty = match &value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !is_empty {
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
    /// The text of an embedded table, without its nested tables, which are embedded separately.
    #[doc(hidden)]
    #[must_use]
    pub fn to_embedded(&self) -> String {
        EmbeddedObject::default()
            .with("name", self.name.as_ref())
            .with_all("rows", &self.rows, row)
            .with_all("order", &self.signature_order, |entry| Value::from(entry.row))
            .with_all("groups", &self.groups, group)
            .with_all("callback", &self.callback, key_rule)
            .with("decline", self.decline.as_ref().map(|fields| json!([fields.code, fields.description])))
            .into_value()
            .to_string()
    }
}

impl Endpoint {
    /// The text of an embedded endpoint, without its tables, which are embedded separately.
    #[doc(hidden)]
    #[must_use]
    pub fn to_embedded(&self) -> String {
        let retry = match &self.retry {
            Retry::Freely => Value::Bool(true),
            Retry::Never => Value::Null,
            Retry::With(name) => Value::from(name.as_ref()),
        };
        let response = &self.response;
        let confirmation = self.confirm_with.as_ref();
        let confirmation = confirmation.map(|with| {
            json!([
                with.endpoint,
                with.outcome,
                with.total,
                with.failures.before,
                with.failures.exists,
                with.compare.as_ref().map(|all| all.iter().map(compared).collect::<Value>()),
                with.contradicted_by.iter().map(contradiction).collect::<Value>(),
                with.needs_payer,
            ])
        });
        EmbeddedObject::default()
            .with("name", self.name.as_ref())
            .with("source", self.source.as_ref())
            .with("host", self.host.as_deref())
            .with("path", self.path.as_ref())
            .with("protocol", self.protocol.as_str())
            .with_all("data_when", &self.data_when, text)
            .with("body", self.body.as_str())
            .with("key", self.key.as_str())
            .with("digest", self.digest.as_str())
            .with("retry", retry)
            .with("order", self.order.as_deref())
            .with("creates", self.creates.map(Creates::as_str))
            .with("confirm_with", confirmation)
            .with_all("forms", &response.variants, |form| Value::from(form.when.as_deref()))
            .with("shape", response.shape.as_str())
            .with("signed", response.signed.as_str())
            .with("failure", response.failure.as_ref().map(|rows| json!([rows.message, rows.code, rows.request_id])))
            .into_value()
            .to_string()
    }
}

fn contradiction(contradiction: &Contradiction) -> Value {
    json!([contradiction.parameter, contradiction.is, contradiction.when.iter().map(condition).collect::<Value>()])
}

fn compared(compared: &Compared) -> Value {
    json!([compared.parameter, compared.status, compared.decimals])
}

fn text(text: &CowStr) -> Value {
    Value::from(text.as_ref())
}

fn row(row: &Parameter) -> Value {
    let Details { default, fixed, values, smallest, largest, zero_when, informational, table, columns, header, .. } =
        row.details.as_ref();
    // The values of an open list are needed only if they have an outcome.
    let needed = row.closed || values.iter().any(|value| value.outcome.is_some());
    let values = if needed { values.as_ref() } else { &[] };
    // Only a default of the protocol is sent without being set.
    let default = default.as_deref().filter(|_| row.origin == Origin::Protocol);
    let value_type = (row.value_type != ValueType::String).then_some(row.value_type.as_str());
    let origin = (row.origin != Origin::Caller).then_some(row.origin.as_str());
    EmbeddedObject::default()
        .with("name", row.name.as_ref())
        .with("type", value_type)
        .with("limit", row.limit)
        .with("format", row.format.map(Format::as_str))
        .with("unit", row.unit.map(Unit::as_str))
        .with("from", origin)
        .with("mandatory", row.mandatory)
        .with("always", row.always)
        .with("sensitive", row.sensitive)
        .with("echo", row.echo)
        .with("separator", row.separator)
        .with("closed", row.closed)
        .with("default", default)
        .with("fixed", fixed.as_deref())
        .with_all("values", values, |value| json!([value.value, value.outcome.map(Outcome::as_str)]))
        .with("smallest", *smallest)
        .with("largest", *largest)
        .with_all("zero_when", zero_when, condition)
        .with("informational", *informational)
        .with("nested", table.is_some())
        .with("columns", columns.as_deref())
        .with("header", header.as_ref().map(|header| json!([header.name, header.prefix])))
        .into_value()
}

fn group(group: &Group) -> Value {
    let alternatives = group.of.iter().map(|names| names.iter().map(text).collect::<Value>());
    json!([group.rule.as_str(), alternatives.collect::<Value>(), group.when.as_ref().map(condition)])
}

fn key_rule(rule: &KeyRule) -> Value {
    json!([rule.key.as_str(), rule.when.as_ref().map(condition)])
}

fn condition(condition: &Condition) -> Value {
    json!([condition.parameter, condition.is])
}
