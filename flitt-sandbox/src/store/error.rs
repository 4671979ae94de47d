//! Errors of the state file.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// The cause of an error, of any type.
pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// A file cannot be used as the state file. It was not changed.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateError {
    /// Another process uses it.
    InUse(PathBuf),
    /// It is a state file, but something other than the sandbox changed it, cut it off, or failed to store it. Orders may be
    /// missing, so none of it is used.
    Damaged {
        /// The path of the file.
        path: PathBuf,
        /// What is not as it was written. No values of the file.
        what: String,
    },
    /// It cannot be read or written, or is not a state file of this version.
    Unusable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: BoxError,
    },
}

impl StateError {
    pub(super) fn unusable(path: &Path, source: impl Into<BoxError>) -> Self {
        Self::Unusable { path: path.to_owned(), source: source.into() }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => write!(
                formatter,
                "another sandbox uses the state file {}; stop it, or use another file for this one",
                path.display()
            ),
            Self::Damaged { path, what } => write!(
                formatter,
                "the state file {} is damaged: {what}. It was left as it is. Use a copy of it, or move it away to begin \
                 without orders",
                path.display()
            ),
            Self::Unusable { path, .. } => {
                write!(formatter, "the state file {} cannot be used; move it away, or use another file", path.display())
            }
        }
    }
}

impl Error for StateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InUse(_) | Self::Damaged { .. } => None,
            Self::Unusable { source, .. } => Some(&**source),
        }
    }
}
