//! The keys of schema files: for each, how its values are compared, and what a change of them means.

use serde_json::Value;

use super::change::{Change, Judgement};
use super::rules::{confirmation, endpoint, parameter, response, shared};

/// The objects of schema files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Object {
    Endpoint,
    Confirmation,
    Response,
    Form,
    Failure,
    Parameter,
    ListedValue,
    Table,
    List,
}

/// How the values of a key are compared.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// As a whole.
    Whole,
    /// Key by key.
    Object(Object),
    /// A list of objects, paired by the key that names them.
    Each(Object, &'static str),
    /// Parameters in place, or the name of a shared table.
    Table,
    /// Rules between parameters, of which only the text is not part.
    Groups,
    /// It has no effect beyond documentation and editors.
    Documentation,
}

/// One key of an object.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The text of the value that an absent key has.
    pub(crate) default: &'static str,
    /// Whether generated code depends on it.
    pub(crate) in_code: bool,
    pub(crate) rule: fn(&Change) -> Vec<Judgement>,
}

const fn key(name: &'static str, rule: fn(&Change) -> Vec<Judgement>) -> Key {
    Key { name, kind: Kind::Whole, default: "", in_code: false, rule }
}

const fn documentation(name: &'static str) -> Key {
    Key { name, kind: Kind::Documentation, default: "", in_code: false, rule: nothing }
}

impl Key {
    const fn in_code(self) -> Self {
        Self { in_code: true, ..self }
    }

    const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}

/// The rule of a key that changes only generated code, which is compared by itself, or nothing.
fn nothing(_: &Change) -> Vec<Judgement> {
    Vec::new()
}

static ENDPOINT: &[Key] = &[
    documentation("$schema"),
    documentation("meta_format"),
    key("endpoint", endpoint::name).in_code(),
    key("rust", nothing).in_code(),
    documentation("doc"),
    documentation("source"),
    key("host", endpoint::host),
    key("path", endpoint::path),
    key("protocol", endpoint::protocol).or("1.0.1"),
    key("data_when", endpoint::data_when),
    key("body", endpoint::body).or("json"),
    key("key", endpoint::key).or("payment"),
    key("digest", endpoint::digest).or("sha1"),
    key("retry", endpoint::retry).or("never"),
    key("order", endpoint::order),
    key("creates", endpoint::creates),
    key("confirm_with", endpoint::confirm_with).of(Kind::Object(Object::Confirmation)).in_code(),
    key("request", shared::order).of(Kind::Table).in_code(),
    key("groups", shared::groups).of(Kind::Groups),
    key("response", nothing).of(Kind::Object(Object::Response)),
    documentation("examples"),
];

static CONFIRMATION: &[Key] = &[
    key("endpoint", confirmation::endpoint).in_code(),
    key("outcome", confirmation::decides),
    key("total", confirmation::decides),
    key("needs_payer", confirmation::needs_payer).or("false"),
    key("failures", confirmation::failures),
    key("compare", confirmation::compare),
    key("contradicted_by", confirmation::contradicted_by),
];

static RESPONSE: &[Key] = &[
    key("table", shared::order).of(Kind::Table).in_code(),
    key("rows", shared::order).of(Kind::Table).in_code(),
    key("forms", response::forms).in_code(),
    key("shape", response::shape).or("object").in_code(),
    key("decline", response::decline),
    key("signed", response::signed),
    key("failure", response::failure).of(Kind::Object(Object::Failure)),
];

static FORM: &[Key] = &[
    key("table", shared::order).of(Kind::Table).in_code(),
    key("rows", shared::order).of(Kind::Table).in_code(),
    key("decline", response::decline),
    key("when", response::when).in_code(),
];

static FAILURE: &[Key] =
    &[key("message", response::failure), key("code", response::failure), key("request_id", response::request_id)];

static PARAMETER: &[Key] = &[
    key("name", nothing),
    key("rust", nothing).in_code(),
    key("type", parameter::value_type).in_code(),
    key("max_length", parameter::max_length).or("null"),
    key("enforced_length", parameter::enforced_length),
    key("mandatory", parameter::mandatory).or("false").in_code(),
    key("always", parameter::always).or("false").in_code(),
    key("echo", parameter::echo).or("false"),
    documentation("documented"),
    key("default", parameter::default),
    key("fixed", parameter::fixed).in_code(),
    key("values", nothing).of(Kind::Each(Object::ListedValue, "value")).in_code(),
    key("closed", parameter::values).or("false").in_code(),
    key("list", parameter::values).in_code(),
    key("smallest", parameter::smallest).in_code(),
    key("largest", parameter::largest),
    key("zero_when", parameter::zero_when),
    key("format", parameter::format).in_code(),
    key("table", shared::order).of(Kind::Table).in_code(),
    key("columns", parameter::columns).in_code(),
    key("header", parameter::header),
    documentation("protocol"),
    key("unit", parameter::unit).in_code(),
    key("informational", parameter::informational).or("false").in_code(),
    key("sensitive", parameter::sensitive).or("false").in_code(),
    key("separator", parameter::separator).or("false"),
    key("deprecated", parameter::deprecated),
    key("from", parameter::from).or("caller").in_code(),
    documentation("doc"),
    documentation("quirk"),
    key("rows", shared::order).of(Kind::Table).in_code(),
    key("groups", shared::groups).of(Kind::Groups),
];

static LISTED_VALUE: &[Key] =
    &[key("value", nothing), key("rust", nothing).in_code(), documentation("doc"), key("outcome", parameter::outcome)];

static TABLE: &[Key] = &[
    documentation("$schema"),
    documentation("meta_format"),
    key("table", nothing).in_code(),
    documentation("doc"),
    documentation("source"),
    key("rows", shared::order).of(Kind::Table).in_code(),
    key("groups", shared::groups).of(Kind::Groups),
    key("callback", shared::callback).in_code(),
    key("decline", response::decline),
];

static LIST: &[Key] = &[
    documentation("$schema"),
    documentation("meta_format"),
    key("list", nothing).in_code(),
    key("rust", nothing).in_code(),
    documentation("doc"),
    documentation("source"),
    key("columns", shared::columns),
    key("values", nothing).of(Kind::Each(Object::ListedValue, "value")).in_code(),
];

impl Object {
    /// Its keys.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            Self::Endpoint => ENDPOINT,
            Self::Confirmation => CONFIRMATION,
            Self::Response => RESPONSE,
            Self::Form => FORM,
            Self::Failure => FAILURE,
            Self::Parameter => PARAMETER,
            Self::ListedValue => LISTED_VALUE,
            Self::Table => TABLE,
            Self::List => LIST,
        }
    }

    /// A key by its name.
    pub(crate) fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    /// The rule for an object of this kind that was added or removed.
    pub(crate) fn rule(self) -> fn(&Change) -> Vec<Judgement> {
        match self {
            Self::Endpoint => endpoint::whole,
            Self::Parameter => parameter::whole,
            Self::ListedValue => parameter::listed_value,
            _ => nothing,
        }
    }
}

impl Change {
    /// Whether generated code can depend on it.
    pub(crate) fn is_in_code(&self) -> bool {
        self.key.is_empty() || self.object.key(&self.key).is_some_and(|key| key.in_code)
    }

    /// What it means, apart from generated code.
    pub(crate) fn judged(&self) -> Vec<Judgement> {
        if self.key.is_empty() {
            return self.object.rule()(self);
        }
        self.object.key(&self.key).map_or_else(|| shared::column_of_value(self), |key| (key.rule)(self))
    }
}

/// The value of a key, or that of an absent one.
pub(crate) fn text_of(owner: &Value, key: &str) -> String {
    match owner.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}
