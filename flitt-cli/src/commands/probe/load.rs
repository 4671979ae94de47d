//! The scenarios that are played: the built-in ones, or those of a folder.

use std::collections::BTreeMap;
use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use flitt_schema::Folder;

use crate::input::read_text;
use crate::output::{CommandError, on_one_line};
use crate::probe::scenario::{Scenario, ScenarioError, built_in, parse};

/// The built-in scenarios, or those of the files `*.json` in a folder, by their numbers.
pub(super) fn scenarios(folder: Option<&Path>) -> Result<Vec<Scenario>, CommandError> {
    let Some(folder) = folder else {
        return built_in().map_err(|error| invalid("a built-in scenario", &error));
    };
    let mut by_number = BTreeMap::new();
    for file in files(folder)? {
        let shown = file.display().to_string();
        let scenario = parse(&read_text(&shown)?).map_err(|error| invalid(&shown, &error))?;
        let number = scenario.number;
        if by_number.insert(number, scenario).is_some() {
            return Err(CommandError::usage(format!("{shown}: another file has the number {number}, too"))
                .help("give each scenario a number of its own"));
        }
    }
    if by_number.is_empty() {
        return Err(CommandError::usage(format!("there is no scenario in {}", folder.display()))
            .help("a scenario is a file NAME.json"));
    }
    Ok(by_number.into_values().collect())
}

/// Those with one of the numbers; all of them without a number.
pub(super) fn chosen(scenarios: Vec<Scenario>, numbers: &[u32]) -> Result<Vec<Scenario>, CommandError> {
    if let Some(unknown) = numbers.iter().find(|number| scenarios.iter().all(|scenario| scenario.number != **number)) {
        return Err(
            CommandError::usage(format!("there is no scenario {unknown}")).help("`--list` prints their numbers")
        );
    }
    let is_chosen = |scenario: &Scenario| numbers.is_empty() || numbers.contains(&scenario.number);
    Ok(scenarios.into_iter().filter(is_chosen).collect())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let error = |error: std::io::Error| {
        CommandError::usage(error)
            .context(format!("cannot read `{}`", on_one_line(&folder.display().to_string())))
            .help("name a folder with files NAME.json")
    };
    if Folder::new(folder, "").is_linked() {
        return Err(rejected(folder, LINK));
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            must_be_file(&path, entry.file_type().map_err(error)?)?;
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

const LINK: &str = "a symbolic link, which is not followed";

/// A link can lead to any file of this user, and a pipe to which nobody writes has no end.
fn must_be_file(path: &Path, kind: FileType) -> Result<(), CommandError> {
    if kind.is_file() {
        return Ok(());
    }
    Err(rejected(path, if kind.is_symlink() { LINK } else { "no regular file" }))
}

fn rejected(path: &Path, what: &str) -> CommandError {
    CommandError::usage(format!("`{}` is {what}", on_one_line(&path.display().to_string())))
        .help("put the files themselves into the folder")
}

fn invalid(file: &str, error: &ScenarioError) -> CommandError {
    CommandError::usage(format!("{file}:{}:{}: {}", error.line, error.column, error.message))
        .help("the guide describes the keys of scenarios: flitt_client::guide::probe")
}
