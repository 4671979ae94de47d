//! A folder of schema files in a revision of its git repository. `git` reads it; nothing in the work tree changes.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use flitt_schema::{Diagnostic, Files, Folder, MAX_FILE_SIZE, MAX_FILES, MAX_FOLDER_SIZE, Source};

use super::git::{GitError, git, run};
use super::repository::is_own;
use crate::output::CommandError;

/// The files of a folder as a revision has them.
pub(super) struct Revision {
    /// The revision and the folder, for messages: `main:schemas`.
    shown: String,
    files: BTreeMap<String, File>,
}

/// A file of a revision.
struct File {
    bytes: Vec<u8>,
    /// Whether it is a link that leads to something else than a file of the folder, or a file of another repository. Nothing of
    /// it is shown.
    is_linked: bool,
}

/// The mode of a symbolic link in a tree of git.
const LINK: &str = "120000";

/// The maximum length of the target of a symbolic link, in bytes.
const MAX_TARGET: usize = 4096;

impl Revision {
    /// Reads the JSON files of a folder and its subfolders of shared files.
    pub(super) fn read(folder: &Path, revision: &str) -> Result<Self, CommandError> {
        let name = folder.display().to_string();
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let shown = format!("{revision}:{}", if name.is_empty() { "." } else { name });
        let commit = git(
            folder,
            ["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")],
        )
        .map_err(|failure| {
            let help = match failure {
                GitError::Unknown => {
                    "name a branch, a tag or a commit; a shallow clone does not have all of them (`git fetch`)"
                }
                GitError::NoRepository => {
                    "--against needs the git repository of the folder; `flitt breaking OLD NEW` compares two folders"
                }
                GitError::Other(error) => return error,
            };
            let context = format!("there is no revision `{revision}` of `{}`", folder.display());
            CommandError::from(failure).context(context).help(help)
        })?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        // Level by level: a repository of a few kilobytes can have more files in all levels than fit into memory.
        let mut tree = String::new();
        for level in ["./", "./tables/", "./reference/"] {
            tree.push_str(&String::from_utf8_lossy(&git(folder, ["ls-tree", "-z", "--long", &commit, "--", level])?));
        }
        let is_json = |name: &str| Path::new(name).extension().is_some_and(|extension| extension == "json");
        // `<mode> <type> <object> <size>`, a tab, the name.
        let entries = tree.split('\0').filter_map(|entry| entry.split_once('\t'));
        let is_file = |head: &str| head.contains(" blob ");
        let entries = entries.filter(|(head, name)| is_file(head) && !name.contains('\n') && is_json(name));
        let (links, regular): (Vec<_>, Vec<_>) = entries.partition(|(head, _)| head.starts_with(LINK));
        let names: Vec<&str> = regular.iter().chain(&links).map(|(_, name)| *name).collect();
        if names.is_empty() {
            return Err(CommandError::usage(format!("there are no schema files in `{shown}`")).help(
                "the folder must have the same path in the revision; `flitt breaking OLD NEW` compares any two",
            ));
        }
        let is_long = |head: &str| head.rsplit_once(' ').and_then(|(_, size)| size.parse().ok()) > Some(MAX_TARGET);
        if let Some((_, name)) = links.iter().find(|(head, _)| is_long(head)) {
            return Err(CommandError::usage(format!("the target of the symbolic link `{shown}/{name}` is too long"))
                .help(format!(
                    "a symbolic link must lead to a file of the same repository, in at most {MAX_TARGET} bytes"
                )));
        }
        let is_foreign = Folder::new(folder, "").is_linked() || !is_own(folder);
        let mut contents = contents(folder, &commit, &names, &shown)?.into_iter();
        let mut files = BTreeMap::new();
        for (_, name) in &regular {
            files.extend(contents.next().map(|bytes| ((*name).to_owned(), File { bytes, is_linked: is_foreign })));
        }
        for (_, name) in &links {
            let target = git(folder, ["cat-file", "blob", &format!("{commit}:./{name}")])?;
            let target = target_of(name, &String::from_utf8_lossy(&target));
            let is_of_folder = target.is_some_and(|target| regular.iter().any(|(_, name)| Path::new(name) == target));
            let is_linked = is_foreign || !is_of_folder;
            files.extend(contents.next().map(|bytes| ((*name).to_owned(), File { bytes, is_linked })));
        }
        Ok(Self { shown, files })
    }

    pub(super) fn shown(&self) -> String {
        self.shown.clone()
    }
}

impl Files for Revision {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        let shown = format!("{}/{name}", self.shown);
        let file = self.files.get(name)?;
        let source = Source::from_bytes(&shown, &file.bytes);
        Some(match source {
            Ok(source) if file.is_linked => Ok(source.linked()),
            Err(error) if file.is_linked => Err(Diagnostic::of_linked_source(&shown, &error)),
            source => source.map_err(|error| Diagnostic::of_source(&shown, &error)),
        })
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        let parent = |name: &str| name.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        Ok(self.files.keys().filter(|name| parent(name) == folder).cloned().collect())
    }
}

/// Where a link leads, from the folder; `None` if out of it.
fn target_of(link: &str, target: &str) -> Option<PathBuf> {
    let mut path = Path::new(link).parent().unwrap_or(Path::new("")).to_path_buf();
    for part in Path::new(target).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

/// The contents of files, in two runs of git, which follows symbolic links within the revision: the first one asks for their
/// sizes.
fn contents(folder: &Path, commit: &str, names: &[&str], shown: &str) -> Result<Vec<Vec<u8>>, CommandError> {
    let wanted: Vec<String> = names.iter().map(|name| format!("{commit}:./{name}\n")).collect();
    let wanted = wanted.concat();
    let sizes = run(folder, ["cat-file", "--batch-check", "--follow-symlinks"], wanted.as_bytes())?;
    // `<object> blob <size>`, or the reason why there is none.
    let size = |head: &str| head.rsplit_once(" blob ").and_then(|(_, size)| size.parse::<usize>().ok());
    let sizes = String::from_utf8_lossy(&sizes);
    // What is no file has a second line, so the first one is reported before further lines are read.
    let sizes = names.iter().zip(sizes.lines()).map(|(name, head)| size(head).ok_or_else(|| unreadable(name, head)));
    check_sizes(names, &sizes.collect::<Result<Vec<_>, _>>()?, shown)?;
    let output = run(folder, ["cat-file", "--batch", "--follow-symlinks"], wanted.as_bytes())?;
    let mut rest = output.as_slice();
    let mut contents = Vec::with_capacity(names.len());
    for name in names {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = rest.get(end + 1..).unwrap_or_default();
        let Some(bytes) = size(&head).and_then(|size| rest.get(..size)) else {
            return Err(unreadable(name, &head));
        };
        contents.push(bytes.to_vec());
        rest = rest.get(bytes.len() + 1..).unwrap_or_default();
    }
    Ok(contents)
}

/// `head` is what git prints in place of a file.
fn unreadable(name: &str, head: &str) -> CommandError {
    CommandError::usage(format!("cannot read `{name}` of the revision: {head}"))
        .help("a symbolic link must lead to a file of the same repository")
}

/// The limits of schema files, before anything is read.
fn check_sizes(names: &[&str], sizes: &[usize], shown: &str) -> Result<(), CommandError> {
    let error = |message: String| Err(CommandError::usage(message).help("compare folders of schema files alone"));
    if let Some((name, size)) = names.iter().zip(sizes).find(|(_, size)| **size > MAX_FILE_SIZE) {
        return error(format!("`{shown}/{name}` has {size} bytes; a schema file has at most {MAX_FILE_SIZE}"));
    }
    let total: usize = sizes.iter().sum();
    if names.len() > MAX_FILES || total > MAX_FOLDER_SIZE {
        return error(format!(
            "`{shown}` has {} files of {total} bytes; a folder has at most {MAX_FILES} of {MAX_FOLDER_SIZE}",
            names.len(),
        ));
    }
    Ok(())
}
