//! Shell completion of the names of endpoints, of the parameters of the endpoint on the command line, and of paths.

mod bash;
mod paths;

use std::ffi::{OsStr, OsString};

use clap_complete::CompletionCandidate;
use clap_complete::env::{Elvish, Fish, Powershell, Shells, Zsh};
use flitt_schema::{Endpoint, Folder, Format, Library};

pub(crate) use self::paths::with_plain_paths;
use crate::output::foreign_text;
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
        .filter_map(|endpoint| candidate(&endpoint.name, &endpoint.doc))
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
        .filter_map(|parameter| candidate(&format!("{}=", parameter.name), &parameter.details.doc))
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
        .filter_map(|(value, doc)| candidate(&format!("{name}={value}"), doc))
        .collect()
}

/// A candidate with its description. Shells put it on the command line as it is, so a text of a schema file or a name of a file
/// that means something to a shell is none.
fn candidate(text: &str, doc: &str) -> Option<CompletionCandidate> {
    let text = foreign_text(text);
    if !is_plain(&text) {
        return None;
    }
    let doc = foreign_text(doc);
    let first_sentence = doc.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let help = (!first_sentence.is_empty()).then(|| first_sentence.to_owned().into());
    Some(CompletionCandidate::new(text).help(help))
}

/// Whether a text is the same word to every shell, and no option.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:/@+,=-".contains(&byte);
    text.bytes().all(is_plain) && !text.starts_with('-')
}

/// The schemas that the command line selects. Errors in them are not reported here.
fn library(words: &[OsString]) -> Library {
    let argument = words.windows(2).find(|pair| pair[0] == "--schemas").map(|pair| pair[1].clone().into());
    match argument.or_else(folder_from_environment) {
        Some(folder) => Library::read_folder(&Folder::new(folder, "")),
        None => built_in(),
    }
}

#[cfg(test)]
mod tests {
    use super::candidate;

    #[test]
    fn what_means_something_to_a_shell_is_not_offered() {
        for text in [
            "kind=$(touch x)",
            "a;b",
            "a b",
            "-rf",
            "'",
            "`x`",
            "a\nb",
            "*",
            "~",
            "a\u{202e}",
            "x=\"",
            "a#b",
            "a{b,c}",
            "!x",
        ] {
            assert!(candidate(text, "").is_none(), "{text}");
        }
        for text in ["order_id=", "currency=GEL", "version=1.0.1", "lang=ka", "time=10:00"] {
            assert!(candidate(text, "What it is. And more.").is_some(), "{text}");
        }
    }
}
