//! `flitt check`: every fault of schema files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use flitt_client::schema::{Diagnostic, Library, Severity};

use super::findings::{github, json, short};
use super::fix::fix;
use crate::endpoints::folder_of_environment;
use crate::output::{Done, Fault, count, heading, stdout_has_colour};
use crate::schema_file::{SchemaFile, folder, kind_of};

/// Check schema files: 0 clean, 1 findings, 2 cannot run
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folders of schema files, or single files [default: the folder `schemas`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// Warnings count as findings too
    #[arg(long)]
    deny_warnings: bool,
    /// Write the files in their canonical form first: keys in order, two spaces, lines that fit
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// With the lines of the file, for people
    Full,
    /// One line each: file, line, column, message
    Short,
    /// For annotations of workflows on GitHub
    Github,
    /// For other programs
    Json,
}

/// What was read below one path, and what was found.
struct Checked {
    library: Library,
    /// Faults and warnings, file by file.
    findings: Vec<Diagnostic>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Done, Fault> {
    let paths = if arguments.paths.is_empty() { vec![default_path()?] } else { arguments.paths.clone() };
    let mut checked = Vec::new();
    let mut fixed = Vec::new();
    for path in &paths {
        let mut library = read(path)?;
        if arguments.fix {
            let written = fix(path)?;
            if !written.is_empty() {
                library = read(path)?;
            }
            fixed.extend(written);
        }
        let mut findings = library.diagnostics.clone();
        findings.extend(library.warnings());
        findings
            .sort_by(|one, other| (one.path(), one.line_and_column()).cmp(&(other.path(), other.line_and_column())));
        checked.push(Checked { library, findings });
    }
    let findings = checked.iter().flat_map(|checked| &checked.findings);
    let is_bad = findings.clone().any(|finding| arguments.deny_warnings || finding.severity() == Severity::Error);
    let text = match arguments.format {
        Format::Full => paths.iter().zip(&checked).map(|(path, checked)| full(path, checked)).collect(),
        Format::Short => findings.map(short).collect(),
        Format::Github => findings.map(github).collect(),
        Format::Json => json(findings),
    };
    let done =
        fixed.iter().fold(Done::new(text), |done, file| done.with_note(format!("wrote {} anew", file.display())));
    Ok(if is_bad { done.and_no() } else { done })
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
        let file = SchemaFile::at(path)?;
        return Ok(Library::read_file(&file.folder(), &file.name));
    }
    if let Some(kind) = kind_of(path) {
        let root = path.parent().filter(|_| path.ends_with(kind)).unwrap_or(Path::new(".."));
        return Err(Fault::cannot(format_args!("`{shown}` holds the shared {kind} of another folder"))
            .help(format!("check the whole folder: `flitt check {}`", name_of_folder(root))));
    }
    let library = Library::read_folder(&folder(path));
    if library.files.is_empty() && library.diagnostics.is_empty() {
        return Err(Fault::cannot(format_args!("there are no schema files in `{shown}`"))
            .help("endpoints are its `*.json` files, shared tables stand in `tables/`, lists in `reference/`"));
    }
    Ok(library)
}

fn name_of_folder(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() }
}

/// Every finding with its place in the file, and what was read.
fn full(path: &Path, checked: &Checked) -> String {
    let coloured = stdout_has_colour();
    let mut text = String::new();
    for finding in &checked.findings {
        let shown = if coloured { finding.to_colored_string() } else { finding.to_string() };
        text.push_str(&shown);
        text.push_str("\n\n");
    }
    text.push_str(&heading(&summary(path, checked)));
    text.push('\n');
    text
}

fn summary(path: &Path, checked: &Checked) -> String {
    let library = &checked.library;
    let parts = [(library.endpoints.len(), "endpoint"), (library.tables.len(), "table"), (library.lists.len(), "list")];
    let read: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, thing)| count(*number, thing)).collect();
    let read = if read.is_empty() { "nothing that could be read".to_owned() } else { read.join(", ") };
    let of = |severity: Severity| checked.findings.iter().filter(move |finding| finding.severity() == severity);
    let files = |severity: Severity| of(severity).map(Diagnostic::path).collect::<BTreeSet<&str>>().len();
    let found = [(Severity::Error, "finding"), (Severity::Warning, "warning")]
        .into_iter()
        .filter(|(severity, _)| of(*severity).next().is_some())
        .map(|(severity, thing)| {
            format!("{} in {}", count(of(severity).count(), thing), count(files(severity), "file"))
        });
    let found: Vec<String> = found.collect();
    let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    format!("{}: {read}: {found}", path.display())
}
