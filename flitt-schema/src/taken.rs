//! Names that generated code has anyway, so that no file can give them: one list for the check and for the generator.

use crate::model::{Origin, Parameter, Table};
use crate::text::rust_type_name;

/// The function that ends every builder.
const BUILD: &str = "build";

/// The types that every endpoint has.
const TYPES: [&str; 4] = ["Request", "Builder", "Mandatory", "Response"];

/// The modules that stand beside those of the endpoints.
const MODULES: [&str; 2] = ["tables", "reference"];

impl Table {
    /// Whether a function of its builder has this name whatever its rows are called: `build`, and `without_version` for a
    /// parameter `version` that the protocol sets.
    #[must_use]
    pub fn has_function(&self, name: &str) -> bool {
        let is_of_protocol = |row: &Parameter, rest| row.origin == Origin::Protocol && row.rust_name() == rest;
        let other = name.strip_prefix("without_");
        name == BUILD || other.is_some_and(|rest| self.rows.iter().any(|row| is_of_protocol(row, rest)))
    }

    /// Whether its module has a type of this name whatever its rows are called.
    #[must_use]
    pub fn has_type(&self, name: &str) -> bool {
        TYPES.contains(&name) || rust_type_name(&self.name) == name
    }
}

/// Whether a module of this name stands beside those of the endpoints.
#[must_use]
pub fn is_taken_module(name: &str) -> bool {
    MODULES.contains(&name)
}
