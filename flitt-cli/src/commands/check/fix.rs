//! `flitt check --fix`: schema files in their canonical form, with the names that diagnostics propose.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use flitt_schema::{Files as _, Fix, Folder, Library, Source, canonical};

use crate::output::CommandError;
use crate::schemas::{SchemaFile, is_editor_schema};

/// The rounds of changes: one that mends an error can show another one.
const ROUNDS: usize = 3;

/// Writes the schema files below a path in canonical form, without a byte order mark, and with the names that diagnostics
/// propose. Returns the changed files. A file that cannot be parsed is left unchanged: it has a diagnostic.
pub(super) fn fix(
    path: &Path,
    read: impl Fn() -> Result<Library, CommandError>,
) -> Result<BTreeSet<PathBuf>, CommandError> {
    let mut changed = rewrite(path, |_, source| source.text().to_owned())?;
    for _ in 0..ROUNDS {
        let library = read()?;
        let named = rewrite(path, |shown, source| mended(shown, source.text(), &library))?;
        if named.is_empty() {
            break;
        }
        changed.extend(named);
    }
    Ok(changed)
}

/// Writes the canonical form of what `edit` makes of each file, given the name of the file in messages.
fn rewrite(path: &Path, edit: impl Fn(&str, &Source) -> String) -> Result<BTreeSet<PathBuf>, CommandError> {
    let mut changed = BTreeSet::new();
    for (file, name) in files(path)? {
        let shown = file.display().to_string();
        let schema = SchemaFile::at(&file)?;
        let folder = schema.folder();
        let marked = folder.without_mark(&schema.name);
        let has_mark = marked.is_some();
        let Some(Ok(source)) = marked.map(Ok).or_else(|| folder.read(&schema.name)) else { continue };
        // Where a link leaves the folder, the file belongs to another one.
        if source.is_linked() {
            continue;
        }
        let edited = Source::new(source.path(), &edit(source.path(), &source));
        match canonical(&name, &edited) {
            Ok(text) if has_mark || text != source.text() => {
                fs::write(&file, text).map_err(|error| {
                    CommandError::usage(error).context(format!("cannot write `{shown}`")).help("check its permissions")
                })?;
                changed.insert(file);
            }
            _ => {}
        }
    }
    Ok(changed)
}

/// The text of a file with the changes that its diagnostics propose.
fn mended(shown: &str, text: &str, library: &Library) -> String {
    Fix::apply(text, library.diagnostics.iter().filter(|diagnostic| diagnostic.path() == shown))
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
