//! The schema files of one side of a comparison.

use std::collections::{BTreeMap, BTreeSet};

use flitt_schema::json::{Node, read, sensitive_among, sensitive_names};
use flitt_schema::{Diagnostic, Files, Library, Source};

use super::node::At;
use crate::schemas::is_editor_schema;

/// The files of a folder without errors.
pub(crate) struct Contract {
    pub(crate) library: Library,
    /// By their names in the folder.
    files: BTreeMap<String, Source>,
}

/// The same files as trees.
pub(super) struct Trees<'s> {
    pub(super) library: &'s Library,
    trees: BTreeMap<&'s str, (Source, Node<'s>)>,
}

impl Contract {
    /// Reads all files of a folder.
    ///
    /// # Errors
    ///
    /// The diagnostics of the files, if there are any.
    pub(crate) fn read(files: &dyn Files) -> Result<Self, Vec<Diagnostic>> {
        let library = Library::read_folder(files);
        if !library.diagnostics.is_empty() {
            return Err(library.diagnostics);
        }
        let mut sources = BTreeMap::new();
        for folder in ["", "tables", "reference"] {
            for name in files.list(folder).map_err(|error| vec![error])? {
                if !is_editor_schema(&name)
                    && let Some(source) = files.read(&name)
                {
                    sources.insert(name, source.map_err(|error| vec![error])?);
                }
            }
        }
        Ok(Self { library, files: sources })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether one of the files is reached by a link, so that its text is not shown.
    pub(super) fn is_linked(&self) -> bool {
        self.files.values().any(Source::is_linked)
    }

    /// The names of sensitive parameters.
    pub(super) fn sensitive_names(&self) -> BTreeSet<String> {
        self.files.values().filter_map(|source| read(source).ok()).flat_map(|node| sensitive_names(&node)).collect()
    }

    /// The files as trees. A file without diagnostics has one. Excerpts show no value that may be secret, nor one of a parameter
    /// with one of these names.
    pub(super) fn trees(&self, sensitive: &BTreeSet<String>) -> Trees<'_> {
        let trees = self.files.iter().filter_map(|(name, source)| {
            let node = read(source).ok()?;
            let hidden = sensitive_among(&node, sensitive).into();
            Some((name.as_str(), (source.clone().hiding(hidden), node)))
        });
        Trees { library: &self.library, trees: trees.collect() }
    }
}

impl<'s> Trees<'s> {
    /// The first file, for what concerns no single one.
    pub(super) fn first(&self) -> Option<&Source> {
        self.trees.values().next().map(|(source, _)| source)
    }

    pub(super) fn names(&'s self) -> impl Iterator<Item = &'s str> {
        self.trees.keys().copied()
    }

    pub(super) fn file(&'s self, name: &str) -> Option<At<'s>> {
        self.trees.get(name).map(|(source, node)| At { source, node })
    }

    /// The files of endpoints.
    pub(super) fn endpoints(&'s self) -> impl Iterator<Item = At<'s>> {
        self.names().filter(|name| !name.contains('/')).filter_map(|name| self.file(name))
    }

    /// A shared table.
    pub(super) fn table(&'s self, name: &str) -> Option<At<'s>> {
        self.file(&format!("tables/{name}.json"))
    }
}
