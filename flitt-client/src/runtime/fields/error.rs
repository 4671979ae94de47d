use std::fmt;

use super::{MAX_DEPTH, offset};

/// Why a body could not be read as fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldsError {
    /// It is not a JSON object. The position of the first error.
    NotAnObject {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// The envelope has no field of this name.
    NoEnvelope(String),
    /// A name occurs twice: two readers could understand different values. `[redacted]` where it does not look like a name.
    Duplicate(String),
    /// It has more than 65,535 fields.
    TooMany,
    /// The value of the field of this name is nested more than 64 levels deep. `[redacted]` as in `Duplicate`.
    TooDeep(String),
}

impl FieldsError {
    /// The position of an error of `serde_json`. Its message can quote a value, which can be secret.
    pub(super) fn of_json(error: &serde_json::Error) -> Self {
        Self::NotAnObject { line: error.line(), column: error.column() }
    }

    /// The same error with its position counted from the beginning of `text`, of which the parsed text is a part.
    pub(super) fn within(self, text: &str, part: &str) -> Self {
        let Self::NotAnObject { line, column } = self else { return self };
        let before = text.get(..offset(text, part).unwrap_or(0)).unwrap_or_default();
        let in_line = before.rsplit('\n').next().unwrap_or_default().len();
        Self::NotAnObject {
            line: line + before.matches('\n').count(),
            column: if line == 1 { column + in_line } else { column },
        }
    }
}

impl fmt::Display for FieldsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject { line, column } => {
                write!(formatter, "not a JSON object (line {line}, column {column})")
            }
            Self::NoEnvelope(name) => write!(formatter, "missing `{name}`"),
            Self::Duplicate(name) => write!(formatter, "duplicate field `{name}`"),
            Self::TooMany => formatter.write_str("more than 65,535 fields"),
            Self::TooDeep(name) => write!(formatter, "the field `{name}` is nested more than {MAX_DEPTH} levels deep"),
        }
    }
}

impl std::error::Error for FieldsError {}
