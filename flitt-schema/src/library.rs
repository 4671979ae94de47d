//! From files to checked endpoints: finds the tables and lists that a file refers to, and tells every fault of every
//! file at once.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::json;
use crate::loader::Loader;
use crate::model::{Endpoint, List, Table};
use crate::parse::{self, Places, Report, Spans};
use crate::source::Source;

/// Lists that every folder knows, unless it has a file of the same name. They are the gateway's own.
pub(crate) const SHARED_LISTS: [(&str, &str); 3] = [
    ("currencies", include_str!("../reference/currencies.json")),
    ("languages", include_str!("../reference/languages.json")),
    ("response_codes", include_str!("../reference/response_codes.json")),
];

/// One thing that was read, with the file and the places of its rows.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What the file says.
    pub model: T,
    /// The file.
    pub source: Source,
    /// The places of the rows: of the request's for an endpoint, of its own for a table.
    pub places: Places,
    /// Where the keys of the file stand.
    pub(crate) keys: Spans,
}

/// Everything that a folder, or one file of it, says.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The endpoints, in alphabetical order of their files.
    pub endpoints: Vec<Read<Endpoint>>,
    /// The tables that have a name: the shared ones, likewise, and those that stand within a row. Those are named after
    /// the file and the row.
    pub tables: Vec<Read<Table>>,
    /// The reference lists, likewise; those that every folder knows are left out.
    pub lists: Vec<Read<List>>,
    /// Every fault of every file. What stands beside a fault may be incomplete.
    pub diagnostics: Vec<Diagnostic>,
    /// The names of all files that were read.
    pub files: Vec<String>,
}

impl Library {
    /// Reads a whole folder: endpoints are `*.json` except `*.schema.json`; shared tables stand in `tables/`, reference
    /// lists in `reference/`. Nothing else is read.
    #[must_use]
    pub fn read_folder(files: &dyn Files) -> Self {
        let mut loader = Loader::new(files);
        for name in loader.names("reference") {
            loader.list_file(&name);
        }
        for name in loader.names("tables") {
            loader.table_file(&name);
        }
        for name in loader.names("") {
            loader.endpoint_file(&name);
        }
        loader.finish()
    }

    /// Reads the file of one endpoint, and what it refers to.
    #[must_use]
    pub fn read_endpoint(files: &dyn Files, name: &str) -> Self {
        let mut loader = Loader::new(files);
        loader.endpoint_file(name);
        loader.finish()
    }

    /// Reads one file of any kind, told by its folder: an endpoint, a table (`tables/`) or a list (`reference/`).
    #[must_use]
    pub fn read_file(files: &dyn Files, name: &str) -> Self {
        let mut loader = Loader::new(files);
        match name.split_once('/') {
            Some(("tables", _)) => loader.table_file(name),
            Some(("reference", _)) => loader.list_file(name),
            _ => loader.endpoint_file(name),
        }
        loader.must_exist(name);
        loader.finish()
    }

    /// An endpoint by its name.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Option<&Read<Endpoint>> {
        self.endpoints.iter().find(|read| read.model.name == name)
    }

    /// A reference list by its name, those that every folder knows included.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<List> {
        let own = self.lists.iter().find(|read| read.model.name == name).map(|read| read.model.clone());
        own.or_else(|| shared_list(name))
    }

    /// All reference lists by their names, those that every folder knows included.
    #[must_use]
    pub fn all_lists(&self) -> Vec<List> {
        let own = self.lists.iter().map(|read| &*read.model.name);
        let names: BTreeSet<&str> = own.chain(SHARED_LISTS.map(|(name, _)| name)).collect();
        names.into_iter().filter_map(|name| self.list(name)).collect()
    }
}

/// One of the lists that every folder knows.
pub(crate) fn shared_list(name: &str) -> Option<List> {
    let (_, text) = SHARED_LISTS.iter().find(|(known, _)| *known == name)?;
    let source = Source::new(&format!("reference/{name}.json"), text);
    let node = json::read(&source).ok()?;
    parse::list(&node, &mut Report::new(&source)).map(|(list, _)| list)
}
