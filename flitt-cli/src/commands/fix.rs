//! `flitt check --fix`: schema files in their canonical form.

use std::fs;
use std::path::{Path, PathBuf};

use flitt_client::schema::{Files as _, Folder, Source, canonical};

use crate::output::Fault;
use crate::schema_file::{SchemaFile, is_for_editors};

/// Writes what stands below a path in canonical form, and gives the files that were written. What cannot be read is left
/// as it is: it is told as a finding.
pub(super) fn fix(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut written = Vec::new();
    for (file, name) in files(path)? {
        let shown = file.display().to_string();
        let Ok(source) = Source::read(&file, &shown) else { continue };
        match canonical(&name, &source) {
            Ok(text) if text != source.text() => {
                fs::write(&file, text).map_err(|error| {
                    Fault::cannot(format_args!("cannot write `{shown}`: {error}")).help("check its permissions")
                })?;
                written.push(file);
            }
            _ => {}
        }
    }
    Ok(written)
}

/// The schema files below a path, each with its name in its folder.
fn files(path: &Path) -> Result<Vec<(PathBuf, String)>, Fault> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), SchemaFile::at(path)?.name)]);
    }
    let folder = Folder::new(path, "");
    let names = ["", "tables", "reference"].into_iter().flat_map(|kind| folder.list(kind).unwrap_or_default());
    Ok(names.filter(|name| !is_for_editors(name)).map(|name| (path.join(&name), name)).collect())
}
