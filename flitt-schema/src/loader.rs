//! Reads the files of a folder once each, and joins what refers to each other.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::check::{self, Use};
use crate::diagnostic::Diagnostic;
use crate::files::Files;
use crate::json::{self, Span};
use crate::library::{Library, Read, SHARED_LISTS, shared_list};
use crate::model::{Endpoint, Form, Items, List, ListedValue, Protocol, Response, Signed, Table, Text, Value};
use crate::parse::{self, EndpointFile, FormFile, Places, Report, Rows, TableSpans, TableUse};
use crate::source::Source;
use crate::text::nearest;

/// A shared table, and where its rows stand.
#[derive(Clone)]
struct LoadedTable {
    table: Table,
    spans: TableSpans,
    source: Source,
}

pub(crate) struct Loader<'f> {
    files: &'f dyn Files,
    library: Library,
    /// By file name; `None` for one that cannot be used.
    tables: BTreeMap<String, Option<LoadedTable>>,
    lists: BTreeMap<String, Option<List>>,
    /// The files of tables that are being read, outermost first.
    open: Vec<String>,
}

impl<'f> Loader<'f> {
    pub(crate) fn new(files: &'f dyn Files) -> Self {
        Self { files, library: Library::default(), tables: BTreeMap::new(), lists: BTreeMap::new(), open: Vec::new() }
    }

    pub(crate) fn finish(mut self) -> Library {
        self.library.files.sort();
        self.library.files.dedup();
        self.library.diagnostics.extend(check::folder(&self.library.endpoints));
        let mut seen: Vec<Diagnostic> = Vec::new();
        for diagnostic in self.library.diagnostics {
            if !seen.contains(&diagnostic) {
                seen.push(diagnostic);
            }
        }
        seen.sort_by(|one, other| (one.path(), one.line_and_column()).cmp(&(other.path(), other.line_and_column())));
        self.library.diagnostics = seen;
        self.library
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
        let known = self.library.diagnostics.len();
        let Some(source) = self.source(name) else {
            if self.library.diagnostics.len() == known {
                self.library.diagnostics.push(Diagnostic::of_file(name, "there is no such file"));
            }
            return;
        };
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
        let data_when = file.data_when.clone();
        let free = file.protocol != Protocol::Flat;
        let request_use = if free { Use::FreeRequest } else { Use::FlatRequest };
        let answer_use = if free || file.signed == Signed::Never { Use::FreeAnswer } else { Use::FlatAnswer };
        let (request, places, own) = self.table_use(file.request, request_use, &data_when, source, report);
        let forms = file.forms.into_iter().map(|form| self.form(form, answer_use, source, report)).collect();
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
            request: Cow::Owned(request),
            response: Response { forms: Items::Owned(forms), shape: file.shape, signed: file.signed },
        };
        check::endpoint(&endpoint, &spans, own.as_ref(), report);
        Read { model: endpoint, source: source.clone(), places, keys: spans.keys }
    }

    fn form(&mut self, form: FormFile, used: Use, source: &Source, report: &mut Report) -> Form {
        let (table, ..) = self.table_use(form.table, used, &[], source, report);
        if let Some((name, place)) = &form.when
            && table.row(name).is_none()
        {
            report.error(
                place,
                format!("`{name}` is no parameter of this table"),
                "",
                "`when` names a parameter that tells this form from the others",
            );
        }
        Form { table: Cow::Owned(table), when: form.when.map(|(name, _)| name) }
    }

    /// A table where it is used: the rows that stand there, or the shared table that is named.
    fn table_use(
        &mut self,
        table: TableUse,
        used: Use,
        data_when: &[Text],
        source: &Source,
        report: &mut Report,
    ) -> (Table, Places, Option<TableSpans>) {
        match table {
            TableUse::Own(rows) => {
                let (table, spans) = self.own_table(rows, report);
                check::table(&table, &spans, used, data_when, report);
                (table, Places::of(source, &spans), Some(spans))
            }
            TableUse::Shared { name, span } => match self.shared_table(&name, &span, report) {
                Some(shared) => {
                    let mut own = Report::new(&shared.source);
                    check::table(&shared.table, &shared.spans, used, data_when, &mut own);
                    self.done(own);
                    let places = Places::of(&shared.source, &shared.spans);
                    (shared.table, places, None)
                }
                None => (Rows::default().into_table(name, Text::default(), Text::default()).0, Places::default(), None),
            },
        }
    }

    fn own_table(&mut self, rows: Rows, report: &mut Report) -> (Table, TableSpans) {
        let (mut table, spans) = rows.into_table(Text::default(), Text::default(), Text::default());
        self.complete(&mut table, &spans, report);
        (table, spans)
    }

    /// Puts in what rows refer to: nested tables, and the values of reference lists.
    fn complete(&mut self, table: &mut Table, spans: &TableSpans, report: &mut Report) {
        for (row, row_spans) in table.rows.to_mut().iter_mut().zip(&spans.rows) {
            if let Some(name) = &row_spans.nested
                && let Some(nested) = self.shared_table(name, row_spans.keys.of("table"), report)
            {
                let mut own = Report::new(&nested.source);
                check::table(&nested.table, &nested.spans, Use::Nested, &[], &mut own);
                self.done(own);
                row.details.to_mut().table = Some(Cow::Owned(nested.table));
            }
            if let Some(name) = row.details.list.clone()
                && let Some(list) = self.reference_list(&name, row_spans.keys.of("list"), report)
            {
                row.details.to_mut().values = list.values.iter().map(value_of_list).collect();
            }
        }
    }

    /// A shared table by its name; an absent or circular one is told where it is named.
    fn shared_table(&mut self, name: &str, place: &Span, report: &mut Report) -> Option<LoadedTable> {
        let file = format!("tables/{name}.json");
        if self.open.contains(&file) {
            let way: Vec<String> = self.open.iter().chain([&file]).map(|file| format!("`{file}`")).collect();
            report.error(
                place,
                format!("the table `{name}` refers to itself: {}", way.join(" -> ")),
                "",
                "a table cannot hold itself",
            );
            return None;
        }
        self.table_file(&file);
        if let Some(table) = self.tables.get(&file) {
            return table.clone();
        }
        let known: Vec<String> = self.files.list("tables").unwrap_or_default();
        let names = known.iter().filter_map(|file| file.strip_prefix("tables/")?.strip_suffix(".json"));
        report.error(
            place,
            format!("there is no table `{name}`"),
            &parse::suggestion(nearest(name, names)),
            format!("a shared table stands in the file `{file}`, beside the endpoints"),
        );
        None
    }

    pub(crate) fn table_file(&mut self, file: &str) {
        if self.tables.contains_key(file) {
            return;
        }
        let known = self.library.diagnostics.len();
        let Some(source) = self.source(file) else {
            if self.library.diagnostics.len() > known {
                self.tables.insert(file.to_owned(), None);
            }
            return;
        };
        self.open.push(file.to_owned());
        let loaded = self.read_table(&source);
        self.open.pop();
        if let Some(loaded) = &loaded {
            let places = Places::of(&loaded.source, &loaded.spans);
            let keys = loaded.spans.keys.clone();
            self.library.tables.push(Read { model: loaded.table.clone(), source, places, keys });
        }
        self.tables.insert(file.to_owned(), loaded);
    }

    fn read_table(&mut self, source: &Source) -> Option<LoadedTable> {
        let mut report = Report::new(source);
        let node = match json::read(source) {
            Ok(node) => node,
            Err(diagnostic) => {
                self.library.diagnostics.push(diagnostic);
                return None;
            }
        };
        let read = parse::table(&node, &mut report);
        let loaded = read.map(|(mut table, spans)| {
            check::file_name(&table.name, spans.keys.of("table"), "table", &mut report);
            self.complete(&mut table, &spans, &mut report);
            LoadedTable { table, spans, source: source.clone() }
        });
        self.done(report);
        loaded
    }

    /// A reference list by its name: a file of the folder, or one that every folder knows.
    fn reference_list(&mut self, name: &str, place: &Span, report: &mut Report) -> Option<List> {
        let file = format!("reference/{name}.json");
        self.list_file(&file);
        if let Some(list) = self.lists.get(&file) {
            return list.clone();
        }
        let shared = shared_list(name);
        if shared.is_none() {
            let known: Vec<String> = self.files.list("reference").unwrap_or_default();
            let own = known.iter().filter_map(|file| file.strip_prefix("reference/")?.strip_suffix(".json"));
            let names = own.chain(SHARED_LISTS.iter().map(|(name, _)| *name));
            report.error(
                place,
                format!("there is no list `{name}`"),
                &parse::suggestion(nearest(name, names)),
                format!("a reference list stands in the file `{file}`, beside the endpoints"),
            );
        }
        self.lists.insert(file, shared.clone());
        shared
    }

    pub(crate) fn list_file(&mut self, file: &str) {
        if self.lists.contains_key(file) {
            return;
        }
        let known = self.library.diagnostics.len();
        let Some(source) = self.source(file) else {
            if self.library.diagnostics.len() > known {
                self.lists.insert(file.to_owned(), None);
            }
            return;
        };
        let mut report = Report::new(&source);
        let read = match json::read(&source) {
            Ok(node) => parse::list(&node, &mut report),
            Err(diagnostic) => {
                self.library.diagnostics.push(diagnostic);
                None
            }
        };
        let list = read.map(|(list, spans)| {
            check::list(&list, &spans, &mut report);
            self.library.lists.push(Read {
                model: list.clone(),
                source: source.clone(),
                places: Places::default(),
                keys: spans.keys,
            });
            list
        });
        self.done(report);
        self.lists.insert(file.to_owned(), list);
    }
}

fn value_of_list(listed: &ListedValue) -> Value {
    Value { value: listed.value.clone(), rust: listed.rust.clone(), doc: listed.doc.clone(), outcome: None }
}
