//! The model's second life: constructors for tables that are compiled into a program.
//!
//! The derive macros emit calls of these functions into a `static`. They take the facts that are needed at run time by
//! position, because every token that a macro emits costs its user compile time; the words of the documentation stay
//! in the documentation. Nothing here is meant to be called by hand, and it changes without notice.

use std::borrow::Cow;
use std::mem;

use crate::model::{
    Body, Condition, Details, Digest, Endpoint, FailureRows, Form, Format, Group, GroupRule, Header, Items, Key,
    KeyRule, Origin, Parameter, Protocol, Response, Retry, Shape, Signed, Table, Text, Unit, Value, ValueType,
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

/// What a program needs to know of a row. It owns nothing, so that the compiler need not think of what becomes of the
/// rows before it when one cannot be made.
#[derive(Clone, Copy)]
pub struct Row(
    /// [`Parameter::name`].
    pub &'static str,
    /// [`Parameter::value_type`].
    pub ValueType,
    /// [`Parameter::limit`]; 0 is none.
    pub u32,
    /// The flags, as bits.
    pub u8,
    /// [`Parameter::format`].
    pub Option<Format>,
    /// [`Parameter::unit`].
    pub Option<Unit>,
    /// [`Parameter::origin`].
    pub Origin,
    /// The rarer facts.
    pub Rare,
);

/// The rarer facts of a row. An empty text is none.
#[derive(Clone, Copy)]
pub struct Rare(
    /// [`Details::default`].
    pub &'static str,
    /// [`Details::fixed`].
    pub &'static str,
    /// [`Details::values`].
    pub &'static [Value],
    /// [`Details::smallest`].
    pub Option<i64>,
    /// [`Details::largest`].
    pub Option<i64>,
    /// [`Details::table`].
    pub Option<&'static Table>,
    /// [`Details::header`]: its name and what stands before the value.
    pub Option<(&'static str, &'static str)>,
);

/// A row of which there is nothing more to say: a string that the caller sets.
#[must_use]
pub const fn string(name: &'static str, limit: u32, flags: u8) -> Row {
    plain(name, ValueType::String, limit, flags)
}

/// A row of any type of which there is nothing more to say.
#[must_use]
pub const fn plain(name: &'static str, value_type: ValueType, limit: u32, flags: u8) -> Row {
    Row(name, value_type, limit, flags, None, None, Origin::Caller, NONE)
}

/// A row without rarer facts.
pub const NONE: Rare = Rare("", "", &[], None, None, None, None);

/// The rows of a table.
#[must_use]
pub const fn rows<const COUNT: usize>(facts: [Row; COUNT]) -> [Parameter; COUNT] {
    let mut rows = [const { parameter(string("", 0, 0)) }; COUNT];
    let mut position = 0;
    while position < COUNT {
        // An assignment would drop what was there, which nothing can do before the program runs.
        mem::forget(mem::replace(&mut rows[position], parameter(facts[position])));
        position += 1;
    }
    rows
}

const fn parameter(row: Row) -> Parameter {
    let Row(name, value_type, limit, flags, format, unit, origin, rare) = row;
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
        details: Cow::Owned(details(rare)),
    }
}

const fn details(rare: Rare) -> Details {
    let Rare(default, fixed, values, smallest, largest, table, header) = rare;
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
        columns: None,
        protocol: None,
        header: match header {
            None => None,
            Some((name, prefix)) => Some(Header { name: Cow::Borrowed(name), prefix: Cow::Borrowed(prefix) }),
        },
        deprecated: None,
        quirk: None,
    }
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
pub const fn response(forms: &'static [Form], shape: Shape, signed: Signed, failure: Option<FailureRows>) -> Response {
    Response { forms: Cow::Borrowed(forms), shape, signed, failure }
}

/// The parameters that tell of a failure. An empty `code` is none.
#[must_use]
pub const fn failure(message: &'static str, code: &'static str) -> FailureRows {
    FailureRows { message: Cow::Borrowed(message), code: optional(code) }
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
