//! Paths of schema files: a folder contains files of endpoints, and shared ones in `tables` and `reference`.

use std::path::{Path, PathBuf};

use flitt_schema::Folder;

use crate::output::CommandError;

/// The subfolders of shared files.
const SHARED_KINDS: [&str; 2] = ["tables", "reference"];

/// A schema file: its folder, and its name within it, such as `tables/receipt.json`.
pub(crate) struct SchemaFile {
    root: PathBuf,
    pub(crate) name: String,
    /// Whether it is a shared table or a list.
    pub(crate) is_shared: bool,
}

impl SchemaFile {
    /// The file at a path, which need not exist.
    ///
    /// # Errors
    ///
    /// For a JSON Schema for editors.
    pub(crate) fn at(path: &Path) -> Result<Self, CommandError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_editor_schema(&name) {
            let message = format!("`{}` is a JSON Schema for editors, not a schema file", path.display());
            return Err(
                CommandError::usage(message).help("name the file of an endpoint, such as schemas/order_status.json")
            );
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(match shared_kind(folder) {
            Some(kind) => {
                let root = folder.parent().map_or_else(|| PathBuf::from(".."), Path::to_path_buf);
                Self { root, name: format!("{kind}/{name}"), is_shared: true }
            }
            None => Self { root: folder.to_path_buf(), name, is_shared: false },
        })
    }

    /// The path of the folder of schema files.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of schema files.
    pub(crate) fn folder(&self) -> Folder {
        folder(&self.root)
    }
}

/// A folder of schema files. In messages, its path precedes the names of its files, except for the current folder.
pub(crate) fn folder(path: &Path) -> Folder {
    let shown = if path == Path::new(".") { String::new() } else { path.display().to_string() };
    Folder::new(path, &shown)
}

/// `tables` or `reference` for such a subfolder, even when its path does not name it (`.`).
pub(crate) fn shared_kind(folder: &Path) -> Option<&'static str> {
    let whole = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
    let name = whole.file_name()?;
    SHARED_KINDS.into_iter().find(|kind| name == *kind)
}

/// Whether a file name is that of a JSON Schema for editors.
pub(crate) fn is_editor_schema(name: &str) -> bool {
    name.ends_with(".schema.json")
}
