//! Names that generated code uses itself, and names that it would hide, shared by the checks and the generator.

use super::{Endpoint, Origin, Parameter, Table};
use crate::rust_name::rust_type_name;

/// The last function of every builder.
const BUILD: &str = "build";

/// The types in the module of every endpoint.
const TYPES: [&str; 5] = ["Request", "Builder", "Mandatory", "Parameters", "Response"];

/// The modules next to those of the endpoints.
const MODULES: [&str; 2] = ["tables", "reference"];

/// The modules next to those of the forms of a response.
const FORM_MODULES: [&str; 4] = ["complete", "response", "tables", "reference"];

/// The static next to the types of the endpoints.
const ENDPOINTS: &str = "ENDPOINTS";

/// The types, traits and values of the preludes of all editions. A derive puts the types of a folder into its own module, and
/// they would hide these.
const PRELUDE: [&str; 43] = [
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// The primitive types and the crates that every program has: modules would hide them.
const CRATES_AND_PRIMITIVES: [&str; 25] = [
    "alloc",
    "bool",
    "char",
    "core",
    "f128",
    "f16",
    "f32",
    "f64",
    "flitt_client",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "proc_macro",
    "std",
    "str",
    "test",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

impl Table {
    /// Whether its builder has a function of this name that is not a setter: `build`, and `without_version` for a
    /// parameter `version` that the protocol sets.
    #[must_use]
    pub fn has_function(&self, name: &str) -> bool {
        let is_of_protocol = |row: &Parameter, rest| row.origin == Origin::Protocol && row.rust_name() == rest;
        let other = name.strip_prefix("without_");
        name == BUILD || other.is_some_and(|rest| self.rows.iter().any(|row| is_of_protocol(row, rest)))
    }

    /// Whether its module has a type of this name that does not belong to a parameter: types of every module, those of the
    /// table, and the type parameters of its builder.
    #[must_use]
    pub fn has_type(&self, name: &str) -> bool {
        let own = rust_type_name(&self.name);
        let is_own = name == own || name.strip_suffix("Value") == Some(&own);
        let is_state = |of: &str| {
            self.mandatory_from_caller().any(|position| rust_type_name(self.rows[position].rust_name()) == of)
        };
        TYPES.contains(&name) || (!own.is_empty() && is_own) || name.strip_prefix("Has").is_some_and(is_state)
    }
}

/// Whether an endpoint cannot use a module name, because generated code has a module of that name.
#[must_use]
pub fn is_reserved_module(name: &str) -> bool {
    MODULES.contains(&name)
}

/// Whether the type or the module of an endpoint would hide what every program uses, or generated code.
#[must_use]
pub fn is_reserved_endpoint(endpoint: &Endpoint) -> bool {
    let (type_name, module) = (endpoint.type_name(), endpoint.module_name());
    is_reserved_module(&module) || hidden_by_module(&module).is_some() || hidden_by_type(&type_name).is_some()
}

/// Whether a form of a response cannot use a name, because generated code has a module of that name.
pub(crate) fn is_reserved_form(name: &str) -> bool {
    FORM_MODULES.contains(&name)
}

/// What the type of an endpoint or a table would hide, or what generated code has already.
pub(crate) fn hidden_by_type(name: &str) -> Option<&'static str> {
    if name == ENDPOINTS {
        return Some("generated code has a static of this name");
    }
    PRELUDE.contains(&name).then_some("it would hide the name of the prelude in the module of the derive")
}

/// The same for the module of an endpoint.
pub(crate) fn hidden_by_module(name: &str) -> Option<&'static str> {
    let is_hidden = CRATES_AND_PRIMITIVES.contains(&name);
    is_hidden.then_some("it would hide the crate or primitive type of this name in the module of the derive")
}
