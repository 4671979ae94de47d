use std::collections::BTreeSet;
use std::rc::Rc;

use super::is_file_name;
use super::loader::{LoadedTable, Loader, Owner};
use crate::check::{self, TableUse};
use crate::limits::{Exceeded, Extent, MAX_NESTED_TABLES, MAX_TABLE_NAME};
use crate::model::{CowStr, Parameter, Shared, Table, ValueType};
use crate::parse::{
    self, ConfirmationSpans, Loaded, Locations, ParameterSpans, ParsedTable, Report, TableRef, TableSpans,
};
use crate::source::{Source, Span};

/// A table whose nested tables were found.
pub(super) struct CompleteTable {
    pub(super) table: Table,
    pub(super) spans: TableSpans,
    pub(super) extent: Extent,
}

/// The table of a nested value.
enum NestedTable {
    Found {
        table: Shared<Table>,
        extent: Extent,
    },
    /// It was not read, because it is within too many others.
    TooDeep,
}

impl NestedTable {
    /// Adds it to the table that it is nested in, whose extent is `outer`. `None` if that exceeds a limit, which is reported
    /// once: of the tables around the first that exceeds it, none is complete.
    fn within(self, outer: &mut Extent, span: &Span, report: &mut Report) -> Option<Shared<Table>> {
        let added = match &self {
            Self::Found { extent, .. } if extent.is_cut => {
                outer.is_cut = true;
                return None;
            }
            Self::Found { extent, .. } => outer.with_nested(*extent),
            Self::TooDeep => Err(Exceeded::Depth),
        };
        match (added, self) {
            (Ok(extent), Self::Found { table, .. }) => {
                *outer = extent;
                Some(table)
            }
            (Err(exceeded), _) if !outer.is_cut => {
                outer.is_cut = true;
                let (message, help) = exceeded.texts();
                report.error(span, message, "", help);
                None
            }
            _ => None,
        }
    }
}

impl Loader<'_> {
    /// Fills in what parameters refer to: the tables of nested values, and the values of reference lists.
    pub(super) fn complete(&mut self, parsed: ParsedTable, owner: &Owner, report: &mut Report) -> CompleteTable {
        let ParsedTable { mut table, nested, spans } = parsed;
        let mut extent = Extent::of_rows(table.rows.len());
        self.depth += 1;
        let rows = table.rows.to_mut().iter_mut().zip(&spans.rows).zip(nested);
        for ((parameter, parameter_spans), nested) in rows {
            if let Some(nested) = nested {
                let span = nested.span(&parameter_spans.keys).clone();
                let nested = self.nested_table(nested, parameter, parameter_spans, owner, report);
                parameter.details.table = nested.and_then(|nested| nested.within(&mut extent, &span, report));
            }
            if let Some(name) = parameter.details.list.clone()
                && let Some(list) = self.reference_list(&name, parameter_spans.keys.of("list"), report)
            {
                parameter.details.values = list.values.clone();
            }
        }
        self.depth -= 1;
        CompleteTable { table, spans, extent }
    }

    /// The table of a nested value.
    fn nested_table(
        &mut self,
        nested: TableRef,
        parameter: &Parameter,
        spans: &ParameterSpans,
        owner: &Owner,
        report: &mut Report,
    ) -> Option<NestedTable> {
        if self.depth >= MAX_NESTED_TABLES && !self.is_loaded(&nested) {
            return Some(NestedTable::TooDeep);
        }
        let parameters = match nested {
            TableRef::Inline(parameters) => parameters,
            TableRef::Shared { name, span } => {
                let shared = self.shared_table(&name, &span, report)?;
                self.check_shared(&name, &shared, TableUse::NestedValue, &[]);
                return Some(NestedTable::Found { table: shared.table.clone(), extent: shared.extent });
            }
        };
        let name = format!("{}_{}", owner.name, parameter.rust_name());
        if name.len() > MAX_TABLE_NAME {
            let message = format!("the name of the nested table has more than {MAX_TABLE_NAME} letters");
            let help = "it is made of the names around it: use shorter names with `rust`, or a shared table";
            report.error(spans.keys.of("name"), message, "", help);
            return None;
        }
        let inner = Owner { name: CowStr::Owned(name), source: owner.source.clone() };
        let parsed = parameters.into_table(inner.name.clone(), parameter.details.doc.clone(), inner.source.clone());
        let CompleteTable { table, spans: table_spans, extent } = self.complete(parsed, &inner, report);
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
        Some(NestedTable::Found { table: table.into(), extent })
    }

    /// Whether a shared table was read already.
    fn is_loaded(&self, table: &TableRef) -> bool {
        matches!(table, TableRef::Shared { name, .. } if self.tables.contains_key(&table_file_name(name)))
    }

    /// Checks a shared table for one of its uses.
    pub(super) fn check_shared(&mut self, name: &str, table: &LoadedTable, used: TableUse, data_when: &[CowStr]) {
        // Most endpoints that share a table switch its protocol by the same parameters, or by none of its own.
        let is_nested = |name: &&CowStr| {
            let row = table.table.row(name);
            row.is_some_and(|row| !matches!(row.value_type, ValueType::String | ValueType::Integer))
        };
        let data_when: Vec<CowStr> = data_when.iter().filter(is_nested).cloned().collect();
        if self.checked.insert((name.to_owned(), used, data_when.clone())) {
            let mut report = self.report(&table.source);
            check::table(&table.table, &table.spans, used, &data_when, &mut report);
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
        let file = table_file_name(name);
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
        let is_file_name = is_file_name(name);
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
            &report.suggestion(name, names),
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
            if self.is_full || self.library.diagnostics.len() > reported {
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
                model: Table::clone(&loaded.table),
                source,
                locations,
                keys,
                confirmation: ConfirmationSpans::default(),
            });
        }
        self.tables.insert(file.to_owned(), loaded.map(Rc::new));
    }

    fn read_table(&mut self, source: &Source) -> Option<LoadedTable> {
        let mut report = self.report(source);
        let node = self.json(source)?;
        let parsed = parse::table(&node, &mut report);
        let loaded = parsed.map(|parsed| {
            check::file_name(&parsed.table.name, parsed.spans.keys.of("table"), "table", &mut report);
            check::source(&parsed.table.source, parsed.spans.keys.of("source"), &mut report);
            let owner = Owner { name: parsed.table.name.clone(), source: parsed.table.source.clone() };
            let CompleteTable { table, spans, extent } = self.complete(parsed, &owner, &mut report);
            LoadedTable { table: table.into(), spans, extent, source: source.clone() }
        });
        let loaded = loaded.filter(|_| !report.rejects_link());
        self.collect(report);
        loaded
    }
}

fn table_file_name(table: &str) -> String {
    format!("tables/{table}.json")
}
