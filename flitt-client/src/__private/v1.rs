//! Version 1 of what generated code uses.

use std::fmt;

pub use std::borrow::Cow::Borrowed;
pub use std::clone::Clone;
pub use std::cmp::{Eq, Ord, Ordering, PartialEq, PartialOrd};
pub use std::convert::{AsRef, From, Into};
pub use std::default::Default;
pub use std::fmt::{Debug, Display, Formatter};
pub use std::hash::{Hash, Hasher};
pub use std::iter::IntoIterator;
pub use std::marker::{Copy, PhantomData};
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Ok};
pub use std::str::FromStr;
pub use std::string::String;
pub use std::vec::Vec;

/// The result of `Debug`.
pub type FmtResult = fmt::Result;

pub use flitt_schema::embedded::{LazyEndpoint, LazyTable};

pub use crate::reference;
pub use crate::runtime::request::argument::{
    Embedded, Integer, Listed, Optional, OptionalEmbedded, OptionalInteger, OptionalListed, OptionalSwitch,
    OptionalText, OptionalTextOrInteger, Switch, Text, TextOrInteger,
};
pub use crate::runtime::request::{
    Api, CompleteBuilder, EmbeddedJson, Endpoint as EndpointTrait, EndpointVisitor, Nested, NoParameters, NoStatus,
    Parameters as ParametersTrait, Request, Set, SetByCredentials, SetBySigning, Unset, ValidValues, ValidationError,
    Values,
};
pub use crate::runtime::response::{FromResponse, ListResponse, MapResponse, RawResponse, Rows, TableResponse};
pub use crate::runtime::value::{Date, DateTime, Flag, OpenEnum, ParseValueError, Sensitive, WireEnum};

pub use crate::{
    __flitt_builder as builder, __flitt_listed as listed, __flitt_marker as marker, __flitt_parameters as parameters,
    __flitt_value as value,
};

/// A request, if its values conform to the table of its endpoint.
pub fn checked<E: EndpointTrait>(values: Values) -> Result<Request<E>, ValidationError> {
    Request::checked(values)
}

/// Checks the values of a builder; `name` is that of the request or value in messages.
pub fn check(values: &Values, table: &LazyTable, name: &str) -> Result<(), ValidationError> {
    values.check(table, name)
}

/// A value of a nested value, by the name of its parameter.
#[must_use]
pub fn get<'v>(values: &'v Values, table: &LazyTable, name: &str) -> Option<&'v str> {
    values.by_name(table, name)
}

/// Shows values without the sensitive ones.
pub fn debug_values(values: &Values, table: &LazyTable, name: &str, formatter: &mut Formatter<'_>) -> FmtResult {
    values.debug(table, name, formatter)
}

/// Shows a response without its sensitive values.
pub fn debug_response(response: &RawResponse, name: &str, formatter: &mut Formatter<'_>) -> FmtResult {
    response.debug(name, formatter)
}

#[cfg(feature = "serde")]
pub use serde_core;

/// Reads a listed value from its text.
#[cfg(feature = "serde")]
pub fn deserialize_listed<'de, T: WireEnum, D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = <std::borrow::Cow<'_, str> as serde_core::Deserialize>::deserialize(deserializer)?;
    parse_listed(&text).map_err(serde_core::de::Error::custom)
}

/// The listed value of a text on the wire.
pub fn parse_listed<T: WireEnum>(text: &str) -> Result<T, ParseValueError> {
    T::from_wire(text).ok_or(ParseValueError::new::<T>())
}

/// Orders listed values by their text.
#[must_use]
pub fn compare_listed<T: WireEnum>(one: T, other: T) -> Ordering {
    one.as_str().cmp(other.as_str())
}
