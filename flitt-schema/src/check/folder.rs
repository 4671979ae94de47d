use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::library::Read;
use crate::model::Endpoint;
use crate::text::nearest;

/// Every rule over the endpoints of one folder. `files` are the names of all files that were read: an endpoint whose
/// file cannot be used is known by its file's name.
pub(crate) fn folder(endpoints: &[Read<Endpoint>], files: &[String]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = endpoints.iter().filter_map(|read| same_name(read, endpoints)).collect();
    for (position, read) in endpoints.iter().enumerate() {
        found.extend(endpoints[..position].iter().find_map(|earlier| same_path(earlier, read)));
    }
    let stems = files.iter().filter(|file| !file.contains('/')).map(|file| stem(file));
    let names: Vec<&str> = endpoints.iter().map(|read| read.model.name.as_ref()).chain(stems).collect();
    if endpoints.len() > 1 {
        found.extend(endpoints.iter().filter_map(|read| unknown_confirmation(read, &names)));
    }
    found
}

fn stem(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// A file that has not its endpoint's name, while another file describes that endpoint.
fn same_name(read: &Read<Endpoint>, endpoints: &[Read<Endpoint>]) -> Option<Diagnostic> {
    let name = &read.model.name;
    if name.is_empty() || stem(read.source.path()) == name {
        return None;
    }
    let is_other = |other: &&Read<Endpoint>| other.model.name == *name && other.source.path() != read.source.path();
    let other = endpoints.iter().find(is_other)?;
    let message = format!("another file describes an endpoint `{name}` too");
    let help = format!("the other one is {}; `endpoint` is the name of the file without `.json`", other.source.path());
    Some(Diagnostic::new(&read.source, read.keys.of("endpoint").clone(), message).with_help(help))
}

/// Two endpoints differ in their path, or in their protocol.
fn same_path(earlier: &Read<Endpoint>, read: &Read<Endpoint>) -> Option<Diagnostic> {
    let (one, other) = (&earlier.model, &read.model);
    let same_path = !one.path.is_empty() && one.path == other.path && one.host == other.host;
    if !same_path || one.protocol != other.protocol || one.name == other.name {
        return None;
    }
    let message = format!("the endpoint `{}` has the same path and protocol", one.name);
    let help = format!("the other one is {}", earlier.source.path());
    Some(Diagnostic::new(&read.source, read.keys.of("path").clone(), message).with_help(help))
}

/// `confirm_with` names an endpoint of the folder. One file alone cannot tell.
fn unknown_confirmation(read: &Read<Endpoint>, known: &[&str]) -> Option<Diagnostic> {
    let names = || known.iter().copied();
    let name = read.model.confirm_with.as_deref().filter(|name| !names().any(|known| known == *name))?;
    let place = read.keys.of("confirm_with").clone();
    let diagnostic = Diagnostic::new(&read.source, place, format!("there is no endpoint `{name}`"));
    let diagnostic = diagnostic.with_help("`confirm_with` names another endpoint of this folder");
    Some(match nearest(name, names()) {
        Some(similar) => diagnostic.with_label(format!("did you mean `{similar}`?")),
        None => diagnostic,
    })
}
