use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::library::Read;
use crate::model::{Endpoint, Table};
use crate::taken::is_taken_module;
use crate::text::{nearest, rust_type_name};

/// Every rule over the endpoints of one folder. `files` are the names of all files that were read: an endpoint whose
/// file cannot be used is known by its file's name.
pub(crate) fn folder(endpoints: &[Read<Endpoint>], tables: &[Read<Table>], files: &[String]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = endpoints.iter().filter_map(|read| same_name(read, endpoints)).collect();
    found.extend(same_table(tables));
    found.extend(same_type(endpoints, tables));
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

/// Tables that stand within rows are named after the file and the row, and no other table has that name.
fn same_table(tables: &[Read<Table>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (position, read) in tables.iter().enumerate() {
        let name = &read.model.name;
        let Some(earlier) = tables[..position].iter().find(|earlier| earlier.model.name == *name) else { continue };
        // The one that stands within a row is the one to be renamed.
        let (read, other) = if read.keys.has("table") { (earlier, read) } else { (read, earlier) };
        let (line, _) = other.source.line_and_column(other.keys.begin.start);
        let message = format!("the table of this row is called `{name}`, as the one in {}:{line}", other.source.path());
        let help = "give the row another name with `rust`, or name one shared `table` in both";
        found.push(Diagnostic::new(&read.source, read.keys.of("name").clone(), message).with_help(help));
    }
    found
}

/// Endpoints and tables become types and modules side by side, beside the modules `tables` and `reference`.
fn same_type(endpoints: &[Read<Endpoint>], tables: &[Read<Table>]) -> Vec<Diagnostic> {
    let tables = tables.iter().map(|read| (&read.model.name, &read.source, &read.keys, "table"));
    let endpoints = endpoints.iter().map(|read| (&read.model.name, &read.source, &read.keys, "endpoint"));
    let mut seen: Vec<(String, &str, &str)> = Vec::new();
    let mut found = Vec::new();
    for (name, source, keys, key) in tables.chain(endpoints) {
        let type_name = rust_type_name(name);
        let other = seen
            .iter()
            .find(|(other, other_name, other_key)| *other == type_name && (*other_name != name || *other_key != key));
        if key == "endpoint" && is_taken_module(name) {
            let message = format!("an endpoint cannot be called `{name}`");
            let help = "the modules `tables` and `reference` stand beside those of the endpoints";
            found.push(Diagnostic::new(source, keys.of(key).clone(), message).with_help(help));
        } else if let Some((_, other_name, other_key)) = other {
            let message =
                format!("the {key} `{name}` and the {other_key} `{other_name}` give one Rust type, `{type_name}`");
            found.push(Diagnostic::new(source, keys.of(key).clone(), message).with_help("rename one of the files"));
        }
        if !name.is_empty() {
            seen.push((type_name, name, key));
        }
    }
    found
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
