//! Resolves the path of schema files.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use proc_macro2::Span;
use syn::{Error, LitStr, Result};

/// How a path begins that is within the folder of the build script's files, and names that folder alone.
const OUT_DIR: &str = "$OUT_DIR";

/// The maximum size of a file that git has left of a symbolic link, in bytes.
const MAX_LINK: u64 = 1024;

/// Finds a file or folder: relative to the folder of the crate's `Cargo.toml`; where there is none, relative to the
/// folder of the source file that holds the derive. What begins with `$OUT_DIR/` is where the build script writes.
pub(crate) fn find(written: &LitStr) -> Result<PathBuf> {
    let text = written.value();
    let (folders, path) = match within_out_dir(&text) {
        Some(rest) => (vec![out_dir(written.span())?], Path::new(rest)),
        None if text.is_empty() => return Err(Error::new(written.span(), "the path is empty")),
        None => (package_folders(), Path::new(&text)),
    };
    stays_inside(path, written.span())?;
    let candidates: Vec<PathBuf> = folders.iter().map(|folder| folder.join(path)).collect();
    let found = candidates.iter().find(|candidate| candidate.exists()).cloned();
    let found = found.map(with_text_link).or_else(|| folders.iter().find_map(|folder| through_text_link(folder, path)));
    match found {
        // Links are not resolved: with a link into the package, a workspace shares schema files between crates.
        Some(found) => Ok(std::path::absolute(&found).unwrap_or(found)),
        None => {
            let tried: Vec<String> = candidates.iter().map(|candidate| format!("  {}", candidate.display())).collect();
            let hint = out_dir_hint(&text).unwrap_or_default();
            let message = format!("`{text}` does not exist; tried\n{}{hint}", tried.join("\n"));
            Err(Error::new(written.span(), message))
        }
    }
}

/// The part of a path that is within the folder of the build script's files; it is empty for the folder itself.
fn within_out_dir(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(OUT_DIR)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// How a path is written that names the folder of the build script's files in another way.
fn out_dir_hint(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("OUT_DIR")?;
    let rest = rest.trim_start_matches(['}', ')', '%', '/', '\\']);
    within_out_dir(text)
        .is_none()
        .then(|| format!("\nwhat a build script writes is found as `{OUT_DIR}/{}`", rest.replace('\\', "/")))
}

/// The folders that paths can be relative to.
fn package_folders() -> Vec<PathBuf> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let source = Span::call_site().unwrap().local_file();
    let source = source.and_then(|file| Some(file.parent()?.to_path_buf()));
    manifest.into_iter().chain(source).collect()
}

fn out_dir(span: Span) -> Result<PathBuf> {
    let message =
        "`$OUT_DIR` is the folder of the files that a build script writes, and this crate has no build script";
    env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| Error::new(span, message))
}

/// What a found path leads to.
fn with_text_link(found: PathBuf) -> PathBuf {
    text_link(&found).unwrap_or(found)
}

/// A path of which a part is a symbolic link that git has written as text.
fn through_text_link(folder: &Path, path: &Path) -> Option<PathBuf> {
    let mut found = folder.to_path_buf();
    for part in path.components() {
        found.push(part);
        found = with_text_link(found);
    }
    found.exists().then_some(found)
}

/// What a symbolic link leads to in a clone without them, as on Windows: git leaves a file with the path of the target.
fn text_link(file: &Path) -> Option<PathBuf> {
    let metadata = file.symlink_metadata().ok()?;
    if !metadata.is_file() || metadata.len() > MAX_LINK {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let is_path = !text.is_empty() && !text.contains(['\n', '\r', '{', '\0']) && Path::new(&text).is_relative();
    let target = file.parent()?.join(&text);
    (is_path && target.exists()).then_some(target)
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
    Ok(())
}
