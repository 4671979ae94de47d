//! Names that generated code uses itself, shared by the checks and the generator.

use super::{Origin, Parameter, Table};
use crate::rust_name::rust_type_name;

/// The last function of every builder.
const BUILD: &str = "build";

/// The types in the module of every endpoint.
const TYPES: [&str; 4] = ["Request", "Builder", "Mandatory", "Response"];

/// The modules next to those of the endpoints.
const MODULES: [&str; 2] = ["tables", "reference"];

impl Table {
    /// Whether its builder has a function of this name that is not a setter: `build`, and `without_version` for a
    /// parameter `version` that the protocol sets.
    #[must_use]
    pub fn has_function(&self, name: &str) -> bool {
        let is_of_protocol = |row: &Parameter, rest| row.origin == Origin::Protocol && row.rust_name() == rest;
        let other = name.strip_prefix("without_");
        name == BUILD || other.is_some_and(|rest| self.rows.iter().any(|row| is_of_protocol(row, rest)))
    }

    /// Whether its module has a type of this name that does not belong to a parameter.
    #[must_use]
    pub fn has_type(&self, name: &str) -> bool {
        TYPES.contains(&name) || rust_type_name(&self.name) == name
    }
}

/// Whether an endpoint cannot use a module name, because generated code has a module of that name.
#[must_use]
pub fn is_reserved_module(name: &str) -> bool {
    MODULES.contains(&name)
}
