//! Symbolic links on the way to a folder, and how far they may lead.

use std::path::{Path, PathBuf};

/// The symbolic links that a path names: the path itself, and those of its parents that are below the current folder.
///
/// Parents above the current folder, and those of a path that leads elsewhere, are the machine's, and may be links.
#[must_use]
pub fn links_of(path: &Path) -> Vec<PathBuf> {
    let current = std::env::current_dir().unwrap_or_default();
    // Components have no separator at the end, which would lead through the link.
    let path: PathBuf = path.components().collect();
    let is_named = |part: &Path| part == path || part.is_relative() || (part.starts_with(&current) && part != current);
    path.ancestors().filter(|part| is_named(part) && part.is_symlink()).map(Path::to_path_buf).collect()
}

/// Whether a folder is reached by a link that leaves its place.
pub(super) fn leaves_its_place(folder: &Path) -> bool {
    let links = links_of(folder);
    let Ok(folder) = or_current(folder).canonicalize() else { return !links.is_empty() };
    !links.iter().all(|link| place(link).is_some_and(|place| folder.starts_with(place)))
}

/// Where a link may lead: the git work tree that it is in, or without one the folder that it is in.
fn place(link: &Path) -> Option<PathBuf> {
    let parent = or_current(link.parent()?).canonicalize().ok()?;
    let has_git = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
    let place = parent.ancestors().find(has_git).unwrap_or(&parent);
    Some(place.to_path_buf())
}

/// The current folder for an empty path.
pub(super) fn or_current(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}
