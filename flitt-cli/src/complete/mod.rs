//! What the shell offers at the cursor: endpoints by their names, and the parameters of the endpoint that is typed.

mod bash;

use std::ffi::{OsStr, OsString};

use clap::CommandFactory as _;
use clap_complete::env::{Elvish, Fish, Powershell, Shells, Zsh};
use clap_complete::{CompleteEnv, CompletionCandidate};
use flitt_client::schema::{Endpoint, Folder, Format, Library};

use crate::arguments::Arguments;
use crate::endpoints::{built_in, folder_of_environment};

/// The variable by which a shell's script asks for completions.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// The shells that can ask.
pub(crate) const SHELLS: Shells<'static> = Shells(&[&bash::WholeWords, &Elvish, &Fish, &Powershell, &Zsh]);

/// Answers a shell that asks, and ends the program then.
pub(crate) fn answer() {
    CompleteEnv::with_factory(Arguments::command).var(VARIABLE).shells(SHELLS).complete();
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
        Some((name, begun)) => values(endpoint, &library, name, begun),
        None => names(endpoint, &current),
    }
}

fn names(endpoint: &Endpoint, begun: &str) -> Vec<CompletionCandidate> {
    let rows = endpoint.request.rows.iter().filter(|row| row.is_set_by_caller() && !row.sensitive);
    rows.filter(|row| row.name.starts_with(begun))
        .map(|row| candidate(format!("{}=", row.name), &row.details.doc))
        .collect()
}

/// The listed values of a parameter: its own, those of its reference list, or those that its format has.
fn values(endpoint: &Endpoint, library: &Library, name: &str, begun: &str) -> Vec<CompletionCandidate> {
    let Some(row) = endpoint.request.row(name).filter(|row| !row.sensitive) else { return Vec::new() };
    let of_format = match row.format {
        Some(Format::Currency) => Some("currencies"),
        _ => None,
    };
    let list = row.details.list.as_deref().or(of_format).and_then(|list| library.list(list));
    let mut listed: Vec<(&str, &str)> =
        row.details.values.iter().map(|listed| (&*listed.value, &*listed.doc)).collect();
    listed.extend(list.iter().flat_map(|list| list.values.iter()).map(|listed| (&*listed.value, &*listed.doc)));
    if row.format == Some(Format::Flag) && listed.is_empty() {
        listed.extend([("Y", "Yes"), ("N", "No")]);
    }
    listed
        .into_iter()
        .filter(|(value, _)| value.starts_with(begun))
        .map(|(value, doc)| candidate(format!("{name}={value}"), doc))
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
