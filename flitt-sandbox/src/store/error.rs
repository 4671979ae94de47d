//! Errors of the state file.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::redact::ShownPath;

/// The cause of an error, of any type.
pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// A file cannot be used as the state file. It was not changed. `Display` and `Debug` show its path without secrets.
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

impl fmt::Debug for StateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => formatter.debug_tuple("InUse").field(&ShownPath(path)).finish(),
            Self::Damaged { path, what } => {
                formatter.debug_struct("Damaged").field("path", &ShownPath(path)).field("what", what).finish()
            }
            Self::Unusable { path, source } => {
                formatter.debug_struct("Unusable").field("path", &ShownPath(path)).field("source", source).finish()
            }
        }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => write!(
                formatter,
                "another sandbox uses the state file {}; stop it, or use another file for this one",
                ShownPath(path)
            ),
            Self::Damaged { path, what } => write!(
                formatter,
                "the state file {} is damaged: {what}. It was left as it is. Use a copy of it, or move it away to begin \
                 without orders",
                ShownPath(path)
            ),
            Self::Unusable { path, .. } => {
                write!(
                    formatter,
                    "the state file {} cannot be used; move it away, or use another file",
                    ShownPath(path)
                )
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::StateError;

    #[test]
    fn paths_are_shown_without_secrets() {
        let path = || PathBuf::from("states/4444555566661111/password=hunterQ7z");
        let errors = [
            StateError::InUse(path()),
            StateError::Damaged { path: path(), what: "the end is missing".to_owned() },
            StateError::unusable(&path(), "it is not a regular file"),
        ];
        for error in errors {
            for shown in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
                assert!(shown.contains("states/[card_number]/password=[password]"), "{shown}");
                assert!(!shown.contains("hunterQ7z") && !shown.contains("4444555566661111"), "{shown}");
            }
        }
    }
}
