//! `flitt check`: every fault of schema files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use flitt_client::schema::{Folder, Library};

use crate::endpoints::folder_of_environment;
use crate::output::{Done, Fault, count, heading, stdout_has_colour};

/// Folders of a folder of schema files, whose files are no endpoints.
const KINDS: [&str; 2] = ["tables", "reference"];

/// Check schema files: 0 clean, 1 findings, 2 cannot run
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folders of schema files, or single files [default: the folder `schemas`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let paths = if arguments.paths.is_empty() { vec![default_path()?] } else { arguments.paths.clone() };
    let mut text = String::new();
    let mut is_clean = true;
    for path in &paths {
        let library = read(path)?;
        is_clean &= library.diagnostics.is_empty();
        let coloured = stdout_has_colour();
        for diagnostic in &library.diagnostics {
            let shown = if coloured { diagnostic.to_colored_string() } else { diagnostic.to_string() };
            text.push_str(&shown);
            text.push_str("\n\n");
        }
        text.push_str(&heading(&summary(path, &library)));
        text.push('\n');
    }
    let done = Done::new(text);
    Ok(if is_clean { done } else { done.and_no() })
}

fn default_path() -> Result<PathBuf, Fault> {
    let folder = folder_of_environment().unwrap_or_else(|| PathBuf::from("schemas"));
    if folder.exists() {
        return Ok(folder);
    }
    Err(Fault::cannot(format_args!(
        "there is nothing to check: no path is given, and there is no `{}`",
        folder.display()
    ))
    .help("name a folder of schema files, or single files: flitt check PATH"))
}

fn read(path: &Path) -> Result<Library, Fault> {
    let shown = path.display();
    if path.symlink_metadata().is_err() {
        return Err(Fault::cannot(format_args!("there is no file or folder `{shown}`")).help("check the path"));
    }
    if !path.is_dir() {
        return read_file(path);
    }
    if let Some(kind) = kind_of(path) {
        let root = path.parent().filter(|_| path.ends_with(kind)).unwrap_or(Path::new(".."));
        return Err(Fault::cannot(format_args!("`{shown}` holds the shared {kind} of another folder"))
            .help(format!("check the whole folder: `flitt check {}`", name_of_folder(root))));
    }
    let library = Library::read_folder(&Folder::new(path, name_in_messages(path).as_str()));
    if library.files.is_empty() && library.diagnostics.is_empty() {
        return Err(Fault::cannot(format_args!("there are no schema files in `{shown}`"))
            .help("endpoints are its `*.json` files, shared tables stand in `tables/`, lists in `reference/`"));
    }
    Ok(library)
}

/// A single file, whose folder tells what it is.
fn read_file(path: &Path) -> Result<Library, Fault> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path.parent().unwrap_or(Path::new(""));
    let (root, name) = match kind_of(folder) {
        Some(kind) => {
            let above = folder.parent().map_or_else(|| PathBuf::from(".."), Path::to_path_buf);
            (above, format!("{kind}/{name}"))
        }
        None => (folder.to_path_buf(), name.into_owned()),
    };
    if name.ends_with(".schema.json") {
        return Err(Fault::cannot(format_args!("`{}` is a schema for editors, not a schema file", path.display())));
    }
    Ok(Library::read_file(&Folder::new(root.as_path(), name_in_messages(&root).as_str()), &name))
}

/// Which of the special folders it is, also where its name is not written (`.`).
fn kind_of(folder: &Path) -> Option<&'static str> {
    let whole = std::path::absolute(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
    let name = whole.file_name()?;
    KINDS.into_iter().find(|kind| name == *kind)
}

/// What stands before the names of files; nothing for the current folder.
fn name_in_messages(folder: &Path) -> String {
    if folder == Path::new(".") { String::new() } else { folder.display().to_string() }
}

fn name_of_folder(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() }
}

fn summary(path: &Path, library: &Library) -> String {
    let parts = [(library.endpoints.len(), "endpoint"), (library.tables.len(), "table"), (library.lists.len(), "list")];
    let read: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, thing)| count(*number, thing)).collect();
    let read = if read.is_empty() { "nothing that could be read".to_owned() } else { read.join(", ") };
    let files: BTreeSet<&str> = library.diagnostics.iter().map(flitt_client::schema::Diagnostic::path).collect();
    let found = match library.diagnostics.len() {
        0 => "no findings".to_owned(),
        number => format!("{} in {}", count(number, "finding"), count(files.len(), "file")),
    };
    format!("{}: {read}: {found}", path.display())
}
