use std::collections::BTreeSet;

use super::reference::{SHARED_LISTS, shared_list};
use crate::model::{Endpoint, List, Table};
use crate::parse::Loaded;
use crate::source::Diagnostic;

/// The content of a folder of schema files, or of one file and the files that it refers to.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The endpoints, in alphabetical order of their files.
    pub endpoints: Vec<Loaded<Endpoint>>,
    /// The tables that have a name: the shared tables, and those nested in a parameter (`rows`), which are named after
    /// the file and the parameter.
    pub tables: Vec<Loaded<Table>>,
    /// The reference lists of the folder, without those that are available in every folder.
    pub lists: Vec<Loaded<List>>,
    /// The diagnostics of all files. A model whose file has a diagnostic may be incomplete.
    pub diagnostics: Vec<Diagnostic>,
    /// The names of all files that were read.
    pub files: Vec<String>,
    /// Warnings about files and folders in a whole folder that look like schema files and are not read.
    pub unread: Vec<Diagnostic>,
}

impl Library {
    /// An endpoint by its name.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Option<&Loaded<Endpoint>> {
        self.endpoints.iter().find(|loaded| loaded.model.name == name)
    }

    /// A reference list by its name, of this folder or available in every folder.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<List> {
        let own = self.lists.iter().find(|loaded| loaded.model.name == name).map(|loaded| loaded.model.clone());
        own.or_else(|| shared_list(name))
    }

    /// All reference lists by their names, including those that are available in every folder.
    #[must_use]
    pub fn all_lists(&self) -> Vec<List> {
        let own = self.lists.iter().map(|loaded| &*loaded.model.name);
        let names: BTreeSet<&str> = own.chain(SHARED_LISTS.map(|(name, _)| name)).collect();
        names.into_iter().filter_map(|name| self.list(name)).collect()
    }
}
