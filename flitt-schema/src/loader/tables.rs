use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{LoadedTable, Loader, Owner};
use crate::check::{self, Use};
use crate::json::{self, Span};
use crate::library::Read;
use crate::model::{ListedValue, Parameter, Table, Text, Value};
use crate::parse::{self, Places, Report, RowSpans, TableFile, TableSpans, TableUse};
use crate::source::Source;
use crate::text::nearest;

impl Loader<'_> {
    /// Puts in what rows refer to: the tables of nested values, and the values of reference lists.
    pub(super) fn complete(&mut self, file: TableFile, owner: &Owner, report: &mut Report) -> (Table, TableSpans) {
        let TableFile { mut table, nested, spans } = file;
        let rows = table.rows.to_mut().iter_mut().zip(&spans.rows).zip(nested);
        for ((row, row_spans), nested) in rows {
            let nested = nested.and_then(|nested| self.nested_table(nested, row, row_spans, owner, report));
            if let Some(nested) = nested {
                row.details.table = Some(Cow::Owned(nested));
            }
            if let Some(name) = row.details.list.clone()
                && let Some(list) = self.reference_list(&name, row_spans.keys.of("list"), report)
            {
                row.details.values = list.values.iter().map(value_of_list).collect();
            }
        }
        (table, spans)
    }

    /// The table of a row's value.
    fn nested_table(
        &mut self,
        nested: TableUse,
        row: &Parameter,
        row_spans: &RowSpans,
        owner: &Owner,
        report: &mut Report,
    ) -> Option<Table> {
        let rows = match nested {
            TableUse::Own(rows) => rows,
            TableUse::Shared { name, span } => {
                let shared = self.shared_table(&name, &span, report)?;
                self.check_shared(&name, &shared, Use::Nested, &[]);
                return Some(shared.table.clone());
            }
        };
        let name = format!("{}_{}", owner.name, row.rust_name());
        let inner = Owner { name: Text::Owned(name), source: owner.source.clone() };
        let file = rows.into_table(inner.name.clone(), row.details.doc.clone(), inner.source.clone());
        let (table, spans) = self.complete(file, &inner, report);
        check::table(&table, &spans, Use::Nested, &[], report);
        // The table of an owner without a name would get one that means nothing.
        if owner.name.is_empty() {
            return None;
        }
        let source = report.source().clone();
        let places = Places::of(&source, &spans);
        self.library.tables.push(Read { model: table.clone(), source, places, keys: row_spans.keys.clone() });
        Some(table)
    }

    /// Checks a shared table for one of its uses.
    pub(super) fn check_shared(&mut self, name: &str, table: &LoadedTable, used: Use, data_when: &[Text]) {
        if self.checked.insert((name.to_owned(), used, data_when.to_vec())) {
            let mut own = Report::new(&table.source);
            check::table(&table.table, &table.spans, used, data_when, &mut own);
            self.done(own);
        }
    }

    /// Checks the tables that nothing uses: most rules hold for any use.
    pub(super) fn check_unused(&mut self) {
        let used: BTreeSet<&str> = self.checked.iter().map(|(name, ..)| name.as_str()).collect();
        let unused = |(file, table): (&String, &Option<Rc<LoadedTable>>)| {
            let name = file.strip_prefix("tables/")?.strip_suffix(".json")?;
            Some((name.to_owned(), table.clone()?)).filter(|(name, _)| !used.contains(name.as_str()))
        };
        let tables: Vec<(String, Rc<LoadedTable>)> = self.tables.iter().filter_map(unused).collect();
        for (name, table) in tables {
            self.check_shared(&name, &table, Use::Unused, &[]);
        }
    }

    /// A shared table by its name; an absent or circular one is told where it is named.
    pub(super) fn shared_table(&mut self, name: &str, place: &Span, report: &mut Report) -> Option<Rc<LoadedTable>> {
        let file = format!("tables/{name}.json");
        if self.open.contains(&file) {
            let begin = self.open.iter().skip_while(|open| **open != file);
            let way: Vec<String> = begin.chain([&file]).map(|file| format!("`{file}`")).collect();
            report.error(
                place,
                format!("the table `{name}` refers to itself: {}", way.join(" -> ")),
                "",
                "a table cannot hold itself: name another table, or leave `table` out",
            );
            return None;
        }
        // A name is the name of a file in `tables`, and no way out of that folder.
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
            place,
            format!("there is no table `{name}`"),
            &parse::suggestion(nearest(name, names)),
            if is_file_name {
                format!("a shared table stands in the file `{file}`, beside the endpoints")
            } else {
                "`table` is the name of a file of the folder `tables`, without `.json`".to_owned()
            },
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
        let read = parse::table(&node, &mut report);
        let loaded = read.map(|file| {
            check::file_name(&file.table.name, file.spans.keys.of("table"), "table", &mut report);
            let owner = Owner { name: file.table.name.clone(), source: file.table.source.clone() };
            let (table, spans) = self.complete(file, &owner, &mut report);
            LoadedTable { table, spans, source: source.clone() }
        });
        self.done(report);
        loaded
    }
}

fn value_of_list(listed: &ListedValue) -> Value {
    Value { value: listed.value.clone(), rust: listed.rust.clone(), doc: listed.doc.clone(), outcome: None }
}
