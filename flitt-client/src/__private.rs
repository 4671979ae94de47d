//! What generated code calls. Not part of the public interface: it changes without notice.

use std::fmt;

pub use std::borrow::Cow::Borrowed;
pub use std::clone::Clone;
pub use std::cmp::{Eq, PartialEq};
pub use std::convert::{From, Into};
pub use std::fmt::{Debug, Formatter};
pub use std::hash::Hash;
pub use std::marker::{Copy, PhantomData};
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Ok};
pub use std::string::String;

/// What `Debug` returns.
pub type Shown = fmt::Result;

pub use flitt_schema::compiled::{
    NONE, Rare, Row, Wire, condition, endpoint, form, group, key_rule, plain, response, rows, string, table,
};
pub use flitt_schema::{
    Body, Details, Digest, Endpoint, Form, Format, Group, GroupRule, Items, Key, KeyRule, Origin, Outcome, Parameter,
    Protocol, Retry, Shape, Signed, Table, Text, Unit, Value, ValueType,
};

pub use crate::answer::{Answer, FromAnswer, Record, Rows};
pub use crate::builder::{Set, Unset};
pub use crate::list::{Flag, List, Listed, Open};
/// The trait; the name `Endpoint` is the model's here.
pub use crate::request::Endpoint as EndpointTrait;
pub use crate::request::{Api, Request};
pub use crate::values::{Invalid, Values};

/// Checks the values of a builder.
pub fn check(values: &Values, endpoint: &Endpoint) -> Result<(), Invalid> {
    values.check(&endpoint.request, &endpoint.name)
}

/// Shows a request without its sensitive values.
pub fn debug_request(values: &Values, endpoint: &Endpoint, formatter: &mut Formatter<'_>) -> Shown {
    values.debug(&endpoint.request, &endpoint.name, formatter)
}

/// Shows an answer without its sensitive values.
pub fn debug_answer(answer: &Answer, name: &str, formatter: &mut Formatter<'_>) -> Shown {
    answer.debug(name, formatter)
}
