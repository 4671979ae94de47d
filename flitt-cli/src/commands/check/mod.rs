//! `flitt check`: reports the diagnostics of schema files.

mod diagnostics;
mod fix;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use flitt_client::testing::check_examples;
use flitt_schema::{Diagnostic, Library, Severity};

use self::diagnostics::{github, json, short};
use self::fix::fix;
use crate::output::{CommandError, CommandOutput, Status, count, heading, shell_word, stdout_has_colour};
use crate::schemas::{SchemaFile, folder, folder_from_environment, shared_kind};

/// Check schema files
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 no errors, 1 errors, 2 cannot run")]
pub(crate) struct Arguments {
    /// Folders of schema files, or single files [default: the folder `schemas`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The format of the diagnostics
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
    /// Write the files in their canonical form first: keys in order, two spaces, lines that fit, no byte order mark, and
    /// the Rust names that errors propose
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// With excerpts of the files, for people
    Full,
    /// One line each, for editors: file, line, column, severity, message
    Short,
    /// Annotations for GitHub workflows
    Github,
    /// One JSON object a line, for other programs
    Json,
}

/// The schemas below one path with their diagnostics.
struct Checked {
    library: Library,
    /// Errors and warnings, by file and location.
    diagnostics: Vec<Diagnostic>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let paths = if arguments.paths.is_empty() { vec![default_path()?] } else { arguments.paths.clone() };
    let mut checked = Vec::new();
    let mut fixed = Vec::new();
    for path in &paths {
        let mut library = read(path)?;
        if arguments.fix {
            let written = fix(path, || read(path))?;
            if !written.is_empty() {
                library = read(path)?;
            }
            fixed.extend(written);
        }
        let mut diagnostics = library.diagnostics.clone();
        diagnostics.extend(check_examples(&library));
        diagnostics.extend(library.warnings());
        diagnostics
            .sort_by(|one, other| (one.path(), one.line_and_column()).cmp(&(other.path(), other.line_and_column())));
        checked.push(Checked { library, diagnostics });
    }
    let diagnostics = checked.iter().flat_map(|checked| &checked.diagnostics);
    let is_error = |it: &Diagnostic| arguments.deny_warnings || it.severity() == Severity::Error;
    let has_errors = diagnostics.clone().any(is_error);
    let text: String = match arguments.format {
        Format::Full => paths.iter().zip(&checked).map(|(path, checked)| full(path, checked)).collect(),
        Format::Short => diagnostics.map(short).collect(),
        Format::Github => diagnostics.map(github).collect(),
        Format::Json => diagnostics.map(json).collect(),
    };
    let output = CommandOutput::new(text).without_secrets();
    let output = fixed.iter().fold(output, |output, file| output.with_note(format!("fixed {}", file.display())));
    Ok(if has_errors { output.with_status(Status::Failed) } else { output })
}

fn default_path() -> Result<PathBuf, CommandError> {
    let folder = folder_from_environment().unwrap_or_else(|| PathBuf::from("schemas"));
    if folder.exists() {
        return Ok(folder);
    }
    Err(CommandError::usage(format!(
        "there is nothing to check: no path is given, and there is no folder `{}`",
        folder.display()
    ))
    .help("name a folder of schema files, or single files: flitt check PATH"))
}

fn read(path: &Path) -> Result<Library, CommandError> {
    let shown = path.display();
    if path.symlink_metadata().is_err() {
        return Err(CommandError::usage(format!("there is no file or folder `{shown}`")).help("check the path"));
    }
    if !path.is_dir() {
        let file = SchemaFile::at(path)?;
        return Ok(Library::read_file(&file.folder(), &file.name));
    }
    if let Some(kind) = shared_kind(path) {
        let root = path.parent().filter(|_| path.ends_with(kind)).unwrap_or(Path::new(".."));
        return Err(CommandError::usage(format!("`{shown}` contains the shared {kind} of another folder"))
            .help(format!("check the whole folder: `flitt check {}`", shell_word(&display_folder(root)))));
    }
    let library = Library::read_folder(&folder(path));
    if library.files.is_empty() && library.diagnostics.is_empty() {
        let unread: Vec<String> =
            library.unread.iter().map(|unread| format!("{}: {}", unread.path(), unread.message())).collect();
        let help = "a folder contains endpoints as `*.json` files, shared tables in `tables/`, reference lists in `reference/`";
        let help = unread.iter().fold(help.to_owned(), |help, unread| format!("{help}\n{unread}"));
        return Err(CommandError::usage(format!("there are no schema files in `{shown}`")).help(help));
    }
    Ok(library)
}

fn display_folder(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() }
}

/// Every diagnostic with an excerpt of its file, and a summary.
fn full(path: &Path, checked: &Checked) -> String {
    let coloured = stdout_has_colour();
    let mut text = String::new();
    for diagnostic in &checked.diagnostics {
        let shown = if coloured { diagnostic.to_colored_string() } else { diagnostic.to_string() };
        text.push_str(&shown);
        text.push_str("\n\n");
    }
    text.push_str(&heading(&summary(path, checked)));
    text.push('\n');
    text
}

fn summary(path: &Path, checked: &Checked) -> String {
    let library = &checked.library;
    let examples = library.endpoints.iter().map(|loaded| loaded.examples().len()).sum();
    let parts = [
        (library.endpoints.len(), "endpoint"),
        (library.tables.len(), "table"),
        (library.lists.len(), "list"),
        (examples, "example"),
    ];
    let contents: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(*number, noun)).collect();
    let contents = if contents.is_empty() { "nothing readable".to_owned() } else { contents.join(", ") };
    let of = |severity: Severity| checked.diagnostics.iter().filter(move |it| it.severity() == severity);
    let files = |severity: Severity| of(severity).map(Diagnostic::path).collect::<BTreeSet<&str>>().len();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning")]
        .into_iter()
        .filter(|(severity, _)| of(*severity).next().is_some())
        .map(|(severity, noun)| format!("{} in {}", count(of(severity).count(), noun), count(files(severity), "file")));
    let counts: Vec<String> = counts.collect();
    let counts = if counts.is_empty() { "no errors or warnings".to_owned() } else { counts.join(", ") };
    format!("{}: {contents}: {counts}", path.display())
}
