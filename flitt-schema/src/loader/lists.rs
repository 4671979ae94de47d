use super::Loader;
use crate::check;
use crate::json::{self, Span};
use crate::library::{Read, SHARED_LISTS, shared_list};
use crate::model::List;
use crate::parse::{self, Places, Report};
use crate::text::nearest;

impl Loader<'_> {
    /// A reference list by its name: a file of the folder, or one that every folder knows.
    pub(super) fn reference_list(&mut self, name: &str, place: &Span, report: &mut Report) -> Option<List> {
        let file = format!("reference/{name}.json");
        let is_file_name = !name.contains(['/', '\\']);
        if is_file_name {
            self.list_file(&file);
        }
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
                if is_file_name {
                    format!("a reference list stands in the file `{file}`, beside the endpoints")
                } else {
                    "`list` is the name of a file of the folder `reference`, without `.json`".to_owned()
                },
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
