//! Resolves the path of schema files.

use std::env;
use std::path::{Component, Path, PathBuf};

use proc_macro2::Span;
use syn::{Error, LitStr, Result};

/// Finds a file or folder: relative to the folder of the crate's `Cargo.toml`; where there is none, relative to the
/// folder of the source file that holds the derive.
pub(crate) fn find(written: &LitStr) -> Result<PathBuf> {
    let text = written.value();
    let path = Path::new(&text);
    stays_inside(path, written.span())?;
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let source = Span::call_site().unwrap().local_file();
    let source = source.and_then(|file| Some(file.parent()?.to_path_buf()));
    let candidates: Vec<PathBuf> = manifest.into_iter().chain(source).map(|folder| folder.join(path)).collect();
    match candidates.iter().find(|candidate| candidate.exists()) {
        // Links are not resolved: with a link into the package, a workspace shares schema files between crates.
        Some(found) => Ok(std::path::absolute(found).unwrap_or_else(|_| found.clone())),
        None => {
            let tried: Vec<String> = candidates.iter().map(|candidate| format!("  {}", candidate.display())).collect();
            let message = format!("`{text}` does not exist; tried\n{}", tried.join("\n"));
            Err(Error::new(written.span(), message))
        }
    }
}

/// A path out of the package builds in a workspace, but not from a published package. Links are allowed: their targets
/// are packaged.
fn stays_inside(path: &Path, span: Span) -> Result<()> {
    let leaves = path.is_absolute() || path.components().any(|part| matches!(part, Component::ParentDir));
    if leaves {
        return Err(Error::new(
            span,
            "the path leaves the package, so the package could not be published: put the files, or a symbolic link to \
             them, next to Cargo.toml",
        ));
    }
    if path.as_os_str().is_empty() {
        return Err(Error::new(span, "the path is empty"));
    }
    Ok(())
}
