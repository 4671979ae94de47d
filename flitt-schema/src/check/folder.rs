use std::collections::HashMap;
use std::path::Path;

use crate::model::{Endpoint, List, Table, is_reserved_module};
use crate::parse::Loaded;
use crate::rust_name::rust_type_name;
use crate::source::{Diagnostic, Source, Span};

/// Checks the endpoints and tables of a folder against each other.
pub(crate) fn folder(
    endpoints: &[Loaded<Endpoint>],
    tables: &[Loaded<Table>],
    lists: &[Loaded<List>],
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = endpoints.iter().filter_map(|loaded| same_name(loaded, endpoints)).collect();
    found.extend(same_table(tables));
    found.extend(same_list(lists));
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
    let mut seen: HashMap<&str, &Loaded<Table>> = HashMap::new();
    for loaded in tables {
        let name = &loaded.model.name;
        let earlier = *seen.entry(name).or_insert(loaded);
        if std::ptr::eq(earlier, loaded) {
            continue;
        }
        // Of a shared and a nested table, the nested one is to be renamed.
        let (loaded, other) = if loaded.keys.has("table") { (earlier, loaded) } else { (loaded, earlier) };
        let (line, _) = other.source.line_and_column(other.keys.begin.start);
        let message = format!("duplicate table name `{name}`; the other table is in {}:{line}", other.source.path());
        let help = "a nested table is named after the file and the parameter: rename the parameter with `rust`, or share one table";
        found.push(Diagnostic::new(&loaded.source, loaded.keys.of("name").clone(), message).with_help(help));
    }
    found
}

/// The types of reference lists are in one module.
fn same_list(lists: &[Loaded<List>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: HashMap<&str, &Loaded<List>> = HashMap::new();
    for loaded in lists {
        let Some(name) = loaded.model.rust.as_deref() else { continue };
        let earlier = *seen.entry(name).or_insert(loaded);
        if !std::ptr::eq(earlier, loaded) {
            let message = format!(
                "the lists `{}` and `{}` have the same Rust type `{name}`",
                earlier.model.name, loaded.model.name
            );
            let help = "give one of them another name with `rust`";
            found.push(Diagnostic::new(&loaded.source, loaded.keys.of("rust").clone(), message).with_help(help));
        }
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

/// Of each type or module, the first two that have different names or kinds.
type Seen<'n, 'l> = HashMap<&'n str, Vec<&'n Names<'l>>>;

impl<'l> Names<'l> {
    fn is_other(&self, other: &Names<'_>) -> bool {
        self.name != other.name || self.key != other.key
    }

    fn other<'n>(&self, seen: Option<&Vec<&'n Names<'l>>>) -> Option<&'n Names<'l>> {
        seen?.iter().copied().find(|other| self.is_other(other))
    }

    fn add_to<'n>(&'n self, seen: &mut Vec<&'n Names<'l>>) {
        if seen.len() < 2 && seen.iter().all(|other| self.is_other(other)) {
            seen.push(self);
        }
    }
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
    let all: Vec<Names<'_>> = tables.chain(endpoints).collect();
    let (mut of_type, mut of_module): (Seen<'_, '_>, Seen<'_, '_>) = (HashMap::new(), HashMap::new());
    let mut found = Vec::new();
    for names in &all {
        let Names { type_name, module, name, key, source, span } = names;
        let same_type = names.other(of_type.get(type_name.as_str()));
        let same_module = names.other(module.as_deref().and_then(|module| of_module.get(module)));
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
            names.add_to(of_type.entry(type_name).or_default());
            if let Some(module) = module {
                names.add_to(of_module.entry(module).or_default());
            }
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
