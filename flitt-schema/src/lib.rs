//! The schema files of the Flitt payment gateway: model, parser, checks, and validation of values.
//!
//! A schema file describes one endpoint of the gateway: its parameters with their types, lengths and rules. This crate
//! reads such files ([`Library`]), reports their errors ([`Diagnostic`]), and provides their content as plain
//! data ([`Endpoint`], [`Table`], [`Parameter`]). The derive macros embed the same data in programs, where it validates
//! the values of requests ([`check_values`]).

// Data flow: `Source` (text) -> `json` (values with positions) -> `parse` by `keys` (model) -> `check` (rules) -> `load` (a folder of
// files as a `Library`). From there: `canonical` form, `warnings`, JSON Schemas for editors (`MetaSchema`), `embedded` tables in programs,
// and `values` against a table.

mod canonical;
mod check;
mod distance;
mod editor;
#[doc(hidden)]
pub mod embedded;
mod examples;
#[doc(hidden)]
pub mod json;
mod key_reference;
mod keys;
mod limits;
mod load;
mod model;
mod parse;
mod rust_name;
mod source;
mod text;
mod values;
mod warnings;

pub use canonical::canonical;
pub use editor::MetaSchema;
pub use key_reference::{KeyReference, ObjectReference, key_reference};
pub use limits::{MAX_FILES, MAX_FOLDER_SIZE};
pub use load::Library;
pub use model::{
    Body, Column, Compared, Condition, Confirmation, Contradiction, CowSlice, CowStr, Creates, DeclineFields, Details,
    Digest, Endpoint, ErrorFields, Example, ExampleKind, ExampleOf, ExampleSignature, ExampleValue, FailureStage,
    FailureStages, Format, Group, GroupRule, Header, Key, KeyRule, List, ListedValue, LocatedText, NameKey, Origin,
    Outcome, Parameter, Protocol, Response, ResponseVariant, Retry, Shape, Shared, Signed, SigningEntry, Table, Unit,
    Value, ValueType, is_reserved_endpoint, is_reserved_module,
};
pub use parse::{Loaded, Location, Locations};
pub use rust_name::{RustName, proposed_names, proposed_variants, rust_type_name, snake_case};
pub use source::{
    Diagnostic, Files, Fix, Folder, InMemory, MAX_FILE_SIZE, Severity, Source, SourceError, decode, links_of,
};
pub use text::{closest_match, contains_byte, quoted};
pub use values::{
    Rule, SEPARATOR, Violation, check_received, check_value, check_values, is_currency, similar_parameter,
};
