use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::loader::{LoadedTable, Loader, Owner};
use crate::check::{self, TableUse};
use crate::json;
use crate::model::{CowStr, ListedValue, Parameter, Table, Value};
use crate::parse::{
    self, ConfirmationSpans, Loaded, Locations, ParameterSpans, ParsedTable, Report, TableRef, TableSpans,
};
use crate::source::{Source, Span};
use crate::text::closest_match;

impl Loader<'_> {
    /// Fills in what parameters refer to: the tables of nested values, and the values of reference lists.
    pub(super) fn complete(&mut self, parsed: ParsedTable, owner: &Owner, report: &mut Report) -> (Table, TableSpans) {
        let ParsedTable { mut table, nested, spans } = parsed;
        let rows = table.rows.to_mut().iter_mut().zip(&spans.rows).zip(nested);
        for ((parameter, parameter_spans), nested) in rows {
            let nested = nested.and_then(|nested| self.nested_table(nested, parameter, parameter_spans, owner, report));
            if let Some(nested) = nested {
                parameter.details.table = Some(Cow::Owned(nested));
            }
            if let Some(name) = parameter.details.list.clone()
                && let Some(list) = self.reference_list(&name, parameter_spans.keys.of("list"), report)
            {
                parameter.details.values = list.values.iter().map(value_of_list).collect();
            }
        }
        (table, spans)
    }

    /// The table of a nested value.
    fn nested_table(
        &mut self,
        nested: TableRef,
        parameter: &Parameter,
        spans: &ParameterSpans,
        owner: &Owner,
        report: &mut Report,
    ) -> Option<Table> {
        let parameters = match nested {
            TableRef::Inline(parameters) => parameters,
            TableRef::Shared { name, span } => {
                let shared = self.shared_table(&name, &span, report)?;
                self.check_shared(&name, &shared, TableUse::NestedValue, &[]);
                return Some(shared.table.clone());
            }
        };
        let name = format!("{}_{}", owner.name, parameter.rust_name());
        let inner = Owner { name: CowStr::Owned(name), source: owner.source.clone() };
        let parsed = parameters.into_table(inner.name.clone(), parameter.details.doc.clone(), inner.source.clone());
        let (table, table_spans) = self.complete(parsed, &inner, report);
        check::table(&table, &table_spans, TableUse::NestedValue, &[], report);
        // Without the name of its owner, the table would have a name without meaning.
        if owner.name.is_empty() {
            return None;
        }
        let source = report.source().clone();
        let locations = Locations::new(&source, &table_spans);
        self.library.tables.push(Loaded {
            model: table.clone(),
            source,
            locations,
            keys: spans.keys.clone(),
            confirmation: ConfirmationSpans::default(),
        });
        Some(table)
    }

    /// Checks a shared table for one of its uses.
    pub(super) fn check_shared(&mut self, name: &str, table: &LoadedTable, used: TableUse, data_when: &[CowStr]) {
        if self.checked.insert((name.to_owned(), used, data_when.to_vec())) {
            let mut report = Report::new(&table.source);
            check::table(&table.table, &table.spans, used, data_when, &mut report);
            self.collect(report);
        }
    }

    /// Checks the tables that nothing uses: most rules apply to any use.
    pub(super) fn check_unused(&mut self) {
        let used: BTreeSet<&str> = self.checked.iter().map(|(name, ..)| name.as_str()).collect();
        let unused = |(file, table): (&String, &Option<Rc<LoadedTable>>)| {
            let name = file.strip_prefix("tables/")?.strip_suffix(".json")?;
            Some((name.to_owned(), table.clone()?)).filter(|(name, _)| !used.contains(name.as_str()))
        };
        let tables: Vec<(String, Rc<LoadedTable>)> = self.tables.iter().filter_map(unused).collect();
        for (name, table) in tables {
            self.check_shared(&name, &table, TableUse::Unused, &[]);
        }
    }

    /// A shared table by its name. A missing or circular table is reported where it is named.
    pub(super) fn shared_table(&mut self, name: &str, span: &Span, report: &mut Report) -> Option<Rc<LoadedTable>> {
        let file = format!("tables/{name}.json");
        if self.open.contains(&file) {
            let begin = self.open.iter().skip_while(|open| **open != file);
            let path: Vec<String> = begin.chain([&file]).map(|file| format!("`{file}`")).collect();
            report.error(
                span,
                format!("circular table `{name}`: {}", path.join(" -> ")),
                "",
                "a table cannot contain itself: name another table, or remove `table`",
            );
            return None;
        }
        // The name is that of a file in `tables`; it cannot lead out of that folder.
        let is_file_name = !name.contains(['/', '\\']);
        if is_file_name {
            self.table_file(&file);
        }
        if let Some(table) = self.tables.get(&file) {
            return table.clone();
        }
        let known: Vec<String> = self.files.list("tables").unwrap_or_default();
        let names = known.iter().filter_map(|file| file.strip_prefix("tables/")?.strip_suffix(".json"));
        report.error(
            span,
            format!("unknown table `{name}`"),
            &parse::suggestion(closest_match(name, names)),
            if is_file_name {
                format!("correct the name, or add the file `{file}` to the folder of the endpoints")
            } else {
                "`table` is the name of a file in the folder `tables`, without `.json`".to_owned()
            },
        );
        None
    }

    pub(super) fn table_file(&mut self, file: &str) {
        if self.tables.contains_key(file) {
            return;
        }
        let reported = self.library.diagnostics.len();
        let Some(source) = self.source(file) else {
            if self.library.diagnostics.len() > reported {
                self.tables.insert(file.to_owned(), None);
            }
            return;
        };
        self.open.push(file.to_owned());
        let loaded = self.read_table(&source);
        self.open.pop();
        if let Some(loaded) = &loaded {
            let locations = Locations::new(&loaded.source, &loaded.spans);
            let keys = loaded.spans.keys.clone();
            self.library.tables.push(Loaded {
                model: loaded.table.clone(),
                source,
                locations,
                keys,
                confirmation: ConfirmationSpans::default(),
            });
        }
        self.tables.insert(file.to_owned(), loaded.map(Rc::new));
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
        let parsed = parse::table(&node, &mut report);
        let loaded = parsed.map(|parsed| {
            check::file_name(&parsed.table.name, parsed.spans.keys.of("table"), "table", &mut report);
            let owner = Owner { name: parsed.table.name.clone(), source: parsed.table.source.clone() };
            let (table, spans) = self.complete(parsed, &owner, &mut report);
            LoadedTable { table, spans, source: source.clone() }
        });
        self.collect(report);
        loaded
    }
}

fn value_of_list(listed: &ListedValue) -> Value {
    Value { value: listed.value.clone(), rust: listed.rust.clone(), doc: listed.doc.clone(), outcome: None }
}
