//! What the shell offers at the cursor: endpoints by their names, and the parameters of the endpoint that is typed.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory as _;
use clap_complete::{CompleteEnv, CompletionCandidate};
use flitt_client::schema::{Endpoint, Folder, Library};

use crate::arguments::Arguments;
use crate::endpoints::{built_in, folder_of_environment};

/// The variable by which a shell's script asks for completions.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks, and ends the program then.
pub(crate) fn answer() {
    CompleteEnv::with_factory(Arguments::command).var(VARIABLE).complete();
}

/// The names of the endpoints that begin so.
pub(crate) fn endpoints(current: &OsStr) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let library = library(&std::env::args_os().collect::<Vec<_>>());
    let known = library.endpoints.iter().map(|read| &read.model);
    known
        .filter(|endpoint| endpoint.name.starts_with(current.as_ref()))
        .map(|endpoint| candidate(endpoint.name.to_string(), &endpoint.doc))
        .collect()
}

/// `name=` for each parameter that the caller may write as an argument, and the listed values after it.
pub(crate) fn parameters(current: &OsStr) -> Vec<CompletionCandidate> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let library = library(&words);
    let named = |word: &OsString| library.endpoint(&word.to_string_lossy()).map(|read| &read.model);
    // The endpoint is the first word that is one; before it stand the program, the command and options.
    let Some(endpoint) = words.iter().find_map(named) else { return Vec::new() };
    let current = current.to_string_lossy();
    match current.split_once('=') {
        Some((name, begun)) => values(endpoint, name, begun),
        None => names(endpoint, &current),
    }
}

fn names(endpoint: &Endpoint, begun: &str) -> Vec<CompletionCandidate> {
    let rows = endpoint.request.rows.iter().filter(|row| row.is_set_by_caller() && !row.sensitive);
    rows.filter(|row| row.name.starts_with(begun))
        .map(|row| candidate(format!("{}=", row.name), &row.details.doc))
        .collect()
}

fn values(endpoint: &Endpoint, name: &str, begun: &str) -> Vec<CompletionCandidate> {
    let listed = endpoint.request.row(name).map(|row| row.details.values.iter()).into_iter().flatten();
    listed
        .filter(|listed| listed.value.starts_with(begun))
        .map(|listed| candidate(format!("{name}={}", listed.value), &listed.doc))
        .collect()
}

fn candidate(text: String, doc: &str) -> CompletionCandidate {
    let first = doc.split(". ").next().unwrap_or_default().trim_end_matches('.');
    CompletionCandidate::new(text).help((!first.is_empty()).then(|| first.to_owned().into()))
}

/// The schemas that the line names, or those that the command would take without a name. Faults are not told here.
fn library(words: &[OsString]) -> Library {
    let named = words.windows(2).find(|pair| pair[0] == "--schemas").map(|pair| pair[1].clone().into());
    match named.or_else(folder_of_environment) {
        Some(folder) => Library::read_folder(&Folder::new(folder, "")),
        None => built_in(),
    }
}
