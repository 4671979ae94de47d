//! Schema files by their paths: a folder of endpoints has files of its own, and others in `tables` and `reference`.

use std::path::{Path, PathBuf};

use flitt_client::schema::Folder;

use crate::output::Fault;

/// Folders of a folder of schema files, whose files are no endpoints.
const KINDS: [&str; 2] = ["tables", "reference"];

/// One schema file: the folder that it belongs to, and its name there, such as `tables/receipt.json`.
pub(crate) struct SchemaFile {
    root: PathBuf,
    pub(crate) name: String,
    /// Whether it is a shared table or a list.
    pub(crate) is_shared: bool,
}

impl SchemaFile {
    /// The file at a path, which need not be there.
    pub(crate) fn at(path: &Path) -> Result<Self, Fault> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_for_editors(&name) {
            return Err(Fault::cannot(format_args!("`{}` is a schema for editors, not a schema file", path.display()))
                .help("name the file of an endpoint, such as schemas/order_status.json"));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(match kind_of(folder) {
            Some(kind) => {
                let root = folder.parent().map_or_else(|| PathBuf::from(".."), Path::to_path_buf);
                Self { root, name: format!("{kind}/{name}"), is_shared: true }
            }
            None => Self { root: folder.to_path_buf(), name, is_shared: false },
        })
    }

    /// The folder that it belongs to.
    pub(crate) fn folder(&self) -> Folder {
        folder(&self.root)
    }
}

/// A folder of schema files; in messages, nothing stands before the names of those in the current one.
pub(crate) fn folder(path: &Path) -> Folder {
    let shown = if path == Path::new(".") { String::new() } else { path.display().to_string() };
    Folder::new(path, &shown)
}

/// Which of the special folders it is, also where its name is not written (`.`).
pub(crate) fn kind_of(folder: &Path) -> Option<&'static str> {
    let whole = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
    let name = whole.file_name()?;
    KINDS.into_iter().find(|kind| name == *kind)
}

/// Whether a name is that of a JSON Schema by which editors complete schema files.
pub(crate) fn is_for_editors(name: &str) -> bool {
    name.ends_with(".schema.json")
}
