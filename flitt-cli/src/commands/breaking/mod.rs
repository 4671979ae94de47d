//! `flitt breaking`: what an edit of schema files breaks.

mod git;
mod report;
mod repository;
mod revision;

use std::path::{Path, PathBuf};

use flitt_schema::{Diagnostic, Files};

use self::revision::Revision;
use crate::breaking::{Contract, compare};
use crate::output::{CommandError, CommandOutput, count};
use crate::schemas::{folder, folder_from_environment};

/// Report what an edit of schema files breaks
#[derive(clap::Args)]
#[command(after_help = report::HELP)]
pub(crate) struct Arguments {
    /// The folder before and after the edit; with --against, the folder as it is now [default: `schemas`]
    #[arg(value_name = "OLD NEW", num_args = 0..=2)]
    folders: Vec<PathBuf>,
    /// Compare with the same folder in a revision of its git repository, such as `main`
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    /// Print one JSON object a line, for programs
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<CommandOutput, CommandError> {
    let (old, new) = match (&arguments.against, arguments.folders.as_slice()) {
        (Some(_), [_, _]) => {
            return Err(CommandError::usage("two folders are given together with --against")
                .help("with --against, name the new folder only"));
        }
        (Some(revision), folders) => {
            let path = folders.first().cloned().or_else(folder_from_environment).unwrap_or_else(|| "schemas".into());
            let new = contract(&existing(&path)?, &path.display().to_string())?;
            let old = Revision::read(&path, revision)?;
            (contract(&old, &old.shown())?, new)
        }
        (None, [old, new]) => (
            contract(&existing(old)?, &old.display().to_string())?,
            contract(&existing(new)?, &new.display().to_string())?,
        ),
        (None, _) => {
            return Err(CommandError::usage("there is nothing to compare with").help(
                "name the folder before and after the edit: flitt breaking OLD NEW; or a revision: flitt breaking --against main schemas",
            ));
        }
    };
    let findings =
        compare(&old, &new).map_err(|error| CommandError::usage(error).context("cannot parse the generated code"))?;
    Ok(report::render(&findings, arguments.json))
}

fn existing(path: &Path) -> Result<flitt_schema::Folder, CommandError> {
    if path.is_dir() {
        return Ok(folder(path));
    }
    let shown = path.display();
    let error =
        if path.exists() { format!("`{shown}` is not a folder") } else { format!("there is no folder `{shown}`") };
    Err(CommandError::usage(error).help("name the folder that holds the schema files"))
}

/// The files of a folder, which must have no errors.
fn contract(files: &dyn Files, shown: &str) -> Result<Contract, CommandError> {
    let contract = Contract::read(files).map_err(|diagnostics| {
        let errors = count(diagnostics.len(), "error");
        let first = diagnostics.first().map(Diagnostic::to_string).unwrap_or_default();
        CommandError::usage(format!("cannot compare `{shown}`: {errors}\n{first}"))
            .help("correct the errors first, which `flitt check` reports; or compare with a revision that has none")
    })?;
    if contract.is_empty() {
        return Err(CommandError::usage(format!("there are no schema files in `{shown}`"))
            .help("name the folder that holds the schema files"));
    }
    Ok(contract)
}
