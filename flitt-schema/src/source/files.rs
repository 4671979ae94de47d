//! Where schema files are read from: a folder on disk, or memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Diagnostic, Source};

/// A source of schema files. Names are relative to the folder of the endpoints and use `/`.
pub trait Files {
    /// Reads one file; `None` if no file has that name.
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>>;

    /// The files of a sub-folder (`""` for the folder itself), in alphabetical order.
    fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic>;
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

impl Files for Folder {
    fn read(&self, name: &str) -> Option<Result<Source, Diagnostic>> {
        let path = self.root.join(name);
        let shown = self.shown(name);
        let read = || Source::read(&path, &shown).map_err(|error| Diagnostic::of_source(&shown, &error));
        path.symlink_metadata().is_ok().then(read)
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
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "json"))
            .map(|name| Path::new(folder).join(name).to_string_lossy().into_owned())
            .collect();
        names.sort();
        Ok(names)
    }
}

/// Files in memory, by name.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    files: BTreeMap<String, String>,
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
