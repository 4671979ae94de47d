//! The limits of schema files. They are far beyond what a gateway needs, and keep the time and the memory for any folder
//! within bounds, whatever its files contain and however they refer to each other.

use std::cell::Cell;
use std::rc::Rc;

/// The maximum number of parameters of a table with those of its nested tables, each as often as it is named.
pub(crate) const MAX_PARAMETERS: usize = 2_000;

/// The maximum number of mandatory parameters of a table. Each is a type parameter of the builder, which every setter of a
/// mandatory parameter names: 200 take the compiler 0.2 s, 1,000 take 15 s.
pub(crate) const MAX_MANDATORY: usize = 200;

/// The maximum number of tables within each other.
pub(crate) const MAX_NESTED_TABLES: usize = 16;

/// The maximum length of the name of a nested table, which is made of the names of the parameters around it, in bytes.
pub(crate) const MAX_TABLE_NAME: usize = 250;

/// The maximum number of JSON values in one file.
pub(crate) const MAX_FILE_VALUES: usize = 20_000;

/// The maximum number of files in a folder.
pub const MAX_FILES: usize = 500;

/// The maximum size of all files of a folder, in bytes (2 MiB).
pub const MAX_FOLDER_SIZE: usize = 2 * 1024 * 1024;

/// The maximum number of JSON values in all files of a folder.
pub(crate) const MAX_FOLDER_VALUES: usize = 50_000;

/// The maximum number of parameters of all endpoints of a folder, with those of nested tables.
pub(crate) const MAX_FOLDER_PARAMETERS: usize = 20_000;

/// The maximum number of diagnostics of one file; more are not reported.
pub(crate) const MAX_FILE_DIAGNOSTICS: usize = 3_000;

/// The maximum number of diagnostics of a folder; more are not reported.
pub(crate) const MAX_DIAGNOSTICS: usize = 5_000;

/// The maximum number of names that are compared for suggestions in one folder.
const MAX_COMPARISONS: usize = 5_000;

/// How much of a limit is left, for several places that share it.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Rc<Cell<usize>>);

impl Budget {
    /// The names that may be compared for suggestions.
    pub(crate) fn of_comparisons() -> Self {
        Self(Rc::new(Cell::new(MAX_COMPARISONS)))
    }

    /// Takes one; `false` if none is left.
    pub(crate) fn take(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

/// How large a table is with its nested tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Its parameters and those of its nested tables, each as often as it is named.
    pub(crate) parameters: usize,
    /// The number of tables within each other, this one included.
    pub(crate) depth: usize,
    /// Whether a nested table was left out because of a limit, which is reported.
    pub(crate) is_cut: bool,
}

/// The limit that a table exceeds with another nested table.
pub(crate) enum Exceeded {
    Parameters,
    Depth,
}

impl Extent {
    /// A table of so many parameters, none of them nested.
    pub(crate) fn of_rows(rows: usize) -> Self {
        Self { parameters: rows, depth: 1, is_cut: false }
    }

    /// The same with a nested table.
    pub(crate) fn with_nested(self, nested: Self) -> Result<Self, Exceeded> {
        let parameters = self.parameters + nested.parameters;
        let depth = self.depth.max(nested.depth + 1);
        if depth > MAX_NESTED_TABLES {
            return Err(Exceeded::Depth);
        }
        if parameters > MAX_PARAMETERS {
            return Err(Exceeded::Parameters);
        }
        Ok(Self { parameters, depth, is_cut: self.is_cut })
    }
}

impl Exceeded {
    /// The message and the help of the diagnostic.
    pub(crate) fn texts(&self) -> (String, &'static str) {
        match self {
            Self::Parameters => (
                format!("more than {MAX_PARAMETERS} parameters in a table with its nested tables"),
                "a nested table counts as often as it is named: name it in fewer parameters, or leave parameters out",
            ),
            Self::Depth => (
                format!("more than {MAX_NESTED_TABLES} tables within each other"),
                "the tables of the gateway are nested at most three deep: remove `table` or `rows`, or describe the inner value as a string",
            ),
        }
    }
}
