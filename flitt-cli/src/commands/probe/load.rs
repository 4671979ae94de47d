//! The scenarios that are played: the built-in ones, or those of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn invalid(file: &str, error: &ScenarioError) -> CommandError {
    CommandError::usage(format!("{file}:{}:{}: {}", error.line, error.column, error.message))
        .help("the guide describes the keys of scenarios: flitt_client::guide::probe")
}
