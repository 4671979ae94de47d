//! Errors of the state file.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// The cause of an error, of any type.
pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// A file cannot be used as the state file.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateError {
    /// Another process uses it.
    InUse(PathBuf),
    /// It cannot be read or written, or is not a state file of this version.
    Unusable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: BoxError,
    },
}

impl fmt::Display for StateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => write!(
                formatter,
                "another sandbox uses the state file {}; stop it, or use another file for this one",
                path.display()
            ),
            Self::Unusable { path, .. } => write!(formatter, "the state file {} cannot be used", path.display()),
        }
    }
}

impl Error for StateError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InUse(_) => None,
            Self::Unusable { source, .. } => Some(&**source),
        }
    }
}
