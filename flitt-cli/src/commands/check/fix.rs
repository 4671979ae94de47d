//! `flitt check --fix`: schema files in their canonical form.

use std::fs;
use std::path::{Path, PathBuf};

use flitt_schema::{Files as _, Folder, canonical};

use crate::output::CommandError;
use crate::schemas::{SchemaFile, is_editor_schema};

/// Writes the schema files below a path in canonical form, and returns the changed ones. A file that cannot be parsed is
/// left unchanged: it has a diagnostic.
pub(super) fn fix(path: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let mut changed = Vec::new();
    for (file, name) in files(path)? {
        let shown = file.display().to_string();
        let folder = SchemaFile::at(&file)?;
        let Some(Ok(source)) = folder.folder().read(&folder.name) else { continue };
        // Where a link leaves the folder, the file belongs to another one.
        if source.is_linked() {
            continue;
        }
        match canonical(&name, &source) {
            Ok(text) if text != source.text() => {
                fs::write(&file, text).map_err(|error| {
                    CommandError::usage(error).context(format!("cannot write `{shown}`")).help("check its permissions")
                })?;
                changed.push(file);
            }
            _ => {}
        }
    }
    Ok(changed)
}

/// The schema files below a path, each with its name within its folder.
fn files(path: &Path) -> Result<Vec<(PathBuf, String)>, CommandError> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), SchemaFile::at(path)?.name)]);
    }
    let folder = Folder::new(path, "");
    let names = ["", "tables", "reference"].into_iter().flat_map(|kind| folder.list(kind).unwrap_or_default());
    Ok(names.filter(|name| !is_editor_schema(name)).map(|name| (path.join(&name), name)).collect())
}
