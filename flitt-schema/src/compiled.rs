//! The model's second life: constructors for tables that are compiled into a program.
//!
//! The derive macros emit calls of these functions into a `static`. They take the facts that are needed at run time by
//! position, because every token that a macro emits costs its user compile time; the words of the documentation stay
//! in the documentation. Nothing here is meant to be called by hand, and it changes without notice.

use std::borrow::Cow;

use crate::model::{
    Body, Condition, Details, Digest, Endpoint, Form, Format, Group, GroupRule, Items, Key, KeyRule, Origin, Outcome,
    Parameter, Protocol, Response, Retry, Shape, Signed, Table, Text, Unit, Value, ValueType,
};

/// [`Parameter::mandatory`], as a bit of `flags`.
pub const MANDATORY: u8 = 1;
/// [`Parameter::always`].
pub const ALWAYS: u8 = 2;
/// [`Parameter::sensitive`].
pub const SENSITIVE: u8 = 4;
/// [`Parameter::separator`].
pub const SEPARATOR: u8 = 8;
/// [`Parameter::closed`].
pub const CLOSED: u8 = 16;

/// [`Parameter::echo`].
pub const ECHO: u8 = 32;

/// The flags of a row as one number.
#[must_use]
pub fn flags(row: &Parameter) -> u8 {
    let bits = [
        (row.mandatory, MANDATORY),
        (row.always, ALWAYS),
        (row.sensitive, SENSITIVE),
        (row.separator, SEPARATOR),
        (row.closed, CLOSED),
        (row.echo, ECHO),
    ];
    bits.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum()
}

/// A row; a `limit` of 0 is none.
#[must_use]
#[expect(clippy::too_many_arguments, reason = "one argument a fact is the fewest tokens that a macro can emit")]
pub const fn row(
    name: &'static str,
    value_type: ValueType,
    limit: u32,
    flags: u8,
    format: Option<Format>,
    unit: Option<Unit>,
    origin: Origin,
    details: &'static Details,
) -> Parameter {
    Parameter {
        name: Cow::Borrowed(name),
        value_type,
        limit: if limit == 0 { None } else { Some(limit) },
        format,
        unit,
        origin,
        mandatory: flags & MANDATORY != 0,
        always: flags & ALWAYS != 0,
        echo: flags & ECHO != 0,
        sensitive: flags & SENSITIVE != 0,
        separator: flags & SEPARATOR != 0,
        closed: flags & CLOSED != 0,
        details: Cow::Borrowed(details),
    }
}

/// A row of which there is nothing more to say: a string that the caller sets.
#[must_use]
pub const fn string(name: &'static str, limit: u32, flags: u8) -> Parameter {
    row(name, ValueType::String, limit, flags, None, None, Origin::Caller, &Details::NONE)
}

/// The rarer facts of a row. An empty text is none.
#[must_use]
pub const fn details(
    default: &'static str,
    fixed: &'static str,
    values: &'static [Value],
    smallest: Option<i64>,
    largest: Option<i64>,
    table: Option<&'static Table>,
) -> Details {
    Details {
        rust: None,
        doc: Cow::Borrowed(""),
        documented_length: None,
        undocumented: false,
        default: optional(default),
        fixed: optional(fixed),
        values: Cow::Borrowed(values),
        list: None,
        smallest,
        largest,
        table: match table {
            None => None,
            Some(table) => Some(Cow::Borrowed(table)),
        },
        deprecated: None,
        quirk: None,
    }
}

/// A listed value.
#[must_use]
pub const fn value(value: &'static str, outcome: Option<Outcome>) -> Value {
    Value { value: Cow::Borrowed(value), rust: None, doc: Cow::Borrowed(""), outcome }
}

/// A table.
#[must_use]
pub const fn table(
    name: &'static str,
    rows: &'static [Parameter],
    signature_order: &'static [u16],
    groups: &'static [Group],
    callback: &'static [KeyRule],
) -> Table {
    Table {
        name: Cow::Borrowed(name),
        doc: Cow::Borrowed(""),
        source: Cow::Borrowed(""),
        rows: Cow::Borrowed(rows),
        signature_order: Cow::Borrowed(signature_order),
        groups: Cow::Borrowed(groups),
        callback: Cow::Borrowed(callback),
    }
}

/// What holds between rows.
#[must_use]
pub const fn group(rule: GroupRule, of: &'static [Items<Text>], when: Option<Condition>) -> Group {
    Group { rule, of: Cow::Borrowed(of), when, doc: Cow::Borrowed("") }
}

/// A condition on another parameter.
#[must_use]
pub const fn condition(parameter: &'static str, is: &'static [Text]) -> Condition {
    Condition { parameter: Cow::Borrowed(parameter), is: Cow::Borrowed(is) }
}

/// Which key signs a callback.
#[must_use]
pub const fn key_rule(key: Key, when: Option<Condition>) -> KeyRule {
    KeyRule { key, when, doc: Cow::Borrowed("") }
}

/// A form of an answer. An empty `when` is none.
#[must_use]
pub const fn form(table: &'static Table, when: &'static str) -> Form {
    Form { table: Cow::Borrowed(table), when: optional(when) }
}

/// An answer.
#[must_use]
pub const fn response(forms: &'static [Form], shape: Shape, signed: Signed) -> Response {
    Response { forms: Cow::Borrowed(forms), shape, signed }
}

/// How a request travels: the part of an endpoint that is no table.
pub struct Wire {
    /// [`Endpoint::host`]; empty is none.
    pub host: &'static str,
    /// [`Endpoint::path`].
    pub path: &'static str,
    /// [`Endpoint::protocol`].
    pub protocol: Protocol,
    /// [`Endpoint::data_when`].
    pub data_when: &'static [Text],
    /// [`Endpoint::body`].
    pub body: Body,
    /// [`Endpoint::key`].
    pub key: Key,
    /// [`Endpoint::digest`].
    pub digest: Digest,
    /// [`Endpoint::retry`].
    pub retry: Retry,
    /// [`Endpoint::confirm_with`]; empty is none.
    pub confirm_with: &'static str,
}

/// An endpoint. `source` is the address of its documentation.
#[must_use]
pub const fn endpoint(
    name: &'static str,
    source: &'static str,
    wire: &'static Wire,
    request: &'static Table,
    response: Response,
) -> Endpoint {
    Endpoint {
        name: Cow::Borrowed(name),
        doc: Cow::Borrowed(""),
        source: Cow::Borrowed(source),
        host: optional(wire.host),
        path: Cow::Borrowed(wire.path),
        protocol: wire.protocol,
        data_when: Cow::Borrowed(wire.data_when),
        body: wire.body,
        key: wire.key,
        digest: wire.digest,
        retry: match &wire.retry {
            Retry::Freely => Retry::Freely,
            Retry::With(Cow::Borrowed(name)) => Retry::With(Cow::Borrowed(name)),
            Retry::Never | Retry::With(Cow::Owned(_)) => Retry::Never,
        },
        confirm_with: optional(wire.confirm_with),
        request: Cow::Borrowed(request),
        response,
    }
}

const fn optional(text: &'static str) -> Option<Text> {
    if text.is_empty() { None } else { Some(Cow::Borrowed(text)) }
}
