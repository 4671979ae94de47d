//! Where files may be written.

use std::path::Path;

use flitt_schema::links_of;

use super::CommandError;

/// An error if a path is a symbolic link, or goes through one below the current folder: a link can lead to a file that nobody
/// named, also one that is not there yet.
pub(crate) fn must_not_be_linked(path: &Path) -> Result<(), CommandError> {
    let links = links_of(path);
    let Some(link) = links.first() else { return Ok(()) };
    Err(CommandError::usage(format!("`{}` is a symbolic link, and nothing is written through it", link.display()))
        .help("delete the link, or name the place that it leads to"))
}
