//! What a schema file says, as plain data.
//!
//! One model, two lives: the parser makes it from a file, and the derive macros emit it as a `static`
//! (see [`crate::compiled`]). Texts and lists are therefore borrowed or owned.

mod endpoint;
mod group;
mod list;
mod parameter;
mod table;

use std::borrow::Cow;

pub use endpoint::{Body, Digest, Endpoint, FailureRows, Form, Key, Protocol, Response, Retry, Shape, Signed};
pub use group::{Condition, Group, GroupRule};
pub use list::{Column, List, ListedValue};
pub use parameter::{Details, Format, Header, Origin, Outcome, Parameter, Unit, Value, ValueType};
pub use table::{KeyRule, Table, Turn};

/// A text that is part of the program or was read at run time.
pub type Text = Cow<'static, str>;

/// A list that is part of the program or was read at run time.
pub type Items<T> = Cow<'static, [T]>;
