//! Shell completion of the names of endpoints, and of the parameters of the endpoint on the command line.

mod bash;

use std::ffi::{OsStr, OsString};

use clap_complete::CompletionCandidate;
use clap_complete::env::{Elvish, Fish, Powershell, Shells, Zsh};
use flitt_schema::{Endpoint, Folder, Format, Library};

use crate::output::on_one_line;
use crate::schemas::{built_in, folder_from_environment};

/// The environment variable that the script of a shell sets to ask for completions.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// The supported shells.
pub(crate) const SHELLS: Shells<'static> = Shells(&[&bash::WholeWordBash, &Elvish, &Fish, &Powershell, &Zsh]);

/// The endpoints whose names begin with the current word.
pub(crate) fn endpoints(current: &OsStr) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let library = library(&std::env::args_os().collect::<Vec<_>>());
    let endpoints = library.endpoints.iter().map(|loaded| &loaded.model);
    endpoints
        .filter(|endpoint| endpoint.name.starts_with(current.as_ref()))
        .map(|endpoint| candidate(&endpoint.name, &endpoint.doc))
        .collect()
}

/// `name=` for each parameter that is accepted as an argument; after the `=`, its listed values.
pub(crate) fn parameters(current: &OsStr) -> Vec<CompletionCandidate> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let library = library(&words);
    let endpoint = |word: &OsString| library.endpoint(&word.to_string_lossy()).map(|loaded| &loaded.model);
    // The endpoint is the first word that names one; the program, the command and options precede it.
    let Some(endpoint) = words.iter().find_map(endpoint) else { return Vec::new() };
    let current = current.to_string_lossy();
    match current.split_once('=') {
        Some((name, prefix)) => values(endpoint, &library, name, prefix),
        None => names(endpoint, &current),
    }
}

fn names(endpoint: &Endpoint, prefix: &str) -> Vec<CompletionCandidate> {
    let parameters = endpoint.request.rows.iter().filter(|it| it.is_set_by_caller() && !it.sensitive);
    parameters
        .filter(|parameter| parameter.name.starts_with(prefix))
        .map(|parameter| candidate(&format!("{}=", parameter.name), &parameter.details.doc))
        .collect()
}

/// The listed values of a parameter: its own, those of its reference list, or those of its format.
fn values(endpoint: &Endpoint, library: &Library, name: &str, prefix: &str) -> Vec<CompletionCandidate> {
    let Some(parameter) = endpoint.request.row(name).filter(|parameter| !parameter.sensitive) else {
        return Vec::new();
    };
    let list_of_format = match parameter.format {
        Some(Format::Currency) => Some("currencies"),
        _ => None,
    };
    let list = parameter.details.list.as_deref().or(list_of_format).and_then(|list| library.list(list));
    let mut listed: Vec<(&str, &str)> =
        parameter.details.values.iter().map(|listed| (&*listed.value, &*listed.doc)).collect();
    listed.extend(list.iter().flat_map(|list| list.values.iter()).map(|listed| (&*listed.value, &*listed.doc)));
    if parameter.format == Some(Format::Flag) && listed.is_empty() {
        listed.extend([("Y", "Yes"), ("N", "No")]);
    }
    listed
        .into_iter()
        .filter(|(value, _)| value.starts_with(prefix))
        .map(|(value, doc)| candidate(&format!("{name}={value}"), doc))
        .collect()
}

fn candidate(text: &str, doc: &str) -> CompletionCandidate {
    let first_sentence = doc.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let help = (!first_sentence.is_empty()).then(|| on_one_line(first_sentence).into());
    CompletionCandidate::new(on_one_line(text)).help(help)
}

/// The schemas that the command line selects. Errors in them are not reported here.
fn library(words: &[OsString]) -> Library {
    let argument = words.windows(2).find(|pair| pair[0] == "--schemas").map(|pair| pair[1].clone().into());
    match argument.or_else(folder_from_environment) {
        Some(folder) => Library::read_folder(&Folder::new(folder, "")),
        None => built_in(),
    }
}
