//! What a schema file means.
//!
//! A schema file is the table of one endpoint of the gateway: its parameters with type, maximum length, mandatory or
//! not. This crate reads such files ([`Library`]), checks them and says what is wrong in words for people
//! ([`Diagnostic`]), and holds what they say as plain data ([`Endpoint`], [`Table`], [`Parameter`]). The same data,
//! compiled into a `static` by the derive macros, checks the values of a request at run time ([`check_values`]).
//!
//! The way of the data: [`Source`] (text) -> `json` (text with positions) -> `parse` (model) -> `check` (rules over the
//! model) -> [`Endpoint`].

mod canonical;
mod check;
pub mod compiled;
mod diagnostic;
mod editor;
mod files;
mod json;
mod keys;
mod library;
mod loader;
mod model;
mod nested;
mod parse;
mod source;
mod taken;
mod text;
mod values;
mod warnings;

pub use canonical::canonical;
pub use diagnostic::{Diagnostic, Severity};
pub use editor::EditorSchema;
pub use files::{Files, Folder, InMemory};
pub use library::{Library, Read};
pub use model::{
    Body, Column, Condition, Details, Digest, Endpoint, FailureRows, Form, Format, Group, GroupRule, Header, Items,
    Key, KeyRule, List, ListedValue, Origin, Outcome, Parameter, Protocol, Response, Retry, Shape, Signed, Table, Text,
    Turn, Unit, Value, ValueType,
};
pub use parse::{Place, Places};
pub use source::{LARGEST_FILE, Source};
pub use taken::is_taken_module;
pub use text::{RustName, holds_byte, nearest, quoted, rust_type_name};
pub use values::{
    Rule, SEPARATOR, Violation, check_received, check_value, check_values, is_currency, similar_parameter,
};
