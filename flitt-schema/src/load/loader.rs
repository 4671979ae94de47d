use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::is_file_name;
use super::library::Library;
use crate::check::{self, TableUse};
use crate::examples::EXAMPLES;
use crate::json::{self, Node};
use crate::limits::{Budget, Extent, MAX_DIAGNOSTICS, MAX_FILES, MAX_FOLDER_SIZE, MAX_FOLDER_VALUES};
use crate::model::{CowStr, Endpoint, List, Shared, Table, Value};
use crate::parse::{Loaded, Report, TableSpans};
use crate::source::{Diagnostic, Files, Source, Span};

/// A shared table, and where its parameters are.
pub(super) struct LoadedTable {
    pub(super) table: Shared<Table>,
    pub(super) spans: TableSpans,
    pub(super) extent: Extent,
    pub(super) source: Source,
}

/// A reference list, and its values as those of the parameters that name it.
pub(super) struct LoadedList {
    pub(super) list: List,
    pub(super) values: Shared<[Value]>,
}

/// The file whose parameters are being read. Tables nested in them are named after it.
pub(super) struct Owner {
    pub(super) name: CowStr,
    /// The URL of its documentation.
    pub(super) source: CowStr,
}

/// Reads each file of a folder once, and resolves what the files refer to.
pub(super) struct Loader<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) library: Library,
    /// Endpoints outside of the library that `confirm_with` names.
    status_endpoints: Vec<Loaded<Endpoint>>,
    /// By file name; `None` for a file that cannot be used.
    pub(super) tables: BTreeMap<String, Option<Rc<LoadedTable>>>,
    pub(super) lists: BTreeMap<String, Option<Rc<LoadedList>>>,
    /// The files of the tables that are being read, outermost first.
    pub(super) open: Vec<String>,
    /// The size of all files that were read, in bytes, and the number of their JSON values.
    size: usize,
    values: usize,
    /// Whether a limit of the folder is exceeded, which is reported. No more files are read.
    pub(super) is_full: bool,
    /// The names that may still be compared for suggestions.
    comparisons: Budget,
    /// The number of tables that are being read, shared and in place.
    pub(super) depth: usize,
    /// The number of parameters of all endpoints that were read.
    pub(super) parameters: usize,
    /// The tables that were checked for a use, with the parameters that switch its protocol.
    pub(super) checked: BTreeSet<(String, TableUse, Vec<CowStr>)>,
}

impl<'f> Loader<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            library: Library::default(),
            status_endpoints: Vec::new(),
            tables: BTreeMap::new(),
            lists: BTreeMap::new(),
            open: Vec::new(),
            size: 0,
            values: 0,
            is_full: false,
            comparisons: Budget::of_comparisons(),
            depth: 0,
            parameters: 0,
            checked: BTreeSet::new(),
        }
    }

    pub(super) fn finish(mut self) -> Library {
        self.check_unused();
        self.library.files.sort();
        self.library.files.dedup();
        let mut of_folder = check::folder(&self.library.endpoints, &self.library.tables, &self.library.lists);
        of_folder.extend(self.check_confirmations());
        // A rule over the folder knows more than a rule over one file: of two diagnostics at one position, its is kept.
        let mut diagnostics = self.library.diagnostics;
        let known: HashSet<(&str, usize)> = of_folder.iter().map(Diagnostic::order).collect();
        diagnostics.retain(|one| !known.contains(&one.order()));
        diagnostics.extend(of_folder);
        Diagnostic::sort(&mut diagnostics);
        self.library.diagnostics = without_sensitive(without_duplicates(diagnostics));
        self.library
    }

    fn check_confirmations(&self) -> Vec<Diagnostic> {
        let endpoints = &self.library.endpoints;
        let loaded: Vec<&Loaded<Endpoint>> = endpoints.iter().chain(&self.status_endpoints).collect();
        let files = self.files.list("").unwrap_or_default();
        let names = files.iter().filter_map(|file| Some(file.strip_suffix(".json")?.to_owned()));
        let names = names.filter(|name| !name.ends_with(".schema"));
        let names: Vec<String> = names.chain(loaded.iter().map(|loaded| loaded.model.name.to_string())).collect();
        let known = check::StatusEndpoints {
            loaded: &loaded,
            names: &names,
            diagnostics: &self.library.diagnostics,
            comparisons: &self.comparisons,
        };
        endpoints.iter().flat_map(|endpoint| check::confirmation(endpoint, &known)).collect()
    }

    /// Reads the status endpoints of an endpoint that was read alone. They are not part of the library.
    pub(super) fn read_status_endpoints(&mut self) {
        let names = self.library.endpoints.iter().filter_map(|loaded| loaded.model.confirm_with.as_ref());
        let names: Vec<String> = names.map(|with| format!("{}.json", with.endpoint)).collect();
        for name in names.into_iter().filter(|name| name.strip_suffix(".json").is_some_and(is_file_name)) {
            if self.library.files.contains(&name) || self.files.read(&name).is_none() {
                continue;
            }
            let mut status = Loader::new(self.files);
            status.endpoint_file(&name);
            self.library.files.append(&mut status.library.files);
            self.library.diagnostics.append(&mut status.library.diagnostics);
            self.status_endpoints.append(&mut status.library.endpoints);
        }
    }

    /// Reports that a file does not exist, unless it was read or has a diagnostic already.
    pub(super) fn must_exist(&mut self, name: &str) {
        let is_reported = self.is_full || self.library.diagnostics.iter().any(|diagnostic| diagnostic.path() == name);
        if !is_reported && !self.library.files.iter().any(|file| file == name) {
            let diagnostic = Diagnostic::of_file(name, "the file does not exist");
            self.library.diagnostics.push(diagnostic.with_help("check the name and the folder"));
        }
    }

    /// The names of the schema files in a folder.
    pub(super) fn names(&mut self, folder: &str) -> Vec<String> {
        match self.files.list(folder) {
            Ok(names) => names.into_iter().filter(|name| !name.ends_with(".schema.json")).collect(),
            Err(diagnostic) => {
                self.library.diagnostics.push(diagnostic);
                Vec::new()
            }
        }
    }

    /// The text of a file; `None` if it does not exist, or cannot be read, which is reported.
    pub(super) fn source(&mut self, name: &str) -> Option<Source> {
        if self.is_full {
            return None;
        }
        let read = self.files.read(name)?;
        self.library.files.push(name.to_owned());
        let source = read.map_err(|diagnostic| self.library.diagnostics.push(diagnostic)).ok()?;
        self.size += source.text().len();
        if self.library.files.len() > MAX_FILES {
            return self.too_much(&source, &format!("more than {MAX_FILES} files"));
        }
        if self.size > MAX_FOLDER_SIZE {
            return self.too_much(&source, &format!("more than {} MiB of files", MAX_FOLDER_SIZE >> 20));
        }
        Some(source)
    }

    /// The JSON of a file; `None` if it cannot be read, which is reported.
    pub(super) fn json<'s>(&mut self, source: &'s Source) -> Option<Node<'s>> {
        let (node, values) =
            json::read_without(source, EXAMPLES).map_err(|error| self.library.diagnostics.push(error)).ok()?;
        self.values += values;
        if self.values > MAX_FOLDER_VALUES {
            return self.too_much(source, &format!("more than {MAX_FOLDER_VALUES} JSON values in its files"));
        }
        Some(node)
    }

    /// Reports that a limit of the folder is exceeded. Neither this file nor another one is used.
    fn too_much<T>(&mut self, source: &Source, what: &str) -> Option<T> {
        if !self.is_full {
            let message = format!("the folder has {what}: this file and those after it are not read");
            let help = "divide the endpoints among several folders";
            self.library.diagnostics.push(Diagnostic::of_file(source.path(), message).with_help(help));
        }
        self.is_full = true;
        None
    }

    /// A report about one of the files.
    pub(super) fn report(&self, source: &Source) -> Report {
        Report::of_folder(source, &self.comparisons)
    }

    /// Takes over the diagnostics of one file.
    pub(super) fn collect(&mut self, report: Report) {
        let left = MAX_DIAGNOSTICS.saturating_sub(self.library.diagnostics.len());
        self.library.diagnostics.extend(report.finish().into_iter().take(left));
    }
}

/// Hides what may be secret from the excerpts of diagnostics. Files that have any are read again for it: others cost nothing.
fn without_sensitive(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut hidden: BTreeMap<String, Arc<[Span]>> = BTreeMap::new();
    let ranges = |source: &Source| {
        json::read_without(source, EXAMPLES).map_or_else(|_| Vec::new(), |(node, _)| json::sensitive(&node)).into()
    };
    let hide = |diagnostic: Diagnostic| match diagnostic.source() {
        Some(source) => {
            let ranges = hidden.entry(source.path().to_owned()).or_insert_with(|| ranges(source));
            diagnostic.hiding(ranges)
        }
        None => diagnostic,
    };
    diagnostics.into_iter().map(hide).collect()
}

/// Removes duplicates from sorted diagnostics: a shared table is checked for each of its uses.
fn without_duplicates(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut unique: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        let mut at_same_position = unique.iter().rev().take_while(|earlier| earlier.order() == diagnostic.order());
        if !at_same_position.any(|earlier| *earlier == diagnostic) {
            unique.push(diagnostic);
        }
    }
    unique
}
