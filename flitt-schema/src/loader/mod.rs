//! Reads the files of a folder once each, and joins what refers to each other.

mod lists;
mod tables;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::check::{self, Use};
use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::json;
use crate::library::{Library, Read};
use crate::model::{Endpoint, Form, Items, List, Protocol, Response, Signed, Table, Text};
use crate::parse::{self, EndpointFile, FormFile, Places, Report, Rows, TableFile, TableSpans, TableUse};
use crate::source::Source;

/// A shared table, and where its rows stand.
struct LoadedTable {
    table: Table,
    spans: TableSpans,
    source: Source,
}

/// The file whose rows are read: tables that stand within them are named after it.
struct Owner {
    name: Text,
    /// The address of its documentation.
    source: Text,
}

/// A table where it is used.
struct Used {
    table: Table,
    places: Places,
    /// Where it stands, for one in the endpoint's own file.
    own: Option<TableSpans>,
    /// Whether all of its rows could be read.
    is_complete: bool,
}

pub(crate) struct Loader<'f> {
    files: &'f dyn Files,
    library: Library,
    /// By file name; `None` for one that cannot be used.
    tables: BTreeMap<String, Option<Rc<LoadedTable>>>,
    lists: BTreeMap<String, Option<List>>,
    /// The files of tables that are being read, outermost first.
    open: Vec<String>,
    /// The tables that were checked for a use, with the rows that switch its protocol.
    checked: BTreeSet<(String, Use, Vec<Text>)>,
}

impl<'f> Loader<'f> {
    pub(crate) fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            library: Library::default(),
            tables: BTreeMap::new(),
            lists: BTreeMap::new(),
            open: Vec::new(),
            checked: BTreeSet::new(),
        }
    }

    pub(crate) fn finish(mut self) -> Library {
        self.check_unused();
        self.library.files.sort();
        self.library.files.dedup();
        let over_the_folder = check::folder(&self.library.endpoints, &self.library.tables, &self.library.files);
        // One place, one fault: the rules over the folder know more of it.
        let mut found = self.library.diagnostics;
        found.retain(|one| !over_the_folder.iter().any(|other| other.order() == one.order()));
        found.extend(over_the_folder);
        found.sort_by(|one, other| one.order().cmp(&other.order()));
        self.library.diagnostics = without_repetition(found);
        self.library
    }

    /// Tells that a file is absent, unless it was read or something else was told of it.
    pub(crate) fn must_exist(&mut self, name: &str) {
        let told = self.library.diagnostics.iter().any(|diagnostic| diagnostic.path() == name);
        if !told && !self.library.files.iter().any(|file| file == name) {
            let diagnostic = Diagnostic::of_file(name, "there is no such file");
            self.library.diagnostics.push(diagnostic.with_help("check the name and the folder"));
        }
    }

    pub(crate) fn names(&mut self, folder: &str) -> Vec<String> {
        match self.files.list(folder) {
            Ok(names) => names.into_iter().filter(|name| !name.ends_with(".schema.json")).collect(),
            Err(diagnostic) => {
                self.library.diagnostics.push(diagnostic);
                Vec::new()
            }
        }
    }

    /// The text of a file; `None` when it is absent or no text, of which the latter is told.
    fn source(&mut self, name: &str) -> Option<Source> {
        let read = self.files.read(name)?;
        self.library.files.push(name.to_owned());
        read.map_err(|diagnostic| self.library.diagnostics.push(diagnostic)).ok()
    }

    fn done(&mut self, report: Report) {
        self.library.diagnostics.extend(report.finish());
    }

    pub(crate) fn endpoint_file(&mut self, name: &str) {
        let Some(source) = self.source(name) else { return self.must_exist(name) };
        let mut report = Report::new(&source);
        let node = match json::read(&source) {
            Ok(node) => node,
            Err(diagnostic) => return self.library.diagnostics.push(diagnostic),
        };
        if let Some(file) = parse::endpoint(&node, &mut report) {
            let read = self.endpoint(file, &source, &mut report);
            self.library.endpoints.push(read);
        }
        self.done(report);
    }

    fn endpoint(&mut self, file: EndpointFile, source: &Source, report: &mut Report) -> Read<Endpoint> {
        let spans = file.spans.clone();
        let owner = Owner { name: file.name.clone(), source: file.source.clone() };
        let data_when = file.data_when.clone();
        let free = file.protocol != Protocol::Flat;
        let response = file.response;
        let request_use = if free { Use::FreeRequest } else { Use::FlatRequest };
        let answer_use = if free || response.signed == Signed::Never { Use::FreeAnswer } else { Use::FlatAnswer };
        let request = self.table_use(file.request, request_use, &data_when, &owner, report);
        let mut answer_is_complete = true;
        let mut forms = Vec::new();
        for form in response.forms {
            let (form, is_complete) = self.form(form, answer_use, &owner, report);
            answer_is_complete &= is_complete;
            forms.push(form);
        }
        let endpoint = Endpoint {
            name: file.name,
            doc: file.doc,
            source: file.source,
            host: file.host,
            path: file.path,
            protocol: file.protocol,
            data_when: Items::Owned(data_when),
            body: file.body,
            key: file.key,
            digest: file.digest,
            retry: file.retry,
            confirm_with: file.confirm_with,
            request: Cow::Owned(request.table),
            response: Response {
                forms: Items::Owned(forms),
                shape: response.shape,
                signed: response.signed,
                failure: response.failure,
            },
        };
        let tables = check::Tables {
            response: &response.spans,
            own_request: request.own.as_ref(),
            request_is_complete: request.is_complete,
            answer_is_complete,
        };
        check::endpoint(&endpoint, &spans, &tables, report);
        Read { model: endpoint, source: source.clone(), places: request.places, keys: spans.keys }
    }

    fn form(&mut self, form: FormFile, used: Use, owner: &Owner, report: &mut Report) -> (Form, bool) {
        let used = self.table_use(form.table, used, &[], owner, report);
        if let Some((name, place)) = &form.when
            && used.is_complete
        {
            check::is_row(&used.table, name, place, "form", report);
        }
        (Form { table: Cow::Owned(used.table), when: form.when.map(|(name, _)| name) }, used.is_complete)
    }

    /// A table where it is used: the rows that stand there, or the shared table that is named.
    fn table_use(
        &mut self,
        table: TableUse,
        used: Use,
        data_when: &[Text],
        owner: &Owner,
        report: &mut Report,
    ) -> Used {
        match table {
            TableUse::Own(rows) => {
                let file = rows.into_table(Text::default(), Text::default(), Text::default());
                let (table, spans) = self.complete(file, owner, report);
                check::table(&table, &spans, used, data_when, report);
                let is_complete = spans.is_complete();
                Used { table, places: Places::of(report.source(), &spans), own: Some(spans), is_complete }
            }
            TableUse::Shared { name, span } => match self.shared_table(&name, &span, report) {
                Some(shared) => {
                    self.check_shared(&name, &shared, used, data_when);
                    let places = Places::of(&shared.source, &shared.spans);
                    let is_complete = shared.spans.is_complete();
                    Used { table: shared.table.clone(), places, own: None, is_complete }
                }
                None => {
                    let TableFile { table, .. } = Rows::unread().into_table(name, Text::default(), Text::default());
                    Used { table, places: Places::default(), own: None, is_complete: false }
                }
            },
        }
    }
}

/// A shared table is checked for each of its uses; what was found each time is told once. The faults are in order.
fn without_repetition(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        let here = told.iter().rev().take_while(|earlier| earlier.order() == diagnostic.order());
        if !here.into_iter().any(|earlier| *earlier == diagnostic) {
            told.push(diagnostic);
        }
    }
    told
}
