use std::path::Path;

use crate::model::{Endpoint, Table, is_reserved_module};
use crate::parse::Loaded;
use crate::rust_name::rust_type_name;
use crate::source::{Diagnostic, Source, Span};

/// Checks the endpoints and tables of a folder against each other.
pub(crate) fn folder(endpoints: &[Loaded<Endpoint>], tables: &[Loaded<Table>]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = endpoints.iter().filter_map(|loaded| same_name(loaded, endpoints)).collect();
    found.extend(same_table(tables));
    found.extend(same_type(endpoints, tables));
    for (position, loaded) in endpoints.iter().enumerate() {
        found.extend(endpoints[..position].iter().find_map(|earlier| same_path(earlier, loaded)));
    }
    found
}

fn stem(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// A file whose name differs from that of its endpoint, while another file describes the same endpoint.
fn same_name(loaded: &Loaded<Endpoint>, endpoints: &[Loaded<Endpoint>]) -> Option<Diagnostic> {
    let name = &loaded.model.name;
    if name.is_empty() || stem(loaded.source.path()) == name {
        return None;
    }
    let is_other = |other: &&Loaded<Endpoint>| other.model.name == *name && other.source.path() != loaded.source.path();
    let other = endpoints.iter().find(is_other)?;
    let message = format!("duplicate endpoint `{name}`");
    let help =
        format!("the other file is {}; `endpoint` is the name of the file, without `.json`", other.source.path());
    Some(Diagnostic::new(&loaded.source, loaded.keys.of("endpoint").clone(), message).with_help(help))
}

/// Nested tables are named after the file and the parameter; no other table may have that name.
fn same_table(tables: &[Loaded<Table>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (position, loaded) in tables.iter().enumerate() {
        let name = &loaded.model.name;
        let Some(earlier) = tables[..position].iter().find(|earlier| earlier.model.name == *name) else { continue };
        // Of a shared and a nested table, the nested one is to be renamed.
        let (loaded, other) = if loaded.keys.has("table") { (earlier, loaded) } else { (loaded, earlier) };
        let (line, _) = other.source.line_and_column(other.keys.begin.start);
        let message = format!("duplicate table name `{name}`; the other table is in {}:{line}", other.source.path());
        let help = "a nested table is named after the file and the parameter: rename the parameter with `rust`, or share one table";
        found.push(Diagnostic::new(&loaded.source, loaded.keys.of("name").clone(), message).with_help(help));
    }
    found
}

/// A type and a module that are generated for an endpoint or a table.
struct Names<'l> {
    type_name: String,
    /// The module next to those of the endpoints; tables have none there.
    module: Option<String>,
    name: &'l str,
    /// "endpoint" or "table".
    key: &'static str,
    source: &'l Source,
    span: &'l Span,
}

/// The types of endpoints and tables, and the modules of endpoints, must have different names.
fn same_type(endpoints: &[Loaded<Endpoint>], tables: &[Loaded<Table>]) -> Vec<Diagnostic> {
    let tables = tables.iter().map(|loaded| Names {
        type_name: rust_type_name(&loaded.model.name),
        module: None,
        name: &loaded.model.name,
        key: "table",
        source: &loaded.source,
        span: loaded.keys.of("table"),
    });
    let endpoints = endpoints.iter().map(|loaded| Names {
        type_name: loaded.model.type_name(),
        module: Some(loaded.model.module_name()),
        name: &loaded.model.name,
        key: "endpoint",
        source: &loaded.source,
        span: loaded.keys.of(if loaded.model.rust.is_some() { "rust" } else { "endpoint" }),
    });
    let mut seen: Vec<Names<'_>> = Vec::new();
    let mut found = Vec::new();
    for names in tables.chain(endpoints) {
        let Names { type_name, module, name, key, source, span } = &names;
        let is_other = |other: &&Names<'_>| other.name != *name || other.key != *key;
        let same_type = seen.iter().filter(is_other).find(|other| other.type_name == *type_name);
        let same_module = seen.iter().filter(is_other).find(|other| module.is_some() && other.module == *module);
        if let Some(module) = module.as_deref().filter(|module| is_reserved_module(module)) {
            let message = format!("reserved module name `{module}` of an endpoint");
            let help =
                "generated code has modules named `tables` and `reference`: give the endpoint another name with `rust`";
            found.push(Diagnostic::new(source, (*span).clone(), message).with_help(help));
        } else if let Some(other) = same_type.or(same_module) {
            let what = if other.type_name == *type_name {
                format!("type `{type_name}`")
            } else {
                format!("module `{}`", module.as_deref().unwrap_or_default())
            };
            let message =
                format!("the {key} `{name}` and the {} `{}` have the same Rust {what}", other.key, other.name);
            let help = "give an endpoint another name with `rust`, or rename one of the files";
            found.push(Diagnostic::new(source, (*span).clone(), message).with_help(help));
        }
        if !name.is_empty() {
            seen.push(names);
        }
    }
    found
}

/// Two endpoints must differ in path or protocol.
fn same_path(earlier: &Loaded<Endpoint>, loaded: &Loaded<Endpoint>) -> Option<Diagnostic> {
    let (one, other) = (&earlier.model, &loaded.model);
    let same_path = !one.path.is_empty() && one.path == other.path && one.host == other.host;
    if !same_path || one.protocol != other.protocol || one.name == other.name {
        return None;
    }
    let message = format!("duplicate path: the endpoint `{}` has the same path and protocol", one.name);
    let help = format!("the other file is {}", earlier.source.path());
    Some(Diagnostic::new(&loaded.source, loaded.keys.of("path").clone(), message).with_help(help))
}
