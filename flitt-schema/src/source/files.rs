//! Where schema files are read from: a folder on disk, or memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use super::links::{leaves_its_place, or_current};
use super::mark::decode;
use super::unread::{Unread, unread};
use super::{Diagnostic, Source, SourceError};
use crate::limits::MAX_FILES;

/// The number of JSON Schemas for editors in a folder, which are no schema files.
const EDITOR_SCHEMAS: usize = 3;

/// A source of schema files. Names are relative to the folder of the endpoints and use `/`.
pub trait Files {
    /// Reads one file; `None` if no file has that name.
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>>;

    /// The files of a sub-folder (`""` for the folder itself), in alphabetical order.
    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic>;

    /// Warnings about files and folders that look like schema files and are not read.
    fn unread(&self) -> Vec<Diagnostic> {
        Vec::new()
    }
}

/// A folder on disk.
pub struct Folder {
    root: PathBuf,
    shown: String,
}

impl Folder {
    /// A folder; messages call its files `shown` plus the name of the file.
    pub fn new(root: impl Into<PathBuf>, shown: &str) -> Self {
        Self { root: root.into(), shown: shown.trim_end_matches('/').to_owned() }
    }

    fn shown(&self, name: &str) -> String {
        match (self.shown.as_str(), name) {
            ("", "") => ".".to_owned(),
            ("", name) => name.to_owned(),
            (shown, "") => shown.to_owned(),
            (shown, name) => format!("{shown}/{name}"),
        }
    }
}

impl Folder {
    /// Whether the folder itself is reached by a link that leaves its place: the git work tree around the link, or without one
    /// the folder that the link is in. Every file of such a folder counts as a file behind a link.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        leaves_its_place(&self.root)
    }

    /// Whether a file is reached by a link that leaves the folder, or the folder by one that leaves its place.
    fn is_linked_file(&self, file: &Path) -> bool {
        match (or_current(&self.root).canonicalize(), file.canonicalize()) {
            (Ok(root), Ok(file)) => !file.starts_with(root) || self.is_linked(),
            (_, Err(_)) => false,
            (Err(_), Ok(_)) => true,
        }
    }
}

impl Files for Folder {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        let path = self.root.join(name);
        let shown = self.shown(name);
        path.symlink_metadata().ok()?;
        let is_linked = self.is_linked_file(&path);
        Some(match Source::read(&path, &shown) {
            Ok(source) if is_linked => Ok(source.linked()),
            Ok(source) => Ok(source),
            Err(error) if is_linked => Err(Diagnostic::of_linked_source(&shown, &error)),
            Err(error) => Err(Diagnostic::of_source(&shown, &error)),
        })
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        let path = self.root.join(folder);
        if !folder.is_empty() && !path.is_dir() {
            return Ok(Vec::new());
        }
        let entries = path.read_dir().map_err(|error| {
            Diagnostic::of_file(&self.shown(folder), format!("cannot read the folder: {error}"))
                .with_help("name the folder that holds the schema files")
        })?;
        let mut names = BTreeSet::new();
        for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
            if Path::new(&name).extension().is_some_and(|extension| extension == "json") {
                names.insert(if folder.is_empty() { name } else { format!("{folder}/{name}") });
            }
            // One more than are read shows that there are more; a folder can have any number.
            if names.len() > MAX_FILES + EDITOR_SCHEMAS + 1 {
                names.pop_last();
            }
        }
        Ok(names.into_iter().collect())
    }

    fn unread(&self) -> Vec<Diagnostic> {
        let found = unread(&self.root);
        let warning = |unread: Unread| {
            let name = self.shown(&unread.name);
            Diagnostic::of_file(&name, unread.message).with_help(unread.help).into_warning()
        };
        found.into_iter().map(warning).collect()
    }
}

impl Folder {
    /// The text of a file that begins with a byte order mark, without it, also of one in UTF-16. `None` for every other file,
    /// and for a file that is reached by a link out of the folder.
    #[must_use]
    pub fn without_mark(&self, name: &str) -> Option<Source> {
        let path = self.root.join(name);
        let has_mark = matches!(Source::read(&path, name), Err(SourceError::ByteOrderMark));
        if !has_mark || self.is_linked_file(&path) {
            return None;
        }
        let text = decode(&std::fs::read(&path).ok()?)?;
        Source::from_bytes(&self.shown(name), text.as_bytes()).ok()
    }
}

/// Files in memory, by name. `Debug` shows their names and lengths.
#[derive(Clone, Default)]
pub struct InMemory {
    files: BTreeMap<String, String>,
}

impl fmt::Debug for InMemory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InMemory ")?;
        formatter.debug_map().entries(self.files.iter().map(|(name, text)| (name, text.len()))).finish()
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for InMemory {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(files: I) -> Self {
        Self { files: files.into_iter().map(|(name, text)| (name.into(), text.into())).collect() }
    }
}

impl Files for InMemory {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        let read = |text: &String| Source::from_bytes(name, text.as_bytes());
        Some(read(self.files.get(name)?).map_err(|error| Diagnostic::of_source(name, &error)))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        let parent = |name: &str| name.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
        Ok(self.files.keys().filter(|name| parent(name) == folder).cloned().collect())
    }
}
