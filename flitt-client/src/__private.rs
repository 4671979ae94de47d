//! What generated code calls. Not part of the public interface: it changes without notice.

use std::fmt;

pub use std::borrow::Cow::Borrowed;
pub use std::clone::Clone;
pub use std::cmp::{Eq, PartialEq};
pub use std::convert::{AsRef, From, Into};
pub use std::fmt::{Debug, Formatter};
pub use std::hash::Hash;
pub use std::iter::IntoIterator;
pub use std::marker::{Copy, PhantomData};
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Ok};
pub use std::string::String;
pub use std::vec::Vec;

/// What `Debug` returns.
pub type Shown = fmt::Result;

pub use flitt_schema::compiled::{LazyEndpoint, LazyTable};

pub use crate::answer::{Answer, FromAnswer, Record, Rows};
pub use crate::builder::{Set, Unset};
pub use crate::civil::{Date, DateTime};
pub use crate::list::{Flag, List, Open};
pub use crate::many::{ListAnswer, MapAnswer};
pub use crate::nested::{Nested, Packed};
/// The trait; the name `Endpoint` is the model's here.
pub use crate::request::Endpoint as EndpointTrait;
pub use crate::request::{Api, Request};
pub use crate::values::{Invalid, Values};

/// Checks the values of a builder; `shown` is how messages call what it builds.
pub fn check(values: &Values, table: &LazyTable, shown: &str) -> Result<(), Invalid> {
    values.check(table, shown)
}

/// Shows values without the sensitive ones.
pub fn debug_values(values: &Values, table: &LazyTable, shown: &str, formatter: &mut Formatter<'_>) -> Shown {
    values.debug(table, shown, formatter)
}

/// Shows an answer without its sensitive values.
pub fn debug_answer(answer: &Answer, name: &str, formatter: &mut Formatter<'_>) -> Shown {
    answer.debug(name, formatter)
}
