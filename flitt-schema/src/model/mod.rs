//! The content of schema files as plain data.
//!
//! The parser makes it from files, and programs read it from the texts that the derive macros embed (`embedded`). Strings
//! and lists can therefore be borrowed or owned.

mod endpoint;
mod example;
mod group;
mod list;
mod name_key;
mod parameter;
mod reserved;
mod shared;
mod string_enum;
mod table;

use std::borrow::Cow;

pub use endpoint::{
    Body, Compared, Confirmation, Contradiction, Creates, Digest, Endpoint, ErrorFields, FailureStage, FailureStages,
    Key, Protocol, Response, ResponseVariant, Retry, Shape, Signed,
};
pub use example::{Example, ExampleKind, ExampleOf, ExampleSignature, ExampleValue, LocatedText};
pub use group::{Condition, Group, GroupRule};
pub use list::{Column, List, ListedValue};
pub use name_key::NameKey;
pub use parameter::{Details, Format, Header, Origin, Outcome, Parameter, Unit, Value, ValueType};
pub(crate) use reserved::{hidden_by_module, hidden_by_type, is_reserved_form};
pub use reserved::{is_reserved_endpoint, is_reserved_module};
pub use shared::Shared;
pub(crate) use string_enum::StringEnum;
pub use table::{DeclineFields, KeyRule, SigningEntry, Table};

/// A string that is part of the program or was read at run time.
pub type CowStr = Cow<'static, str>;

/// A list that is part of the program or was read at run time.
pub type CowSlice<T> = Cow<'static, [T]>;
