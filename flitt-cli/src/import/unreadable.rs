//! Pages that are refused.

use std::fmt;

/// The most attributes of a tag. A page of a documentation has at most a dozen.
pub(super) const MAX_ATTRIBUTES: usize = 200;

/// A tag has more than [`MAX_ATTRIBUTES`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnreadablePageError {
    /// The line on which the tag begins, from 1.
    pub(super) line: usize,
}

impl fmt::Display for UnreadablePageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: a tag has more than {MAX_ATTRIBUTES} attributes", self.line)
    }
}

impl std::error::Error for UnreadablePageError {}
