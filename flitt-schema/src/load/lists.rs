use std::rc::Rc;

use super::is_file_name;
use super::loader::{LoadedList, Loader};
use super::reference::{SHARED_LISTS, shared_list};
use crate::check;
use crate::model::{List, ListedValue, Value};
use crate::parse::{self, ConfirmationSpans, Loaded, Locations, Report};
use crate::source::Span;

impl LoadedList {
    fn new(list: List) -> Self {
        let value = |listed: &ListedValue| Value {
            value: listed.value.clone(),
            rust: listed.rust.clone(),
            doc: listed.doc.clone(),
            outcome: None,
        };
        Self { values: list.values.iter().map(value).collect(), list }
    }
}

impl Loader<'_> {
    /// A reference list by its name: a file of the folder, or a list that is available in every folder.
    pub(super) fn reference_list(&mut self, name: &str, span: &Span, report: &mut Report) -> Option<Rc<LoadedList>> {
        let file = format!("reference/{name}.json");
        let is_file_name = is_file_name(name);
        if is_file_name {
            self.list_file(&file);
        }
        if let Some(list) = self.lists.get(&file) {
            return list.clone();
        }
        let shared = shared_list(name).map(LoadedList::new).map(Rc::new);
        if shared.is_none() {
            let known: Vec<String> = self.files.list("reference").unwrap_or_default();
            let own = known.iter().filter_map(|file| file.strip_prefix("reference/")?.strip_suffix(".json"));
            let names = own.chain(SHARED_LISTS.iter().map(|(name, _)| *name));
            report.error(
                span,
                format!("unknown list `{name}`"),
                &report.suggestion(name, names),
                if is_file_name {
                    format!("correct the name, or add the file `{file}` to the folder of the endpoints")
                } else {
                    "`list` is the name of a file in the folder `reference`, without `.json`".to_owned()
                },
            );
        }
        self.lists.insert(file, shared.clone());
        shared
    }

    pub(super) fn list_file(&mut self, file: &str) {
        if self.lists.contains_key(file) {
            return;
        }
        let reported = self.library.diagnostics.len();
        let Some(source) = self.source(file) else {
            if self.is_full || self.library.diagnostics.len() > reported {
                self.lists.insert(file.to_owned(), None);
            }
            return;
        };
        let mut report = self.report(&source);
        let parsed = self.json(&source).and_then(|node| parse::list(&node, &mut report));
        let list = parsed.and_then(|(list, spans)| {
            check::list(&list, &spans, &mut report);
            if report.rejects_link() {
                return None;
            }
            self.library.lists.push(Loaded {
                model: list.clone(),
                source: source.clone(),
                locations: Locations::default(),
                keys: spans.keys,
                confirmation: ConfirmationSpans::default(),
            });
            Some(Rc::new(LoadedList::new(list)))
        });
        self.collect(report);
        self.lists.insert(file.to_owned(), list);
    }
}
