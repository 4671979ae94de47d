//! Whether the repository that git finds for a folder is its own. A folder of somebody else can lead git to one of the reader's.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::git::git;

/// What git reads revisions from, in its directory.
const PARTS: [&str; 5] = ["HEAD", "packed-refs", "refs", "reftable", "objects"];

/// Where a repository names others whose objects it has, too.
const ALTERNATES: &str = "objects/info/alternates";

/// The directories of a repository, without links.
struct Repository {
    /// That of the work tree.
    own: PathBuf,
    /// That of all work trees, with the objects.
    common: PathBuf,
    tree: PathBuf,
}

/// Whether files of the repository may be shown: it is in the work tree, or has registered the work tree, and has neither links
/// nor objects of another one.
pub(super) fn is_own(folder: &Path) -> bool {
    Repository::of(folder).is_some_and(|repository| {
        (repository.is_in_work_tree() || repository.has_registered_work_tree()) && repository.is_closed()
    })
}

impl Repository {
    fn of(folder: &Path) -> Option<Self> {
        let output = git(folder, ["rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-toplevel"]).ok()?;
        let output = String::from_utf8(output).ok()?;
        let paths: Vec<PathBuf> =
            output.lines().map(|line| folder.join(line).canonicalize()).collect::<Result<_, _>>().ok()?;
        // A name with a line break makes more lines.
        let [own, common, tree] = <[PathBuf; 3]>::try_from(paths).ok()?;
        Some(Self { own, common, tree })
    }

    fn is_in_work_tree(&self) -> bool {
        let in_tree = self.tree.join(".git");
        let is_folder = in_tree.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
        is_folder && self.own == in_tree && self.common == self.own
    }

    /// Whether the file `.git` of the work tree leads to a directory of the repository that leads back to it.
    fn has_registered_work_tree(&self) -> bool {
        let in_tree = self.tree.join(".git");
        let is_file = in_tree.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let is_of_repository = self.own.parent() == Some(&self.common.join("worktrees"));
        let back = fs::read_to_string(self.own.join("gitdir")).unwrap_or_default();
        let leads_back = self.own.join(back.trim_end()).canonicalize().is_ok_and(|back| back == in_tree);
        is_file && is_of_repository && leads_back
    }

    fn is_closed(&self) -> bool {
        let mut parts = [&self.own, &self.common].into_iter().flat_map(|folder| PARTS.map(|part| folder.join(part)));
        let has_alternates = self.common.join(ALTERNATES).symlink_metadata().is_ok();
        !has_alternates && !parts.any(|part| has_link(&part).unwrap_or(true))
    }
}

/// Whether a path is a symbolic link, or has one below it.
fn has_link(path: &Path) -> io::Result<bool> {
    let metadata = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        metadata => metadata?,
    };
    if metadata.is_dir() { has_link_below(path) } else { Ok(metadata.is_symlink()) }
}

fn has_link_below(folder: &Path) -> io::Result<bool> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        // Unlike the metadata, the kind is part of the entry: a repository has many objects.
        let kind = entry.file_type()?;
        if kind.is_symlink() || (kind.is_dir() && has_link_below(&entry.path())?) {
            return Ok(true);
        }
    }
    Ok(false)
}
