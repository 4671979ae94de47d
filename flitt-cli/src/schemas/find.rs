//! Lookup of endpoints by name.

use std::path::Path;

use flitt_schema::{Endpoint, Library, closest_match};

use super::is_endpoint_name;
use crate::output::CommandError;

/// An endpoint by its name; the error suggests a similar one.
pub(crate) fn find_endpoint<'l>(library: &'l Library, name: &str) -> Result<&'l Endpoint, CommandError> {
    let endpoints = || library.endpoints.iter().map(|loaded| &loaded.model);
    if let Some(endpoint) = endpoints().find(|endpoint| endpoint.name == name) {
        return Ok(endpoint);
    }
    let by_path = || endpoints().find(|endpoint| endpoint.path.trim_start_matches("/api/") == trim_path(name));
    let by_part = || {
        let mut matches = endpoints().filter(|endpoint| endpoint.name.contains(name));
        matches.next().filter(|_| !name.is_empty() && matches.next().is_none())
    };
    let similar = closest_match(name, endpoints().map(|endpoint| endpoint.name.as_ref()))
        .or_else(|| by_path().map(|endpoint| endpoint.name.as_ref()))
        .or_else(|| by_part().map(|endpoint| endpoint.name.as_ref()));
    let help = match similar {
        _ if is_in_folder(name) => format!("`schemas/{name}.json` is read with `--schemas schemas`"),
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "`flitt list` lists all endpoints".to_owned(),
    };
    Err(CommandError::usage(format!("there is no endpoint `{name}`")).help(help))
}

/// Whether the current folder has a schema file of this name. It is not read without being named: a schema file decides
/// where a request is sent and what is signed.
fn is_in_folder(name: &str) -> bool {
    is_endpoint_name(name) && Path::new("schemas").join(format!("{name}.json")).is_file()
}

/// A path without the prefix that all paths share.
fn trim_path(path: &str) -> &str {
    path.trim_start_matches('/').trim_start_matches("api/")
}
