use super::loader::Loader;
use super::reference::{SHARED_LISTS, shared_list};
use crate::check;
use crate::json;
use crate::model::List;
use crate::parse::{self, ConfirmationSpans, Loaded, Locations, Report};
use crate::source::Span;
use crate::text::closest_match;

impl Loader<'_> {
    /// A reference list by its name: a file of the folder, or a list that is available in every folder.
    pub(super) fn reference_list(&mut self, name: &str, span: &Span, report: &mut Report) -> Option<List> {
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
                span,
                format!("unknown list `{name}`"),
                &parse::suggestion(closest_match(name, names)),
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
            if self.library.diagnostics.len() > reported {
                self.lists.insert(file.to_owned(), None);
            }
            return;
        };
        let mut report = Report::new(&source);
        let parsed = match json::read(&source) {
            Ok(node) => parse::list(&node, &mut report),
            Err(diagnostic) => {
                self.library.diagnostics.push(diagnostic);
                None
            }
        };
        let list = parsed.map(|(list, spans)| {
            check::list(&list, &spans, &mut report);
            self.library.lists.push(Loaded {
                model: list.clone(),
                source: source.clone(),
                locations: Locations::default(),
                keys: spans.keys,
                confirmation: ConfirmationSpans::default(),
            });
            list
        });
        self.collect(report);
        self.lists.insert(file.to_owned(), list);
    }
}
